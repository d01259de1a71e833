import { readFileSync } from "node:fs";
import type { Callback } from "../../src/uws/callback.ts";
import type { CallbackLimits } from "../../src/uws/callback-limits.ts";
import { readCallback } from "../../src/uws/callback-reader.ts";
import type { CallbackRefusal } from "../../src/uws/callback-refusal.ts";

/** The callback of the platform's UploadDevices page. */
export const sample = readFileSync(
  new URL("../../fixtures/uws/upload-devices-callback.xml", import.meta.url),
  "utf8",
).trimEnd();

/** A message of the smallest form that has all: `inside` is in Data, `before` beside the RequestId. */
export function messageOf(inside = "", before = "<RequestId>r-1</RequestId>"): string {
  return `<CallbackRequest xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${before}<Data>${inside}</Data></CallbackRequest>`;
}

/** A message whose DeviceService holds `inside`. */
export function uploadOf(inside: string): string {
  return messageOf(`<DeviceService><UploadDevices>${inside}</UploadDevices></DeviceService>`);
}

/** A message with one line, which holds `inside`. */
export function lineOf(inside: string): string {
  return uploadOf(`<UploadDevicesInfo>${inside}</UploadDevicesInfo>`);
}

/** One DeviceIdentifier. */
export function identifierOf(kind: string, value: string): string {
  return `<DeviceIdentifier><Kind>${kind}</Kind><Identifier>${value}</Identifier></DeviceIdentifier>`;
}

/** What a message says; it must be a callback. */
export function callbackOf(message: string | Uint8Array, limits?: Partial<CallbackLimits>): Callback {
  return readOf(message, limits).callback;
}

/** The stored copy of a message; it must be a callback. */
export function copyOf(message: string | Uint8Array): string {
  return readOf(message).body().toString();
}

/** Why a message is none; it must be refused. */
export function refusalOf(message: string | Uint8Array, limits?: Partial<CallbackLimits>): CallbackRefusal {
  const read = readCallback(bytesOf(message), limits);
  if (read.kind === "refused") return read.refusal;
  throw new Error(`was read as a callback of request ${read.callback.requestId}`);
}

/** "callback", or the reason of the refusal. */
export function fateOf(message: string | Uint8Array, limits?: Partial<CallbackLimits>): string {
  const read = readCallback(bytesOf(message), limits);
  return read.kind === "refused" ? read.refusal.reason : read.kind;
}

function readOf(message: string | Uint8Array, limits?: Partial<CallbackLimits>) {
  const read = readCallback(bytesOf(message), limits);
  if (read.kind === "callback") return read;
  throw new Error(`was refused: ${read.refusal.message}`);
}

function bytesOf(message: string | Uint8Array): Uint8Array {
  return typeof message === "string" ? Buffer.from(message) : message;
}
