import { listened } from "./watch-listening.mjs";

/** What `watch` promises, against what was measured: as in `judgePushTargets`, or met when value >= least. */
export function judgeWatchTargets({ readings, small, full, abused }) {
  return [
    ...readingTargets(readings),
    ...listeningTargets("one line", small, listened.small, [
      ["callbacks/s", "rate", { least: 1_000 }],
      ["p99, ms", "p99Ms", { limit: 250 }],
    ]),
    ...listeningTargets("full", full, listened.full, [
      ["p99, ms", "p99Ms", { limit: 1_000 }],
      ["peak RSS 100 % / 10 %", (sample) => sample.rssAll / sample.rssTenth, { limit: 1.5 }],
    ]),
    ...listeningTargets("misused", abused, listened.abused, [
      ["slowest acknowledgement, ms", "slowestMs", { limit: 2_000 }],
      ["good callbacks posted again", "resent", { limit: 0 }],
      ["peak RSS, MiB", "rssMiB", { limit: 512 }],
    ]),
  ];
}

function readingTargets(readings) {
  const [few, most] = [readings[0], readings.at(-1)];
  return ["vzupload, no ledger", "vzupload"].flatMap((name) => {
    const about = `${most.callbacks} callbacks: ${name}`;
    const peak = ({ samples }) => samples.median(name, "rssMiB");
    const growth = ((peak(most) - peak(few)) * 2 ** 20) / (most.lines - few.lines);
    return [
      { text: `${about}, wall / bare saxes`, limit: 1.5, value: most.samples.ratio(name, "bare saxes") },
      { text: `${about}, peak RSS, MiB`, limit: 250, value: peak(most) },
      ...(most === few ? [] : [{ text: `${about}, more RSS, bytes a line`, limit: 100, value: growth }]),
    ];
  });
}

function listeningTargets(about, samples, name, rows) {
  return rows.map(([text, unit, limits]) => ({
    text: `${about} over HTTP: ${text}`,
    ...limits,
    value: samples.median(name, unit),
  }));
}
