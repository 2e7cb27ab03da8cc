import type { Evidence, Totals } from "../../shared/model/evidence";
import { plain } from "./screen";

const treeWords: Readonly<Record<Evidence["tree"], string>> = {
  match: "this tree",
  stale: "older tree",
  mismatch: "other tree",
  unknown: "tree not known",
};

/** Lines that tell an evidence item: what it shows, then how solid that is, on which tree, by which format, and what is left out. */
export function evidenceLines(item: Evidence): string[] {
  const facts = [
    item.producer,
    item.format,
    madeOn(item),
    item.totals === null ? null : totals(item.totals),
    item.againstBase === undefined
      ? null
      : `${String(item.againstBase.new)} new against the base, ${String(item.againstBase.gone)} gone`,
    signatures(item),
    item.file?.path ?? null,
  ].filter((fact) => fact !== null);
  const lines = [
    `  evidence ${item.standing.padEnd(13)} ${item.kind}: ${plain(item.headline)} (${treeWords[item.tree]})`,
    `           ${plain(facts.join(", "))}`,
  ];
  for (const note of [item.truncated, item.note]) if (note !== null) lines.push(`           ${plain(note)}`);
  return lines;
}

function madeOn({ madeOn: made }: Evidence): string | null {
  if (made === undefined) return null;
  const [commit] = made.commits;
  if (made.tree !== null) return `tree ${made.tree.slice(0, 7)}`;
  return commit === undefined ? null : `commit ${commit.slice(0, 7)}`;
}

/** What was counted, where the headline is a sentence of its own. */
function totals(counted: Totals): string | null {
  switch (counted.of) {
    case "coverage":
      return `${String(counted.coveredLines)} of ${String(counted.lines)} lines in ${String(counted.files)} files`;
    case "findings":
      return counted.suppressed === 0 ? null : `${String(counted.suppressed)} accepted`;
    case "statements":
      return `${String(counted.statements)} statements, ${String(counted.signatures)} signatures`;
    case "components":
    case "log":
    case "image":
    case "check-runs":
      return null;
  }
}

function signatures(item: Evidence): string | null {
  if (item.signatures.length === 0) return null;
  return item.signatures
    .map(
      ({ outcome, by, keyId }) =>
        `signature ${outcome}${by === null ? (keyId === null ? "" : ` (${keyId})`) : ` by ${by}`}`,
    )
    .join(", ");
}
