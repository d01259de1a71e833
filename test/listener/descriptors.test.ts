import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { compiledSources } from "../support/compiled-sources.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { openRaw, post } from "./clients.ts";
import { callbackMessage } from "./messages.ts";

const compiled = compiledSources();
const listen = fileURLToPath(new URL("./children/listen.mjs", import.meta.url));

test.skipIf(process.platform === "win32")(
  "out of file descriptors: it goes on as soon as there are some again",
  async () => {
    const words = [process.execPath, listen, dirname(dirname(compiled("store/lock"))), temporaryDirectory()];
    const child = spawn("sh", ["-c", 'ulimit -n 40 && exec "$0" "$@"', ...words]);
    onTestFinished(() => void child.kill("SIGKILL"));
    const [url] = await once(createInterface(child.stdout), "line");
    const port = Number(new URL(url).port);
    const crowd = await Promise.all(Array.from({ length: 60 }, () => openRaw(port)));
    // There are not enough for all of them: some are let in and dropped.
    await Promise.any(crowd.map(({ ended }) => ended));
    for (const { socket } of crowd) socket.destroy();
    let answer = await post(port, callbackMessage()).catch(() => undefined);
    for (let tries = 0; answer?.status !== 200 && tries < 1_000; tries++)
      answer = await post(port, callbackMessage()).catch(() => undefined);
    expect(answer).toMatchObject({ status: 200 });
    expect(child.exitCode).toBeNull();
  },
);
