import { makePairs } from "../../support/make-devices.ts";
import { device, sampleRequest, withDeviceList } from "../requests.ts";

/** Pairs with valid check digits, as many as a request may have. */
export const pairs = makePairs(10_000);

/** An upload of the first `count` pairs, without activation. */
export function pairsUpload(count: number): string {
  return withoutActivation(
    withDeviceList(
      pairs
        .slice(0, count)
        .map(({ imei, iccid }) => device(["IMEI", imei], ["ICCID", iccid]))
        .join(""),
    ),
  );
}

/** A request that only uploads. */
export function withoutActivation(request: string = sampleRequest): string {
  return request.replace(/<nph:Activate>.*<\/nph:Activate>/s, "");
}
