import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classifyLineStatus } from "../../src/uws/line-statuses.ts";

/** Texts of the platform's page, as it writes them, and of its sample. */
const page = [
  ["Device upload successful", "success"],
  ["Line has been uploaded successfully", "success"],
  ["Device upload request submitted", "pending"],
  ["Duplicate Device ID (deviceId) found in the request", "failed"],
  ["Duplicate EID (eid) found in the request", "failed"],
  ["Duplicate Device ICCID (iccid) found in the request", "failed"],
  ["IMEI (deviceId) is invalid", "failed"],
  ["IMEI (deviceId) not provided", "failed"],
  ["EID (eId) is invalid", "failed"],
  ["EID (eId) not provided", "failed"],
  ["SIM Id (iccId) is invalid", "failed"],
  ["SIM Id (iccId) not provided", "failed"],
  ["Service Plan Missing", "unknown"],
  ["Service Plan Not Found", "unknown"],
  ["Mdn Zip Code Missing", "unknown"],
] as const;

describe.each(page)("%j", (text, kind) => {
  test.each([
    ["as written", text],
    ["with a value in brackets", text.replace(/\(.*\)/, "(180720196786706)")],
    ["with a value with blanks in brackets", text.replace(/\(.*\)/, "( 1807 2019 )")],
    ["with a bare value", text.replace(/\(.*\)/, "18072019672556477006")],
    ["with a bare value of letters", text.replace(/\(.*\)/, "A1000-0.9/F")],
    ["with empty brackets", text.replace(/\(.*\)/, "()")],
    ["without a value", text.replace(/\(.*\) /, "")],
    ["without a value, its blanks left", text.replace(/\(.*\)/, "")],
    ["in lower case", text.toLowerCase()],
    ["in upper case", text.toUpperCase()],
    ["with blanks around", `\r\n ${text} \t`],
    ["with doubled blanks", text.replaceAll(" ", "  ")],
    ["with line ends", text.replaceAll(" ", "\r\n\t")],
    ["with blanks that do not break", text.replaceAll(" ", "\u00a0")],
    ["with a full stop", `${text}.`],
    ["with a full stop and a blank", `${text}. `],
  ])(`%s: ${kind}`, (_how, written) => {
    expect(classifyLineStatus(written)).toBe(kind);
  });

  test.each([
    ["with more behind", `${text} but not activated`],
    ["with a sentence behind", `${text}. IMEI (1) is invalid`],
    ["with more in front", `Error: ${text}`],
    ["negated", `Not: ${text}`],
    ["twice", `${text} ${text}`],
    ["with a letter less", text.slice(0, -1)],
    ["with a letter more", `${text}s`],
    ["as a question", `${text}?`],
    ["with two full stops", `${text}..`],
    ["quoted", `"${text}"`],
    ["in brackets", `(${text})`],
    ["with a letter that folds to another", text.replace(/i/i, "\u0131")],
    ["with a character that is not seen", text.replace(" ", " \u200b")],
  ])("%s: unknown", (_how, written) => {
    expect(written).not.toBe(text);
    expect(classifyLineStatus(written)).toBe("unknown");
  });
});

test.each([
  "",
  " ",
  ".",
  "OK",
  "Success",
  "Device upload was not successful",
  "Device upload not successful",
  "Device upload unsuccessful",
  "Device upload successful?",
  "Device upload",
  "Not uploaded successfully",
  "Line has been uploaded unsuccessfully",
  "Line has not been uploaded successfully",
  "Line has been uploaded",
  "Line has been uploaded successfully. Activation failed",
  "Device upload request",
  "Device upload request not submitted",
  "IMEI",
  "IMEI is valid",
  "IMEI (1) is not invalid",
  "EID (1) provided",
  "MEID (1) is invalid",
  "ICCID (1) is invalid",
  "Duplicate Device ID (1) not found in the request",
  "Duplicate EID not found in the request",
  "IMEIs is invalid",
  "Duplicate Device ID (1) found in another request",
  "IMEI (1) (2) is invalid",
  "IMEI ((1)) is invalid",
])("%j is unknown", (text) => {
  expect(classifyLineStatus(text)).toBe("unknown");
});

// A bare value was any text: the line counted as not uploaded, and free to be sent again.
test.each([
  "IMEI was uploaded although its check digit is invalid",
  "IMEI (1) was uploaded, its check digit is invalid",
  "EID (1) was uploaded; SIM Id (2) not provided",
  "SIM Id uploaded, zip code not provided",
  "IMEI (1 is invalid",
  "IMEI 1) is invalid",
  "Duplicate EID of an earlier request; not found in the request",
])("%j is unknown: more stands there than a value", (text) => {
  expect(classifyLineStatus(text)).toBe("unknown");
});

test("no text but the two is a success", () => {
  const words = [...new Set(page.flatMap(([text]) => text.split(" ")).concat("not", "un", ".", "(1)"))];
  const successes = ["device upload successful", "line has been uploaded successfully"];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 6 }), (made) => {
      const text = made.join(" ");
      if (classifyLineStatus(text) === "success") expect(successes).toContain(text.toLowerCase());
    }),
    { seed: 20_777, numRuns: 2000 },
  );
});

test.each([
  ["blanks", (length: number) => `IMEI ${" ".repeat(length)}x`],
  ["brackets", (length: number) => `IMEI ${"(".repeat(length)}`],
  ["a value", (length: number) => `IMEI ${"1".repeat(length)}`],
  ["a value in brackets", (length: number) => `Duplicate EID (${"1 ".repeat(length / 2)})`],
  ["endings", (length: number) => `SIM Id ${"is invalid ".repeat(length / 11)}`],
  ["beginnings", (length: number) => "Duplicate Device ID ".repeat(length / 20)],
])("60 KB of %s are unknown", (_what, make) => {
  expect(classifyLineStatus(make(60_000))).toBe("unknown");
});
