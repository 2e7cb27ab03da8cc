import { useState } from "react";
import { formatBytes, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";

export interface BoundedTextProps {
  readonly text: string;
  /** Lines drawn before the rest is asked for. */
  readonly lines?: number | undefined;
}

const mostCharacters = 60_000;

/** Where the drawn part ends: after so many lines or characters, whichever comes first. */
function endOf(text: string, lines: number): number {
  let end = -1;
  for (let line = 0; line < lines; line += 1) {
    end = text.indexOf("\n", end + 1);
    if (end === -1) return Math.min(text.length, mostCharacters);
  }
  return Math.min(end, mostCharacters);
}

/** Output of a tool: drawn as text, its far end only when asked for. */
export function BoundedText({ text, lines = 400 }: BoundedTextProps) {
  const [whole, setWhole] = useState(false);
  const trimmed = text.replace(/\s+$/u, "");
  const end = whole ? trimmed.length : endOf(trimmed, lines);
  const rest = trimmed.slice(end);
  return (
    <div className="evidence-text">
      <pre className="evidence-code" dir="ltr">
        <SafeText code lines text={trimmed.slice(0, end)} />
      </pre>
      {rest === "" ? null : (
        <p className="evidence-more">
          {`${formatPlural(rest.split("\n").length - (rest.startsWith("\n") ? 1 : 0), "more line")}, ${formatBytes(rest.length)}: not shown to keep this fast. `}
          <button
            type="button"
            className="link"
            onClick={() => {
              setWhole(true);
            }}
          >
            Show anyway
          </button>
        </p>
      )}
    </div>
  );
}
