import { useState } from "react";
import type { IngestReport } from "../../shared/contract/app";
import type { Problem, Result } from "../../shared/result";

/** What the last reading of some files came to. */
export type IngestOutcome =
  | { readonly state: "reading"; readonly of: string }
  | { readonly state: "read"; readonly of: string; readonly report: IngestReport }
  | { readonly state: "failed"; readonly of: string; readonly problem: Problem };

export interface IngestRun {
  /** One for each source read since the last start without `more`, in order. */
  readonly outcomes: readonly IngestOutcome[];
  readonly reading: boolean;
  /**
   * Starts a reading. In: what is read, in words; the call; `more` keeps the outcomes before it. Out: its report, or null when it
   * failed. One at a time.
   */
  readonly start: (
    of: string,
    read: () => Promise<Result<IngestReport>>,
    more?: boolean,
  ) => Promise<IngestReport | null>;
}

/** Runs readings of files and keeps what they came to. */
export function useIngest(): IngestRun {
  const [outcomes, setOutcomes] = useState<readonly IngestOutcome[]>([]);
  return {
    outcomes,
    reading: outcomes.some((outcome) => outcome.state === "reading"),
    start: async (of, read, more = false) => {
      setOutcomes((before) => [...(more ? before : []), { state: "reading", of }]);
      const result = await read();
      const outcome: IngestOutcome = result.ok
        ? { state: "read", of, report: result.value }
        : { state: "failed", of, problem: result.error };
      setOutcomes((before) => [...before.slice(0, -1), outcome]);
      return result.ok ? result.value : null;
    },
  };
}
