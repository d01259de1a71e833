import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readLedger } from "../../src/store/ledger.ts";
import { foldLedger } from "../../src/verdict/batch-states.ts";
import { type Dialect, type InputDevices, makeInput, writeRows } from "./input-files.ts";
import { judgeEnd, judgeProcess, judgeState, watchReportOf } from "./judge.ts";
import { acceptedCalls, batchesInDoubt, boundRequestIds, devicesKey, readJobs } from "./ledgers.ts";
import { createRandom, type Random } from "./random.ts";
import { type CallbackPlan, type Disturbance, planRun, type Round, type RunPlan } from "./run-plan.ts";
import {
  type EndedProcess,
  killedCode,
  openWorld,
  type RunningProcess,
  type TortureWorld,
  type WorldOptions,
} from "./world.ts";

/** What a run came to. */
export interface RunResult {
  readonly plan: RunPlan;
  readonly processes: number;
  readonly kills: number;
  readonly signals: number;
  /** Switches of the sandbox that were met, by kind. */
  readonly faults: Readonly<Record<string, number>>;
  readonly uploads: number;
  readonly doubts: number;
  readonly settledByCallback: number;
  readonly settledByOperator: number;
  readonly sentTwice: number;
  readonly lost: number;
  readonly violations: readonly string[];
  /** Of its processes, in the order in which they ended. */
  readonly exitCodes: readonly number[];
  /** Every process, as a person reads it. */
  readonly story: readonly string[];
}

/** A run under way. */
interface Course {
  readonly plan: RunPlan;
  readonly world: TortureWorld;
  readonly input: InputDevices;
  readonly random: Random;
  readonly violations: string[];
  files: number;
}

/** Performs what the seed says. */
export function performRun(seed: number, program: Pick<WorldOptions, "bin" | "hook">): Promise<RunResult> {
  return performPlan(planRun(seed), program);
}

/** Performs a plan, and judges it by what the platform received. */
export async function performPlan(
  plan: RunPlan,
  program: Pick<WorldOptions, "bin" | "hook">,
): Promise<RunResult> {
  const { seed } = plan;
  const world = await openWorld({ ...program, ...plan });
  const input = makeInput(plan.type, plan.rows, plan.badRows, seed);
  const course: Course = { plan, world, input, random: createRandom(seed + 1), violations: [], files: 0 };
  try {
    const listener = keepListening(world, plan.callbacks);
    await pushFirst(course);
    await bringToEnd(course, plan.rounds);
    if (plan.isPushedOnceMore) await pushOnceMore(course);
    if (plan.isWatched) await watchVerdicts(course);
    await listener.stop();
    course.violations.push(...judgeEnd(world, input));
    return await resultOf(course);
  } finally {
    await world.close();
  }
}

/** `watch --all`, killed as the plan has it and started again at once. */
function keepListening(world: TortureWorld, callbacks: CallbackPlan | undefined): { stop(): Promise<void> } {
  const listener = callbacks?.listener;
  if (listener === undefined) return { stop: async () => undefined };
  const words = ["watch", "--all", "--quiet"];
  let current = world.start(words, afterMs(listener.killedAfter));
  const restarted =
    listener.killedAfter === undefined
      ? Promise.resolve()
      : current.ended.then(() => {
          current = world.start(words);
        });
  return {
    async stop() {
      await restarted;
      current.kill("SIGTERM");
      await current.ended;
    },
  };
}

function afterMs(ms: number | undefined): Disturbance {
  return ms === undefined ? { kind: "none" } : { kind: "killAfter", ms };
}

async function pushFirst(course: Course): Promise<void> {
  const { plan, world } = course;
  const runs = [world.start(pushWords(course, plan.dialect), plan.push)];
  if (plan.secondPush !== undefined) {
    const { afterMs: ms, dialect, disturbance } = plan.secondPush;
    const words = pushWords(course, dialect);
    await new Promise((done) => setTimeout(done, ms));
    runs.push(world.start(words, disturbance));
  }
  await judged(course, runs);
}

/** The same devices, in a file of another name, in another order. */
function pushWords({ plan, world, input, random, ...course }: Course, dialect: Dialect): readonly string[] {
  const name = `devices-${world.processes.length}-${random.between(0, 1e9)}-${course.files}.csv`;
  const rows = random.shuffled([...input.devices, ...input.bad]);
  writeFileSync(join(world.cwd, name), writeRows(plan.type, rows, dialect));
  const asked =
    plan.asks === "upload"
      ? ["push", name, "--sku", plan.sku, "--email", "me@mycompany.com"]
      : ["activate", name, "--service-plan", "SBG4G", "--zip", "12345"];
  return [
    ...asked,
    ...["--type", plan.type],
    ...["--batch-size", String(plan.batchSize), "--json", ...timeLimit(plan)],
    ...(plan.badRows > 0 ? ["--skip-invalid"] : []),
  ];
}

/** Long enough for a busy machine, where nothing else would end the wait. */
function timeLimit({ faults }: RunPlan): readonly string[] {
  return ["--http-timeout", faults.some((fault) => fault.startsWith("no-answer")) ? "1500ms" : "30s"];
}

/** Waits for processes that run at the same time, and judges what they said once all of them have ended. */
async function judged(course: Course, running: readonly RunningProcess[]): Promise<readonly EndedProcess[]> {
  const { world, input, violations } = course;
  const runs = await Promise.all(running.map(({ ended }) => ended));
  await untilRead(world);
  for (const run of runs) violations.push(...judgeProcess(run, world, input));
  violations.push(...(await judgeState(world)));
  return runs;
}

/** What a dead process had written is read by the sandbox before it answers another request. */
async function untilRead({ sandbox }: TortureWorld): Promise<void> {
  for (let time = 0; time < 2; time++) await (await fetch(`${sandbox.endpoint}/`)).text();
}

const mostRounds = 40;

/** As a script in CI would: until all is sent, repeating what may be repeated, asking somebody where something is in doubt. */
async function bringToEnd(course: Course, rounds: readonly Round[]): Promise<void> {
  let mustPush = (await readJobs(course.world)).length === 0;
  for (let at = 0; at < mostRounds; at++) {
    const round = rounds[at] ?? calmRound;
    if (round.hasTornTail) await tearNewest(course);
    const runs = await judged(course, startRound(mustPush ? { ...round, action: "push" } : round, course));
    const [run] = runs;
    if (run === undefined) continue;
    if (await isDone(run, course)) return;
    mustPush = await prepareNext(run, course);
  }
  course.violations.push(`is not done after ${mostRounds} rounds`);
}

const calmRound: Round = {
  action: "resume",
  disturbance: { kind: "none" },
  isDouble: false,
  hasTornTail: false,
};

function startRound({ action, disturbance, isDouble }: Round, course: Course): readonly RunningProcess[] {
  const { world, plan } = course;
  const resume = ["resume", "--json", ...timeLimit(plan)];
  switch (action) {
    case "push":
      return [world.start(pushWords(course, plan.dialect), disturbance)];
    case "resume --watch":
      return [world.start([...resume, "--watch", "--wait", "1500ms"], disturbance)];
    case "resume":
      return [world.start(resume, disturbance), ...(isDouble ? [world.start(resume)] : [])];
  }
}

/** All that the last process said was good, or that there was nothing left to do, and so it is. */
async function isDone({ exitCode, stdout }: EndedProcess, course: Course): Promise<boolean> {
  const { world, input, violations } = course;
  const isNothingLeft = stdout.includes("Nothing to resume");
  if (![0, 8, 9].includes(exitCode) && !isNothingLeft) return false;
  if ((await batchesInDoubt(world)).length > 0 || judgeEnd(world, input).length > 0) return false;
  if (!isNothingLeft) return true;
  // A report all the same, to be judged.
  const id = (await readJobs(world)).at(-1)?.record.id ?? "";
  const [run] = await judged(course, [world.start(["resume", id, "--json"])]);
  if (run?.exitCode !== 0 && run?.exitCode !== 8) violations.push(`resume ${id} ended with ${run?.exitCode}`);
  return true;
}

/** What has to be done before the next round; true: it is a push. */
async function prepareNext(run: EndedProcess, course: Course): Promise<boolean> {
  const { world, violations } = course;
  switch (run.exitCode) {
    case killedCode:
    case 130:
    case 143:
    case 6:
    case 9:
      return (await readJobs(world)).length === 0;
    case 7:
      await settle(course);
      return false;
    case 4:
      // Log-ins without an answer: somebody makes sure that the password is right.
      if (`${run.stderr}${run.stdout}`.includes("logout --forget-failures"))
        rmSync(join(world.state, "session.json"), { force: true });
      return (await readJobs(world)).length === 0;
    case 5:
      return true;
    case 2:
      // Nothing was published yet, or the disk was full.
      if (/ENOSPC|There is no job in/.test(run.stdout)) return (await readJobs(world)).length === 0;
      break;
  }
  violations.push(
    `${run.words.join(" ")} ended with ${run.exitCode}, and all is not done\n${run.stdout}${run.stderr}`,
  );
  return true;
}

/** First by callbacks; then somebody asks the platform, and says what it has. */
async function settle(course: Course): Promise<void> {
  const { plan, world, violations } = course;
  const job = (await batchesInDoubt(world))[0]?.job;
  if (plan.callbacks !== undefined && job !== undefined)
    await judged(course, [world.start(["watch", "--job", job, "--wait", "1500ms", "--json"])]);
  for (const { job: id, verdict, devices } of await batchesInDoubt(world)) {
    const bound = boundRequestIds(await readJobs(world));
    const upload = acceptedCalls(world).find(
      ({ requestId, deviceKeys }) => !bound.has(requestId) && devicesKey(deviceKeys ?? []) === devices,
    );
    const word = upload === undefined ? ["--not-applied"] : ["--accepted", upload.requestId];
    const run = await world.run(["resolve", id, "--batch", String(verdict.planned.batch), ...word]);
    if (run.exitCode !== 0)
      violations.push(`${run.words.join(" ")} ended with ${run.exitCode}\n${run.stderr}`);
  }
}

/** As a crash leaves it: some of the line that was being written, without its end. */
async function tearNewest({ world, random }: Course): Promise<void> {
  const job = (await readJobs(world)).at(-1);
  if (job === undefined || job.holder !== undefined) return;
  const path = join(world.state, "jobs", job.record.id, "ledger.ndjson");
  const last = readFileSync(path, "utf8").trimEnd().split("\n").at(-1) ?? "";
  appendFileSync(path, last.slice(0, random.between(1, last.length - 1)));
  readLedger(path);
}

/** Once more under another name: everything is known, nothing is sent. */
async function pushOnceMore(course: Course): Promise<void> {
  const { plan, world, violations, input } = course;
  const before = world.calls.length;
  const [run] = await judged(course, [
    world.start(pushWords(course, plan.secondPush?.dialect ?? plan.dialect)),
  ]);
  if (world.calls.length !== before) violations.push("a push of what is sent sent something");
  const wanted = input.bad.length > 0 ? 8 : 0;
  if (run?.exitCode !== wanted)
    violations.push(`a push of what is sent ended with ${run?.exitCode}\n${run?.stdout}`);
}

/** The verdict on every line, where callbacks come and count. */
async function watchVerdicts(course: Course): Promise<void> {
  const { world, violations, input } = course;
  // Of two jobs one may have what was refused to the other, or what it did not come to send.
  const jobs = await readJobs(world);
  const whole = jobs.findLast(({ facts }) => foldLedger(facts).every(({ state }) => state === "accepted"));
  if (whole === undefined) return;
  const job = whole.record.id;
  const run = await world.run(["watch", "--job", job, "--wait", "4s", "--json"]);
  const report = watchReportOf(run);
  const told = `watch --job ended with ${run.exitCode}\n${run.stdout}${run.stderr}`;
  if (report === undefined || report.exitCode !== run.exitCode) violations.push(told);
  if (report === undefined) return;
  const sum = Object.values(report.lines).reduce((total, count) => total + count, 0);
  const { givenUp } = world.sandbox.callbacks.summary();
  const { uploaded, activated } = report.lines;
  const wanted =
    uploaded + activated + (report.alreadySent.uploaded ?? 0) + (report.alreadySent.activated ?? 0);
  const isTrue =
    sum === report.rows &&
    (run.exitCode !== 0 || (report.complete && wanted === report.rows && input.bad.length === 0)) &&
    (run.exitCode !== 8 ||
      report.lines.failed + report.lines.rejected + (report.alreadySent.failed ?? 0) > 0) &&
    (run.exitCode !== 9 || givenUp > 0) &&
    [0, 8, 9].includes(run.exitCode);
  if (!isTrue) violations.push(told);
}

async function resultOf({ plan, world, input, violations }: Course): Promise<RunResult> {
  const { processes } = world;
  const facts = (await readJobs(world)).flatMap((job) => job.facts);
  const count = (kind: string) => facts.filter((fact) => fact.kind === kind).length;
  const settledByCallback = count("settled");
  const faults: Record<string, number> = {};
  for (const { fault } of world.calls) if (fault !== undefined) faults[fault] = (faults[fault] ?? 0) + 1;
  return {
    plan,
    processes: processes.length,
    kills: processes.filter(({ exitCode }) => exitCode === killedCode).length,
    signals: processes.reduce(
      (sum, { signals }) => sum + signals.filter((each) => each !== "SIGKILL").length,
      0,
    ),
    faults,
    uploads: world.calls.length,
    doubts: count("doubtful"),
    settledByCallback,
    settledByOperator: count("saidAccepted") + count("saidNotApplied"),
    sentTwice: world.devices.repeated.size,
    lost: input.devices.filter(([first = ""]) => world.devices.times(first) === 0).length,
    violations,
    exitCodes: processes.map(({ exitCode }) => exitCode),
    story: processes.map(
      ({ words, exitCode, signals }) => `${words.join(" ")}: ${exitCode} ${signals.join(" ")}`,
    ),
  };
}
