import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Context } from "../context.ts";
import { errorCode, VzuploadError } from "../errors.ts";
import { makeDirectory } from "../store/durable.ts";
import type { JobActivation, JobRecord } from "../store/job-record.ts";
import type { BatchPlan, Envelopes } from "../upload/send-job.ts";
import {
  createActivationTemplate,
  createEnvelopeTemplate,
  type EnvelopeTemplate,
} from "../uws/envelope-template.ts";
import { type PlatformNames, parsePlatformNames } from "../uws/platform-names.ts";
import { createStamper } from "../uws/stamp-envelope.ts";
import type { UploadRequest } from "../uws/upload-message.ts";
import type { Invocation } from "./invocation.ts";

/** One template for each SKU and activation; --save-envelopes keeps each, token masked. Errors: VzuploadError "usage" when that directory cannot be written. */
export function createEnvelopes(record: JobRecord, { values }: Invocation, context: Context): Envelopes {
  const names = parsePlatformNames(values.platformNames);
  const templates = new Map<string, EnvelopeTemplate>();
  const templateOf = ({ sku, activate }: BatchPlan) => {
    const key = JSON.stringify([sku, activate]);
    const template = templates.get(key) ?? createTemplate(record, { sku, activate }, names);
    templates.set(key, template);
    return template;
  };
  const sent = createStamper();
  // A stamper has one buffer: the kept envelope must not overwrite the one that is about to be sent.
  const kept = createStamper();
  const directory =
    values.saveEnvelopes === undefined ? undefined : resolve(context.cwd, values.saveEnvelopes);
  return {
    stamp: (planned, token, devices) => sent.stamp(templateOf(planned), token, devices),
    save(planned, devices) {
      if (directory === undefined) return;
      saving(directory, () => {
        makeDirectory(directory);
        const name = `${record.id}-${String(planned.batch).padStart(4, "0")}.xml`;
        writeFileSync(join(directory, name), kept.stamp(templateOf(planned), "********", devices));
      });
    },
  };
}

/** Of a batch. */
interface TemplateTerms {
  readonly sku: BatchPlan["sku"] | undefined;
  readonly activate: BatchPlan["activate"] | undefined;
}

function createTemplate(
  record: JobRecord,
  { sku: deviceSku, activate: ofBatch }: TemplateTerms,
  names: PlatformNames,
): EnvelopeTemplate {
  const { operation, uploadType, emailAddress, accountName } = record;
  const activate = record.activate && activation(record.activate, ofBatch);
  const options = { activateNamespace: record.activate?.namespace, names };
  if (operation === "ChangeDeviceState") {
    if (activate === undefined) throw new Error("an activation that says nothing of it");
    return createActivationTemplate({ uploadType, accountName, activate }, options);
  }
  if (deviceSku === undefined || emailAddress === undefined)
    throw new Error("an upload without SKU or e-mail address");
  const request = { uploadType, emailAddress, deviceSku, accountName, activate };
  return createEnvelopeTemplate(request, options);
}

/** Its rows go before the command line. */
function activation(ofJob: JobActivation, ofBatch: TemplateTerms["activate"]): UploadRequest["activate"] {
  const { servicePlan, mdnZipCode } = { ...ofJob, ...ofBatch };
  if (servicePlan === undefined || mdnZipCode === undefined)
    throw new Error("an activation without service plan or ZIP code");
  return { carrierIpPoolName: ofJob.carrierIpPoolName, servicePlan, mdnZipCode };
}

function saving(directory: string, action: () => void): void {
  try {
    action();
  } catch (cause) {
    throw new VzuploadError(
      "usage",
      `--save-envelopes: cannot write to ${directory} (${errorCode(cause) ?? errorCode(innerCause(cause)) ?? "failed"}).`,
      {
        hint: "Stopped before sending the batch. Choose a directory that can be written, or leave the flag out.",
        cause,
      },
    );
  }
}

function innerCause(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}
