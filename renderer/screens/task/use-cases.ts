import { useState } from "react";
import type { Output } from "../../../shared/contract/api";
import type { TaskView } from "../../../shared/contract/review";
import { useQuery, type Query } from "../../bridge/use-query";

export type ComparedCases = Output<"evidence.compare">;

/** Rows of tests asked for at first, and at most: beyond that the evidence view lists them. */
const firstCases = 50;
export const mostCases = 500;
/** Reports with more cases than this are only read when they are asked for. */
const mostUnasked = 20_000;
/** So few telling tests are shown without being asked for. */
const fewCases = 8;

export interface Cases {
  readonly query: Pick<Query<ComparedCases>, "value" | "problem">;
  readonly open: boolean;
  readonly toggle: () => void;
  readonly more: () => void;
  /** Whether any attempt has a report that lists its tests. */
  readonly listed: boolean;
}

/** Tests of the attempts' reports that tell them apart, and those that fail: open by themselves where they are few. */
export function useCases(view: TaskView): Cases {
  const [asked, setAsked] = useState<boolean | null>(null);
  const [limit, setLimit] = useState(firstCases);
  const reports = view.attempts.flatMap(({ judgement }) =>
    judgement.evidence.filter((item) => item.kind === "tests" && item.file !== null),
  );
  const cases = reports.reduce(
    (sum, { counts }) => sum + (counts === null ? 0 : counts.passed + counts.failed + counts.skipped),
    0,
  );
  const listed = reports.length > 0;
  const wanted = listed && (asked ?? cases <= mostUnasked);
  const query = useQuery(
    "evidence.compare",
    wanted ? { taskId: view.task.id, text: "", only: "telling", offset: 0, limit } : null,
    { scopes: ["task"], keepPrevious: true },
  );
  const total = query.value?.total ?? 0;
  const open = asked ?? (total > 0 && total <= fewCases);
  return {
    query,
    open,
    listed,
    toggle: () => {
      setAsked(!open);
    },
    more: () => {
      setLimit(mostCases);
    },
  };
}
