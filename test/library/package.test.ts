import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
const surface = new URL("../../fixtures/library/surface.d.ts.txt", import.meta.url);
const document = readFileSync(join(root, "docs", "library.md"), "utf8");

/** Somebody's project, in which this package is installed as it is published. */
let project = "";

beforeAll(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), "vzupload-user-")));
  const installed = join(project, "node_modules", "vzupload");
  mkdirSync(installed, { recursive: true });
  copyFileSync(join(root, "package.json"), join(installed, "package.json"));
  symlinkSync(join(root, "node_modules"), join(installed, "node_modules"), "junction");
  symlinkSync(join(root, "node_modules", "@types"), join(project, "node_modules", "@types"), "junction");
  run([compiler, "-p", join(root, "src"), "--outDir", join(installed, "dist")], root);
  writeFileSync(join(project, "package.json"), '{"type": "module"}\n');
}, 120_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

function run(words: readonly string[], cwd: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd, encoding: "utf8" });
  expect([status, stdout, stderr]).toEqual([0, expect.any(String), expect.any(String)]);
  return { stdout, stderr };
}

/** Compiles as a user does who checks everything, the package's declarations, too. */
function compile(name: string, text: string): void {
  writeFileSync(join(project, `${name}.ts`), text);
  const options = {
    target: "es2023",
    lib: ["es2023"],
    types: ["node"],
    module: "nodenext",
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
  };
  const config = `tsconfig.${name}.json`;
  writeFileSync(join(project, config), JSON.stringify({ compilerOptions: options, files: [`${name}.ts`] }));
  run([compiler, "-p", config], project);
}

test("the example of docs/library.md compiles against the package, and does what it says against a sandbox", () => {
  const [, example = ""] = /^```ts\n(.*?)^```$/ms.exec(document) ?? [];
  compile("example", example);
  copyFileSync(join(root, "fixtures", "devices.csv"), join(project, "devices.csv"));
  const { stdout } = run(["example.js"], project);
  const lines = stdout.trimEnd().split("\n");
  expect(lines.filter((line) => !line.includes("warning"))).toEqual([
    expect.stringMatching(/^2 devices accepted under RequestId [0-9a-f-]{36}$/),
    expect.stringMatching(/^devices\.csv:\d+: uploaded: .*success/),
    expect.stringMatching(/^devices\.csv:\d+: uploaded: .*success/),
  ]);
}, 120_000);

test("what is public is what is listed in fixtures/library/ (UPDATE_SURFACE=1 rewrites)", () => {
  const dist = join(project, "node_modules", "vzupload", "dist");
  const modules = ["index", "errors", ...ofFolder(dist, "library"), "uws/callback", "uws/fault"];
  const text = modules
    .map((name) => `// ${name}\n${readFileSync(join(dist, `${name}.d.ts`), "utf8")}`)
    .join("\n");
  if (process.env["UPDATE_SURFACE"] === "1") writeFileSync(surface, text);
  expect(text).toBe(readFileSync(surface, "utf8"));
});

function ofFolder(dist: string, folder: string): readonly string[] {
  return readdirSync(join(dist, folder))
    .filter((name) => name.endsWith(".d.ts"))
    .sort()
    .map((name) => `${folder}/${name.slice(0, -".d.ts".length)}`);
}

test("the values are these, and docs/library.md names every export", async () => {
  const library = await import("../../src/index.ts");
  expect(Object.keys(library).toSorted()).toEqual([
    "VzuploadError",
    "buildUploadDevices",
    "openPlatform",
    "parseCallback",
    "planUploads",
    "readDeviceList",
    "startSandbox",
    "tallyUpload",
  ]);
  const source = readFileSync(join(root, "src", "index.ts"), "utf8");
  const names = [...source.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, list = ""]) =>
    list.split(",").map((name) => name.replace("type ", "").trim()),
  );
  const unnamed = names.filter((name) => name !== "" && !new RegExp(`\\b${name}(s?\\b)`).test(document));
  expect(unnamed).toEqual([]);
});

test("nothing but the face can be imported", () => {
  const { stdout } = run(
    ["-e", 'import("vzupload/dist/store/file-store.js").catch(({ code }) => console.log(code))'],
    project,
  );
  expect(stdout).toBe("ERR_PACKAGE_PATH_NOT_EXPORTED\n");
});
