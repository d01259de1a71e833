// Takes a lock, says so, and keeps it until it is killed.
const [lockModule = "", directory = ""] = process.argv.slice(2);
const { tryLock } = await import(lockModule);
process.stdout.write(`${tryLock(directory, process.pid).kind}\n`);
setInterval(() => {}, 60_000);
