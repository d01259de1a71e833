import type { IdentifierKind } from "../../devices/identifiers.ts";
import { seededGenerator } from "../seeded.ts";
import { type AcceptedRequest, firstIdentifierOf, identifiersOf } from "./accepted-request.ts";
import type { CallbackBehaviour } from "./behaviour.ts";
import { type LineCount, type LineTextName, lineTexts, type QuotedIdentifiers } from "./line-texts.ts";
import { type Mark, markOf } from "./marked-devices.ts";

/** What the platform says of one device. */
export interface JudgedLine {
  /** The device's identifiers, joined by a comma. */
  readonly deviceKey: string;
  readonly text: string;
  readonly counts: LineCount;
}

/** What becomes of a device's activation. */
export interface JudgedActivation {
  readonly deviceKey: string;
  readonly outcome: ActivationOutcome;
}

export type ActivationOutcome = "activated" | "alreadyActive" | "notFound" | "failed";

/** The verdict on a request. */
export interface JudgedRequest {
  readonly request: AcceptedRequest;
  /** Of an upload, in the request's order; a device may have several or none. */
  readonly lines: readonly JudgedLine[];
  /** The first identifiers of the devices that were uploaded. */
  readonly uploaded: readonly string[];
  /** One for each device that was uploaded, when activation was asked for; or for each of an activation. */
  readonly activations: readonly JudgedActivation[];
}

/** Judges each device of an upload: by its mark, then by the page's rules, then by chance. The seed and the RequestId decide on chance. */
export function judgeUpload(
  request: AcceptedRequest,
  behaviour: CallbackBehaviour,
  seed: number,
): JudgedRequest {
  const lines: JudgedLine[] = [];
  const uploaded: string[] = [];
  const activations: JudgedActivation[] = [];
  const judge = createJudge(request, behaviour, seed);
  const chance = seededGenerator(seed, `activation/${request.requestId}`);
  for (const deviceKey of request.deviceKeys) {
    const { mark, names, quoted } = judge(deviceKey);
    for (const name of names) {
      const { counts, say } = lineTexts[name];
      lines.push({ deviceKey, text: say(quoted), counts });
    }
    const failsByChance = chance() < behaviour.activateFailRate;
    if (!isUploaded(names)) continue;
    uploaded.push(firstIdentifierOf(deviceKey));
    if (request.activate === undefined || mark?.activation === "is never told") continue;
    const fails = failsByChance || mark?.activation === "fails";
    activations.push({ deviceKey, outcome: fails ? "failed" : "activated" });
  }
  return { request, lines, uploaded, activations };
}

interface DeviceJudgement {
  readonly mark: Mark | undefined;
  readonly names: readonly LineTextName[];
  readonly quoted: QuotedIdentifiers;
}

function createJudge(
  request: AcceptedRequest,
  { failRate }: CallbackBehaviour,
  seed: number,
): (deviceKey: string) => DeviceJudgement {
  const { kinds, requestId } = request;
  const seen = kinds.map(() => new Set<string>());
  const chance = seededGenerator(seed, `line/${requestId}`);
  const activationError = refuseActivation(request);
  const errors = possibleErrors(request);
  return (deviceKey) => {
    const identifiers = identifiersOf(request, deviceKey);
    const mark = markOf(identifiers[0] ?? "");
    const failsByChance = chance() < failRate;
    const choice = errors[Math.floor(chance() * errors.length)];
    const byRule = refuseIdentifiers(kinds, identifiers, seen) ?? activationError;
    const name = byRule ?? (failsByChance ? choice : undefined) ?? "lineUploaded";
    return { mark, names: mark?.lines ?? [name], quoted: quotedIdentifiers(kinds, identifiers) };
  };
}

function isUploaded(names: readonly LineTextName[]): boolean {
  const counts = names.map((name) => lineTexts[name].counts);
  return counts.includes("success") && !counts.includes("failed");
}

interface IdentifierErrors {
  /** What an identifier must look like; check digits are never judged, for the page's own samples fail them. */
  readonly form?: RegExp;
  readonly invalid?: LineTextName;
  readonly missing?: LineTextName;
  readonly duplicate: LineTextName;
}

/** The page has no texts for MEIDs and ESNs but that of a duplicate. */
const identifierErrors = {
  imei: { form: /^\d{15,16}$/, invalid: "imeiInvalid", missing: "imeiMissing", duplicate: "duplicateDevice" },
  iccid: {
    form: /^\d{18,20}$/,
    invalid: "iccidInvalid",
    missing: "iccidMissing",
    duplicate: "duplicateIccid",
  },
  eid: { form: /^\d{32}$/, invalid: "eidInvalid", missing: "eidMissing", duplicate: "duplicateEid" },
  meid: { duplicate: "duplicateDevice" },
  esn: { duplicate: "duplicateDevice" },
} as const satisfies Record<IdentifierKind, IdentifierErrors>;

/** Of devices with the same identifier the first is good: the page does not say which of them are refused. */
function refuseIdentifiers(
  kinds: readonly IdentifierKind[],
  identifiers: readonly string[],
  seen: readonly Set<string>[],
): LineTextName | undefined {
  const problems = kinds.map((kind, at) => {
    const { form, invalid, missing, duplicate }: IdentifierErrors = identifierErrors[kind];
    const text = identifiers[at] ?? "";
    if (text.trim() === "") return missing;
    if (seen[at]?.has(text)) return duplicate;
    seen[at]?.add(text);
    return form?.test(text) === false ? invalid : undefined;
  });
  return problems.find((problem) => problem !== undefined);
}

/** The errors of the page that speak of activation; a plan containing NOTFOUND is not found. */
function refuseActivation({ activate }: AcceptedRequest): LineTextName | undefined {
  if (activate === undefined) return undefined;
  if (!activate.servicePlan) return "servicePlanMissing";
  if (activate.servicePlan.includes("NOTFOUND")) return "servicePlanNotFound";
  return activate.mdnZipCode ? undefined : "zipMissing";
}

/** The line-level errors of the page that can be said of devices with these identifiers. */
function possibleErrors({ kinds, activate }: AcceptedRequest): readonly LineTextName[] {
  const ofIdentifiers = kinds.flatMap((kind) => {
    const { invalid, missing, duplicate }: IdentifierErrors = identifierErrors[kind];
    return [duplicate, invalid, missing].filter((name) => name !== undefined);
  });
  const ofActivation = ["servicePlanMissing", "servicePlanNotFound", "zipMissing"] as const;
  return activate === undefined ? ofIdentifiers : [...ofIdentifiers, ...ofActivation];
}

function quotedIdentifiers(
  kinds: readonly IdentifierKind[],
  identifiers: readonly string[],
): QuotedIdentifiers {
  const of = (kind: IdentifierKind): string => identifiers[kinds.indexOf(kind)] ?? "";
  return { device: identifiers[0] ?? "", iccid: of("iccid"), eid: of("eid") };
}
