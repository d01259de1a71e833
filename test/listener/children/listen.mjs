// A listener in a process of its own; prints its URL. Ends when its standard input does.
// Words: the compiled sources, the state directory; user name and password, where they are to be checked.
const [compiled = "", location = "", username, password] = process.argv.slice(2);
const load = (module) => import(`${compiled}/${module}.js`);
const { createFileStore } = await load("store/file-store");
const { startListener } = await load("listener/listener");

const store = createFileStore(location, process.pid);
const inbox = await store.inbox.openWriter();
const listener = await startListener({
  host: "127.0.0.1",
  port: 0,
  inbox,
  quarantine: store.quarantine,
  ...(password === undefined ? {} : { credentials: { username, password } }),
  isOurs: (requestId) => requestId.startsWith("good"),
  onStored: () => undefined,
  onTurnedAway: ({ reason, cause }) => {
    if (reason === "failed") process.stderr.write(`${cause?.stack}\n`);
  },
});
process.stdout.write(`${listener.url}\n`);
process.stdin.resume().on("end", async () => {
  await listener.close();
  await inbox.close();
  process.stdout.write(`${JSON.stringify(listener.counts())}\n`);
});
