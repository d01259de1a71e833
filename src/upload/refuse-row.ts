import type { ProblemKind } from "../devices/problem-texts.ts";
import type { ClaimBlock } from "../store/store.ts";
import type { DeviceInput } from "./read-types.ts";

/** Takes a row that was read as a device out of what is sent, for what is known of its device. `block`: the claim that tells. */
export function refuseRow(
  kind: ProblemKind,
  row: number,
  { devices, problems }: Pick<DeviceInput, "devices" | "problems">,
  block: ClaimBlock | undefined,
): void {
  const [source, line] = [devices.sourceOf(row), devices.lineOf(row)];
  devices.reject(row);
  problems.countRejectedRow(source, line);
  problems.add({
    kind,
    severity: "error",
    source,
    line,
    column: devices.kinds.map((name) => name.toUpperCase()).join("+"),
    value: devices.kinds.map((_, position) => devices.identifier(row, position)).join("+"),
    ...(block === undefined ? {} : { earlier: earlierOf(block) }),
  });
}

function earlierOf({ job, batch, sku }: ClaimBlock) {
  return { job, batch, ...(sku === undefined ? {} : { sku }) };
}
