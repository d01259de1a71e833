import type { Context } from "../context.ts";
import type { TextLine } from "../reports/text.ts";
import type { Printer } from "../terminal/printer.ts";
import type { WaitEnd } from "../watch/wait-for-verdicts.ts";
import type { SessionWait, WatchSession } from "../watch/watch-session.ts";
import type { ListeningSettings } from "./listening-settings.ts";
import { intakeLine, listeningWarnings, type WatchDisplay } from "./watch-display.ts";

interface Surroundings {
  readonly printer: Printer;
  readonly display: WatchDisplay;
  readonly context: Context;
}

/** Opens the listener, or finds the one to follow, and says so. Errors: VzuploadError "usage". */
export async function beginListening(
  session: WatchSession,
  { listening, printer, display }: Surroundings & { readonly listening: ListeningSettings },
): Promise<void> {
  for (const line of listeningWarnings(listening)) printer.line(line);
  const { host, port, path, credentials, allow, tls } = listening;
  const intake = await session.listen({
    host,
    port,
    path,
    ...(credentials === undefined ? {} : { credentials }),
    ...(allow === undefined ? {} : { allow }),
    ...(tls === undefined ? {} : { tls }),
    onTurnedAway: display.onTurnedAway,
  });
  printer.line(intakeLine(intake, listening.publicUrl));
}

/** How a wait ended: what went wrong on the way, and the reason of the interrupt, if that ended it. */
export interface Waited {
  readonly errors: readonly unknown[];
  readonly signal: unknown;
}

/**
 * Waits until every line is final, the time is up or a signal comes, then stops listening. Never throws: what was told until an
 * error is told all the same.
 */
export async function waitForLines(
  session: WatchSession,
  { printer, display, context, ...wait }: Surroundings & Pick<SessionWait, "waitMs" | "forever" | "refresh">,
): Promise<Waited> {
  const { interrupt } = context;
  const calm = () => printer.line(stoppingLine);
  const errors: unknown[] = [];
  let end: WaitEnd | undefined;
  interrupt.addEventListener("abort", calm, { once: true });
  try {
    end = await session.wait({
      ...wait,
      interrupt,
      sleep: context.sleep,
      onTakenOver: (intake) => printer.line(intakeLine(intake)),
      onLook: (leftMs) => display.onLook(session.board, leftMs),
    });
  } catch (error) {
    errors.push(error);
  } finally {
    interrupt.removeEventListener("abort", calm);
  }
  // What is in the way of reading once is in the way again.
  const closing = errors.length === 0 ? session.close() : session.stop();
  // What came last may have settled a doubt, or taken a settlement back.
  await closing.then(wait.refresh).catch((error: unknown) => errors.push(error));
  display.onLook(session.board, 0);
  return { errors, signal: end === "interrupted" ? interrupt.reason : undefined };
}

const stoppingLine: TextLine = {
  level: "warning",
  text: "stopping: callbacks that are under way are stored and acknowledged first; a second signal ends at once",
};
