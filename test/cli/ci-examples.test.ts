import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { compiledProgram } from "../support/run-cli.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const program = compiledProgram();
const page = readFileSync(new URL("../../docs/ci.md", import.meta.url), "utf8");

const good = "IMEI,ICCID\n356938035643809,89148000000000000019\n";
const bad = "IMEI,ICCID\n3O8755110000020,89148000000000000019\n";

/** The commands of a job, as its page has them behind this text. */
function scriptOf(marker: RegExp): string {
  const [, script] = marker.exec(page) ?? [];
  if (script === undefined) throw new Error(`docs/ci.md has no ${marker}`);
  return script;
}

describe.skipIf(process.platform === "win32")("the examples of docs/ci.md", () => {
  let directory = "";
  let env: Record<string, string> = {};

  beforeEach(() => {
    directory = temporaryDirectory();
    mkdirSync(join(directory, "bin"));
    mkdirSync(join(directory, "devices"));
    const shim = join(directory, "bin", "vzupload");
    writeFileSync(shim, `#!/bin/sh\nexec "${process.execPath}" "${program.bin()}" "$@"\n`);
    chmodSync(shim, 0o755);
    env = {
      PATH: `${join(directory, "bin")}:${process.env["PATH"]}`,
      HOME: directory,
      GIT_CONFIG_GLOBAL: "/dev/null",
    };
  });

  function run(command: string, words: readonly string[], more: Record<string, string> = {}) {
    const { status, stdout, stderr } = spawnSync(command, words, {
      cwd: directory,
      env: { ...env, ...more },
      encoding: "utf8",
    });
    return { status, text: `${stdout}${stderr}` };
  }

  const list = (name: string, content: string) => writeFileSync(join(directory, "devices", name), content);

  test("the hook lets a good list pass and stops a bad one, whatever their names are", () => {
    run("git", ["init", "-q"]);
    for (const [key, value] of [
      ["user.name", "a"],
      ["user.email", "a@b.c"],
    ])
      run("git", ["config", key ?? "", value ?? ""]);
    const hook = join(directory, ".git", "hooks", "pre-commit");
    mkdirSync(join(directory, ".git", "hooks"), { recursive: true });
    writeFileSync(hook, scriptOf(/```sh\n(#!\/bin\/sh\n[^`]*)```/));
    chmodSync(hook, 0o755);
    const commit = () => {
      run("git", ["add", "devices"]);
      return run("git", ["commit", "-qm", "lists"]);
    };

    list("-Lieferung März 2.csv", good);
    expect(commit()).toEqual({ status: 0, text: "" });
    list("März\n3.csv", bad);
    const refused = commit();
    expect(refused.status).toBe(1);
    expect(refused.text).toContain("devices/März\\u{0a}3.csv:2: IMEI 3O8755110000020");
  });

  test("the GitHub job marks the problem and leaves the file of problems", () => {
    const script = scriptOf(/- run: (vzupload check .*)/);
    list("a.csv", bad);
    const { status, text } = run("bash", ["-e", "-c", script], {
      GITHUB_ACTIONS: "true",
      GITHUB_WORKSPACE: directory,
    });
    expect(status).toBe(3);
    expect(text).toMatch(/^::error file=devices\/a\.csv,line=2,title=imei-form::IMEI 3O8755110000020: /m);
    expect(readFileSync(join(directory, "problems.csv"), "utf8")).toMatch(/\r\ndevices\/a\.csv,2,IMEI,/);
  });

  test("the GitLab job leaves a report of what is wrong, and an empty one of good lists", () => {
    const script = scriptOf(/- (vzupload check .*--code-quality .*)/);
    const report = () => JSON.parse(readFileSync(join(directory, "gl-code-quality-report.json"), "utf8"));
    list("a.csv", good);
    expect(run("sh", ["-e", "-c", script], { CI_PROJECT_DIR: directory }).status).toBe(0);
    expect(report()).toEqual([]);
    list("b.csv", bad);
    expect(run("sh", ["-e", "-c", script], { CI_PROJECT_DIR: directory }).status).toBe(3);
    expect(report()).toMatchObject([
      { check_name: "imei-form", location: { path: "devices/b.csv", lines: { begin: 2 } } },
    ]);
  });
});
