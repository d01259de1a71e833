/** A Markdown table of a scenario, with a column for each base that the wall times are compared to. */
export function formatSamples(title, samples, bases) {
  const heads = [title, "wall ms", "CPU ms", "peak RSS MiB", ...bases.map((base) => `x ${base}`)];
  const rows = samples.names.map((name) => [
    name,
    ...["wallMs", "cpuMs", "rssMiB"].map((unit) => samples.median(name, unit).toFixed(0)),
    ...bases.map((base) => samples.ratio(name, base).toFixed(2)),
  ]);
  return formatTable(heads, rows);
}

/** A Markdown table of the targets and whether they were met. */
export function formatTargets(targets) {
  const rows = targets.map(({ text, limit, value }) => [
    text,
    limit,
    value,
    value <= limit ? "pass" : "miss",
  ]);
  return formatTable(
    ["Target", "limit", "measured", ""],
    rows.map(([text, limit, value, verdict]) => [text, String(limit), value.toFixed(2), verdict]),
  );
}

function formatTable(heads, rows) {
  const rule = heads.map((_, column) => (column === 0 ? "---" : "--:"));
  return `${[heads, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`;
}
