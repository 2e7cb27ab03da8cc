import type { LogState } from "../../../shared/contract/app";
import type { AuditBar } from "../../../shared/contract/audit";
import { formatCount, formatPlural } from "../../ui/format";

export type IntegrityKind = "empty" | "verifying" | "verified" | "unverified" | "unknown" | "broken" | "diverged";

export interface IntegrityState {
  readonly kind: IntegrityKind;
  readonly sentence: string;
  /** What follows from it; null where the sentence says all. */
  readonly follows: string | null;
}

/** How the log stands, in one sentence and what follows from it. In: the log as last checked, whether a check goes on. */
export function integrityState(log: LogState, verifying: boolean): IntegrityState {
  const { entries, problem } = log;
  if (verifying)
    return {
      kind: "verifying",
      sentence: `Verifying ${formatPlural(entries, "entry", "entries")} from their bytes`,
      follows: null,
    };
  if (problem !== null) {
    return log.diverged
      ? {
          kind: "diverged",
          sentence: `DIVERGED: ${problem}`,
          follows: `What is here holds in itself, all ${formatPlural(entries, "entry", "entries")} of it, and is not the log that was left. Nothing is recorded until a person says how to go on; everything can be read and exported.`,
        }
      : { kind: "broken", sentence: `The log does not hold: ${problem}`, follows: afterBreak(log) };
  }
  if (entries === 0) return { kind: "empty", sentence: "The log has no entry yet", follows: null };
  if (log.checking !== null)
    return {
      kind: "verifying",
      sentence: `Verifying ${formatPlural(entries, "entry", "entries")} from their bytes`,
      follows:
        "The newest entries, the checkpoint and the log as it was left agree. The rest is read now; what does not hold stops recording at once.",
    };
  if (log.unknown > 0)
    return {
      kind: "unknown",
      sentence: `${formatPlural(entries, "entry is", "entries are")} in the tree as recorded; ${formatPlural(log.unknown, "is of a kind", "are of kinds")} this version does not know`,
      follows:
        "A later Countersign wrote them. The signed heads cover them like all others; what they say is not read or checked here. Nothing is recorded in this log by this version.",
    };
  return log.verified
    ? { kind: "verified", sentence: `Verified from entry 0 to entry ${formatCount(entries - 1)}`, follows: null }
    : { kind: "unverified", sentence: `${formatPlural(entries, "entry", "entries")}, not verified yet`, follows: null };
}

/** The entry a problem names, or null. */
export function brokenEntry({ problem }: Pick<LogState, "problem">): number | null {
  const found = /^Entry ([0-9]{1,15})\b/u.exec(problem ?? "");
  return found === null ? null : Number(found[1]);
}

function afterBreak(log: LogState): string {
  const at = brokenEntry(log);
  const readOnly = "Nothing is recorded any more; everything is shown as it stands and can be exported.";
  if (at === null) return readOnly;
  const before = at === 0 ? "" : at === 1 ? "Entry 0 holds. " : `Entries 0 to ${formatCount(at - 1)} hold. `;
  const last = log.entries - 1;
  return `${before}From entry ${formatCount(at)}${last > at ? ` to entry ${formatCount(last)}` : " on"} the log proves nothing. ${readOnly}`;
}

/** How far the log is held outside of this machine. In: the bar. Out: entries an anchor covers, and the same in words. */
export function anchoredWords({ anchors, to }: AuditBar): { readonly covered: number; readonly words: string } {
  const covered = Math.min(
    to,
    anchors.reduce((most, { size }) => Math.max(most, size), 0),
  );
  const rest = to - covered;
  if (anchors.length === 0)
    return { covered: 0, words: "Not anchored yet: nothing outside of this machine holds any entry" };
  return {
    covered,
    words:
      rest === 0
        ? `${formatPlural(anchors.length, "anchor")}, the last over all entries`
        : `${formatPlural(anchors.length, "anchor")}, ${formatPlural(rest, "entry", "entries")} since the last`,
  };
}
