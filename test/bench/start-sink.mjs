import { fork } from "node:child_process";
import { once } from "node:events";

/** Starts the sink. `take({counting})` returns what came in since the last call and sets how to go on. */
export async function startSink() {
  const child = fork(new URL("sink.mjs", import.meta.url), { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const [{ port }] = await once(child, "message");
  return {
    baseUrl: `http://127.0.0.1:${port}/api/v2`,
    async take(settings = { counting: false }) {
      child.send(settings);
      const [counts] = await once(child, "message");
      return counts;
    },
    async stop() {
      child.disconnect();
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}
