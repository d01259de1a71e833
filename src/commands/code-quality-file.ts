import { codeQualityEntries } from "../reports/code-quality.ts";
import { jsonDocument } from "../reports/json-document.ts";
import type { InputFindings } from "../reports/problem-annotations.ts";
import type { InputFile } from "../reports/report-types.ts";
import { openReportFile } from "../watch/report-file.ts";

/** Writes `--code-quality`. Errors: VzuploadError "usage". */
export function writeCodeQualityFile(path: string, findings: InputFindings): InputFile {
  const entries = codeQualityEntries(findings);
  const file = openReportFile("code-quality", path);
  try {
    file.write(jsonDocument(entries), entries.length);
    return file.finish();
  } finally {
    file.abandon();
  }
}
