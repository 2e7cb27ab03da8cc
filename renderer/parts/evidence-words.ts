import type { Evidence } from "../../shared/model/evidence";
import { formatCount } from "../ui/format";
import type { GlyphKind } from "./VerdictMark";

/** Names of the evidence kinds, as headings. */
export const evidenceNames: Readonly<Record<Evidence["kind"], string>> = {
  tests: "Tests",
  build: "Build",
  "static-analysis": "Static analysis",
  coverage: "Coverage",
  log: "Log",
  screenshot: "Screenshot",
  attestation: "Attestation",
  sbom: "SBOM",
  "check-run": "Check run",
};

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

/** What an item says, short: its counts, else its headline. */
export function evidenceText(item: Evidence): string {
  return (item.counts === null ? null : countWords(item.counts)) ?? item.headline;
}
