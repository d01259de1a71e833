import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * For a test file that starts processes of its own: compiles src/ into a private directory before its tests, removed
 * after them. The answer turns a module of src/ ("store/lock") into the path to import it from.
 */
export function compiledSources(): (module: string) => string {
  let directory = "";
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "vzupload-compiled-"));
    symlinkSync(join(root, "node_modules"), join(directory, "node_modules"), "junction");
    writeFileSync(join(directory, "package.json"), '{"type":"module"}\n');
    const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
    const out = join(directory, "src");
    spawnSync(process.execPath, [
      compiler,
      "-p",
      join(root, "src"),
      "--outDir",
      out,
      "--declaration",
      "false",
    ]);
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return (module) => join(directory, "src", `${module}.js`);
}
