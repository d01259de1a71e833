import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { post, postSecurely } from "../../listener/clients.ts";
import type { Program } from "../../support/run-cli.ts";
import { testAuthority } from "../../support/tls-keys.ts";
import { openPushWorld, openWatchWorld, pushWords } from "../../support/watch-processes.ts";
import { callbackXml, uploaded } from "../../watch/watch-world.ts";

const slow = { timeout: 120_000 };
const tls = fileURLToPath(new URL("../../../fixtures/tls/", import.meta.url));
const one = callbackXml({ requestId: "a", lines: { 0: uploaded } });
const words = ["watch", "a", "--expect", "1"];

export function describeSenders(program: Program): void {
  describe.concurrent("who may send callbacks", () => {
    test(
      "wrong credentials: 401, told, kept apart, counted for nothing; replayed they tell what they say",
      slow,
      async (context) => {
        const world = await openWatchWorld(program, context);
        const env = { VZUPLOAD_CALLBACK_USERNAME: "u", VZUPLOAD_CALLBACK_PASSWORD: "mistyped" };
        const watch = await world.listen([...words, "--wait", "3s"], { env });
        expect(await post(world.port, one)).toMatchObject({ status: 401 });
        const { stderr, exitCode } = await watch.ended;
        expect(exitCode).toBe(9);
        expect(stderr).toContain(
          "turned away 127.0.0.1: HTTP 401, User name or password is missing or wrong.\n",
        );
        const quarantine = join(world.state, "quarantine");
        expect(readdirSync(quarantine)).toHaveLength(1);
        const replay = `watch --replay ${quarantine}`;
        expect(stderr).toContain(`to see what they say: vzupload ${replay}\n`);
        expect(await world.run(replay.split(" "))).toMatchObject({
          exitCode: 9,
          stderr: expect.stringContaining("1 device: 1 uploaded\n"),
        });
        const mended = { ...env, VZUPLOAD_CALLBACK_PASSWORD: "p" };
        const again = await world.listen(words, { env: mended });
        expect(await post(world.port, one)).toMatchObject({ status: 200 });
        expect((await again.ended).exitCode).toBe(0);
      },
    );

    test("what came unchecked does not count where credentials are checked", slow, async (context) => {
      const world = await openWatchWorld(program, context);
      const watch = await world.listen(words);
      await post(world.port, one);
      expect((await watch.ended).exitCode).toBe(0);
      const env = { VZUPLOAD_CALLBACK_USERNAME: "u", VZUPLOAD_CALLBACK_PASSWORD: "p" };
      expect((await world.run([...words, "--wait", "1ms"], { env })).exitCode).toBe(9);
    });

    test("--allow: others are turned away", slow, async (context) => {
      const world = await openWatchWorld(program, context);
      const watch = await world.listen([...words, "--wait", "3s", "--allow", "10.0.0.0/8", "verizon"]);
      const answer = await post(world.port, one).catch(() => undefined);
      expect(answer?.status ?? 403).toBe(403);
      const { stderr, exitCode } = await watch.ended;
      expect(exitCode).toBe(9);
      expect(stderr).toContain("turned away 1 request: ");
      const again = await world.listen([...words, "--allow", "127.0.0.1"]);
      await post(world.port, one);
      expect((await again.ended).exitCode).toBe(0);
    });

    test(
      "--host 0.0.0.0 is refused without credentials, and warned of with --insecure",
      slow,
      async (context) => {
        const world = await openWatchWorld(program, context);
        expect((await world.run([...words, "--host", "0.0.0.0"])).exitCode).toBe(2);
        const watch = await world.listen([...words, "--host", "0.0.0.0", "--insecure"]);
        await post(world.port, one);
        const { stderr, exitCode } = await watch.ended;
        expect(exitCode).toBe(0);
        expect(stderr).toContain("warning: anybody who reaches 0.0.0.0 can send callbacks");
      },
    );

    test("TLS", slow, async (context) => {
      const world = await openWatchWorld(program, context);
      const keys = ["--tls-cert", join(tls, "server.pem"), "--tls-key", join(tls, "server.key")];
      const watch = await world.listen([...words, ...keys]);
      expect(await postSecurely(world.port, one, { ca: testAuthority })).toMatchObject({ status: 200 });
      expect(await watch.ended).toMatchObject({
        exitCode: 0,
        stderr: expect.stringContaining(`listening for callbacks on https://127.0.0.1:${world.port}/\n`),
      });
      const other = ["--tls-cert", join(tls, "server.pem"), "--tls-key", join(tls, "client.key")];
      expect(await world.run(["watch", "b", ...other])).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining("error: The certificate and its key cannot be used for TLS"),
      });
    });

    test(
      "a sandbox that sends wrong credentials first: the second delivery counts",
      slow,
      async (context) => {
        const world = await openPushWorld(program, context, {
          rows: 2,
          callbacks: "credentials:wrong-first,redeliver:50",
          credentials: { username: "uws", password: "secret" },
        });
        const { stderr, stdout, exitCode } = await world.run([...pushWords, "--watch"]);
        expect(exitCode).toBe(0);
        expect(stderr).toContain("turned away 1 request: ");
        expect(stderr).not.toContain("next:");
        expect(stderr + stdout).not.toContain("secret");
      },
    );
  });
}
