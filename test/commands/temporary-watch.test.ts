import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { watch } from "../../src/commands/watch.ts";
import type { Context } from "../../src/context.ts";
import { displacedEnv, openRegistrationWorld, production } from "../support/registration-world.ts";
import { contextOf, invocationOf } from "./invoke.ts";

test("from a signal on, putting back has a minute; then the watch ends, with an error and the command", async () => {
  const world = await openRegistrationWorld(["no-answer@registrations:3"]);
  const interrupt = new AbortController();
  const minutes: number[] = [];
  let stderr = "";
  const context: Context = {
    ...contextOf({ ...world.env, ...displacedEnv }),
    cwd: world.cwd,
    stderr: {
      write(text) {
        stderr += text;
        if (text.includes("for as long as this runs")) interrupt.abort("SIGINT");
        return true;
      },
    },
    interrupt: interrupt.signal,
    // A minute passes as soon as the platform has not answered.
    async sleep(ms, signal) {
      if (ms !== 60_000) return void (await sleep(ms, undefined, { signal }).catch(() => undefined));
      minutes.push(ms);
      await world.heard("GetCallbackRegistrations", 3);
    },
  };
  const words = ["watch", "3b1e4f57-0000-4000-8000-000000000000", "--register"];
  const exitCode = await watch(await invocationOf(words, context), context);
  expect(minutes).toEqual([60_000]);
  expect(exitCode).toBe(130);
  expect(stderr).toContain("error: What was registered for callbacks before is NOT put back: Cannot ask for");
  expect(stderr).toContain("To put it back: vzupload callback restore\n");
  expect(world.registered()?.url).not.toBe(production.url);
  expect(world.records()).toMatchObject([{ phase: "registered", displaced: { url: production.url } }]);
});

test("a signal while it registers: putting back has a minute, too, and what it cannot do is told", async () => {
  const world = await openRegistrationWorld(["no-answer@registrations:2", "no-answer@registrations:3"]);
  const interrupt = new AbortController();
  const minutes: number[] = [];
  const context: Context = {
    ...contextOf({ ...world.env, ...displacedEnv, VZUPLOAD_HTTP_TIMEOUT: "2s" }),
    cwd: world.cwd,
    interrupt: interrupt.signal,
    async sleep(ms, signal) {
      if (ms !== 60_000) return void (await sleep(ms, undefined, { signal }).catch(() => undefined));
      minutes.push(ms);
      await world.heard("GetCallbackRegistrations", 3);
    },
  };
  const words = ["watch", "3b1e4f57-0000-4000-8000-000000000000", "--register"];
  const watching = watch(await invocationOf(words, context), context);
  const failed = expect(watching).rejects.toThrow("Nor is everything put back: Cannot ask for");
  await world.heard("GetCallbackRegistrations", 2);
  interrupt.abort("SIGINT");
  await failed;
  expect(minutes).toEqual([60_000]);
  expect(world.records()).toMatchObject([{ displaced: { url: production.url } }]);
});

test("a URL that stays registered is not spoken of as something to put back", async () => {
  const world = await openRegistrationWorld();
  const url = "http://127.0.0.1:50551/for-good";
  world.register({ url, username: "", password: "" });
  const interrupt = new AbortController();
  const lastWords = new Set<string>();
  const spoken: string[] = [];
  let stderr = "";
  const context: Context = {
    ...contextOf(world.env),
    cwd: world.cwd,
    lastWords,
    stderr: {
      write(text) {
        stderr += text;
        if (!text.includes("and stays so")) return true;
        spoken.push(...lastWords);
        interrupt.abort("SIGINT");
        return true;
      },
    },
    interrupt: interrupt.signal,
  };
  const words = ["watch", "3b1e4f57-0000-4000-8000-000000000000", "--register", "--public-url", url];
  expect(await watch(await invocationOf(words, context), context)).toBe(130);
  expect(spoken).toEqual([]);
  expect(stderr).not.toContain("putting back");
});
