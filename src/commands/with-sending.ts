import type { Context } from "../context.ts";
import type { Store } from "../store/store.ts";
import type { Printer } from "../terminal/printer.ts";
import type { ResumeOptions } from "../upload/resume-job.ts";
import type { Wait } from "../upload/retry-policy.ts";
import { connectPlatform } from "./connect-platform.ts";
import { createEnvelopes } from "./envelopes.ts";
import type { Invocation } from "./invocation.ts";
import { showEvent, showWait, stoppingLine } from "./push-lines.ts";
import type { PushWatch } from "./push-watch.ts";
import { retryPolicy } from "./retry-settings.ts";

export interface Sending {
  readonly store: Store;
  /** Base URL. */
  readonly endpoint: string;
  readonly watching: PushWatch | undefined;
  readonly invocation: Invocation;
  readonly printer: Printer;
  readonly context: Context;
}

/** What a push and a resume send with. */
export type SendingTools = Omit<ResumeOptions, "onJob">;

/** Connects to the platform, lets `action` send, and closes the connection; a first signal is answered with a word. */
export async function withSending<Result>(
  { store, endpoint, watching, invocation, printer, context }: Sending,
  action: (tools: SendingTools) => Promise<Result>,
): Promise<Result> {
  const retry = retryPolicy(invocation.values);
  const onWait = (wait: Wait) => showWait("log-in", wait, printer);
  const platform = connectPlatform(
    invocation,
    { endpoint, sessions: store.sessions, retry, onWait },
    context,
  );
  const calm = () => printer.line(stoppingLine);
  context.interrupt.addEventListener("abort", calm, { once: true });
  try {
    return await action({
      store,
      envelopesFor: (record) => createEnvelopes(record, invocation, context),
      session: {
        ...platform.session,
        // It is asked for when something is to be sent, and before that is.
        async token() {
          await watching?.register();
          return platform.session.token();
        },
      },
      post: platform.post,
      retry,
      sleep: context.sleep,
      interrupt: context.interrupt,
      onEvent: (event) => {
        if (event.kind === "accepted") watching?.accepted(event.requestId);
        showEvent(event, printer, invocation.values.json ?? false);
      },
    });
  } finally {
    context.interrupt.removeEventListener("abort", calm);
    await platform.close();
  }
}
