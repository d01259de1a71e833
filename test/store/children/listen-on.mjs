// Takes a port for a listener, says how that ended, and keeps it until it is killed.
const [storeModule = "", location = "", port = ""] = process.argv.slice(2);
const { createFileStore } = await import(storeModule);
const attempt = await createFileStore(location, process.pid).listenOn(Number(port));
process.stdout.write(`${attempt.kind}\n`);
setInterval(() => {}, 60_000);
