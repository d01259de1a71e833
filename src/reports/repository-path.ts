import { isAbsolute, relative, resolve, sep } from "node:path";

/** Where a CI runner has checked the repository out; else the working directory. */
export function repositoryRoot(env: Readonly<Record<string, string | undefined>>, cwd: string): string {
  const root = env["GITHUB_ACTIONS"] === "true" ? env["GITHUB_WORKSPACE"] : env["CI_PROJECT_DIR"];
  return root !== undefined && isAbsolute(root) ? root : cwd;
}

/** The path of a file as CI shows want it: from the repository's root, with forward slashes; one outside of it in full. */
export function repositoryPath(
  name: string,
  { root, cwd }: { readonly root: string; readonly cwd: string },
): string {
  const path = resolve(cwd, name);
  const within = relative(root, path);
  const isOutside = within === "" || within === ".." || within.startsWith(`..${sep}`) || isAbsolute(within);
  return (isOutside ? path : within).split(sep).join("/");
}
