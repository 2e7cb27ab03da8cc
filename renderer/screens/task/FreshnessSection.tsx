import type { TaskView } from "../../../shared/contract/review";
import { FreshnessLine } from "../../parts/FreshnessLine";
import { go } from "../../state/route";
import { Section } from "./Section";

/** What was edited and what was checked, in order, attempt by attempt. */
export function FreshnessSection({ view, focusId }: { readonly view: TaskView; readonly focusId: string }) {
  return (
    <Section
      id="freshness"
      title="Edits and checks in order"
      note="Each opens its event"
      attempts={view.attempts}
      focusId={focusId}
      rows={[
        {
          key: "line",
          head: <span className="medium">What the last check saw</span>,
          tall: true,
          cell: ({ attempt, judgement }) => (
            <FreshnessLine
              freshness={judgement.freshness}
              label={`Attempt ${attempt.letter}`}
              onEvent={(event) => {
                go({ screen: "timeline", taskId: view.task.id, attemptId: attempt.id, at: { ...event } });
              }}
            />
          ),
        },
      ]}
    />
  );
}
