import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Context } from "../context.ts";
import { errorCode, VzuploadError } from "../errors.ts";
import { makeDirectory } from "../store/durable.ts";
import type { JobRecord } from "../store/job-record.ts";
import type { Envelopes } from "../upload/send-job.ts";
import { createStamper } from "../uws/stamp-envelope.ts";
import { createEnvelopeTemplate, type EnvelopeTemplate } from "../uws/upload-envelope.ts";
import type { Invocation } from "./invocation.ts";

/** One template for each SKU; --save-envelopes keeps each, token masked. Errors: VzuploadError "usage" when that directory cannot be written. */
export function createEnvelopes(record: JobRecord, { values }: Invocation, context: Context): Envelopes {
  const templates = new Map<string, EnvelopeTemplate>();
  const templateOf = (sku: string) => {
    const template = templates.get(sku) ?? createTemplate(record, sku);
    templates.set(sku, template);
    return template;
  };
  const sent = createStamper();
  // A stamper has one buffer: the kept envelope must not overwrite the one that is about to be sent.
  const kept = createStamper();
  const directory =
    values.saveEnvelopes === undefined ? undefined : resolve(context.cwd, values.saveEnvelopes);
  return {
    stamp: (sku, token, devices) => sent.stamp(templateOf(sku), token, devices),
    save(batch, sku, devices) {
      if (directory === undefined) return;
      saving(directory, () => {
        makeDirectory(directory);
        const name = `${record.id}-${String(batch).padStart(4, "0")}.xml`;
        writeFileSync(join(directory, name), kept.stamp(templateOf(sku), "********", devices));
      });
    },
  };
}

function createTemplate(record: JobRecord, deviceSku: string): EnvelopeTemplate {
  const { uploadType, emailAddress, accountName, activate } = record;
  const request = { uploadType, emailAddress, deviceSku, accountName, activate };
  return createEnvelopeTemplate(request, { activateNamespace: activate?.namespace });
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
