import { forbiddenCharacterIn, isUpperCase, isZipCode } from "../devices/lawful-text.ts";
import { maxDevicesPerRequest, parseUploadType, type UploadType } from "../devices/upload-types.ts";
import { VzuploadError } from "../errors.ts";
import type { JobActivation } from "../store/job-record.ts";
import { refuseIdleFlags } from "./idle-flags.ts";
import type { Invocation } from "./invocation.ts";

/** What a request says beside its devices; SKU, plan and ZIP code where the rows do not say them. */
export interface RequestSettings {
  readonly sku: string | undefined;
  readonly emailAddress: string | undefined;
  readonly accountName: string | undefined;
  readonly uploadType: UploadType | undefined;
  readonly activate: JobActivation | undefined;
  readonly batchSize: number;
}

/** Checks what the platform would refuse, before anything is read or sent. Errors: VzuploadError "usage". */
export function requestSettings({ values, flags }: Invocation): RequestSettings {
  return {
    sku: checkSku(lawfulField("--sku", values.sku)),
    emailAddress: checkEmail(lawfulField("--email", values.email)),
    accountName: accountSetting({ values }),
    uploadType: values.type === undefined ? undefined : parseUploadType(values.type),
    activate: values.activate ? activationSettings({ values }) : noActivation({ flags }),
    batchSize: batchSizeSetting({ values }),
  };
}

/** The billing account, where one is named. Errors: VzuploadError "usage". */
export function accountSetting({ values }: Pick<Invocation, "values">): string | undefined {
  return lawfulField("--account", values.account);
}

/** The value without surrounding blanks; the platform refuses some characters in any field, even escaped. */
export function lawfulField(flag: string, value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  const bad = forbiddenCharacterIn(trimmed ?? "");
  if (bad === undefined) return trimmed;
  throw new VzuploadError(
    "usage",
    `${flag}: the platform refuses the character ${JSON.stringify(bad)} in any field.`,
    {
      hint: "Remove it.",
    },
  );
}

function checkSku(sku: string | undefined): string | undefined {
  if (sku === undefined || isUpperCase(sku)) return sku;
  throw new VzuploadError("usage", `--sku: SKUs are upper case, and "${sku}" is not.`, {
    hint: `Did you mean --sku ${sku.toUpperCase()} ?`,
  });
}

function checkEmail(address: string | undefined): string | undefined {
  if (address === undefined || /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(address)) return address;
  throw new VzuploadError("usage", `--email: "${address}" is not an e-mail address.`, {
    hint: "Give the address that is registered with your Open Development account, e.g. me@mycompany.com.",
  });
}

/** Devices a request. Errors: VzuploadError "usage". */
export function batchSizeSetting({ values }: Pick<Invocation, "values">): number {
  const size = values.batchSize ?? maxDevicesPerRequest;
  if (size >= 1 && size <= maxDevicesPerRequest) return size;
  throw new VzuploadError("usage", `--batch-size: ${size} is not between 1 and ${maxDevicesPerRequest}.`, {
    hint: "The platform takes at most 10,000 devices a request.",
  });
}

/** What the devices are activated with; service plan and ZIP code where the rows do not say them. Errors: VzuploadError "usage". */
export function activationSettings({ values }: Pick<Invocation, "values">): JobActivation {
  const servicePlan = lawfulField("--service-plan", values.servicePlan);
  const mdnZipCode = lawfulField("--zip", values.zip);
  const carrierIpPoolName = lawfulField("--ip-pool", values.ipPool);
  if (mdnZipCode !== undefined && !isZipCode(mdnZipCode)) {
    throw new VzuploadError("usage", `--zip: "${mdnZipCode}" is not a ZIP code of 5 digits.`, {
      hint: "Give the ZIP code of the place where the devices will mostly be used, or the one you were told to use.",
    });
  }
  return {
    ...(carrierIpPoolName === undefined ? {} : { carrierIpPoolName }),
    ...(servicePlan === undefined ? {} : { servicePlan }),
    ...(mdnZipCode === undefined ? {} : { mdnZipCode }),
    ...(values.activateNamespace === undefined ? {} : { namespace: values.activateNamespace }),
  };
}

/** A plan on the command line without --activate is a mistake that would leave the devices without service. */
function noActivation(invocation: Pick<Invocation, "flags">): undefined {
  refuseIdleFlags(invocation, { names: ["servicePlan", "zip", "ipPool"], without: "--activate" });
}
