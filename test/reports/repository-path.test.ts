import { expect, test } from "vitest";
import { repositoryPath, repositoryRoot } from "../../src/reports/repository-path.ts";

test.each([
  ["a.csv", "lists/a.csv"],
  ["./März 1.csv", "lists/März 1.csv"],
  ["../a.csv", "a.csv"],
  ["/repo/lists/a.csv", "lists/a.csv"],
  ["../../elsewhere/a.csv", "/elsewhere/a.csv"],
  ["/repository/a.csv", "/repository/a.csv"],
])("%s is %s for a CI run", (name, path) => {
  expect(repositoryPath(name, { root: "/repo", cwd: "/repo/lists" })).toBe(path);
});

test.each([
  [{ GITHUB_ACTIONS: "true", GITHUB_WORKSPACE: "/w" }, "/w"],
  [{ CI_PROJECT_DIR: "/b" }, "/b"],
  [{ GITHUB_WORKSPACE: "/w" }, "/here"],
  [{ CI_PROJECT_DIR: "b" }, "/here"],
  [{}, "/here"],
])("with %j paths begin at %s", (env, root) => {
  expect(repositoryRoot(env, "/here")).toBe(root);
});
