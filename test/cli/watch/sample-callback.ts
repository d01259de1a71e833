import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createFileStore } from "../../../src/store/file-store.ts";
import { post } from "../../listener/clients.ts";
import { sampleMessage, sampleRequestId } from "../../listener/messages.ts";
import { readInbox } from "../../listener/open-listener.ts";
import { type Program, startCommand } from "../../support/run-cli.ts";
import { linesOf, openWatchWorld } from "../../support/watch-processes.ts";

const samplePath = fileURLToPath(
  new URL("../../../fixtures/uws/upload-devices-callback.xml", import.meta.url),
);
const hasCurl = spawnSync("curl", ["--version"]).status === 0;
const complete = `the platform said:
  2  uploaded  Line has been uploaded successfully
RequestId ${sampleRequestId}: 2 devices, complete by the platform's own count, 1 callback
2 devices: 2 uploaded
`;

export function describeSampleCallback(program: Program): void {
  describe.concurrent("the platform's own sample callback", () => {
    test("byte for byte: acknowledged, kept but for its password, 2 of 2, exit 0", async (context) => {
      const world = await openWatchWorld(program, context);
      const watch = await world.listen(["watch", sampleRequestId, "--quiet-period", "100ms"]);
      expect(await post(world.port, readFileSync(samplePath))).toMatchObject({ status: 200 });
      const { stdout, stderr, exitCode } = await watch.ended;
      expect(stderr).toContain(complete);
      expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 0 });
      const [kept, ...more] = await readInbox(createFileStore(world.state, process.pid));
      expect(more).toEqual([]);
      expect(kept?.text.split("***")).toEqual(sampleMessage.split(/(?<=<Password[^>]*>)[^<]*/));
    });

    test.skipIf(!hasCurl)("sent by curl, which asks to go on first", async (context) => {
      const world = await openWatchWorld(program, context);
      const watch = await world.listen(["watch", sampleRequestId, "--quiet-period", "100ms", "--path", "/x"]);
      const words = ["-sS", "-o", "answer", "-w", "%{http_code}", "--data-binary", `@${samplePath}`];
      const more = ["-H", "Content-Type: text/xml; charset=utf-8", "-H", "Expect: 100-continue"];
      const url = `http://127.0.0.1:${world.port}/x?from=curl`;
      const curl = await startCommand(["curl", ...words, ...more, url], { cwd: world.cwd }).ended;
      expect(curl).toMatchObject({ stdout: "200", exitCode: 0 });
      expect(await watch.ended).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(complete) });
    });

    test("again and again, the last one behind the count: the same, and the repetitions are said", async (context) => {
      const world = await openWatchWorld(program, context);
      const watch = await world.listen(["watch", sampleRequestId, "--quiet-period", "1500ms", "--json"]);
      for (let count = 0; count < 3; count++) await post(world.port, sampleMessage);
      const run = await watch.ended;
      expect(linesOf(run)).toEqual({ uploaded: 2 });
      expect(JSON.parse(run.stdout).requests).toMatchObject([{ callbacks: 1, repeats: 2 }]);
    });

    test("with more devices expected: open, exit 9, and the next watch goes on from there", async (context) => {
      const world = await openWatchWorld(program, context);
      const words = ["watch", sampleRequestId, "--expect", "3", "--wait"];
      const watch = await world.listen([...words, "2s"]);
      await post(world.port, sampleMessage);
      const { stderr, exitCode } = await watch.ended;
      expect(exitCode).toBe(9);
      expect(stderr).toContain("3 devices, 1 open, 1 callback");
      expect(stderr).toContain(
        `next: go on waiting (what has come is kept): vzupload ${words.join(" ")} 2s\n`,
      );
      const third = sampleMessage.replace("477006", "477008").replace("786706", "786708");
      const again = await world.listen([...words, "30s"]);
      await post(world.port, third);
      expect((await again.ended).exitCode).toBe(0);
    });

    test("of another request: kept, said, and not counted", async (context) => {
      const world = await openWatchWorld(program, context);
      const watch = await world.listen(["watch", "another", "--wait", "2s"]);
      expect(await post(world.port, sampleMessage)).toMatchObject({ status: 200 });
      const { stderr, exitCode } = await watch.ended;
      expect(exitCode).toBe(9);
      expect(stderr).toContain("no callback came; 1 callback of other requests is kept in the inbox\n");
      expect((await world.run(["watch", sampleRequestId, "--wait", "1ms", "--port", "0"])).exitCode).toBe(0);
    });
  });
}
