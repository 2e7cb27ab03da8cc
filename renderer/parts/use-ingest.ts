import { useState } from "react";
import type { IngestReport } from "../../shared/contract/app";
import type { Problem, Result } from "../../shared/result";

/** What the last reading of some files came to. */
export type IngestOutcome =
  | { readonly state: "reading"; readonly of: string }
  | { readonly state: "read"; readonly of: string; readonly report: IngestReport }
  | { readonly state: "failed"; readonly of: string; readonly problem: Problem };

export interface IngestRun {
  readonly outcome: IngestOutcome | null;
  /** Starts a reading. In: what is read, in words, and the call. Out: its report, or null when it failed. One at a time. */
  readonly start: (of: string, read: () => Promise<Result<IngestReport>>) => Promise<IngestReport | null>;
  readonly clear: () => void;
}

/** Runs readings of files and keeps the last one's outcome. */
export function useIngest(): IngestRun {
  const [outcome, setOutcome] = useState<IngestOutcome | null>(null);
  return {
    outcome,
    clear: () => {
      setOutcome(null);
    },
    start: async (of, read) => {
      setOutcome({ state: "reading", of });
      const result = await read();
      setOutcome(
        result.ok ? { state: "read", of, report: result.value } : { state: "failed", of, problem: result.error },
      );
      return result.ok ? result.value : null;
    },
  };
}
