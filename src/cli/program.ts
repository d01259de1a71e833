import { Argument, Command, Option } from "commander";
import type { GivenFlags } from "../config/resolve-settings.ts";
import { environmentName, type SettingName, settingOf } from "../config/settings.ts";
import { exitCodes } from "../reports/exit-codes.ts";
import { type CommandDefinition, commands, type Operands } from "./commands.ts";

export interface ParsedCommand {
  readonly definition: CommandDefinition;
  readonly operands: readonly string[];
  readonly flags: GivenFlags;
}

export interface ProgramOptions {
  readonly version: string;
  readonly writeOut: (text: string) => void;
  readonly writeErr: (text: string) => void;
  readonly onCommand: (parsed: ParsedCommand) => Promise<void>;
}

/** The command line as commander sees it; its errors are thrown as CommanderError. */
export function createProgram(options: ProgramOptions): Command {
  const program = new Command("vzupload")
    .description(
      "Takes device lists to Verizon's Unified Web Service (UploadDevices), and keeps account of every line.",
    )
    .version(options.version)
    .exitOverride()
    .configureOutput({ writeOut: options.writeOut, writeErr: options.writeErr, getOutHelpWidth: () => 80 })
    .showHelpAfterError("Run vzupload --help for commands, vzupload <command> --help for its flags.")
    .addHelpText("after", overview);
  for (const [name, definition] of Object.entries(commands)) addCommand(program, name, definition, options);
  return program;
}

function addCommand(
  program: Command,
  name: string,
  definition: CommandDefinition,
  options: ProgramOptions,
): void {
  const command = program.command(name).summary(definition.summary).description(definition.summary);
  if (definition.operands !== undefined) command.addArgument(argumentOf(definition.operands));
  for (const setting of definition.settings) addFlag(command, setting);
  command.addHelpText("after", () => details(definition));
  command.action(async (...args: unknown[]) => {
    const operands = definition.operands === undefined ? [] : operandsOf(args[0]);
    await options.onCommand({ definition, operands, flags: givenFlags(command, definition.settings) });
  });
}

function argumentOf({ notation, help, choices }: Operands): Argument {
  const argument = new Argument(notation, help);
  return choices === undefined ? argument : argument.choices(choices);
}

/** Commander gives one, several or none, as the notation says. */
function operandsOf(given: unknown): readonly string[] {
  return [given].flat().filter((operand) => typeof operand === "string");
}

function addFlag(command: Command, name: SettingName): void {
  const { flag, help, group, joins } = settingOf(name);
  if (flag === undefined) return;
  const option = new Option(flag, help).helpGroup(group);
  if (joins)
    option.argParser((value: string, before?: string) =>
      before === undefined ? value : `${before},${value}`,
    );
  command.addOption(option);
}

type Given = string | boolean | readonly string[];

/** Only what was given: commander itself invents a value for `--no-...`. */
function givenFlags(command: Command, names: readonly SettingName[]): GivenFlags {
  const given = names.filter((name) => command.getOptionValueSource(name) === "cli");
  return Object.fromEntries(given.map((name) => [name, command.getOptionValue(name) as Given])); // as: no parsers but of texts
}

const exitCodeList = Object.values(exitCodes)
  .toSorted((a, b) => a.code - b.code)
  .map(
    ({ code, meaning, todo }) => `  ${String(code).padStart(3)}  ${meaning}${todo === "" ? "" : `: ${todo}`}`,
  )
  .join("\n");

const overview = `
Examples:
  $ ${commands.push.examples[0]}
  $ ${commands.push.examples[2]}
  $ ${commands.check.examples[0]}

Exit codes:
${exitCodeList}
`;

function details({ examples, settings }: CommandDefinition): string {
  return [
    "",
    "Environment (a flag goes before it, a configuration file behind):",
    ...settings.filter((name) => !settingOf(name).flagOnly).map(variableLine),
    "",
    "Examples:",
    ...examples.map((example) => `  $ ${example}`),
    "",
    "Exit codes:",
    exitCodeList,
    "",
  ].join("\n");
}

/** The variable and the flag that says the same, or what it is where there is no flag. */
function variableLine(name: SettingName): string {
  const { flag, help } = settingOf(name);
  return `  ${environmentName(name).padEnd(28)} ${flag?.split(" ")[0] ?? help}`;
}
