import type { JobOperation } from "../store/job-record.ts";
import type { BatchDevices } from "../store/store.ts";
import type { Callback, CallbackIdentifier, CallbackLine } from "../uws/callback.ts";
import type { ActivationState, JudgedLine, RequestJudgement, Until } from "./judgement.ts";
import { doneStates, type LineState } from "./line-states.ts";
import { createRequestEvidence } from "./request-evidence.ts";
import {
  activationOf,
  countActivations,
  countLineStates,
  countStatuses,
  type Judging,
  judgeLine,
  lineStateOf,
} from "./request-judgement.ts";
import { type DeviceCount, type RequestStanding, standingOf } from "./request-standing.ts";

export interface RequestTallyOptions {
  readonly requestId: string;
  /** The batch, when a ledger has it. It is not kept. */
  readonly expected?: BatchDevices | undefined;
  /** How many devices there are, where no ledger has the batch. */
  readonly expectedCount?: number | undefined;
  /** What the request asked for. */
  readonly operation: JobOperation;
  /** An upload that asked for activation, too. */
  readonly activates: boolean;
  /** What is waited for of an upload; `activated`: of each uploaded device. */
  readonly until: Until;
}

/** Whether a line in these states is wanted: told before all else is gathered. */
export type WantsLine = (state: LineState, activation: ActivationState | undefined) => boolean;

/**
 * What the platform's callbacks say of one request, folded. They may come in any order and repeat themselves: the judgement depends
 * only on the set of them (but for `callbacks` and `repeats`).
 */
export interface RequestTally {
  /** Takes in one callback of the request. False: it said nothing new, a redelivery. */
  apply(callback: Callback): boolean;
  /**
   * Takes in the operator's word on the devices of a line, from the platform's own report: it goes before whatever callbacks say of them,
   * the last word before earlier ones. Only with a batch.
   */
  overrule(line: CallbackLine): void;
  /** Takes the longer the more devices there are. */
  judgement(): RequestJudgement;
  /** Each device that is known, in the order of the batch; without one in the order of their identifiers. */
  forEachLine(visit: (line: JudgedLine) => void, wants?: WantsLine): void;
  /** The line of the device that has one of these identifiers; undefined: none has, or several have. Quick only with a batch. */
  lineOf(identifiers: readonly CallbackIdentifier[]): JudgedLine | undefined;
  /** `open` of the judgement, quickly. */
  openCount(): number;
  /** `isComplete` of the judgement, quickly. */
  isComplete(): boolean;
}

export function createRequestTally(options: RequestTallyOptions): RequestTally {
  const { requestId, operation, activates, until } = options;
  const evidence = createRequestEvidence(options.expected, operation);
  const count: DeviceCount = { batch: options.expected?.devices, expected: options.expectedCount };
  let [callbacks, repeats] = [0, 0];

  let known: RequestStanding | undefined;

  function standing(): RequestStanding {
    known ??= standingOf(evidence, count, { until, done: doneStates[operation] });
    return known;
  }

  const judging = (): Judging => ({ evidence, standing: standing(), activates });
  return {
    apply(callback) {
      const isNew = evidence.add(callback);
      if (isNew) known = undefined;
      if (isNew) callbacks++;
      else repeats++;
      return isNew;
    },
    overrule(line) {
      evidence.overrule(line);
      known = undefined;
    },
    judgement() {
      const current = judging();
      const { devices, disagreement, mayPass, open, isComplete } = current.standing;
      return {
        requestId,
        devices,
        states: countLineStates(current),
        activations: countActivations(current),
        statuses: countStatuses(current),
        callbacks,
        repeats,
        counters: evidence.counters.largest,
        surplus: evidence.surplus + unexpected(evidence.devices.size, count),
        fault: evidence.faults.fault,
        disagreement,
        open,
        isComplete,
        isFirm: (count.batch ?? count.expected) !== undefined && !mayPass,
      };
    },
    forEachLine(visit, wants) {
      const current = judging();
      evidence.devices.forEach(
        (device, names) => {
          visit(judgeLine(current, device, names));
        },
        wants && ((device) => wants(lineStateOf(current, device), activationOf(current, device))),
      );
    },
    lineOf(identifiers) {
      const [device, ...others] = evidence.devices.find(identifiers);
      if (device === undefined || others.length > 0) return undefined;
      return judgeLine(judging(), device, evidence.devices.namesOf(device));
    },
    openCount: () => standing().open,
    isComplete: () => standing().isComplete,
  };
}

/** More devices than were expected. */
function unexpected(known: number, { batch, expected }: DeviceCount): number {
  return batch === undefined && expected !== undefined ? Math.max(0, known - expected) : 0;
}
