import { TriangleAlert } from "lucide-react";
import type { Output } from "../../../shared/contract/api";
import type { Moves } from "../../../shared/diff/moves";
import type { PatchRows } from "../../../shared/diff/rows";
import type { SpaceChanges } from "../../../shared/diff/whitespace";
import { formatCount, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";

export interface FactsProps {
  readonly diff: Output<"diff.get">;
  readonly rows: PatchRows;
  /** Colours were given up. */
  readonly plain: boolean;
  /** Lines that differ in white space only and are drawn as unchanged; null where they are drawn as changes. */
  readonly space: SpaceChanges | null;
  /** Blocks that moved; null until they were looked for. */
  readonly moves: Moves | null;
  /** What tools say of the patch. */
  readonly marks: string | null;
  readonly message: string | null;
}

/** What the reader must know of the patch as a whole, above its code. Nothing where there is nothing to say. */
export function Facts({ diff, rows, plain, space, moves, marks, message }: FactsProps) {
  const hidden = rows.files.reduce((sum, file) => sum + file.hiddenCharacters, 0);
  const inFiles = rows.files.filter((file) => file.hiddenCharacters > 0).length;
  const facts: { key: string; tone: string; text: string }[] = [];
  if (diff.source === "recorded-edits") {
    facts.push({
      key: "source",
      tone: "mid",
      text: "Rebuilt from the edits the sessions recorded, not read from a tree.",
    });
  }
  if (diff.source === "runner")
    facts.push({ key: "source", tone: "mid", text: "As the runner itself states it, not read from a tree." });
  if (diff.note !== null) facts.push({ key: "note", tone: "amber", text: diff.note });
  if (hidden > 0) {
    facts.push({
      key: "hidden",
      tone: "violet",
      text: `${formatPlural(hidden, "hidden character")} in ${formatPlural(inFiles, "file")}, shown as chips.`,
    });
  }
  if (rows.problems.length > 0) {
    const [first] = rows.problems;
    facts.push({
      key: "odd",
      tone: "amber",
      text: `${formatPlural(rows.problems.length, "fault")} in the patch itself, the first at its line ${formatCount(first?.line ?? 0)}.`,
    });
  }
  if (space !== null) {
    const which = space.mode === "none" ? "in white space only" : "in how much white space there is only";
    facts.push({
      key: "space",
      tone: "amber",
      text: `${formatPlural(space.lines, "line differs", "lines differ")} ${which}, drawn as unchanged (w).`,
    });
  }
  if (moves !== null && moves.moves.length > 0) {
    const lines = moves.moves.reduce((sum, move) => sum + move.lines, 0);
    const more = moves.complete ? "" : " There may be more: looking for them was ended.";
    facts.push({
      key: "moves",
      tone: "mid",
      text: `${formatPlural(moves.moves.length, "block")} moved, ${formatPlural(lines, "line")}.${more}`,
    });
  }
  if (plain) facts.push({ key: "plain", tone: "mid", text: "Shown without colours: a file took too long to colour." });
  if (marks !== null) facts.push({ key: "marks", tone: "mid", text: marks });
  if (message !== null) facts.push({ key: "message", tone: "ink", text: message });
  if (facts.length === 0) return null;
  return (
    <div className="diff-facts" role="status">
      {facts.map((fact) => (
        <span key={fact.key} className={`diff-fact ${fact.tone}`}>
          {fact.tone === "amber" ? <Icon icon={TriangleAlert} small /> : null}
          <SafeText text={fact.text} />
        </span>
      ))}
    </div>
  );
}
