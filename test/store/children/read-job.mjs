// Prints the pid of a job's holder and its number of facts.
const [storeModule = "", location = "", id = ""] = process.argv.slice(2);
const { createFileStore } = await import(storeModule);
const { holder, facts } = await createFileStore(location, process.pid).readJob(id);
process.stdout.write(JSON.stringify({ holder: holder?.pid, facts: facts.length }));
