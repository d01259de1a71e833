import type { DeviceState, DeviceStates } from "../device-states.ts";
import { seededGenerator } from "../seeded.ts";
import { type AcceptedRequest, firstIdentifierOf } from "./accepted-request.ts";
import type { CallbackBehaviour } from "./behaviour.ts";
import type { ActivationOutcome, JudgedActivation, JudgedRequest } from "./judge-lines.ts";
import { markOf } from "./marked-devices.ts";

/**
 * Judges each device of a ChangeDeviceState, and activates those that can be: by its state, then by its mark, then by chance.
 * The seed and the RequestId decide on chance.
 */
export function judgeActivations(
  request: AcceptedRequest,
  devices: DeviceStates,
  { activateFailRate }: CallbackBehaviour,
  seed: number,
): JudgedRequest {
  const activations: JudgedActivation[] = [];
  const chance = seededGenerator(seed, `activation/${request.requestId}`);
  for (const deviceKey of request.deviceKeys) {
    const failsByChance = chance() < activateFailRate;
    const identifier = firstIdentifierOf(deviceKey);
    const mark = markOf(identifier)?.activation;
    if (mark === "is never told") continue;
    const outcome = outcomeOf(devices.stateOf(identifier), failsByChance || mark === "fails");
    if (outcome === "activated") devices.activate(identifier);
    activations.push({ deviceKey, outcome });
  }
  return { request, lines: [], uploaded: [], activations };
}

function outcomeOf(state: DeviceState, fails: boolean): ActivationOutcome {
  switch (state) {
    case "unknown":
      return "notFound";
    case "active":
      return "alreadyActive";
    case "uploaded":
      return fails ? "failed" : "activated";
  }
}
