import { resolve as resolvePath } from "node:path";
import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import { jsonDocument } from "../reports/json-document.ts";
import { formatRows } from "../reports/text.ts";
import { isJobId, type JobOperation } from "../store/job-record.ts";
import { createPrinter, type Printer } from "../terminal/printer.ts";
import { readSaidLines } from "../upload/read-said-lines.ts";
import { type OperatorWord, type Recorded, resolveJob } from "../upload/resolve-job.ts";
import { foldLedger, unsentBatches } from "../verdict/batch-states.ts";
import type { Invocation } from "./invocation.ts";
import { jobCommands } from "./job-commands.ts";
import { openStore } from "./open-store.ts";
import { stateDirectory } from "./push-options.ts";
import { printerOptions } from "./report-output.ts";

/** `vzupload resolve`: records the operator's word on what no machine can know. */
export async function resolve(invocation: Invocation, context: Context): Promise<number> {
  const { operands, values } = invocation;
  const [id = ""] = operands;
  if (!isJobId(id)) {
    throw new VzuploadError("usage", `"${id}" is not a job's id.`, {
      hint: "Ids look like 20261123-224210-k7qd; vzupload status lists them.",
    });
  }
  const directory = stateDirectory(invocation, context);
  const store = openStore(directory, context.pid);
  const about = await store.readJob(id);
  const word = await operatorWord(invocation, context, about?.record.operation ?? "UploadDevices");
  const printer = await createPrinter(printerOptions(invocation), context);
  try {
    const recorded = await resolveJob(id, word, store);
    const job = await store.readJob(id);
    const { resume, watchJob } = jobCommands({ invocation, context, stateDirectory: directory });
    const isUnsent = job !== undefined && unsentBatches(foldLedger(job.facts)).length > 0;
    const next = [isUnsent ? resume(id) : watchJob(id)];
    tell(recorded, id, next, printer);
    if (values.json) {
      printer.result(jsonDocument({ schema: "vzupload.resolve/1", job: id, recorded, exitCode: 0, next }));
    }
    return 0;
  } finally {
    printer.close();
  }
}

async function operatorWord(
  { values }: Invocation,
  { cwd }: Context,
  operation: JobOperation,
): Promise<OperatorWord> {
  const { batch, accepted, notApplied, lines } = values;
  if (accepted === undefined && !notApplied && lines === undefined) {
    throw new VzuploadError("usage", "Say what you have found out: --accepted, --not-applied or --lines.", {
      hint: "For example: --batch 3 --accepted 5afbb4c7-99dc-49a7-8341-7406b7d6f3d3",
    });
  }
  if (notApplied && (accepted !== undefined || lines !== undefined)) {
    throw new VzuploadError("usage", "What was not applied has neither a RequestId nor verdicts.", {
      hint: "Give --not-applied alone, or --accepted and --lines.",
    });
  }
  if (batch !== undefined && batch < 1)
    throw new VzuploadError("usage", `--batch: ${batch} is no batch; they are counted from 1.`);
  return {
    batch,
    outcome: outcomeOf(accepted, notApplied),
    lines:
      lines === undefined
        ? undefined
        : { name: lines, rows: await readSaidLines(resolvePath(cwd, lines), lines, operation) },
  };
}

function outcomeOf(accepted: string | undefined, notApplied: boolean | undefined): OperatorWord["outcome"] {
  if (notApplied) return { kind: "notApplied" };
  if (accepted === undefined) return undefined;
  const requestId = accepted.trim();
  // What is printed to be filled in may be pasted as it is.
  if (/^[\x21-\x7e]{1,200}$/.test(requestId) && !/[<>]/.test(requestId))
    return { kind: "accepted", requestId };
  throw new VzuploadError("usage", `--accepted: "${accepted}" is not a RequestId.`, {
    hint: "It looks like 5afbb4c7-99dc-49a7-8341-7406b7d6f3d3; Verizon and its e-mailed report name it.",
  });
}

function tell(recorded: readonly Recorded[], job: string, next: readonly string[], printer: Printer): void {
  for (const each of recorded)
    printer.line({ level: "good", text: `job ${job}, batch ${each.batch}: ${recordedText(each)}` });
  for (const text of next) printer.line({ level: "info", text: `next: ${text}` });
}

function recordedText(recorded: Recorded): string {
  switch (recorded.kind) {
    case "accepted":
      return `accepted under RequestId ${recorded.requestId}, by the operator's word`;
    case "notApplied":
      return "not applied, by the operator's word; resume sends it again";
    case "lines":
      return `the operator's word on ${formatRows(recorded.lines)}`;
    case "known":
      return "was known before; nothing is recorded";
  }
}
