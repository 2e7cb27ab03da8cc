import { useCallback, useEffect, useRef, useState } from "react";
import type { AuditRow } from "../../../shared/contract/decide";
import type { LogState } from "../../../shared/contract/app";
import type { Problem } from "../../../shared/result";
import { call, listen } from "../../bridge/client";

const pageSize = 200;

interface Held {
  readonly filter: string;
  readonly rows: readonly AuditRow[];
  readonly total: number;
  readonly log: LogState;
}

export interface AuditPages {
  /** Entries read so far, newest first; undefined before the first answer. */
  readonly held: Held | undefined;
  readonly problem: Problem | undefined;
  readonly whole: boolean;
  readonly loadOlder: () => void;
  readonly reload: () => void;
}

/** The audit list page by page, newest first, renewed when the log grows. In: the filter. */
export function useAuditPages(filter: string): AuditPages {
  const [held, setHeld] = useState<Held | undefined>(undefined);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const [round, setRound] = useState(0);
  const loading = useRef(false);
  const reload = useCallback(() => {
    setRound((n) => n + 1);
  }, []);

  useEffect(() => {
    let current = true;
    void call("audit.list", { filter, before: null, limit: pageSize }).then((result) => {
      if (!current) return;
      setProblem(result.ok ? undefined : result.error);
      if (!result.ok) return;
      const { rows, total, log } = result.value;
      setHeld((before) => {
        // Entries are never rewritten, so older pages already read stay where they join the new one.
        const oldest = rows.at(-1)?.seq;
        const older =
          before?.filter === filter && oldest !== undefined ? before.rows.filter((row) => row.seq < oldest) : [];
        return { filter, rows: [...rows, ...older], total, log };
      });
    });
    return () => {
      current = false;
    };
  }, [filter, round]);

  useEffect(
    () =>
      listen("changed", (payload) => {
        if (payload.scopes.includes("audit")) reload();
      }),
    [reload],
  );

  const whole = held === undefined || held.rows.length >= held.total;
  const oldest = held?.rows.at(-1)?.seq;
  const loadOlder = useCallback(() => {
    if (whole || oldest === undefined || loading.current) return;
    loading.current = true;
    void call("audit.list", { filter, before: oldest, limit: pageSize }).then((result) => {
      loading.current = false;
      if (!result.ok) {
        setProblem(result.error);
        return;
      }
      setHeld((before) =>
        before?.filter === filter
          ? { ...before, rows: [...before.rows, ...result.value.rows.filter((row) => row.seq < oldest)] }
          : before,
      );
    });
  }, [filter, oldest, whole]);

  return { held, problem, whole, loadOlder, reload };
}
