import type { ReactNode } from "react";
import type { Standing } from "../../shared/model/evidence";
import { MarkWord } from "./MarkWord";
import "./marks.css";

export const standingLetters: Readonly<Record<Standing, string>> = {
  claimed: "C",
  observed: "O",
  attested: "A",
  "re-run": "R",
};

function drawing(standing: Standing): ReactNode {
  switch (standing) {
    case "claimed":
      return (
        <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" strokeWidth="1.3" strokeDasharray="2.3 1.78" />
      );
    case "observed":
      return <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" strokeWidth="1.5" />;
    case "attested":
      return (
        <>
          <circle cx="8" cy="8" r="6.6" fill="none" stroke="currentColor" strokeWidth="1.3" />
          <circle cx="8" cy="8" r="3.4" fill="none" stroke="currentColor" strokeWidth="1.3" />
        </>
      );
    case "re-run":
      return <circle cx="8" cy="8" r="7" fill="currentColor" />;
  }
}

/** How solid an item is. Without its word it carries a letter. */
export function StandingMark({
  standing,
  word = true,
}: {
  readonly standing: Standing;
  readonly word?: boolean | undefined;
}) {
  return (
    <span
      className="standing-mark"
      role={word ? undefined : "img"}
      aria-label={word ? undefined : standing}
      title={word ? undefined : standing}
    >
      <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
        {drawing(standing)}
      </svg>
      {word ? (
        standing
      ) : (
        <>
          <span aria-hidden="true" className="mark-letter">
            {standingLetters[standing]}
          </span>
          <MarkWord>{standing}</MarkWord>
        </>
      )}
    </span>
  );
}
