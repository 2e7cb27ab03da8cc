import type { Evidence, Totals } from "../../shared/model/evidence";
import { formatCount, formatPlural } from "../ui/format";
import type { GlyphKind } from "./VerdictMark";

/** True when the item was made on another tree than the attempt ends with. */
export function isOld(item: Evidence): boolean {
  return item.tree === "stale" || item.tree === "mismatch";
}

/** The glyph of an item: a failure first, then that it is old, then its result. */
export function evidenceGlyph(item: Evidence): GlyphKind {
  if (item.result === "failed") return "contradicted";
  if (isOld(item)) return "stale";
  return item.result === "passed" ? "backed" : "unverifiable";
}

/** Counts in words, worst first: "2 failed, 22 passed, 1 skipped". Null where nothing was counted. */
export function countWords(counts: {
  readonly passed: number | null;
  readonly failed: number | null;
  readonly skipped: number | null;
}): string | null {
  const parts = [
    (counts.failed ?? 0) > 0 ? `${formatCount(counts.failed ?? 0)} failed` : null,
    counts.passed === null || (counts.passed === 0 && (counts.failed ?? 0) > 0)
      ? null
      : `${formatCount(counts.passed)} passed`,
    (counts.skipped ?? 0) > 0 ? `${formatCount(counts.skipped ?? 0)} skipped` : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(", ");
}

/** What was counted in an item that is no test report, in words. */
export function totalsWords(totals: Totals): string {
  switch (totals.of) {
    case "findings":
      return joined(
        [
          [totals.errors, "error", "errors"],
          [totals.warnings, "warning", "warnings"],
          [totals.notes, "note", "notes"],
          [totals.suppressed, "accepted", "accepted"],
        ],
        "no findings",
      );
    case "coverage": {
      const share = totals.lines === 0 ? "" : `, ${String(Math.floor((totals.coveredLines / totals.lines) * 100))} %`;
      return `${formatCount(totals.coveredLines)} of ${formatCount(totals.lines)} lines${share}, all files`;
    }
    case "components":
      return formatPlural(totals.components, "component");
    case "statements":
      return `${formatPlural(totals.statements, "statement")}, ${formatPlural(totals.signatures, "signature")}`;
    case "log":
      return formatPlural(totals.lines, "line");
    case "image":
      return `${totals.format} ${formatCount(totals.width)} × ${formatCount(totals.height)}`;
    case "check-runs":
      return joined(
        [
          [totals.failed, "failed", "failed"],
          [totals.waiting, "waiting", "waiting"],
          [totals.passed, "passed", "passed"],
        ],
        "no check runs",
      );
  }
}

function joined(parts: readonly (readonly [count: number, one: string, many: string])[], none: string): string {
  const words = parts.flatMap(([count, one, many]) => (count === 0 ? [] : [formatPlural(count, one, many)]));
  return words.length === 0 ? none : words.join(", ");
}

/** What an item says, short: its counts, else its totals, else its headline. How long a log is says nothing of its result. */
export function evidenceText(item: Evidence): string {
  if (item.counts !== null) return countWords(item.counts) ?? item.headline;
  if (item.totals === null || item.totals.of === "log") return item.headline;
  const fresh = item.againstBase?.new ?? 0;
  return `${totalsWords(item.totals)}${fresh === 0 ? "" : `, ${formatCount(fresh)} new`}`;
}
