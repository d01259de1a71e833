import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import type { InputFindings } from "../reports/problem-annotations.ts";
import { reportedError } from "../reports/reported-error.ts";
import { repositoryPath, repositoryRoot } from "../reports/repository-path.ts";
import type { Inspection } from "../upload/inspect-devices.ts";
import { shownName } from "../upload/read-source.ts";
import type { Invocation } from "./invocation.ts";

/** What CI runs are told of an input. `error`: what ended its reading; of other errors they are told otherwise. */
export function inputFindings(
  { operands }: Pick<Invocation, "operands">,
  { cwd, env }: Pick<Context, "cwd" | "env">,
  inspection: Inspection | undefined,
  error?: unknown,
): InputFindings {
  const { errors = [], warnings = [], errorCount = 0, warningCount = 0 } = inspection?.input.problems ?? {};
  const root = repositoryRoot(env, cwd);
  const isOfInput = error instanceof VzuploadError && error.kind === "input";
  return {
    sources: operands.map((name) => shownName({ name })),
    paths: operands.map((name) => (name === "-" ? undefined : repositoryPath(name, { root, cwd }))),
    errors,
    warnings,
    errorCount,
    warningCount,
    thrown: isOfInput ? [reportedError(error)] : [],
  };
}

/** Straight to stderr: GitHub looks at the beginning of lines, and colour would come before it. */
export async function annotateFindings(
  findings: () => InputFindings,
  { env, stderr }: Context,
): Promise<void> {
  if (env["GITHUB_ACTIONS"] !== "true") return;
  const { problemAnnotations } = await import("../reports/problem-annotations.ts");
  for (const text of problemAnnotations(findings())) stderr.write(`${text}\n`);
}
