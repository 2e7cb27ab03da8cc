/** Ascending line numbers in short: "12-14, 20". At most `most` ranges, then how many lines are left. */
export function lineRanges(lines: readonly number[], most = 6): string {
  const ranges: [number, number][] = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last?.[1] === line - 1) last[1] = line;
    else ranges.push([line, line]);
  }
  const shown = ranges
    .slice(0, most)
    .map(([from, to]) => (from === to ? String(from) : `${String(from)}-${String(to)}`));
  const left = ranges.slice(most).reduce((sum, [from, to]) => sum + to - from + 1, 0);
  return left === 0 ? shown.join(", ") : `${shown.join(", ")} and ${String(left)} more`;
}
