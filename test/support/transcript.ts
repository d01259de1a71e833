/**
 * A transcript file: a head of `key: value` lines up to the first empty line, then commands with all that they print.
 *
 *     about: what it shows
 *     file: devices.csv = @csv/imei.csv        (a fixture; or the text itself in JSON quotes)
 *     rows: many.csv = 25000                   (made pairs, with a header)
 *     directory: name
 *     state: @states/old                       (a fixture that the state directory is made of)
 *     env: NAME=value                          (NAME alone unsets one of the defaults)
 *     stdin: name of a file that was made
 *     faults: http-500@1,drip@2
 *     callbacks: split:100,fail:0.1            (the sandbox calls a listener on $VZUPLOAD_PORT back, in this way)
 *     platform: sandbox | https | closed | none
 *     interrupt: SIGINT@2                      (what the first command gets while it waits for the second answer)
 *     proxy: 407                               (refuses with it; 0: never answers)
 *     mount: full | read-only                  (a file system of its own on ./state)
 *     mask: a pattern                          (what depends on how fast the machine is: shown as <varies>)
 *
 * In a command <job> is the newest job. Beside vzupload there is cat, of files in the case's directory.
 */
export interface Transcript {
  readonly head: readonly string[];
  /** Values by key, in their order. */
  readonly settings: ReadonlyMap<string, readonly string[]>;
  readonly commands: readonly string[];
}

export function parseTranscript(text: string): Transcript {
  const lines = text.split("\n");
  const end = lines.indexOf("");
  const head = lines.slice(0, end);
  const settings = new Map<string, string[]>();
  for (const line of head) {
    const [, key = "", value = ""] = /^(\w+): (.*)$/.exec(line) ?? [];
    if (!known.has(key)) throw new Error(`not understood in a transcript's head: ${line}`);
    settings.set(key, [...(settings.get(key) ?? []), value]);
  }
  const commands = lines.filter((line) => line.startsWith("$ ")).map((line) => line.slice(2));
  if (commands.length === 0) throw new Error("a transcript without a command");
  return { head, settings, commands };
}

const known: ReadonlySet<string> = new Set([
  "about",
  "file",
  "rows",
  "directory",
  "state",
  "env",
  "stdin",
  "faults",
  "callbacks",
  "interrupt",
  "platform",
  "proxy",
  "mount",
  "mask",
]);

export interface CommandRun {
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

/** The file as it must be. `footer`: what the platform saw. */
export function formatTranscript(
  { head }: Transcript,
  runs: readonly CommandRun[],
  footer: string | undefined,
): string {
  const blocks = runs.map(({ command, stdout, stderr, exitCode }) =>
    [`$ ${command}`, ...block("stdout", stdout), ...block("stderr", stderr), `exit ${exitCode}`].join("\n"),
  );
  return `${[head.join("\n"), ...blocks, ...(footer === undefined ? [] : [footer])].join("\n\n")}\n`;
}

function block(name: string, text: string): readonly string[] {
  if (text === "") return [];
  const cut = text.endsWith("\n") ? text.slice(0, -1) : `${text}(no line end)`;
  return [`--- ${name}`, ...cut.replaceAll("\u001b", "\\e").replaceAll("\r", "\\r").split("\n")];
}

/** The words of a command line as a POSIX shell sees them: blanks, '...', "..." and nothing else. */
export function splitWords(command: string): readonly string[] {
  const words = command.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  return words.map((word) =>
    word.replaceAll(
      /'([^']*)'|"([^"]*)"/g,
      (_, a: string | undefined, b: string | undefined) => a ?? b ?? "",
    ),
  );
}

/** What must differ from run to run, replaced; nothing else is. `directory`: the case's own. */
export function maskVarying(text: string, directory: string): string {
  return text
    .replaceAll(directory, "<dir>")
    .replaceAll(/\d{8}-\d{6}-[a-z0-9]{4}/g, "<job>")
    .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:<port>")
    .replaceAll(/does not call port \d+/g, "does not call port <port>")
    .replaceAll(/ *\b\d+ (s|d) ago/g, " <n> $1 ago")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<date>");
}
