import type { CallbackIdentifier } from "../uws/callback.ts";

/**
 * A text with the device's own identifiers taken out, so that what the platform says of many devices is one text:
 * "IMEI (358755000000007) is invalid" is "IMEI (…) is invalid". For grouping lines by reason.
 */
export function generaliseStatus(status: string, identifiers: readonly CallbackIdentifier[]): string {
  return showForm(formOf(status, identifiers));
}

/** The same with marks that `fillForm` finds again; the text itself where it names none of the identifiers. */
export function formOf(status: string, identifiers: readonly CallbackIdentifier[]): string {
  let form = status.replaceAll(mark, "\ufffd");
  for (const { kind, value } of identifiers) {
    if (isPlain(value)) form = form.replaceAll(value, `${mark}${kind}${mark}`);
  }
  return form;
}

/** Whether a text may have another form beside other identifiers. */
export function mayNameDevice(status: string): boolean {
  return /[0-9A-F]{8}/.test(status);
}

/** The form of a text for people. */
export function showForm(form: string): string {
  return form.replace(marked, "…");
}

/** The text that a form was made of; without the identifier where the device has no, or more than one, of that kind. */
export function fillForm(form: string, identifiers: readonly CallbackIdentifier[]): string {
  if (!form.includes(mark)) return form;
  return form.replace(marked, (_, kind: string) => {
    const [only, ...others] = identifiers.filter((each) => each.kind === kind);
    return only === undefined || others.length > 0 ? "…" : only.value;
  });
}

/** Cannot occur in XML. */
const mark = "\uffff";
const marked = /\uffff([A-Z]+)\uffff/g;

/** Digits only: words of the platform's texts, which decide what a text means, must stay. */
function isPlain(value: string): boolean {
  return /^[0-9A-F]{8,32}$/.test(value);
}
