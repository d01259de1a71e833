/** Stable codes of what can be wrong with a row; each has a section in docs/problems.md. */
export type ProblemKind =
  | "imei-form"
  | "iccid-form"
  | "eid-form"
  | "meid-form"
  | "esn-form"
  | "identifier-missing"
  | "row-too-short"
  | "row-too-long"
  | "swallowed-rows"
  | "forbidden-character"
  | "check-digit"
  | "iccid-prefix"
  | "rounded-identifier"
  | "every-row-swapped"
  | "sku-missing"
  | "sku-form"
  | "plan-missing"
  | "zip-missing"
  | "zip-form"
  | "differs-from-flag"
  | "duplicate-device"
  | "terms-conflict"
  | "identifier-conflict"
  | "sent-with-other-partner"
  | "sent-under-other-sku"
  | "sent-as-other-type"
  | "sent-without-activation"
  | "sent-with-other-plan"
  | "activated-before"
  | "upload-not-sent"
  | "upload-in-doubt"
  | "upload-awaited"
  | "upload-unclear"
  | "upload-failed"
  | "activation-awaited"
  | "activation-unclear";

export interface ProblemText {
  /** What is wrong, to stand behind the column and the value. */
  readonly message: string;
  /** What to do about it, one sentence. */
  readonly fix: string;
}

const exportAsText = "Take the value from its source again and export the column as text.";

export const problemTexts = {
  "imei-form": { message: "not an IMEI: 15 digits, or the 16 of an IMEISV", fix: exportAsText },
  "iccid-form": { message: "not an ICCID: 18 to 20 digits", fix: exportAsText },
  "eid-form": { message: "not an EID: 32 digits", fix: exportAsText },
  "meid-form": { message: "not a MEID: 14 hexadecimal digits", fix: exportAsText },
  "esn-form": { message: "not an ESN: 8 hexadecimal digits", fix: exportAsText },
  "identifier-missing": {
    message: "the cell is empty; this upload type needs the identifier",
    fix: "Fill the cell in, or choose an upload type without it (--type).",
  },
  "row-too-short": {
    message: "the row ends before this column",
    fix: "Complete the row; look for a missing delimiter or a line break inside a field.",
  },
  "row-too-long": {
    message: "the row has more fields than the header, so its SKU, plan or ZIP code may be another field's",
    fix: "Look for a delimiter within a field, and put that field in quotes.",
  },
  "swallowed-rows": {
    message:
      "a field in quotes goes over several lines and holds an identifier: a stray quote has taken other rows in",
    fix: 'Look for a quote (") that stands alone, also as a ditto mark: remove it, or write it as """".',
  },
  "forbidden-character": {
    message: "it holds a character that no field can have (' < \\, a control character, an undecodable byte)",
    fix: "Remove the character.",
  },
  "check-digit": {
    message: "its check digit is wrong",
    fix: "Compare it with the device's label; --check-digits error refuses such rows, off stops looking.",
  },
  "iccid-prefix": {
    message: "it does not begin with 89, as ICCIDs do",
    fix: "Compare it with the SIM; --check-digits error refuses such rows, off stops looking.",
  },
  "rounded-identifier": {
    message: "only its first 15 digits are not zero: perhaps a spreadsheet has rounded it",
    fix: "Export the column as text; where more end so than chance would make, these rows are refused.",
  },
  "every-row-swapped": {
    message: "in every row of the file two identifiers stand in each other's column",
    fix: "Exchange the two headings, or the names in --columns.",
  },
  "sku-missing": {
    message: "the cell is empty, and no SKU was given for such rows",
    fix: "Fill the cell in, or set VZUPLOAD_SKU (or sku in a configuration file) for rows without one.",
  },
  "sku-form": {
    message: "not a SKU: upper case, without blanks",
    fix: "Compare it with the one that Verizon has assigned; a column of your own article numbers is left alone by --map sku=-.",
  },
  "plan-missing": {
    message: "the cell is empty, and no service plan was given for such rows",
    fix: "Fill the cell in, or set VZUPLOAD_SERVICE_PLAN (or servicePlan in a configuration file) for rows without one.",
  },
  "zip-missing": {
    message: "the cell is empty, and no ZIP code was given for such rows",
    fix: "Fill the cell in, or set VZUPLOAD_ZIP (or zip in a configuration file) for rows without one.",
  },
  "zip-form": {
    message: "not a ZIP code of 5 digits",
    fix: "Write all five digits, and export the column as text: a spreadsheet drops the zero of 02134.",
  },
  "differs-from-flag": {
    message: "the row says something else than the command line",
    fix: "Leave the flag out to take the column's; to leave the column alone: --map sku=- (or plan=-, zip=-).",
  },
  "duplicate-device": {
    message: "the same device stands in an earlier row; the first row is kept",
    fix: "Remove one of the two rows.",
  },
  "terms-conflict": {
    message:
      "another row has this device with another SKU, service plan or ZIP code; neither row can be trusted",
    fix: "Find out which of the two is right, and remove the other row.",
  },
  "identifier-conflict": {
    message: "another row has it with a different partner; neither row can be trusted",
    fix: "Find out which of the two belong together, and remove the other row.",
  },
  "sent-with-other-partner": {
    message: "an earlier push sent one of these identifiers with a different partner",
    fix: "Find out which pair is right; put the row alone into a file to push it with --again.",
  },
  "sent-under-other-sku": {
    message: "an earlier push sent this device under another SKU",
    fix: "Find out which SKU is right; put the row alone into a file to push it with --again.",
  },
  "sent-as-other-type": {
    message: "an earlier push sent this device as another upload type",
    fix: "Find out which type is right; put the row alone into a file to push it with --again.",
  },
  "sent-without-activation": {
    message: "an earlier push sent this device without activation; sending it again would not activate it",
    fix: "Activate it: vzupload activate; push it without --activate here.",
  },
  "sent-with-other-plan": {
    message:
      "an earlier push sent this device with another service plan or ZIP code; sending it again would not change it",
    fix: "Change it at the platform (ChangeServicePlan, or the portal); push it with what was sent, or leave the row out.",
  },
  "activated-before": {
    message: "its activation was asked for before, and its upload would ask once more",
    fix: "Push it without --activate. To ask once more all the same: --again.",
  },
  "upload-not-sent": {
    message: "it is not uploaded: its batch was refused or never sent",
    fix: "Resume or repeat the push (vzupload status shows it), then activate again.",
  },
  "upload-in-doubt": {
    message: "whether it is uploaded is in doubt",
    fix: "Settle the doubt first: vzupload watch for a callback, or ask and vzupload resolve.",
  },
  "upload-awaited": {
    message: "the platform has not said yet that it is uploaded",
    fix: "Wait for the verdict (vzupload watch, with the callback's credentials), or record the e-mailed report (vzupload resolve --lines); then activate again.",
  },
  "upload-unclear": {
    message: "what the platform said of its upload is not clear",
    fix: "Ask Verizon, and record what you are told: vzupload resolve --lines.",
  },
  "upload-failed": {
    message: "its upload failed",
    fix: "Mend and push it again (vzupload watch --failed writes such rows), then activate it.",
  },
  "activation-awaited": {
    message: "its upload asked for the activation, too, and no word on that has come yet",
    fix: "Wait for it: vzupload watch --until activated. To ask once more all the same: --again.",
  },
  "activation-unclear": {
    message: "its upload asked for the activation, too, and what the platform said of that is not clear",
    fix: "Look at the device at the portal. To ask once more all the same: --again.",
  },
} as const satisfies Record<ProblemKind, ProblemText>;
