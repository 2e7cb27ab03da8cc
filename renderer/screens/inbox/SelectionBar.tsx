import type { DecisionKind } from "../../../shared/model/decision";
import { batchKinds } from "../../../shared/review/batch-rule";
import { decisionRule } from "../../../shared/review/decision-catalog";
import { clearPicks } from "../../state/selection";
import { shownKey } from "../../state/strokes";
import { Button } from "../../ui/Button";
import { formatCount, formatPlural } from "../../ui/format";

/** What can be done with the tasks that are selected. Out: which kind was asked for. */
export function SelectionBar({
  count,
  hidden,
  onDecide,
}: {
  readonly count: number;
  /** How many of them the filter does not show. */
  readonly hidden: number;
  readonly onDecide: (kind: DecisionKind) => void;
}) {
  return (
    <div className="inbox-selection" role="toolbar" aria-label="Selected tasks">
      <b role="status">{`${formatPlural(count, "task")} selected${hidden === 0 ? "" : `, ${formatCount(hidden)} not shown by the filter`}`}</b>
      {batchKinds.map((kind) => (
        <Button
          key={kind}
          small
          kbd={shownKey(decisionRule(kind).key)}
          onClick={() => {
            onDecide(kind);
          }}
        >
          {decisionRule(kind).verb}
        </Button>
      ))}
      <span className="grow" />
      <Button small variant="ghost" kbd="Esc" onClick={clearPicks}>
        Clear the selection
      </Button>
    </div>
  );
}
