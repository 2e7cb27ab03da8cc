import { useState } from "react";
import { formatBytes, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { AnsiText } from "../../parts/AnsiText";
import { boundOf } from "./text-bound";

export interface BoundedTextProps {
  readonly text: string;
  /** Lines drawn before the rest is asked for. */
  readonly lines?: number | undefined;
  /** Colours and weights that the tool wrote are drawn. */
  readonly ansi?: boolean | undefined;
}

/** Output of a tool: drawn as text, its far end only when asked for. */
export function BoundedText({ text, lines = 400, ansi = false }: BoundedTextProps) {
  const [whole, setWhole] = useState(false);
  const trimmed = text.replace(/\s+$/u, "");
  const bound = whole ? null : boundOf(trimmed, lines);
  const drawn = bound === null ? trimmed : trimmed.slice(0, bound.end);
  return (
    <div className="evidence-text">
      <pre className="evidence-code" dir="ltr">
        {ansi ? <AnsiText text={drawn} /> : <SafeText code lines text={drawn} />}
      </pre>
      {bound === null ? null : (
        <p className="evidence-more">
          {`${formatPlural(bound.linesLeft, "more line")}, ${formatBytes(trimmed.length - bound.end)}. `}
          <button
            type="button"
            className="link"
            onClick={() => {
              setWhole(true);
            }}
          >
            Show all
          </button>
        </p>
      )}
    </div>
  );
}
