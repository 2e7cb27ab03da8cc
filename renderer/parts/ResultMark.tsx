import type { Evidence } from "../../shared/model/evidence";
import { VerdictGlyph, type GlyphKind } from "./VerdictMark";
import "./marks.css";

const words: Readonly<Record<Evidence["result"], string>> = { passed: "Passed", failed: "Failed", unknown: "Unknown" };

/** The glyph of a result: a pass made on another tree than the attempt's is a clock, never a green tick. */
export function resultGlyph(item: Pick<Evidence, "result" | "tree">): GlyphKind {
  if (item.result === "failed") return "contradicted";
  if (item.result === "unknown") return "unverifiable";
  return item.tree === "stale" || item.tree === "mismatch" ? "stale" : "backed";
}

/** What an evidence item shows, glyph and word. */
export function ResultMark({ item }: { readonly item: Pick<Evidence, "result" | "tree"> }) {
  const glyph = resultGlyph(item);
  return (
    <span className={`verdict-mark glyph-${glyph}`}>
      <VerdictGlyph kind={glyph} />
      {words[item.result]}
    </span>
  );
}
