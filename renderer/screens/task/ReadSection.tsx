import type { AttemptView, TaskView } from "../../../shared/contract/review";
import { useQuery } from "../../bridge/use-query";
import { readWords } from "../../parts/read-words";
import { showAttempt } from "../../parts/AttemptBar";
import { SafeText } from "../../ui/SafeText";
import { Section } from "./Section";

/** What you have opened of each attempt, by content. */
export function ReadSection({ view, focusId }: { readonly view: TaskView; readonly focusId: string }) {
  return (
    <Section
      id="read"
      title="Read"
      note="By content: what is equal in another attempt counts there too. A decision says it as it stands"
      attempts={view.attempts}
      focusId={focusId}
      rows={[
        {
          key: "opened",
          head: <span className="medium">What you have opened</span>,
          tall: true,
          cell: (attempt) => <ReadCell view={attempt} taskId={view.task.id} />,
        },
      ]}
    />
  );
}

function ReadCell({ view, taskId }: { readonly view: AttemptView; readonly taskId: string }) {
  const attemptId = view.attempt.id;
  const record = useQuery("reading.record", { attemptId }, { scopes: ["task", "reading", "settings"] });
  if (record.value === undefined)
    return (
      <span className="dim">
        {record.problem === undefined ? "counting" : <SafeText text={record.problem.message} />}
      </span>
    );
  const words = readWords(record.value, attemptId);
  return (
    <>
      {words.lines.map(({ to, text, whole }) => (
        <button
          key={to}
          type="button"
          className="task-cell"
          onClick={() => {
            showAttempt(to === "evidence" ? "evidence" : "diff", taskId, attemptId);
          }}
        >
          <span className={whole ? "medium" : "mid"}>{text}</span>
        </button>
      ))}
      {words.notes.map((note) => (
        <div key={note} className="task-item">
          <span className="dim">
            <SafeText text={note} />
          </span>
        </div>
      ))}
    </>
  );
}
