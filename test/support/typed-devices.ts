import fc from "fast-check";
import { type UploadType, uploadTypeNames, uploadTypes } from "../../src/devices/upload-types.ts";

/** Devices of one upload type; few different identifiers, so that many are the same. */
export interface TypedDevices {
  readonly uploadType: UploadType;
  readonly devices: readonly (readonly string[])[];
}

const identifierTexts = {
  imei: fc.oneof(
    fc.integer({ min: 0, max: 30 }).map((n) => `4901542032375${String(n).padStart(2, "0")}`),
    fc.integer({ min: 0, max: 300 }).map((n) => `4901542032375${String(n).padStart(3, "0")}`),
  ),
  iccid: fc.integer({ min: 0, max: 30 }).map((n) => `89148000000000000${String(n).padStart(3, "0")}`),
  eid: fc.integer({ min: 0, max: 30 }).map((n) => `890330230000000093681140391386${n + 10}`),
  meid: fc.integer({ min: 0, max: 30 }).map((n) => `A00000493EA6${n + 10}`),
  esn: fc.integer({ min: 0, max: 30 }).map((n) => `80A0C5${n + 10}`),
};

export const typedDevices: fc.Arbitrary<TypedDevices> = fc
  .constantFrom(...uploadTypeNames)
  .chain((uploadType) =>
    fc.record({
      uploadType: fc.constant(uploadType),
      devices: fc.array(
        fc.tuple(...uploadTypes[uploadType].identifiers.map((kind) => identifierTexts[kind])),
        { maxLength: 20 },
      ),
    }),
  );
