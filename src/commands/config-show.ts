import { surveySettings } from "../config/survey-settings.ts";
import type { Context } from "../context.ts";
import { errorLines } from "../reports/closing-text.ts";
import { jsonDocument } from "../reports/json-document.ts";
import { createPrinter } from "../terminal/printer.ts";
import { configReport, configurationNames } from "./config-report.ts";
import { configText } from "./config-text.ts";
import type { Invocation } from "./invocation.ts";
import { defaultsIn } from "./known-defaults.ts";
import { printerOptions } from "./report-output.ts";

/** `vzupload config show`: what is wrong with the configuration is told behind what can be shown of it, and ends with exit code 2. */
export async function configShow(invocation: Invocation, context: Context): Promise<number> {
  const { values, flags } = invocation;
  const survey = surveySettings(configurationNames, flags, context);
  const report = configReport(survey, values.defaults ? defaultsIn(context) : undefined);
  const printer = await createPrinter(printerOptions(invocation), context);
  const lines = () => configText(report).map((line) => `${line}\n`);
  printer.result(values.json ? jsonDocument(report) : lines().join(""));
  for (const line of errorLines(report.errors)) printer.line(line);
  printer.close();
  return report.exitCode;
}
