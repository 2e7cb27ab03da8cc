import type { ReactNode } from "react";
import type { CompareRow } from "../../shared/contract/review";
import "./marks.css";

type CellState = CompareRow["cells"][number]["state"];

const words: Readonly<Record<CellState, string>> = {
  baseline: "baseline",
  same: "same",
  differs: "differs",
  "only-here": "only here",
  absent: "absent",
};

function drawing(state: CellState): ReactNode {
  switch (state) {
    case "baseline":
      return <rect x="4.5" y="4.5" width="7" height="7" fill="none" stroke="currentColor" strokeWidth="1.5" />;
    case "same":
      return <path d="M3 6h10M3 10h10" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />;
    case "differs":
      return (
        <path d="M3 6h10M3 10h10M10.8 2.8l-5.6 10.4" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
      );
    case "only-here":
      return <path d="M8 3v10M3 8h10" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />;
    case "absent":
      return <circle cx="8" cy="8" r="1.5" fill="currentColor" />;
  }
}

/** How a file of one attempt stands to the baseline: shape and word. */
export function CompareMark({ state }: { readonly state: CellState }) {
  const quiet = state === "baseline" || state === "absent";
  return (
    <span className={quiet ? "row nowrap dim" : "row nowrap"}>
      <svg
        width="14"
        height="14"
        viewBox="0 0 16 16"
        aria-hidden="true"
        className={state === "only-here" ? "accent" : undefined}
      >
        {drawing(state)}
      </svg>
      {words[state]}
    </span>
  );
}
