import { describe, expect, test } from "vitest";
import { VzuploadError } from "../../src/errors.ts";
import type { RecordedFact } from "../../src/store/facts.ts";
import { createFileStore } from "../../src/store/file-store.ts";
import type { OpenJob } from "../../src/store/store.ts";
import type { RetryPolicy } from "../../src/upload/retry-policy.ts";
import { type SendEvent, type SendOptions, type SendStop, sendJob } from "../../src/upload/send-job.ts";
import type { SessionKeeper } from "../../src/upload/session-keeper.ts";
import type { UploadOutcome } from "../../src/uws/upload-devices.ts";
import { publishBatches } from "../store/publish-batches.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const fault = { code: "DeviceService.REQUEST_FAILED.X", text: "No Profile found" };
const outcomes = {
  refused: { kind: "refused", fault, hint: "hint" },
  session: { kind: "session", fault: { code: "SessionToken.Expired", text: "The session expired" } },
  throttled: { kind: "throttled" },
  notSent: {
    kind: "notSent",
    reason: "connection refused",
    hint: "Check the network.",
    code: "ECONNREFUSED",
  },
  doubtful: { kind: "doubtful", reason: "the answer was cut" },
} as const satisfies Record<string, UploadOutcome>;

const accepted = (requestId: string): UploadOutcome => ({ kind: "accepted", requestId });

interface Sent {
  readonly stop: SendStop | undefined;
  /** "<state of the fact> <batch>", as a later reader of the store finds them. */
  readonly facts: readonly string[];
  readonly events: readonly string[];
  /** "<sku> <token>" of each envelope posted. */
  readonly posted: readonly string[];
  readonly waits: readonly number[];
}

interface Script {
  readonly skus?: readonly string[];
  /** Answers in order; a function is called instead. */
  readonly answers: readonly (UploadOutcome | (() => UploadOutcome))[];
  readonly session?: SessionKeeper;
  readonly interrupt?: AbortController;
  readonly retry?: RetryPolicy;
  readonly sleep?: SendOptions["sleep"];
  readonly wrapJob?: (job: OpenJob) => OpenJob;
  readonly save?: () => void;
}

const thrice: RetryPolicy = { retries: 3, delaysMs: [1_000, 5_000] };
const never: RetryPolicy = { retries: 0, delaysMs: [1_000] };

const token = "token-1";
const oneToken: SessionKeeper = { token: async () => token, renew: async (refused) => `${refused}+` };

async function send(script: Script): Promise<Sent> {
  const store = createFileStore(temporaryDirectory(), process.pid);
  const job = await publishBatches(store, script.skus ?? ["A", "A", "A"]);
  const answers = [...script.answers];
  const events: string[] = [];
  const posted: string[] = [];
  const waits: number[] = [];
  const stop = await sendJob({
    job: script.wrapJob?.(job) ?? job,
    session: script.session ?? oneToken,
    envelopes: {
      stamp: ({ sku }, sessionToken) => Buffer.from(`${sku} ${sessionToken}`),
      save: script.save ?? (() => {}),
    },
    async post(envelope) {
      posted.push(envelope.toString());
      const answer = answers.shift();
      if (answer === undefined) throw new Error("posted more often than the script knows");
      return typeof answer === "function" ? answer() : answer;
    },
    retry: script.retry ?? thrice,
    sleep: async (ms, signal) => {
      waits.push(ms);
      await script.sleep?.(ms, signal);
    },
    interrupt: (script.interrupt ?? new AbortController()).signal,
    onEvent: (event) => events.push(eventText(event)),
  });
  await job.close();
  const stored = await store.readJob(job.record.id);
  return {
    stop,
    facts: (stored?.facts ?? []).slice(job.record.rows / 2).map(factText),
    events,
    posted,
    waits,
  };
}

function factText(fact: RecordedFact): string {
  const said = Reflect.get(fact, factDetails[fact.kind] ?? "") as unknown;
  return [`${fact.batch} ${fact.kind}`, said].filter((part) => part !== undefined).join(": ");
}

const factDetails: Readonly<Partial<Record<RecordedFact["kind"], string>>> = {
  notSent: "reason",
  accepted: "requestId",
  refused: "text",
  doubtful: "reason",
};

function eventText(event: SendEvent): string {
  const head = `${event.batch.planned.batch} ${event.kind}`;
  if (event.kind === "accepted") return `${head}: ${event.requestId}`;
  if (event.kind === "waiting") {
    const { ms, reason, nextTry, tries } = event.wait;
    return `${head}: ${ms} ms, ${reason}, ${nextTry}/${tries}`;
  }
  return event.kind === "notAccepted" ? `${head}: ${event.text}` : head;
}

describe("what each answer leaves in the ledger", () => {
  test("accepted: on to the next batch", async () => {
    const sent = await send({ answers: [accepted("r1"), accepted("r2"), accepted("r3")] });
    expect(sent).toEqual({
      stop: undefined,
      facts: ["1 sending", "1 accepted: r1", "2 sending", "2 accepted: r2", "3 sending", "3 accepted: r3"],
      events: ["1 sending", "1 accepted: r1", "2 sending", "2 accepted: r2", "3 sending", "3 accepted: r3"],
      posted: ["A token-1", "A token-1", "A token-1"],
      waits: [],
    });
  });

  test("doubtful: all stops, nothing of it is sent again", async () => {
    expect(await send({ skus: ["A", "B"], answers: [outcomes.doubtful] })).toEqual({
      stop: { kind: "doubtful", batch: 1, reason: "the answer was cut" },
      facts: ["1 sending", "1 doubtful: the answer was cut"],
      events: ["1 sending", "1 notAccepted: in doubt: the answer was cut"],
      posted: ["A token-1"],
      waits: [],
    });
  });

  test("refused: the other batches of that SKU stay planned, those of others are sent", async () => {
    expect(await send({ skus: ["A", "A", "B"], answers: [outcomes.refused, accepted("r3")] })).toEqual({
      stop: undefined,
      facts: ["1 sending", "1 refused: No Profile found", "3 sending", "3 accepted: r3"],
      events: ["1 sending", "1 notAccepted: refused: No Profile found", "3 sending", "3 accepted: r3"],
      posted: ["A token-1", "B token-1"],
      waits: [],
    });
  });

  test("not sent, without retries: planned again, the rest is not tried", async () => {
    expect(await send({ answers: [accepted("r1"), outcomes.notSent], retry: never })).toEqual({
      stop: {
        kind: "network",
        reason: "connection refused",
        hint: "Check the network.",
      },
      facts: ["1 sending", "1 accepted: r1", "2 sending", "2 notSent: connection refused"],
      events: ["1 sending", "1 accepted: r1", "2 sending", "2 notAccepted: not sent: connection refused"],
      posted: ["A token-1", "A token-1"],
      waits: [],
    });
  });

  test("expired session: renewed once, then sent with the new token", async () => {
    const sent = await send({ skus: ["A"], answers: [outcomes.session, accepted("r1")] });
    expect(sent.stop).toBeUndefined();
    expect(sent.facts).toEqual([
      "1 sending",
      "1 notSent: The session expired",
      "1 sending",
      "1 accepted: r1",
    ]);
    expect(sent.posted).toEqual(["A token-1", "A token-1+"]);
  });

  test("expired session a third time: stops; given and kept one may be stale, a fresh one is not", async () => {
    const sent = await send({ answers: [outcomes.session, outcomes.session, outcomes.session] });
    expect(sent.stop).toEqual({ kind: "session", reason: "The session expired" });
    expect(sent.facts).toHaveLength(6);
    expect(sent.facts.at(-1)).toBe("1 notSent: The session expired");
    expect(sent.posted).toEqual(["A token-1", "A token-1+", "A token-1++"]);
  });

  test("not sent: tried again after each of the waits, until it is", async () => {
    const sent = await send({ skus: ["A"], answers: [outcomes.notSent, outcomes.notSent, accepted("r1")] });
    expect(sent).toEqual({
      stop: undefined,
      facts: [
        "1 sending",
        "1 notSent: connection refused",
        "1 sending",
        "1 notSent: connection refused",
        "1 sending",
        "1 accepted: r1",
      ],
      events: [
        "1 sending",
        "1 notAccepted: not sent: connection refused",
        "1 waiting: 1000 ms, connection refused, 2/4",
        "1 sending",
        "1 notAccepted: not sent: connection refused",
        "1 waiting: 5000 ms, connection refused, 3/4",
        "1 sending",
        "1 accepted: r1",
      ],
      posted: ["A token-1", "A token-1", "A token-1"],
      waits: [1_000, 5_000],
    });
  });

  test("not sent and 429 add up, of each batch anew; a new session is none of them", async () => {
    const { notSent, session, throttled } = outcomes;
    const answers = [notSent, session, throttled, notSent, accepted("r1"), throttled, accepted("r2")];
    const sent = await send({ skus: ["A", "A"], answers });
    expect([sent.stop, sent.waits]).toEqual([undefined, [1_000, 5_000, 5_000, 1_000]]);
  });

  test("not sent four times: stops with the last failure, the rest is not tried", async () => {
    const sent = await send({ answers: Array.from({ length: 4 }, () => outcomes.notSent) });
    expect(sent.stop).toEqual({ kind: "network", reason: "connection refused", hint: "Check the network." });
    expect([sent.posted.length, sent.waits]).toEqual([4, [1_000, 5_000, 5_000]]);
    expect(sent.facts.at(-1)).toBe("1 notSent: connection refused");
  });

  test.each(["CERT_HAS_EXPIRED", "PROXY_407", "ENOTFOUND", "SOMETHING_NEW"])(
    "not sent for %s, which waiting does not mend: stops at once",
    async (code) => {
      const sent = await send({ answers: [{ ...outcomes.notSent, code }] });
      expect([sent.stop?.kind, sent.posted.length, sent.waits]).toEqual(["network", 1, []]);
    },
  );

  test("a doubt after retries: nothing of it is sent again", async () => {
    const sent = await send({ answers: [outcomes.notSent, outcomes.doubtful] });
    expect(sent.stop).toEqual({ kind: "doubtful", batch: 1, reason: "the answer was cut" });
    expect([sent.posted.length, sent.facts.at(-1)]).toEqual([2, "1 doubtful: the answer was cut"]);
  });

  test("429: waits as told, 2 minutes at most, else as listed", async () => {
    const throttled = (retryAfterMs: number): UploadOutcome => ({ kind: "throttled", retryAfterMs });
    const answers = [outcomes.throttled, throttled(0), throttled(7_200_000), accepted("r1")];
    const sent = await send({ skus: ["A"], answers });
    expect(sent.waits).toEqual([1_000, 0, 120_000]);
    expect(sent.stop).toBeUndefined();
    const slowDown = "the platform asked to slow down (HTTP 429)";
    expect(sent.events.slice(0, 3)).toEqual([
      "1 sending",
      `1 waiting: 1000 ms, ${slowDown}, 2/4`,
      "1 sending",
    ]);
    expect(sent.facts.slice(0, 2)).toEqual(["1 sending", `1 notSent: ${slowDown}`]);
    expect(sent.facts.at(-1)).toBe("1 accepted: r1");
  });

  test("429 a fourth time: stops, nothing in doubt", async () => {
    const sent = await send({ answers: Array.from({ length: 4 }, () => outcomes.throttled) });
    expect(sent.stop).toEqual({
      kind: "network",
      reason: "the platform asked to slow down (HTTP 429)",
      hint: "Wait a few minutes and repeat the command; what was accepted is not sent again.",
    });
    expect([sent.posted.length, sent.waits.length]).toEqual([4, 3]);
    expect(sent.facts.at(-1)).toBe("1 notSent: the platform asked to slow down (HTTP 429)");
  });

  test("something unforeseen while posting: stays in doubt", async () => {
    const bug = new TypeError("a bug");
    const throwBug = () => {
      throw bug;
    };
    const sent = await send({ answers: [throwBug] });
    expect(sent.stop).toEqual({ kind: "error", error: bug });
    expect(sent.facts).toEqual(["1 sending"]);
  });
});

describe("an interrupt", () => {
  test("lets the request in flight finish and sends no other", async () => {
    const interrupt = new AbortController();
    const abort = () => {
      interrupt.abort("SIGINT");
      return accepted("r1");
    };
    const sent = await send({ answers: [abort], interrupt });
    expect(sent.stop).toEqual({ kind: "interrupted" });
    expect(sent.facts).toEqual(["1 sending", "1 accepted: r1"]);
  });

  test("of a wait ends it and leaves the batch planned", async () => {
    const interrupt = new AbortController();
    const sleep = async () => interrupt.abort("SIGTERM");
    const sent = await send({ answers: [outcomes.throttled], interrupt, sleep });
    expect(sent.stop).toEqual({ kind: "interrupted" });
    expect(sent.facts.at(-1)).toBe("1 notSent: the platform asked to slow down (HTTP 429)");
    expect(sent.posted).toHaveLength(1);
  });

  test("while the connection fails ends without a wait", async () => {
    const interrupt = new AbortController();
    const abort = () => {
      interrupt.abort("SIGINT");
      return outcomes.notSent;
    };
    const sent = await send({ answers: [abort], interrupt });
    expect(sent.stop).toEqual({ kind: "interrupted" });
    expect(sent.events.filter((event) => event.includes("waiting"))).toEqual([]);
    expect(sent.facts.at(-1)).toBe("1 notSent: connection refused");
  });

  test("before the first batch: nothing is posted", async () => {
    const interrupt = new AbortController();
    interrupt.abort("SIGINT");
    const sent = await send({ answers: [], interrupt });
    expect([sent.stop, sent.facts, sent.posted]).toEqual([{ kind: "interrupted" }, [], []]);
  });

  test("during the log-in: nothing is posted with the token that it brings", async () => {
    const interrupt = new AbortController();
    const session: SessionKeeper = {
      ...oneToken,
      async token() {
        interrupt.abort("SIGINT");
        return token;
      },
    };
    const sent = await send({ answers: [], interrupt, session });
    expect([sent.stop, sent.facts, sent.posted]).toEqual([{ kind: "interrupted" }, [], []]);
  });
});

describe("what cannot be recorded", () => {
  const full = new VzuploadError("store", "The disk is full.");
  const failingOn =
    (kind: RecordedFact["kind"]) =>
    (job: OpenJob): OpenJob => ({
      ...job,
      append: async (fact) => {
        if (fact.kind === kind) throw full;
        return job.append(fact);
      },
    });

  test("the intent: nothing is posted", async () => {
    const sent = await send({ answers: [], wrapJob: failingOn("sending") });
    expect([sent.stop, sent.facts, sent.posted]).toEqual([{ kind: "error", error: full }, [], []]);
  });

  test("an acceptance: the RequestId is in the error, the batch stays in doubt, no other is sent", async () => {
    const sent = await send({ answers: [accepted("r1")], wrapJob: failingOn("accepted") });
    expect(sent.stop?.kind).toBe("error");
    expect(sent.stop).toMatchObject({
      error: {
        kind: "store",
        message: "Batch 1 was accepted under RequestId r1, but this could not be recorded. The disk is full.",
        hint: "Write this RequestId down. Until it is recorded, vzupload treats the batch's devices as in doubt and does not send them again.",
        cause: full,
      },
    });
    expect(sent.facts).toEqual(["1 sending"]);
    expect(sent.events).toEqual(["1 sending"]);
  });

  test.each(["refused", "doubtful", "notSent"] as const)("%s: stops", async (kind) => {
    const sent = await send({ answers: [outcomes[kind]], wrapJob: failingOn(kind) });
    expect([sent.stop, sent.facts]).toEqual([{ kind: "error", error: full }, ["1 sending"]]);
  });

  test("an envelope to be saved: nothing is posted and nothing is in doubt", async () => {
    const save = () => {
      throw full;
    };
    const sent = await send({ answers: [], save });
    expect([sent.stop, sent.facts, sent.posted]).toEqual([{ kind: "error", error: full }, [], []]);
  });
});
