import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import type { Sessions } from "../store/store.ts";
import { type RetryPolicy, type Wait, waitAfter } from "../upload/retry-policy.ts";
import { createSessionKeeper, type SessionKeeper } from "../upload/session-keeper.ts";
import { logIn } from "../uws/session.ts";
import { createTransport } from "../uws/undici-transport.ts";
import { postUpload, type UploadOutcome } from "../uws/upload-devices.ts";
import type { Invocation } from "./invocation.ts";
import { readPassword } from "./password.ts";
import { transportSettings } from "./platform-settings.ts";

/** The platform as the sending sees it. */
export interface PlatformConnection {
  readonly session: SessionKeeper;
  readonly postUpload: (envelope: Buffer) => Promise<UploadOutcome>;
  close(): Promise<void>;
}

const defaultTimeoutMs = 300_000;

export interface ConnectOptions {
  readonly endpoint: string;
  readonly sessions: Sessions;
  readonly retry: RetryPolicy;
  /** Told of each wait for another try to log in. */
  readonly onWait: (wait: Wait) => void;
}

/** Nothing is connected before the first request. Errors of the settings: VzuploadError "usage". */
export function connectPlatform(
  invocation: Invocation,
  { endpoint, sessions, retry, onWait }: ConnectOptions,
  context: Context,
): PlatformConnection {
  const { values } = invocation;
  const timeoutMs = values.httpTimeout ?? defaultTimeoutMs;
  const transport = createTransport(transportSettings(invocation, context));
  return {
    session: createSessionKeeper({
      sessions,
      endpoint,
      ...(values.token === undefined ? {} : { token: values.token.trim() }),
      ...(values.username === undefined ? {} : { username: values.username }),
      password: () => readPassword(invocation, context),
      logIn: (username, password) => logIn(transport, { baseUrl: endpoint, timeoutMs, username, password }),
      async waitAfter(outcome, failed) {
        const wait = waitAfter(outcome, failed, retry);
        if (wait === undefined) return false;
        if (!context.interrupt.aborted) onWait(wait);
        await context.sleep(wait.ms, context.interrupt);
        if (context.interrupt.aborted) throw interrupted();
        return true;
      },
    }),
    postUpload: (body) => postUpload(transport, { baseUrl: endpoint, body, timeoutMs }),
    close: () => transport.close(),
  };
}

function interrupted(): VzuploadError {
  return new VzuploadError("interrupted", "Interrupted while waiting to log in; nothing more was sent.");
}
