/** Of a process from start to exit: heading and unit. */
export const processColumns = [
  ["wall ms", "wallMs"],
  ["CPU ms", "cpuMs"],
  ["peak RSS MiB", "rssMiB"],
];

/** A Markdown table of a scenario's medians, with a column for each base that the wall times are compared to. */
export function formatSamples(title, samples, { columns = processColumns, bases = [] } = {}) {
  const heads = [title, ...columns.map(([head]) => head), ...bases.map((base) => `x ${base}`)];
  const rows = samples.names.map((name) => [
    name,
    ...columns.map(([, unit]) => samples.median(name, unit).toFixed(0)),
    ...bases.map((base) => samples.ratio(name, base).toFixed(2)),
  ]);
  return formatTable(heads, rows);
}

/** A Markdown table of the targets and whether they were met; what could not be measured is neither. */
export function formatTargets(targets) {
  const rows = targets.map(({ text, value, ...limits }) => [
    text,
    limitText(limits),
    value.toFixed(2),
    Number.isNaN(value) ? "" : isMet(value, limits) ? "pass" : "miss",
  ]);
  return formatTable(["Target", "limit", "measured", ""], rows);
}

function isMet(value, { limit = Number.POSITIVE_INFINITY, least = Number.NEGATIVE_INFINITY }) {
  return value <= limit && value >= least;
}

function limitText({ limit, least }) {
  return limit === undefined ? `at least ${least}` : String(limit);
}

function formatTable(heads, rows) {
  const rule = heads.map((_, column) => (column === 0 ? "---" : "--:"));
  return `${[heads, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`;
}
