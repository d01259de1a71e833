import { accountOf } from "./account-rules.ts";
import { logInXml, logOutXml, requestXml } from "./answer-xml.ts";
import { firstIdentifierOf } from "./callbacks/accepted-request.ts";
import type { Message } from "./message.ts";
import type { Platform } from "./platform.ts";
import { activationOf } from "./received.ts";
import { invalidCharacter } from "./refusal.ts";
import { getCallbackRegistrations, registerCallback, unregisterCallback } from "./registration-rules.ts";
import type { OperationKey } from "./schemas.ts";
import { seededUuid } from "./seeded.ts";
import {
  deviceKindsOf,
  refuseFrequency,
  refuseStateChange,
  stateChangeRequest,
} from "./state-change-rules.ts";
import { identifierKindsOf, laterFault, refuseUpload, uploadRequest } from "./upload-rules.ts";
import { refused, type Verdict } from "./verdict.ts";

/** Each operation of the platform, without its transport. */
export const operationRules = {
  logIn,
  logOut: withSession(logOut),
  uploadDevices: withSession(uploadDevices),
  changeDeviceState: withSession(changeDeviceState),
  registerCallback: withSession(registerCallback),
  unregisterCallback: withSession(unregisterCallback),
  getCallbackRegistrations: withSession(getCallbackRegistrations),
} as const satisfies Record<OperationKey, (message: Message, platform: Platform) => Verdict>;

function logIn(message: Message, { sessions }: Platform): Verdict {
  if (message.unlawfulField !== undefined) return refused(invalidCharacter(message.unlawfulField));
  const username = message.fields.get("Username") ?? "";
  const result = sessions.logIn(username, message.fields.get("Password") ?? "");
  if ("refusal" in result) return refused(result.refusal);
  return { kind: "accepted", xml: logInXml(result.token), detail: `user ${username}` };
}

function logOut(message: Message, platform: Platform, username: string): Verdict {
  const token = message.fields.get("SessionToken") ?? "";
  platform.sessions.end(token);
  return { kind: "accepted", xml: logOutXml(token), detail: `user ${username}` };
}

function uploadDevices(message: Message, platform: Platform, username: string): Verdict {
  const upload = uploadRequest(username, message);
  const refusal = refuseUpload(upload);
  if (refusal !== undefined) return refused(refusal);
  const activate = activationOf(message);
  for (const key of message.devices.keys) {
    platform.counter.add(firstIdentifierOf(key));
    if (activate !== undefined) platform.activationCounter.add(firstIdentifierOf(key));
  }
  const requestId = seededUuid(platform.settings.seed, "request", ++platform.requestIds);
  const detail = `RequestId ${requestId}, devices: ${message.devices.count}`;
  const course = platform.callbacks.accept({
    operation: "uploadDevices",
    requestId,
    account: accountOf(upload.account),
    sku: upload.sku,
    kinds: identifierKindsOf(upload),
    deviceKeys: upload.devices.keys,
    activate,
    packageFault: laterFault(upload),
  });
  return { kind: "accepted", xml: requestXml("uploadDevices", requestId), detail, requestId, course };
}

function changeDeviceState(message: Message, platform: Platform, username: string): Verdict {
  const { seed, now } = platform.settings;
  const stateChange = stateChangeRequest(username, message);
  const refusal = refuseFrequency(platform.recentStateChanges, now()) ?? refuseStateChange(stateChange);
  if (refusal !== undefined) return refused(refusal);
  for (const key of message.devices.keys) platform.activationCounter.add(firstIdentifierOf(key));
  const requestId = seededUuid(seed, "request", ++platform.requestIds);
  const detail = `RequestId ${requestId}, devices: ${message.devices.count}`;
  const course = platform.callbacks.accept({
    operation: "changeDeviceState",
    requestId,
    account: accountOf(stateChange.account),
    sku: "",
    kinds: deviceKindsOf(stateChange),
    deviceKeys: message.devices.keys,
    activate: stateChange.activate,
    packageFault: undefined,
  });
  return { kind: "accepted", xml: requestXml("changeDeviceState", requestId), detail, requestId, course };
}

type SessionRule = (message: Message, platform: Platform, username: string) => Verdict;

function withSession(rule: SessionRule): (message: Message, platform: Platform) => Verdict {
  return (message, platform) => {
    const session = platform.sessions.use(message.fields.get("token"));
    if ("refusal" in session) return refused(session.refusal);
    if (message.unlawfulField !== undefined) return refused(invalidCharacter(message.unlawfulField));
    return rule(message, platform, session.username);
  };
}
