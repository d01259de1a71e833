import { linesEach, prepareCallbacks } from "./prepare-callbacks.mjs";
import { formatSamples, processColumns } from "./report.mjs";
import { measureAbuse, measureFullCallbacks, measureSmallCallbacks } from "./watch-listening.mjs";
import { measureReading } from "./watch-reading.mjs";
import { judgeWatchTargets } from "./watch-targets.mjs";

/** Prints what watching costs, with so many full callbacks; returns the targets, judged. */
export async function runWatchPart(bench, callbacks) {
  const input = await prepareCallbacks(bench, callbacks);
  const readings = await measureReading(bench, input);
  for (const reading of readings) console.log(formatReading(reading));

  const small = await measureSmallCallbacks(bench);
  console.log(formatSamples("Callbacks over HTTP", small, { columns: smallColumns }));
  const full = await measureFullCallbacks(bench, input);
  console.log(formatSamples("Callbacks over HTTP", full, { columns: fullColumns }));
  const abused = await measureAbuse(bench);
  console.log(formatSamples("Callbacks over HTTP", abused, { columns: abusedColumns }));
  return judgeWatchTargets({ readings, small, full, abused });
}

function formatReading({ callbacks, lines, samples }) {
  const linesRate = ["lines/s", ({ wallMs }) => (lines / wallMs) * 1000];
  const title = `Reading ${callbacks} x ${linesEach.toLocaleString("en")} lines`;
  const bases = samples.has("bare saxes") ? ["bare saxes"] : [];
  return formatSamples(title, samples, { columns: [linesRate, ...processColumns], bases });
}

const latencyColumns = [
  ["p50 ms", "p50Ms"],
  ["p99 ms", "p99Ms"],
];
const usageColumns = [
  ["CPU ms", "cpuMs"],
  ["peak RSS MiB", "rssMiB"],
];
const smallColumns = [
  ["callbacks", "callbacks"],
  ["callbacks/s", "rate"],
  ...latencyColumns,
  ["resent", "resent"],
  ...usageColumns,
];
const fullColumns = [
  ["callbacks", "callbacks"],
  ["lines/s", "linesRate"],
  ...latencyColumns,
  ["RSS MiB after 10 %", "rssTenth"],
  ["50 %", "rssHalf"],
  ["100 %", "rssAll"],
  ...usageColumns,
];
const abusedColumns = [
  ["callbacks", "callbacks"],
  ["attacks", "attacks"],
  ["p50 ms", "p50Ms"],
  ["slowest ms", "slowestMs"],
  ["resent", "resent"],
  ...usageColumns,
];
