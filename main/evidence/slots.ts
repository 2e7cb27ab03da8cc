import type { EvidenceSlot } from "../../shared/contract/review";
import type { EvidenceKind } from "../../shared/model/contract";
import type { Evidence, Standing } from "../../shared/model/evidence";

const slots: readonly { readonly slot: EvidenceSlot["slot"]; readonly kind: EvidenceKind }[] = [
  { slot: "T", kind: "tests" },
  { slot: "B", kind: "build" },
  { slot: "S", kind: "static-analysis" },
  { slot: "C", kind: "coverage" },
];

const solidity: Readonly<Record<Standing, number>> = { claimed: 0, observed: 1, attested: 2, "re-run": 3 };

/**
 * The four slots of a row, always in the order T B S C. The most solid standing speaks; among equals, an item on the attempt's own
 * tree goes before a stale one, and a failure before a pass. In: an attempt's evidence in the order it was made.
 */
export function evidenceSlots(evidence: readonly Evidence[]): EvidenceSlot[] {
  return slots.map(({ slot, kind }) => {
    const item = speaker(evidence.filter((candidate) => candidate.kind === kind));
    if (item === null) return { slot, state: "missing", result: "unknown", standing: null, stale: false };
    return { slot, state: "present", result: item.result, standing: item.standing, stale: isStale(item) };
  });
}

function speaker(items: readonly Evidence[]): Evidence | null {
  const best = Math.max(...items.map((item) => solidity[item.standing]), -1);
  const solid = items.filter((item) => solidity[item.standing] === best);
  const current = withoutRepeated(solid.filter((item) => !isStale(item)));
  // Stale items were made on different trees: only the last of them is near what stands now.
  if (current.length === 0) return solid.at(-1) ?? null;
  return (
    current.find((item) => item.result === "failed") ??
    current.find((item) => item.result === "passed") ??
    current[0] ??
    null
  );
}

/** The same command run again on the same tree replaces its earlier result, unless it showed nothing; a different command never does. */
function withoutRepeated(items: readonly Evidence[]): Evidence[] {
  const runAgain = new Set<string>();
  return items
    .toReversed()
    .filter((item) => {
      if (item.event === null) return true;
      const run = JSON.stringify([item.producer, item.tree]);
      const stands = !runAgain.has(run);
      if (item.result !== "unknown") runAgain.add(run);
      return stands;
    })
    .reverse();
}

function isStale(item: Evidence): boolean {
  return item.tree === "stale" || item.tree === "mismatch";
}
