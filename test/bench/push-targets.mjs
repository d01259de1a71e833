import { allKnown, nothingKnown, othersKnown } from "./push-scenarios.mjs";

/**
 * What `push` promises, against what was measured: {text, limit, value}, met when value <= limit. Targets whose row
 * count was not run are left out.
 */
export function judgePushTargets(start, pushes, knownByRows) {
  return [
    {
      text: '`--version` / `node -e ""`',
      limit: 1.6,
      value: start.ratio("vzupload --version", 'node -e ""'),
    },
    { text: '`--help` / `node -e ""`', limit: 1.6, value: start.ratio("vzupload --help", 'node -e ""') },
    ...[...pushes].flatMap(([rows, samples]) => pushTargets(rows, samples)),
    ...linearity(start, pushes),
    ...[...knownByRows].flatMap(([rows, samples]) => knownTargets(rows, samples)),
  ];
}

function pushTargets(rows, samples) {
  const pairs = `${rows.toLocaleString("en")} pairs`;
  const ratioTo = (base, limit) => ({
    text: `${pairs}: wall / ${base}`,
    limit,
    value: samples.ratio("vzupload", base),
  });
  const memory = (limit) => ({
    text: `${pairs}: peak RSS, MiB`,
    limit,
    value: samples.median("vzupload", "rssMiB"),
  });
  if (rows === 10_000) return [ratioTo("floor", 2)];
  if (rows === 100_000) return [memory(160)];
  if (rows !== 1_000_000) return [];
  const soap = samples.has("node-soap") ? [ratioTo("node-soap", 0.2)] : [];
  return [ratioTo("awk + curl", 2), memory(300), ...soap];
}

/** What 10,000,000 devices that were sent before may add. */
function knownTargets(rows, samples) {
  return [othersKnown, allKnown].flatMap((name) => {
    const more = (unit) => samples.difference(name, nothingKnown, unit);
    const text = `${rows.toLocaleString("en")} pairs, 10,000,000 known, ${name}`;
    return [
      { text: `${text}: more wall time, ms`, limit: 2_000, value: more("wallMs") },
      { text: `${text}: more peak RSS, MiB`, limit: 100, value: more("rssMiB") },
    ];
  });
}

/** Time for ten times the rows, without what starting costs; a tenth more than ten times is noise. */
function linearity(start, pushes) {
  const [few, many] = [pushes.get(100_000), pushes.get(1_000_000)];
  if (few === undefined || many === undefined) return [];
  const startMs = start.median("vzupload push, 1 device", "wallMs");
  const [fewMs, manyMs] = [few, many].map((samples) => samples.median("vzupload", "wallMs") - startMs);
  return [{ text: "time(1,000,000) / time(100,000), start-up taken out", limit: 11, value: manyMs / fewMs }];
}
