import { type CallFault, callFaultKinds, type Fault, type FaultCall, makeFault } from "./faults.ts";
import { seededFraction } from "./seeded.ts";

/** The switch for a call, undefined when it goes well. A named switch comes before a random one. */
export type FaultPlan = (call: FaultCall) => CallFault | undefined;

/** Random switches leave the connection in a definite state: a caller need not wait for its time-out. */
const randomKinds = callFaultKinds.filter(
  (kind) => kind !== "no-answer" && kind !== "slow" && kind !== "drip",
);

/** The same faults and seed give the same switches to the same calls, in whatever order they are asked for. */
export function planFaults(faults: readonly Fault[], seed: number): FaultPlan {
  const named = new Map<string, CallFault>();
  let rate = 0;
  for (const fault of faults) {
    if (fault.kind === "random") rate = fault.rate;
    else named.set(callKey(fault.call), fault);
  }
  return (call) => named.get(callKey(call)) ?? randomFault(call, rate, seed);
}

function randomFault(call: FaultCall, rate: number, seed: number): CallFault | undefined {
  if (call.operation !== "uploadDevices" && call.operation !== "changeDeviceState") return undefined;
  // Uploads have the shorter names: what a seed does to them stays what it was.
  const suffix = call.operation === "uploadDevices" ? "" : `/${call.operation}`;
  if (seededFraction(seed, `fault${suffix}`, call.number) >= rate) return undefined;
  const choice = Math.floor(seededFraction(seed, `fault-kind${suffix}`, call.number) * randomKinds.length);
  const kind = randomKinds[choice];
  return kind === undefined ? undefined : makeFault(kind, call);
}

function callKey({ operation, number }: FaultCall): string {
  return `${operation}@${number}`;
}
