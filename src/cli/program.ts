import { Command, Option } from "commander";
import type { GivenFlags } from "../config/given-flags.ts";
import { environmentName, flagName, isNegated, type SettingName, settingOf } from "../config/settings.ts";
import { exitCodes } from "../reports/exit-codes.ts";
import { type CommandDefinition, commandGroups, commands } from "./commands.ts";

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
      "Takes device lists to Verizon's Unified Web Service: uploads, activates, hears its callbacks, and keeps account of every line.",
    )
    .version(options.version)
    .exitOverride()
    .configureOutput({ writeOut: options.writeOut, writeErr: options.writeErr, getOutHelpWidth: () => 80 })
    .showHelpAfterError("Run vzupload --help for commands, vzupload <command> --help for its flags.")
    .addHelpText("after", overview);
  for (const [words, definition] of Object.entries(commands)) {
    const [first = "", second] = words.split(" ");
    const command = second === undefined ? program.command(first) : groupOf(program, first).command(second);
    define(command, definition, options);
  }
  return program;
}

/** The command that those of two words are below. */
function groupOf(program: Command, name: string): Command {
  const summary = commandGroups[name] ?? "";
  return (
    program.commands.find((command) => command.name() === name) ??
    program.command(name).summary(summary).description(summary)
  );
}

function define(command: Command, definition: CommandDefinition, options: ProgramOptions): void {
  command.summary(definition.summary).description(definition.summary);
  if (definition.operands !== undefined)
    command.argument(definition.operands.notation, definition.operands.help);
  for (const setting of definition.settings) addFlag(command, setting);
  command.addHelpText("after", () => details(definition));
  command.action(async (...args: unknown[]) => {
    const operands = definition.operands === undefined ? [] : operandsOf(args[0]);
    await options.onCommand({ definition, operands, flags: givenFlags(command, definition.settings) });
  });
}

/** Commander gives one, several or none, as the notation says. */
function operandsOf(given: unknown): readonly string[] {
  return [given].flat().filter((operand) => typeof operand === "string");
}

function addFlag(command: Command, name: SettingName): void {
  const { flag, help, group, joins } = settingOf(name);
  if (flag === undefined) return;
  const option = new Option(flag, help).helpGroup(group);
  // By its first letters commander would take `--no-wait` for the negation of `--wait`.
  option.negate = isNegated(name);
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
  return `  ${environmentName(name).padEnd(28)} ${flag === undefined ? help : flagName(name)}`;
}
