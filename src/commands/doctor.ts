import { type SettingsSurvey, surveySettings } from "../config/survey-settings.ts";
import type { Context } from "../context.ts";
import { checkTitles, doctorReport } from "../reports/doctor-report.ts";
import { checkLines, checkTotals, indented } from "../reports/doctor-text.ts";
import { outcomeOfError } from "../reports/exit-codes.ts";
import { jsonDocument } from "../reports/json-document.ts";
import { createPrinter, type Printer } from "../terminal/printer.ts";
import { both, type CheckList, createCheckList, map } from "./check-list.ts";
import { configReport, configurationNames } from "./config-report.ts";
import { settingLines } from "./config-text.ts";
import { checkListening } from "./doctor-listening.ts";
import { checkConfiguration, checkState } from "./doctor-local.ts";
import { checkNetwork } from "./doctor-network.ts";
import { registrableUrl } from "./doctor-public-url.ts";
import { checkRegistrations } from "./doctor-registrations.ts";
import { checkSession } from "./doctor-session.ts";
import type { Invocation } from "./invocation.ts";
import { listeningSettings } from "./listening-settings.ts";
import { openStore } from "./open-store.ts";
import { printerOptions } from "./report-output.ts";

/** No check takes longer. */
const limitMs = 20_000;

/**
 * `vzupload doctor`: can this machine push, and be called back? It sends no devices and registers nothing; it logs in, with the care of a
 * push, where no token is kept. Warnings do not change the exit code.
 */
export async function doctor(invocation: Invocation, context: Context): Promise<number> {
  const { values, flags } = invocation;
  const { interrupt } = context;
  const printer = await createPrinter(printerOptions(invocation), context);
  const survey = surveySettings(configurationNames, flags, context);
  const configuration = configReport(survey, undefined);
  const checks = createCheckList({
    limitMs,
    interrupt,
    onStart: (name) => printer.progress(checkTitles[name]),
    onResult(result) {
      if (values.json) return;
      const settings = result.name === "configuration" ? settingLines(configuration.settings) : [];
      printLines(printer, [...checkLines(result), ...indented(settings)]);
    },
  });
  await checkAll(checks, survey, { invocation, context }).finally(() => printer.close());
  const interrupted = interrupt.aborted ? outcomeOfError("interrupted", interrupt.reason) : undefined;
  const report = doctorReport(checks.results, configuration, interrupted);
  if (values.json) printer.result(jsonDocument(report));
  else printLines(printer, [checkTotals(report.checks)]);
  return report.exitCode;
}

async function checkAll(
  checks: CheckList,
  survey: SettingsSurvey,
  world: { readonly invocation: Invocation; readonly context: Context },
): Promise<void> {
  const { invocation, context } = world;
  const { publicUrl, ...values } = invocation.values;
  const configured = await checkConfiguration(checks, survey, world);
  const state = await checkState(checks, configured, world);
  const answered = await checkNetwork(checks, configured);
  // A log-in must be recorded before it is made.
  const asking = map(both(answered, both(configured, state)), ([, [{ endpoint }, directory]]) => ({
    ...world,
    endpoint,
    store: openStore(directory, context.pid),
  }));
  const registered = await checkSession(checks, asking);
  const registrable = map(configured, ({ endpoint }) =>
    publicUrl === undefined ? undefined : registrableUrl(publicUrl, endpoint),
  );
  await checkRegistrations(checks, registered, {
    publicUrl: registrable.kind === "passed" ? registrable.value : undefined,
    account: values.account,
    endpoint: values.endpoint,
    platform: context.platform,
  });
  const hearing = map(both(configured, state), ([{ endpoint, transport }, directory]) => () => ({
    listening: listeningSettings({ ...invocation, values }, context),
    publicUrl,
    endpoint,
    store: openStore(directory, context.pid),
    transport,
  }));
  await checkListening(checks, hearing);
}

function printLines(printer: Printer, lines: readonly string[]): void {
  printer.result(lines.map((line) => `${line}\n`).join(""));
}
