import type { ReactNode } from "react";
import type { Verdict } from "../../shared/model/claim";
import { MarkWord } from "./MarkWord";
import "./marks.css";

/** What a glyph can say: the claim verdicts, and the few words of the inbox that are not verdicts of a claim. */
export type GlyphKind = Verdict | "finding" | "escalated";

export const verdictNames: Readonly<Record<Verdict, string>> = {
  backed: "Backed",
  contradicted: "Contradicted",
  stale: "Stale",
  unbacked: "Unbacked",
  unverifiable: "Unverifiable here",
};

function drawing(kind: GlyphKind): ReactNode {
  switch (kind) {
    case "backed":
      return (
        <>
          <circle cx="8" cy="8" r="7" fill="currentColor" />
          <path d="M4.8 8.2 7 10.5l4.2-4.8" className="glyph-cut" />
        </>
      );
    case "contradicted":
      return (
        <>
          <path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" fill="currentColor" />
          <path d="m5.5 5.5 5 5m0-5-5 5" className="glyph-cut" />
        </>
      );
    case "stale":
      return (
        <>
          <circle cx="8" cy="8" r="6.2" className="glyph-line" />
          <path d="M8 4.5V8l2.4 1.7" className="glyph-line" />
        </>
      );
    case "unbacked":
      return (
        <>
          <circle cx="8" cy="8" r="6.2" className="glyph-line" />
          <path d="M5.3 8h5.4" className="glyph-line" />
        </>
      );
    case "unverifiable":
      return (
        <>
          <circle cx="8" cy="8" r="6.2" className="glyph-line" strokeDasharray="2.2 1.7" />
          <path d="M6.3 6.3a1.7 1.7 0 1 1 2.6 1.6c-.6.4-.9.6-.9 1.3" className="glyph-line" />
          <circle cx="8" cy="11.3" r=".9" fill="currentColor" />
        </>
      );
    case "finding":
      return (
        <path
          d="M3 15V2h9.5L10 5.5 12.5 9H4.5"
          fill="currentColor"
          stroke="currentColor"
          strokeWidth="1.2"
          strokeLinejoin="round"
        />
      );
    case "escalated":
      return <path d="M8 14V2.5M3.5 7 8 2.5 12.5 7" className="glyph-line" />;
  }
}

export interface VerdictGlyphProps {
  readonly kind: GlyphKind;
  /** Said to readers; absent where the word stands beside it. */
  readonly name?: string | undefined;
  readonly size?: number | undefined;
}

/** The glyph alone, in its colour. */
export function VerdictGlyph({ kind, name, size = 14 }: VerdictGlyphProps) {
  const named =
    name === undefined ? ({ "aria-hidden": true } as const) : ({ role: "img", "aria-label": name } as const);
  const glyph = (
    <svg className={`glyph glyph-${kind}`} width={size} height={size} viewBox="0 0 16 16" {...named}>
      {drawing(kind)}
    </svg>
  );
  if (name === undefined) return glyph;
  return (
    <span className="mark-and-word">
      {glyph}
      <MarkWord>{wordOf(kind)}</MarkWord>
    </span>
  );
}

function wordOf(kind: GlyphKind): string {
  return kind === "finding" ? "Finding" : kind === "escalated" ? "Escalated" : verdictNames[kind];
}

/** Glyph and word: "Contradicted". Other words can be given, the glyph stays. */
export function VerdictMark({ verdict, children }: { readonly verdict: GlyphKind; readonly children?: ReactNode }) {
  return (
    <span className={`verdict-mark glyph-${verdict}`}>
      <VerdictGlyph kind={verdict} />
      {children ?? wordOf(verdict)}
    </span>
  );
}
