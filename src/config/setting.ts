/**
 * A setting: a flag, an environment variable (`VZUPLOAD_` and the key in upper snake case) and a key of the configuration
 * files; help, parsing and precedence come from the tables of settings.
 */
export interface Setting {
  readonly kind: "text" | "switch" | "integer" | "duration" | "durations" | "age" | "choice" | "list";
  /** In commander's notation; none: not a flag (secrets never are). */
  readonly flag?: string;
  readonly help: string;
  readonly group: SettingGroup;
  readonly choices?: readonly string[];
  /**
   * Not in the project's file: a checkout must not be able to send a token elsewhere, run a command, write files, cut
   * requests short, or turn a push into a rehearsal.
   */
  readonly trusted?: true;
  /** Neither in files nor in the environment: it belongs to one command line. */
  readonly flagOnly?: true;
  /** Given several times it is one list, with commas between; others are what was given last. */
  readonly joins?: true;
  /** Never shown, and in no file. */
  readonly secret?: true;
  /** Never shown: it may hold a secret. */
  readonly hidden?: true;
}

export type SettingGroup =
  | "Devices:"
  | "Request:"
  | "Platform:"
  | "Sending:"
  | "Listening:"
  | "Registration:"
  | "Verdicts:"
  | "Word:"
  | "Jobs:"
  | "Configuration:"
  | "State and output:"
  | "Sandbox:";
