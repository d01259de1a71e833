import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ageLedgers } from "../support/age-ledgers.ts";
import { compiledProgram } from "../support/run-cli.ts";
import {
  type CommandRun,
  formatTranscript,
  maskVarying,
  parseTranscript,
  splitWords,
  type Transcript,
} from "../support/transcript.ts";
import { canMount, openWorld, type TranscriptWorld } from "../support/transcript-world.ts";

const folder = new URL("../../fixtures/transcripts/", import.meta.url);
const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".txt"))
  .sort();
const mountable = canMount();
const program = compiledProgram();
const title = "a command line prints and returns what its transcript says (UPDATE_TRANSCRIPTS=1 rewrites)";

// Paths and quoting are those of POSIX.
describe.skipIf(process.platform === "win32").concurrent(title, { timeout: 120_000 }, () => {
  for (const name of names) {
    const file = new URL(name, folder);
    const text = readFileSync(file, "utf8");
    const transcript = parseTranscript(text);
    const needsMount = transcript.settings.has("mount");
    // Mounting needs root: elsewhere these cases show up as skipped.
    test.skipIf(needsMount && !mountable)(name, async (context) => {
      const world = await openWorld(transcript);
      context.onTestFinished(() => world.close());
      const runs: CommandRun[] = [];
      for (const [at, command] of transcript.commands.entries())
        runs.push(await run(command, world, at === 0 ? world.interrupt : undefined));
      const actual = withMask(formatTranscript(transcript, runs, world.summary()), transcript.settings);
      if (process.env["UPDATE_TRANSCRIPTS"] === "1") writeFileSync(file, actual);
      else context.expect(actual).toBe(text);
    });
  }
});

function withMask(text: string, settings: Transcript["settings"]): string {
  const mask = settings.get("mask")?.[0];
  const head = text.indexOf("\n\n");
  return mask === undefined
    ? text
    : text.slice(0, head) + text.slice(head).replace(new RegExp(mask, "g"), "<varies>");
}

function newestJob(directory: string): string {
  const jobs = readdirSync(`${directory}/state/jobs`).filter((name) => !name.endsWith(".draft"));
  return jobs.sort().at(-1) ?? "<job>";
}

function textOf(files: readonly string[], directory: string): string {
  const text = files.map((name) => readFileSync(join(directory, name), "utf8")).join("");
  return maskVarying(text, directory);
}

async function run(
  command: string,
  { directory, env, stdin }: TranscriptWorld,
  interrupt: TranscriptWorld["interrupt"],
): Promise<CommandRun> {
  const [name, ...given] = splitWords(command);
  // What a command has written; or so many minutes pass.
  if (name === "cat") return { command, stdout: textOf(given, directory), stderr: "", exitCode: 0 };
  if (name === "later") {
    ageLedgers(join(directory, "state"), Number(given[0]) * 60_000);
    return { command, stdout: "", stderr: "", exitCode: 0 };
  }
  expect(name).toBe("vzupload");
  const words = given.map((word) => (word === "<job>" ? newestJob(directory) : word));
  const { child, ended } = program.start(words, { cwd: directory, env, stdin });
  void interrupt?.then((signal) => child.kill(signal));
  const { stdout, stderr, exitCode } = await ended;
  if (words.includes("--json") && stdout !== "") expect(JSON.parse(stdout)).toBeTypeOf("object");
  return {
    command,
    stdout: maskVarying(stdout, directory),
    stderr: maskVarying(stderr, directory),
    exitCode,
  };
}
