import type { Context, OutputStream } from "../context.ts";
import type { TextLine } from "../reports/text.ts";
import { visibleLines } from "../visible-text.ts";

/** Writes lines for people to stderr and results to stdout, the live line of a terminal kept out of their way. */
export interface Printer {
  line(line: TextLine): void;
  /** Whether `progress` is shown. */
  readonly isLive: boolean;
  /** What is going on now; shown on a terminal only. */
  progress(text: string): void;
  /** Text for stdout, as it is. */
  result(text: string): void;
  /** Takes the live line away. Idempotent. */
  close(): void;
}

export interface PrinterOptions {
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** False: never; true: where the stream is a terminal and NO_COLOR is not set, or FORCE_COLOR is. */
  readonly color: boolean;
}

type Paint = (level: TextLine["level"], text: string) => string;

/** chalk and ora are loaded only where they can show. */
export async function createPrinter(options: PrinterOptions, context: Context): Promise<Printer> {
  const { stdout, stderr } = context;
  const paint = wantsColor(options, context)
    ? await chalkPaint()
    : (_level: TextLine["level"], text: string) => text;
  const live = stderr.isTTY && !options.quiet ? await spinner(stderr) : undefined;
  const harmless = context.env["GITHUB_ACTIONS"] === "true" ? withoutCommands : visibleLines;
  const around = (write: () => void) => {
    live?.clear();
    write();
    live?.render();
  };
  return {
    // Names, answers and configurations come from outside: none of them may steer the terminal.
    line({ level, text }) {
      if (isShown(level, options)) around(() => stderr.write(`${paint(level, harmless(text))}\n`));
    },
    isLive: live !== undefined,
    progress: (text) => live?.show(text),
    result: (text) => around(() => stdout.write(text)),
    close: () => live?.stop(),
  };
}

/** GitHub's runner obeys "##[command]" anywhere in a line, and "::command::" at its beginning, blanks aside. */
function withoutCommands(text: string): string {
  return visibleLines(text)
    .replaceAll("##[", "# #[")
    .replaceAll(/^(\s*):(?=:)/gm, "$1: ");
}

function isShown(level: TextLine["level"], { quiet, verbose }: PrinterOptions): boolean {
  if (level === "error") return true;
  return level === "detail" ? verbose : !quiet;
}

function wantsColor({ color }: PrinterOptions, { env, stderr }: Context): boolean {
  if (!color || env["NO_COLOR"]) return false;
  const forced = env["FORCE_COLOR"];
  return forced === undefined || forced === ""
    ? stderr.isTTY === true && env["TERM"] !== "dumb"
    : forced !== "0";
}

async function chalkPaint(): Promise<Paint> {
  const { Chalk } = await import("chalk");
  const chalk = new Chalk({ level: 1 });
  const paints = {
    info: (text: string) => text,
    detail: chalk.dim,
    good: chalk.green,
    warning: chalk.yellow,
    error: chalk.red,
  } as const satisfies Record<TextLine["level"], (text: string) => string>;
  return (level, text) => paints[level](text);
}

async function spinner(stream: OutputStream) {
  const { default: ora } = await import("ora");
  // as: a stream that says isTTY is the process's own. discardStdin would swallow Ctrl-C.
  const live = ora({ stream: stream as NodeJS.WriteStream, discardStdin: false });
  return {
    show(text: string) {
      live.text = text;
      if (!live.isSpinning) live.start();
    },
    clear: () => void (live.isSpinning && live.clear()),
    render: () => void (live.isSpinning && live.render()),
    stop: () => void live.stop(),
  };
}
