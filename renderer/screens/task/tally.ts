import { isOld } from "../../parts/evidence-words";
import type { AttemptView, CompareRow, EvidenceSlot } from "../../../shared/contract/review";
import type { Verdict } from "../../../shared/model/claim";
import type { Evidence } from "../../../shared/model/evidence";

/** Verdicts, worst first. */
export const verdictsWorstFirst: readonly Verdict[] = ["contradicted", "stale", "unverifiable", "unbacked", "backed"];

export interface VerdictTally {
  readonly verdict: Verdict;
  readonly count: number;
  /** Letters of the attempts it was counted in, with their share where there is more than one claim. */
  readonly attempts: readonly { readonly letter: string; readonly count: number }[];
}

/** Claims of all attempts by verdict, worst first, verdicts without a claim left out. */
export function tallyVerdicts(attempts: readonly AttemptView[]): VerdictTally[] {
  return verdictsWorstFirst.flatMap((verdict) => {
    const each = attempts
      .map(({ attempt, judgement }) => ({
        letter: attempt.letter,
        count: judgement.claims.filter((claim) => claim.verdict === verdict).length,
      }))
      .filter(({ count }) => count > 0);
    const count = each.reduce((sum, one) => sum + one.count, 0);
    return count === 0 ? [] : [{ verdict, count, attempts: each }];
  });
}

/** True where every attempt has the file and all have the same change: such a row is folded. */
export function isShared(row: CompareRow): boolean {
  const letters = new Set(row.cells.map((cell) => cell.letter));
  return (
    row.cells.length > 1 &&
    letters.size === 1 &&
    !letters.has(null) &&
    row.cells.every((cell) => cell.state !== "absent" && cell.findings === 0)
  );
}

const slotOf: Partial<Record<Evidence["kind"], EvidenceSlot["slot"]>> = {
  tests: "T",
  build: "B",
  "static-analysis": "S",
  coverage: "C",
};

/** The item that speaks for a kind: the one its slot was filled from; for kinds without a slot the last one. */
export function speakingItem(view: AttemptView, kind: Evidence["kind"]): Evidence | null {
  const items = view.judgement.evidence.filter((item) => item.kind === kind);
  const slot = view.evidenceSlots.find((one) => one.slot === slotOf[kind]);
  if (slot?.state !== "present") return items.at(-1) ?? null;
  const spoken = items.filter(
    (item) => item.standing === slot.standing && item.result === slot.result && isOld(item) === slot.stale,
  );
  return spoken.at(-1) ?? null;
}

/** Items in rows: by a key, in the order they first appear over the attempts. */
export function rowsBy<T>(
  attempts: readonly AttemptView[],
  items: (view: AttemptView) => readonly T[],
  key: (item: T) => string,
): { readonly key: string; readonly first: T; readonly of: (view: AttemptView) => readonly T[] }[] {
  const found = new Map<string, T>();
  for (const view of attempts) for (const item of items(view)) if (!found.has(key(item))) found.set(key(item), item);
  return [...found].map(([name, first]) => ({
    key: name,
    first,
    of: (view) => items(view).filter((item) => key(item) === name),
  }));
}
