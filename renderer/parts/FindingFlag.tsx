import type { Finding } from "../../shared/model/finding";
import { MarkWord } from "./MarkWord";
import "./marks.css";

const colours: Readonly<Record<Finding["severity"], string>> = { note: "mid", warning: "amber", serious: "red" };

/** The flag of a finding, coloured by severity and named for readers. */
export function FindingFlag({
  severity,
  size = 14,
}: {
  readonly severity: Finding["severity"];
  readonly size?: number | undefined;
}) {
  return (
    <span className="mark-and-word">
      <svg
        className={`glyph ${colours[severity]}`}
        width={size}
        height={size}
        viewBox="0 0 16 16"
        role="img"
        aria-label={`finding, ${severity}`}
      >
        <path
          d="M3 15V2h9.5L10 5.5 12.5 9H4.5"
          fill={severity === "note" ? "none" : "currentColor"}
          stroke="currentColor"
          strokeWidth="1.2"
          strokeLinejoin="round"
        />
      </svg>
      <MarkWord>{severity}</MarkWord>
    </span>
  );
}
