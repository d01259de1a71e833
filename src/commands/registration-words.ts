import type { Context } from "../context.ts";
import type { Restored } from "../registrations/restore-registration.ts";
import { isSameUrl } from "../registrations/same-url.ts";
import type { RegistrationEvent } from "../registrations/temporary-registration.ts";
import { type CallbackServiceReport, restoredText } from "../reports/callback-report.ts";
import { formatCommand } from "../reports/command-line.ts";
import { optional } from "../reports/reported-error.ts";
import type { TextLine } from "../reports/text.ts";
import { visibleText } from "../visible-text.ts";
import { type Connected, connectionWords } from "./connection-words.ts";

/**
 * What to do where somebody else has registered over a temporary registration: if that one was temporary, too, it will put back the
 * URL of a listener that is gone, and what was there before both is for somebody to register again.
 */
export function leftAloneStep(
  service: string,
  account: string,
  restored: Restored,
  connected: Connected & { readonly context: Pick<Context, "platform"> },
): readonly string[] {
  if (restored.kind !== "leftAlone" || restored.displaced === undefined) return [];
  const words = [
    "callback",
    "register",
    "--url",
    restored.displaced,
    "--service",
    service,
    "--account",
    account,
  ];
  const command = formatCommand(
    [...words, ...connectionWords(connected), "--replace"],
    connected.context.platform,
  );
  return [
    `if what was registered before is to be there again (with its user name and password as VZUPLOAD_CALLBACK_USERNAME and VZUPLOAD_CALLBACK_PASSWORD): ${command}`,
  ];
}

interface EventSurroundings extends Connected {
  readonly account: string;
  readonly context: Pick<Context, "platform">;
}

/** Tells of a temporary registration; what it takes from somebody else stands out. */
export function eventLines(event: RegistrationEvent, surroundings: EventSurroundings): readonly TextLine[] {
  const { service } = event;
  const level = isHarmless(event) ? ("info" as const) : ("warning" as const);
  const line = { level, text: `${service}: ${eventText(event)}` };
  if (event.kind !== "ended") return [line];
  const steps = leftAloneStep(service, surroundings.account, event.restored, surroundings);
  return [line, ...steps.map((step) => ({ level: "info" as const, text: `next: ${step}` }))];
}

/** The same for a document. */
export function eventReport(
  event: RegistrationEvent,
  account: string,
  before: CallbackServiceReport | undefined,
): CallbackServiceReport {
  const { service } = event;
  const text = eventText(event);
  switch (event.kind) {
    case "registered":
      return {
        account,
        service,
        state: "registered",
        url: event.url,
        ...optional("displaced", event.displaced?.url),
        text,
      };
    case "kept": {
      const state = event.credentials === "replaced" ? "registered" : "unchanged";
      return { account, service, state, url: event.url, text };
    }
    case "ended": {
      const { kind: state, url } = event.restored;
      return {
        account,
        service,
        state,
        ...optional("url", url),
        ...optional("displaced", before?.displaced),
        text,
      };
    }
  }
}

function isHarmless(event: RegistrationEvent): boolean {
  switch (event.kind) {
    case "registered":
      if (isSameUrl(event.displaced?.url, event.url)) return false;
      return event.displaced === undefined || event.displaced.credentials !== undefined;
    case "kept":
      return false;
    case "ended":
      return event.restored.kind !== "leftAlone";
  }
}

function eventText(event: RegistrationEvent): string {
  switch (event.kind) {
    case "registered": {
      const { url, displaced } = event;
      const note = isSameUrl(displaced?.url, url) ? `; ${perhapsLeftText}` : "";
      return `registered ${visibleText(url)} for as long as this runs; ${displacedText(displaced)}${note}`;
    }
    case "kept":
      return `${visibleText(event.url)} was registered already, and stays so, ${keptText[event.credentials]}; ${perhapsLeftText}`;
    case "ended":
      return restoredText(event.restored);
  }
}

const keptText = {
  asWere:
    "its user name and password unchanged (callbacks that bring others than this watch asks for are turned away)",
  replaced: "from now on with the user name and password of this watch",
} as const;

/** Who displaced what is not seen from here. */
const perhapsLeftText =
  "if a watch with another state directory was killed and has left it, put back there what it displaced: vzupload callback restore";

function displacedText(displaced: Extract<RegistrationEvent, { kind: "registered" }>["displaced"]): string {
  if (displaced === undefined) return "nothing was registered before";
  const how =
    displaced.credentials === undefined
      ? "put back WITHOUT user name and password, which are not known"
      : "put back with the user name and password that you gave";
  return `displaced ${visibleText(displaced.url)}, which is ${how}`;
}
