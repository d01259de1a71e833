import { describe, expect, test } from "vitest";
import { createFileStore } from "../../src/store/file-store.ts";
import type { Sessions } from "../../src/store/store.ts";
import { createSessionKeeper, type SessionOptions } from "../../src/upload/session-keeper.ts";
import type { LogInOutcome } from "../../src/uws/session.ts";
import { failureOf } from "../support/failure.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const endpoint = "https://uws.example/api/v2";
const key = { endpoint, username: "me" };

/** A platform that knows one password, counts log-ins and can be told to answer otherwise. */
function createPlatform(password = "right") {
  const tried: string[] = [];
  const answers: LogInOutcome[] = [];
  return {
    tried,
    answers,
    async logIn(_: string, given: string): Promise<LogInOutcome> {
      tried.push(given);
      await Promise.resolve();
      const scripted = answers.shift();
      if (scripted !== undefined) return scripted;
      return given === password ? { kind: "token", token: `token-${tried.length}` } : rejected;
    },
  };
}

const rejected: LogInOutcome = {
  kind: "rejected",
  fault: { code: "SessionService.REQUEST_FAILED.LogIn", text: "Wrong user name or password" },
};
const lost: LogInOutcome = { kind: "lost", reason: "the connection was reset", code: "ECONNRESET" };

/** Keepers on one state directory, as processes on one machine have them. */
function createStation(platform = createPlatform()) {
  const directory = temporaryDirectory();
  const sessions = (): Sessions => createFileStore(directory, process.pid).sessions;
  const keeper = (password: string | undefined = "right", more: Partial<SessionOptions> = {}) =>
    createSessionKeeper({
      sessions: sessions(),
      endpoint,
      username: "me",
      password: async () => password,
      logIn: platform.logIn,
      waitAfter: async () => false,
      ...more,
    });
  return { platform, keeper, kept: () => sessions().read(key) };
}

describe("a token", () => {
  test("comes from one log-in and is kept for every later process", async () => {
    const { platform, keeper, kept } = createStation();
    expect(await keeper().token()).toBe("token-1");
    expect(await keeper().token()).toBe("token-1");
    expect(
      await keeper(undefined, { password: async () => expect.fail("asked for the password") }).token(),
    ).toBe("token-1");
    expect(platform.tried).toEqual(["right"]);
    expect(await kept()).toEqual({ token: "token-1", tokenSince: expect.stringMatching(/^\d{4}-.*Z$/) });
  });

  test("is renewed once when several processes find it expired: the others reread it", async () => {
    const { platform, keeper } = createStation();
    const keepers = [keeper(), keeper(), keeper(), keeper()];
    await keeper().token();
    expect(await Promise.all(keepers.map((each) => each.renew("token-1")))).toEqual([
      "token-2",
      "token-2",
      "token-2",
      "token-2",
    ]);
    expect(platform.tried).toHaveLength(2);
  });

  test("several processes without one log in once", async () => {
    const { platform, keeper } = createStation();
    const tokens = await Promise.all([keeper(), keeper(), keeper()].map((each) => each.token()));
    expect(tokens).toEqual(["token-1", "token-1", "token-1"]);
    expect(platform.tried).toHaveLength(1);
  });

  test("is kept by endpoint and user", async () => {
    const { platform, keeper } = createStation();
    await keeper().token();
    expect(await keeper("right", { username: "other" }).token()).toBe("token-2");
    expect(await keeper("right", { endpoint: "https://elsewhere.example" }).token()).toBe("token-3");
    expect(platform.tried).toHaveLength(3);
  });
});

describe("a given token", () => {
  test("is used first, and never kept", async () => {
    const { platform, keeper, kept } = createStation();
    expect(await keeper("right", { token: "given" }).token()).toBe("given");
    expect([platform.tried, await kept()]).toEqual([[], {}]);
  });

  test("once refused is not handed out again: each batch would be sent with it in vain", async () => {
    const { keeper } = createStation();
    const withToken = keeper("right", { token: "given" });
    expect([await withToken.token(), await withToken.renew("given"), await withToken.token()]).toEqual([
      "given",
      "token-1",
      "token-1",
    ]);
  });

  test("refused without a user to log in as", async () => {
    const { username, ...nobody } = { ...createOptions(), token: "given" };
    expect(await failureOf(() => createSessionKeeper(nobody).renew("given"))).toEqual({
      kind: "credentials",
      message:
        "The platform no longer accepts the session token in VZUPLOAD_TOKEN, and no user name is set to log in with.",
      hint: "Set a fresh VZUPLOAD_TOKEN, or VZUPLOAD_USERNAME and VZUPLOAD_PASSWORD. What was accepted is recorded; repeat the command for the rest.",
    });
  });
});

describe("without credentials", () => {
  test("no user", async () => {
    const { username, ...nobody } = createOptions();
    expect(await failureOf(() => createSessionKeeper(nobody).token())).toEqual({
      kind: "credentials",
      message: "No credentials: neither a session token nor a user name is set.",
      hint: "Set VZUPLOAD_USERNAME and VZUPLOAD_PASSWORD (or --username and --password-stdin), or VZUPLOAD_TOKEN. To try without an account: --sandbox.",
    });
  });

  test("no password", async () => {
    const options = { ...createOptions(), password: async () => undefined };
    expect(await failureOf(() => createSessionKeeper(options).token())).toEqual({
      kind: "credentials",
      message: "No password: a log-in is needed, and none was given.",
      hint: "Set VZUPLOAD_PASSWORD, --password-file, --password-stdin or VZUPLOAD_PASSWORD_COMMAND; on a terminal vzupload asks for it.",
    });
  });
});

function createOptions(): SessionOptions {
  const { sessions } = createFileStore(temporaryDirectory(), process.pid);
  const { logIn } = createPlatform();
  const waitAfter = async () => false;
  return { sessions, endpoint, username: "me", password: async () => "right", logIn, waitAfter };
}

describe("a rejected password", () => {
  const rejection = {
    kind: "credentials",
    message: `The platform rejected the log-in of me at ${endpoint}: Wrong user name or password`,
    hint: "Check user name and password, then repeat the command. vzupload will not try this password again: five failures lock the account.",
  };
  const refusal = {
    kind: "credentials",
    message: `Not logging in: the platform rejected this very password of me at ${endpoint} before: Wrong user name or password`,
    hint: "Set the right password; five failed log-ins in a row lock the account, and only support unlocks it. If this one has become right meanwhile: vzupload logout --forget-failures.",
  };

  test("is never tried again, in no process", async () => {
    const { platform, keeper } = createStation();
    const first = keeper("wrong");
    expect(await failureOf(() => first.token())).toEqual(rejection);
    expect(await failureOf(() => first.token())).toEqual(refusal);
    expect(await failureOf(() => keeper("wrong").token())).toEqual(refusal);
    expect(platform.tried).toEqual(["wrong"]);
  });

  test("is tried once by many processes at once", async () => {
    const { platform, keeper } = createStation();
    const failures = await Promise.all(
      Array.from({ length: 4 }, () => failureOf(() => keeper("wrong").token())),
    );
    expect(failures.filter(({ message }) => message === rejection.message)).toHaveLength(1);
    expect(failures.filter(({ message }) => message === refusal.message)).toHaveLength(3);
    expect(platform.tried).toEqual(["wrong"]);
  });

  test("is remembered when another one is rejected after it: two stations must not lock the account in turns", async () => {
    const { platform, keeper } = createStation();
    for (const password of ["old", "older", "old", "older", "old"]) {
      await failureOf(() => keeper(password).token());
    }
    expect(platform.tried).toEqual(["old", "older"]);
  });

  test("does not stand in the way of the right one, whose log-in ends the row of failures", async () => {
    const { keeper, kept } = createStation();
    await failureOf(() => keeper("wrong").token());
    expect(await keeper("right").token()).toBe("token-2");
    expect(Object.keys(await kept())).toEqual(["token", "tokenSince"]);
  });

  test("is not kept as text", async () => {
    const { keeper, kept } = createStation();
    await failureOf(() => keeper("hunter2-wrong").token());
    expect(JSON.stringify(await kept())).not.toContain("hunter2");
  });

  test("of a locked account is not tried again either", async () => {
    const { platform, keeper } = createStation();
    platform.answers.push({ kind: "locked", fault: { code: "X", text: "Account locked" } });
    expect(await failureOf(() => keeper("right").token())).toEqual({
      kind: "credentials",
      message: `The account of me at ${endpoint} is locked: Account locked`,
      hint: "Only Verizon's support unlocks it. Set the new password afterwards and repeat the command; if it stays the same, first: vzupload logout --forget-failures.",
    });
    await failureOf(() => keeper("right").token());
    expect(platform.tried).toHaveLength(1);
  });
});

describe("a log-in without an answer", () => {
  const unanswered = {
    kind: "network",
    message: "The log-in of me had no usable answer: the connection was reset",
    hint: "Nothing more was uploaded. Try again later; such a log-in may count as a failed one, so after four in a row vzupload stops.",
  };
  const stopped = {
    kind: "credentials",
    message: `Not logging in: the last 4 log-ins of me at ${endpoint} were rejected or had no answer, and the fifth failure in a row locks the account.`,
    hint: "Make sure that the password is right by logging in at the portal, then: vzupload logout --forget-failures, and repeat the command.",
  };

  test("is repeated three times at most, however many processes try", async () => {
    const { platform, keeper } = createStation();
    platform.answers.push(lost, lost, lost, lost);
    for (let round = 0; round < 4; round++)
      expect(await failureOf(() => keeper().token())).toEqual(unanswered);
    expect(await failureOf(() => keeper().token())).toEqual(stopped);
    expect(await failureOf(() => keeper("another").token())).toEqual(stopped);
    expect(platform.tried).toHaveLength(4);
  });

  test("adds up with rejected ones, so that the fifth failure is never made", async () => {
    const { platform, keeper } = createStation();
    platform.answers.push(lost, lost);
    await failureOf(() => keeper("wrong-1").token());
    await failureOf(() => keeper("wrong-1").token());
    await failureOf(() => keeper("wrong-1").token());
    await failureOf(() => keeper("wrong-2").token());
    expect(await failureOf(() => keeper("wrong-3").token())).toEqual(stopped);
    expect(platform.tried).toHaveLength(4);
  });

  test("does not count when the service said that it has a trouble of its own", async () => {
    const { platform, keeper } = createStation();
    for (let round = 0; round < 6; round++) {
      platform.answers.push({ kind: "failed", reason: "HTTP 503", status: 503 });
      expect(await failureOf(() => keeper().token())).toEqual({
        kind: "network",
        message: "The log-in of me failed: HTTP 503",
        hint: "The service, or what stands before it, has a trouble of its own. Nothing more was uploaded; try again later.",
      });
    }
    expect(await keeper().token()).toBe("token-7");
  });

  test("is a wrong address, and no reason to try again, where there is no such service", async () => {
    const { platform, keeper } = createStation();
    platform.answers.push({ kind: "failed", reason: "HTTP 404", status: 404 });
    expect(await failureOf(() => keeper().token())).toEqual({
      kind: "usage",
      message: "The log-in of me failed: HTTP 404",
      hint: "There is no such service at this address: check --endpoint.",
    });
  });

  test("counts even if the process dies in it", async () => {
    const { platform, keeper, kept } = createStation();
    const dying = keeper("right", {
      logIn: async () => {
        throw new Error("killed");
      },
    });
    await expect(dying.token()).rejects.toThrow("killed");
    expect(await kept()).toEqual({ unansweredLogIns: 1 });
    expect(platform.tried).toEqual([]);
  });

  test("is forgotten after a good one", async () => {
    const { platform, keeper, kept } = createStation();
    platform.answers.push(lost);
    await failureOf(() => keeper().token());
    expect(await keeper().token()).toBe("token-2");
    expect(await kept()).not.toHaveProperty("unansweredLogIns");
  });

  test("that was not even sent does not count", async () => {
    const { platform, keeper, kept } = createStation();
    for (let round = 0; round < 5; round++) {
      platform.answers.push({
        kind: "notSent",
        reason: "connection refused",
        hint: "Check the network.",
        code: "ECONNREFUSED",
      });
      expect(await failureOf(() => keeper().token())).toEqual({
        kind: "network",
        message: "Cannot log in: connection refused",
        hint: "Check the network.",
      });
    }
    expect(await kept()).toEqual({});
  });
});

describe("a log-in of which nothing was sent", () => {
  const notSent: LogInOutcome = { kind: "notSent", reason: "refused", hint: "", code: "ECONNREFUSED" };

  test("is tried again as long as there is a wait, with the password that was given once", async () => {
    const { platform, keeper, kept } = createStation();
    platform.answers.push(notSent, notSent);
    const waits: number[] = [];
    let asked = 0;
    const token = await keeper("right", {
      password: async () => {
        asked++;
        return "right";
      },
      waitAfter: async (_, failed) => waits.push(failed) > 0,
    }).token();
    expect([token, waits, asked]).toEqual(["token-3", [1, 2], 1]);
    expect(await kept()).not.toHaveProperty("unansweredLogIns");
  });

  test("lets others log in while it waits, and takes their session", async () => {
    const { platform, keeper } = createStation();
    platform.answers.push(notSent);
    const waiting = keeper("right", {
      waitAfter: async () => {
        await keeper().token();
        return true;
      },
    });
    expect(await waiting.token()).toBe("token-2");
    expect(platform.tried).toHaveLength(2);
  });

  test("is not followed by another after one that was sent without an answer", async () => {
    const { platform, keeper, kept } = createStation();
    platform.answers.push(notSent, lost);
    const waiting = keeper("right", { waitAfter: async () => true });
    expect(await failureOf(() => waiting.token())).toMatchObject({
      message: "The log-in of me had no usable answer: the connection was reset",
    });
    expect([platform.tried.length, await kept()]).toEqual([2, { unansweredLogIns: 1 }]);
  });
});
