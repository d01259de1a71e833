import { cpSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compiledProgram } from "../support/run-cli.ts";
import { openUploadWorld, pushWords } from "../support/upload-world.ts";

const program = compiledProgram();

describe("status", () => {
  test("writes nothing and takes no lock", async () => {
    const { cwd, env: base } = await openUploadWorld(2);
    const env = { ...base, VZUPLOAD_STATE_DIR: join(cwd, "state") };
    await program.start(pushWords, { cwd, env }).ended;
    const before = picture(join(cwd, "state"));
    for (const words of [["status"], ["status", "newest"], ["status", "newest", "--json"]])
      await program.start(words, { cwd, env }).ended;
    expect(picture(join(cwd, "state"))).toEqual(before);
  });

  test("of an empty state directory says so, and creates nothing", async () => {
    const { cwd, env } = await openUploadWorld(2);
    mkdirSync(join(cwd, "state"));
    const words = ["status", "--state-dir", "state"];
    const { stdout, stderr, exitCode } = await program.start(words, { cwd, env }).ended;
    expect([stdout, stderr, exitCode]).toEqual([`no jobs in ${join(cwd, "state")}\n`, "", 0]);
    expect(readdirSync(join(cwd, "state"))).toEqual([]);
  });

  test("names a damaged job and goes on; the exit code tells", async () => {
    const { cwd, env: base } = await openUploadWorld(2);
    const env = { ...base, VZUPLOAD_STATE_DIR: join(cwd, "state") };
    await program.start(pushWords, { cwd, env }).ended;
    const jobs = join(cwd, "state", "jobs");
    const [job = ""] = readdirSync(jobs);
    const damaged = "20260102-030405-abcd";
    cpSync(join(jobs, job), join(jobs, damaged), { recursive: true });
    rmSync(join(jobs, damaged, "ledger.ndjson"));
    const text = await program.start(["status"], { cwd, env }).ended;
    expect(text.exitCode).toBe(2);
    expect(text.stdout).toMatch(new RegExp(`^${job} .* accepted `, "m"));
    const ledger = join(jobs, damaged, "ledger.ndjson");
    const message = `The ledger ${ledger} is missing: what its job has sent is not known.`;
    expect(text.stdout).toMatch(
      new RegExp(`^${damaged} .* damaged +${message.replaceAll(".", "\\.")}$`, "m"),
    );
    expect(text.stderr).toContain(`error: ${message}\n`);
    const json = await program.start(["status", "--json"], { cwd, env }).ended;
    expect(JSON.parse(json.stdout)).toMatchObject({
      outcome: "usage",
      exitCode: 2,
      jobs: [
        { job, state: "accepted" },
        { job: damaged, state: "damaged", error: { message } },
      ],
    });
    const one = await program.start(["status", damaged], { cwd, env }).ended;
    expect([one.exitCode, one.stdout]).toEqual([2, ""]);
    renameSync(join(jobs, job), join(cwd, "away"));
    expect((await program.start(["status", "newest"], { cwd, env }).ended).stderr).toContain(message);
  });
});

/** Every path below with its size and when it was changed. */
function picture(directory: string): readonly string[] {
  return ["", ...readdirSync(directory, { recursive: true, encoding: "utf8" })].map((name) => {
    const { size, mtimeMs } = lstatSync(join(directory, name));
    return `${name} ${size} ${mtimeMs}`;
  });
}
