import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import type { Sessions } from "../store/store.ts";
import { type RetryPolicy, type Wait, waitAfter } from "../upload/retry-policy.ts";
import type { PostedBatch } from "../upload/send-job.ts";
import { callWithSession } from "../upload/session-call.ts";
import { createSessionKeeper, type SessionKeeper } from "../upload/session-keeper.ts";
import { postActivation } from "../uws/activate-devices.ts";
import { parsePlatformNames } from "../uws/platform-names.ts";
import { logIn } from "../uws/session.ts";
import type { SessionCall } from "../uws/session-call.ts";
import { defaultTimeoutMs, type Transport } from "../uws/transport.ts";
import { createTransport } from "../uws/undici-transport.ts";
import { postUpload, type UploadOutcome } from "../uws/upload-devices.ts";
import type { Invocation } from "./invocation.ts";
import { readPassword } from "./password.ts";
import { transportSettings } from "./platform-settings.ts";

/** The platform as the commands see it. */
export interface PlatformConnection {
  readonly session: SessionKeeper;
  /** Posts the envelope of a batch. */
  readonly post: (envelope: Buffer, about: PostedBatch) => Promise<UploadOutcome>;
  /**
   * Makes a small call within the session, e.g. `getCallbackRegistrations`; where the token is refused, once more with a new one. Fails
   * with a VzuploadError where no session is to be had.
   */
  withSession<Outcome extends { readonly kind: string }>(
    call: (transport: Transport, session: SessionCall) => Promise<Outcome>,
  ): Promise<Outcome>;
  close(): Promise<void>;
}

/** Of calls that carry no devices. */
const maxSmallCallMs = 60_000;

export interface ConnectOptions {
  readonly endpoint: string;
  readonly sessions: Sessions;
  readonly retry: RetryPolicy;
  /** Told of each wait for another try to log in. */
  readonly onWait: (wait: Wait) => void;
  /** Default: as the settings say. */
  readonly password?: () => Promise<string | undefined>;
}

/** Nothing is connected before the first request. Errors of the settings: VzuploadError "usage". */
export function connectPlatform(
  invocation: Invocation,
  { endpoint, sessions, retry, onWait, password }: ConnectOptions,
  context: Context,
): PlatformConnection {
  const { values } = invocation;
  const timeoutMs = values.httpTimeout ?? defaultTimeoutMs;
  const transport = createTransport(transportSettings(invocation, context));
  const session = createSessionKeeper({
    sessions,
    endpoint,
    ...(values.token === undefined ? {} : { token: values.token.trim() }),
    ...(values.username === undefined ? {} : { username: values.username }),
    password: password ?? (() => readPassword(invocation, context)),
    logIn: (username, password) => logIn(transport, { baseUrl: endpoint, timeoutMs, username, password }),
    async waitAfter(outcome, failed) {
      const wait = waitAfter(outcome, failed, retry);
      if (wait === undefined) return false;
      if (!context.interrupt.aborted) onWait(wait);
      await context.sleep(wait.ms, context.interrupt);
      if (context.interrupt.aborted) throw interrupted();
      return true;
    },
  });
  const names = parsePlatformNames(values.platformNames);
  const smallCall = { baseUrl: endpoint, names, timeoutMs: Math.min(timeoutMs, maxSmallCallMs) };
  return {
    session,
    post(body, { operation, devices }) {
      const call = { baseUrl: endpoint, body, timeoutMs };
      if (operation === "UploadDevices") return postUpload(transport, call);
      return postActivation(transport, { ...call, devices, names });
    },
    withSession: (call) => callWithSession(session, (token) => call(transport, { ...smallCall, token })),
    close: () => transport.close(),
  };
}

function interrupted(): VzuploadError {
  return new VzuploadError("interrupted", "Interrupted while waiting to log in; nothing more was sent.");
}
