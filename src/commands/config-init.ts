import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ConfigFile, configFiles } from "../config/config-files.ts";
import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import { jsonDocument } from "../reports/json-document.ts";
import { createPrinter } from "../terminal/printer.ts";
import { configTemplate } from "./config-template.ts";
import type { Invocation } from "./invocation.ts";
import { defaultsIn } from "./known-defaults.ts";
import { printerOptions } from "./report-output.ts";
import { writeConfigFile } from "./write-config-file.ts";

/** `vzupload config init`: prints the path of what it wrote. Errors: VzuploadError "usage", also where a file is there already. */
export async function configInit(invocation: Invocation, context: Context): Promise<number> {
  const { values, flags } = invocation;
  const file = configFiles(flags, context).find(({ trust }) => (trust === "user") === (values.user ?? false));
  if (file === undefined) throw new VzuploadError("usage", "There is no such configuration file.");
  const { path, trust } = file;
  const text = configTemplate({ trust, schema: schemaFor(file), defaults: defaultsIn(context) });
  const replaced = writeConfigFile(file, text, values.force ?? false);
  const printer = await createPrinter(printerOptions(invocation), context);
  const document = { schema: "vzupload.config-init/1", path, trust, replaced };
  printer.result(values.json ? jsonDocument(document) : `${path}\n`);
  printer.line({ level: "info", text: `${replaced ? "replaced" : "wrote"} the ${trust}'s configuration` });
  printer.line({ level: "info", text: "next: uncomment what you need, then: vzupload config show" });
  printer.close();
  return 0;
}

/** A project's file goes to other machines, where only what lies in the project is in the same place. */
function schemaFor({ path, trust }: ConfigFile): string | undefined {
  if (trust === "project") {
    const installed = `./node_modules/vzupload/${schemaPath}`;
    return existsSync(join(dirname(path), installed)) ? installed : undefined;
  }
  const own = fileURLToPath(new URL(`../../${schemaPath}`, import.meta.url));
  return existsSync(own) ? own : undefined;
}

const schemaPath = "docs/vzupload.config.schema.json";
