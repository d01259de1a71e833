import type { JobOperation } from "../store/job-record.ts";
import type { Callback, CallbackLine } from "../uws/callback.ts";
import type { TalliedDevices } from "./tallied-devices.ts";

/** A batch of which it is not known whether the platform has it. */
export interface Doubt {
  /** Names it: unique among the doubts. */
  readonly key: string;
  readonly devices: TalliedDevices;
  /** The platform's names of the kinds that its identifiers have. */
  readonly kinds: ReadonlySet<string>;
  readonly operation: JobOperation;
  /** Undefined: of an activation. */
  readonly sku: string | undefined;
  /** Undefined: none was named. */
  readonly account: string | undefined;
  /** When it went out, ISO 8601. */
  readonly sentAt: string;
  /** False: its sender is alive and will tell; until then it is in the way of others only. */
  readonly isOpen: boolean;
}

/** `requestIds`: several fit, so it is not known which one it is. */
export type Settlement =
  | { readonly kind: "settled"; readonly requestId: string; readonly at: string }
  | { readonly kind: "ambiguous"; readonly requestIds: readonly string[]; readonly at: string };

/**
 * Which RequestId a batch in doubt has, by the callbacks whose credentials were checked. A request fits a batch when it may be its: every
 * line of its callbacks (of an activation: each callback, more than half of them by now) is about exactly one device of the batch, by each identifier; account and SKU are the batch's where both
 * are named; it came after the batch had gone out; it counts no more devices. It settles the batch when it fits no other and no other fits it.
 * Order and repetition do not matter.
 */
export interface DoubtEvidence {
  /** Takes in a callback of a request. */
  add(callback: Callback, receivedAt: string): void;
  /** A callback of the request cannot be read: what it says is not known, so the request fits nothing. */
  spoil(requestId: string): void;
  settlementOf(key: string): Settlement | undefined;
}

export function createDoubtEvidence(
  doubts: readonly Doubt[],
  /** Whether a request is another batch's than the doubt's. */
  isBound: (requestId: string, doubt: Doubt) => boolean,
): DoubtEvidence {
  const of = (operation: JobOperation) =>
    evidenceOn(
      doubts.filter((doubt) => doubt.operation === operation),
      isBound,
    );
  const [uploads, activations] = [of("UploadDevices"), of("ChangeDeviceState")];
  return {
    add(callback, receivedAt) {
      if (callback.lines.length > 0) {
        uploads.add(callback, callback.lines, receivedAt);
        // A request that was an upload is no activation.
        activations.spoil(callback.requestId);
      } else if (callback.service === "CarrierService" && callback.device.length > 0) {
        // Of an upload it proves nothing: it may be the answer to somebody else's ChangeDeviceState.
        activations.add(callback, [{ identifiers: callback.device }], receivedAt);
      }
    },
    spoil(requestId) {
      uploads.spoil(requestId);
      activations.spoil(requestId);
    },
    settlementOf: (key) => uploads.settlementOf(key) ?? activations.settlementOf(key),
  };
}

type NamedLine = Pick<CallbackLine, "identifiers">;

interface EvidenceOnDoubts extends Omit<DoubtEvidence, "add"> {
  add(callback: Callback, lines: readonly NamedLine[], receivedAt: string): void;
}

/** Of doubts of one operation. */
function evidenceOn(
  doubts: readonly Doubt[],
  isBound: (requestId: string, doubt: Doubt) => boolean,
): EvidenceOnDoubts {
  const requests = new Map<string, FittingRequest>();

  function noteNamed(requestId: string, doubt: Doubt, identifiers: NamedLine["identifiers"]): void {
    if (doubt.operation === "UploadDevices") return;
    const named = requests.get(requestId)?.named;
    const devices = named?.get(doubt) ?? new Set();
    named?.set(doubt, devices);
    for (const device of doubt.devices.find(identifiers)) devices.add(device);
  }

  function fittingOnly(doubt: Doubt): readonly (readonly [requestId: string, at: string])[] {
    return [...requests].flatMap(([requestId, { fits, firstAt }]) => {
      const fitsHere = fits.has(doubt) && !isBound(requestId, doubt);
      return fitsHere ? [[requestId, firstAt] as const] : [];
    });
  }

  return {
    add(callback, lines, receivedAt) {
      const { requestId } = callback;
      const known = requests.get(requestId);
      const fits = (known === undefined ? doubts : [...known.fits]).filter((doubt) =>
        fitsDoubt({ ...callback, lines }, receivedAt, doubt),
      );
      const firstAt = known === undefined || receivedAt < known.firstAt ? receivedAt : known.firstAt;
      requests.set(requestId, { fits: new Set(fits), firstAt, named: known?.named ?? new Map() });
      for (const doubt of fits) for (const { identifiers } of lines) noteNamed(requestId, doubt, identifiers);
    },
    spoil(requestId) {
      requests.set(requestId, { fits: new Set(), firstAt: "", named: new Map() });
    },
    settlementOf(key) {
      const doubt = doubts.find((each) => each.key === key);
      if (doubt === undefined) return undefined;
      const fitting = fittingOnly(doubt);
      const [first, ...others] = fitting;
      if (first === undefined || !doubt.isOpen) return undefined;
      const [requestId, at] = first;
      if (others.length > 0)
        return { kind: "ambiguous", requestIds: fitting.map(([each]) => each).toSorted(), at };
      const request = requests.get(requestId);
      if (request?.fits.size !== 1 || !hasNamedEnough(request, doubt)) return undefined;
      return { kind: "settled", requestId, at };
    },
  };
}

/**
 * Other systems of the account have requests about single devices, too, and each tells of them in the same way: of an activation more than
 * half of the devices must have been named.
 */
function hasNamedEnough({ named }: FittingRequest, doubt: Doubt): boolean {
  return doubt.operation === "UploadDevices" || (named.get(doubt)?.size ?? 0) * 2 > doubt.devices.size;
}

interface FittingRequest {
  readonly fits: ReadonlySet<Doubt>;
  /** Of activations: the devices of each doubt that its callbacks have named. */
  readonly named: Map<Doubt, Set<number>>;
  /** When its first callback came. */
  readonly firstAt: string;
}

type FittingCallback = Pick<Callback, "accountName" | "sku" | "counters"> & {
  readonly lines: readonly NamedLine[];
};

function fitsDoubt(callback: FittingCallback, receivedAt: string, doubt: Doubt): boolean {
  const { accountName, sku, counters, lines } = callback;
  return (
    receivedAt >= doubt.sentAt &&
    isSame(accountName, doubt.account) &&
    isSame(sku, doubt.sku) &&
    (counters.total ?? 0) <= doubt.devices.size &&
    lines.every((line) => isAboutOneDevice(line, doubt))
  );
}

/** What one of them leaves out they cannot differ in. */
function isSame(said: string | undefined, own: string | undefined): boolean {
  return said === undefined || said === "" || own === undefined || said === own;
}

/**
 * An identifier of a kind that the batch has not (MDN) is passed over; each of the others must be this device's. What has no kind may be
 * of any.
 */
export function isAboutOneDevice(
  { identifiers }: NamedLine,
  { devices, kinds }: Pick<Doubt, "devices" | "kinds">,
): boolean {
  if (identifiers.some(({ kind }) => kind === "")) return false;
  const own = identifiers.filter(({ kind }) => kinds.has(kind));
  const [device, ...others] = [...devices.find(own)];
  if (device === undefined || others.length > 0) return false;
  return own.every((identifier) => devices.find([identifier]).includes(device));
}
