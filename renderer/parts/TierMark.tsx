import type { TierLevel } from "../../shared/model/tier";
import { MarkWord } from "./MarkWord";
import "./marks.css";

export const tierNames: Readonly<Record<TierLevel, string>> = {
  low: "Low",
  medium: "Medium",
  high: "High",
  critical: "Critical",
};

const shapes: Readonly<Record<TierLevel, { readonly letter: string; readonly path: string }>> = {
  low: { letter: "L", path: "M9 1.5a7.5 7.5 0 1 1 0 15a7.5 7.5 0 1 1 0-15z" },
  medium: {
    letter: "M",
    path: "M5.1 1.6h7.8a3.5 3.5 0 0 1 3.5 3.5v7.8a3.5 3.5 0 0 1-3.5 3.5H5.1a3.5 3.5 0 0 1-3.5-3.5V5.1a3.5 3.5 0 0 1 3.5-3.5z",
  },
  high: { letter: "H", path: "M9 .6 17.4 9 9 17.4.6 9z" },
  critical: { letter: "C", path: "M5.5.7h7L17.3 5.5v7l-4.8 4.8h-7L.7 12.5v-7z" },
};

/** The risk tier: shape, letter and colour; with its word where marks say theirs. */
export function TierMark({
  level,
  word = true,
}: {
  readonly level: TierLevel;
  /** False where the word stands beside it in any case. */
  readonly word?: boolean | undefined;
}) {
  const shape = shapes[level];
  return (
    <span className="mark-and-word">
      <svg className={`tier-mark tier-${level}`} viewBox="0 0 18 18" role="img" aria-label={`${tierNames[level]} risk`}>
        <path d={shape.path} />
        <text x="9" y="12.6" aria-hidden="true">
          {shape.letter}
        </text>
      </svg>
      {word ? <MarkWord>{tierNames[level]}</MarkWord> : null}
    </span>
  );
}
