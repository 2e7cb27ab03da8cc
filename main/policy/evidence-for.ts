import type { Contract, EvidenceKind } from "../../shared/model/contract";
import type { Evidence, Standing } from "../../shared/model/evidence";

/** How solid an item is, least first. */
export const standings: readonly Standing[] = ["claimed", "observed", "attested", "re-run"];
export const kindNames: Readonly<Record<EvidenceKind, string>> = {
  tests: "tests",
  build: "build",
  "static-analysis": "static analysis",
  coverage: "coverage",
  log: "log",
  screenshot: "screenshot",
  attestation: "attestation",
  sbom: "SBOM",
  "check-run": "check run",
};

/**
 * The items that speak for an acceptance check: those of its kind that its command made. A report that names no command of its own
 * counts by its kind, where the contract has one check of that kind.
 */
export function evidenceForCheck(
  contract: Contract,
  check: Contract["acceptance"][number],
  evidence: readonly Evidence[],
): Evidence[] {
  const alone = contract.acceptance.filter((other) => other.shows === check.shows).length === 1;
  const made = evidence.filter((item) => item.kind === check.shows && sameCommand(item.producer, check.command));
  const byKind = alone ? evidence.filter((item) => item.kind === check.shows && item.file !== null) : [];
  return [...new Set([...made, ...byKind])];
}

/** Of the runs of one command the last one speaks: the events are in time order. Reports speak for themselves. */
export function lastRuns(items: readonly Evidence[]): Evidence[] {
  const seen = new Set<string>();
  return items
    .toReversed()
    .filter((item) => {
      if (item.event === null) return true;
      const run = `${item.kind} ${plainCommand(item.producer)}`;
      const isLast = !seen.has(run);
      seen.add(run);
      return isLast;
    })
    .reverse();
}

/** Evidence counts on this tree: made on it, or made after the final edit as the events show. */
export function onThisTree(item: Evidence): boolean {
  return item.tree === "match" || (item.tree === "unknown" && item.event !== null);
}

/** A headline as part of a sentence: tools write over several lines. */
export function said(item: Evidence): string {
  return item.headline.replace(/\s+/g, " ").trim();
}

export function sameCommand(a: string, b: string): boolean {
  return plainCommand(a) === plainCommand(b);
}

/** A command without the spaces that make no difference between two of them. */
function plainCommand(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
