import { identifiers } from "../../devices/identifiers.ts";
import type { Refusal } from "../refusal.ts";
import { type AcceptedRequest, identifiersOf } from "./accepted-request.ts";
import type { CallbackBehaviour } from "./behaviour.ts";
import { type CallbackContent, nil, type XmlWriter } from "./callback-xml.ts";
import type { ActivationOutcome, JudgedActivation, JudgedLine } from "./judge-lines.ts";
import { lineTexts } from "./line-texts.ts";
import type { CallbackMessage, LinesMessage } from "./plan-messages.ts";

/** What the callbacks of one request are written from. */
export interface ContentSource {
  readonly request: AcceptedRequest;
  readonly lines: readonly JudgedLine[];
  readonly counters: CallbackBehaviour["counters"];
}

/** What a callback reports, in the writer's form. */
export function callbackContent(
  writer: XmlWriter,
  message: CallbackMessage,
  source: ContentSource,
): CallbackContent {
  switch (message.kind) {
    case "lines":
    case "submitted":
      return { device: "", members: new Map([["DeviceService", deviceService(writer, message, source)]]) };
    case "fault":
      return { device: "", members: faultMembers(writer, packageFaultCode, message.text) };
    case "activation":
      return activationContent(writer, message.activation, source);
  }
}

/** The page gives package errors no code; this one is the sandbox's, as in its synchronous faults. */
const packageFaultCode = "UnifiedWebService.REQUEST_FAILED.UploadDevices";

/** Source of the codes, and of the first text: the platform's page of callback error messages. The other texts are the sandbox's. */
const activationFaults = {
  alreadyActive: {
    code: "UnifiedWebService.REQUEST_FAILED.DeviceAlreadyActive",
    text: "REQUEST_FAILED. Device is already active",
  },
  notFound: {
    code: "UnifiedWebService.REQUEST_FAILED.DeviceNotFound",
    text: "REQUEST_FAILED. Device was not found",
  },
  failed: {
    code: "UnifiedWebService.REQUEST_FAILED.UnexpectedError",
    text: "REQUEST_FAILED. Unexpected error",
  },
} as const satisfies Record<Exclude<ActivationOutcome, "activated">, Refusal>;

function deviceService(writer: XmlWriter, message: LinesMessage, source: ContentSource): string {
  const { request } = source;
  const inner = [
    ...lineElements(writer, message, source),
    writer.value("AccountName", request.account),
    writer.value("DeviceSku", request.sku),
    ...counterElements(writer, message, source),
  ];
  return writer.group(
    "DeviceService",
    nil(writer, "CheckDeviceAvailability") + writer.group("UploadDevices", inner.join("")),
  );
}

function lineElements(
  writer: XmlWriter,
  { kind, from, to }: LinesMessage,
  { request, lines }: ContentSource,
): readonly string[] {
  const submitted = lineTexts.submitted.say();
  return lines.slice(from, to).map(({ deviceKey, text }) => {
    const device = identifierElements(writer, "DeviceIdentifier", request, deviceKey);
    const status = writer.value("LineStatus", kind === "submitted" ? submitted : text);
    return writer.group("UploadDevicesInfo", device + status);
  });
}

function counterElements(
  writer: XmlWriter,
  { success, failed }: LinesMessage,
  { request, counters }: ContentSource,
): readonly string[] {
  if (counters === "none") return [];
  const total = request.deviceKeys.length;
  const told = { right: success, "+1": success + 1, "-1": success - 1 }[counters];
  const counts = {
    TotalLineCount: total,
    PendingLineCount: Math.max(0, total - success - failed),
    FailedLineCount: failed,
    SuccessLineCount: Math.max(0, told),
  };
  return Object.entries(counts).map(([name, count]) => writer.value(name, String(count)));
}

function identifierElements(
  writer: XmlWriter,
  element: string,
  request: AcceptedRequest,
  deviceKey: string,
): string {
  const { form } = writer;
  const elements = identifiersOf(request, deviceKey).map((value, at) => {
    const kind = request.kinds[at];
    const name = kind === undefined ? "" : identifiers[kind].platformKind;
    return writer.group(element, writer.value("Kind", form.kind(name)) + writer.value("Identifier", value));
  });
  return (form.reversed ? elements.reverse() : elements).join("");
}

function faultMembers(writer: XmlWriter, code: string, text: string): ReadonlyMap<string, string> {
  const fault = writer.value("faultcode", code) + writer.value("faultstring", text);
  return new Map([
    ["Fault", writer.group("Fault", fault)],
    ["Status", writer.value("Status", "Failed")],
  ]);
}

function activationContent(
  writer: XmlWriter,
  { deviceKey, outcome }: JudgedActivation,
  { request }: ContentSource,
): CallbackContent {
  const device = identifierElements(writer, "Device", request, deviceKey);
  const succeeded = outcome === "activated";
  const plan = succeeded ? writer.value("ServicePlan", request.activate?.servicePlan ?? "") : "";
  const service = writer.group("CarrierService", writer.group("Activate", plan));
  const rest: ReadonlyMap<string, string> = succeeded
    ? new Map([["Status", writer.value("Status", "Success")]])
    : faultMembers(writer, activationFaults[outcome].code, activationFaults[outcome].text);
  return { device, members: new Map([["CarrierService", service], ...rest]) };
}
