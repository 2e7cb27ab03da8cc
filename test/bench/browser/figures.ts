/** The middle of some numbers; not a number of none. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** The value that a share of the numbers does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** "12 ms (goal 50 or less)", and where it is more, that it was missed. */
export function against(value: number, goal: number, unit: string): string {
  const digits = unit === "x" ? 2 : unit === "MB" ? 1 : 0;
  const space = unit === "x" || unit === "" ? "" : " ";
  return `${value.toFixed(digits)}${space}${unit} (goal ${String(goal)} or less)${value <= goal ? "" : "  MISSED"}`;
}

/** Rows under headings, in columns as wide as they need. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, at) => Math.max(head.length, ...rows.map((row) => (row[at] ?? "").length)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join("  ");
  return [line(heads), ...rows.map(line)].join("\n");
}

/** The values of `--name value` and `--name=value` among the arguments; `--only a,b` gives two. */
export function option(name: string, args: readonly string[] = process.argv): string[] {
  const found: string[] = [];
  args.forEach((each, at) => {
    if (each === `--${name}`) found.push(...(args[at + 1] ?? "").split(","));
    else if (each.startsWith(`--${name}=`)) found.push(...each.slice(name.length + 3).split(","));
  });
  return found.filter((each) => each !== "");
}
