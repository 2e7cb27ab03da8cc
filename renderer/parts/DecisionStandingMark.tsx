import type { DecisionStanding } from "../../shared/model/decision";
import { VerdictGlyph, type GlyphKind } from "./VerdictMark";
import "./marks.css";

const shown: Readonly<Record<DecisionStanding, { readonly word: string; readonly glyph: GlyphKind | null }>> = {
  "in-force": { word: "In force", glyph: "backed" },
  stale: { word: "Stale, tree moved", glyph: "stale" },
  expired: { word: "Expired", glyph: "stale" },
  superseded: { word: "Superseded", glyph: null },
  "evidence-changed": { word: "Evidence changed", glyph: "stale" },
  "self-approved": { word: "Self-approved", glyph: "unverifiable" },
};

/** The word for a decision's standing. */
export function decisionStandingWord(standing: DecisionStanding): string {
  return shown[standing].word;
}

/** What a recorded decision is worth now: glyph and word. */
export function DecisionStandingMark({ standing }: { readonly standing: DecisionStanding }) {
  const { word, glyph } = shown[standing];
  if (glyph === null) return <span className="mid">{word}</span>;
  return (
    <span className={`verdict-mark glyph-${glyph}`}>
      <VerdictGlyph kind={glyph} />
      {word}
    </span>
  );
}
