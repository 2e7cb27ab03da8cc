import type { AttemptView, TaskView } from "../../../shared/contract/review";
import type { LineGrade, ProvenanceFigures } from "../../../shared/model/provenance";
import { call } from "../../bridge/client";
import { announce } from "../../state/announce";
import { go } from "../../state/route";
import { formatCount, formatPlural } from "../../ui/format";
import { Section } from "./Section";
import { showLine } from "./show-event";

const grades: readonly { readonly grade: LineGrade; readonly name: string; readonly means: string }[] = [
  { grade: "exact", name: "exact", means: "the input of an edit holds them" },
  { grade: "patch", name: "by patch", means: "a patch or a note that the runner recorded names them" },
  { grade: "window", name: "by command", means: "a command wrote them between two known states of the file" },
  { grade: "inferred", name: "inferred", means: "only one event can have written them" },
  { grade: "unknown", name: "unknown", means: "no event explains them" },
];

/** Of how many changed lines it is known which event wrote them, and how certainly. */
export function LinesSection({ view, focusId }: { readonly view: TaskView; readonly focusId: string }) {
  return (
    <Section
      id="lines"
      title="Who wrote the lines"
      note="Changed lines held against the events that wrote them"
      attempts={view.attempts}
      focusId={focusId}
      rows={[
        {
          key: "lines",
          head: <span className="medium">Changed lines</span>,
          tall: true,
          cell: (attempt) => <LinesCell view={attempt} taskId={view.task.id} />,
        },
      ]}
    />
  );
}

function LinesCell({ view, taskId }: { readonly view: AttemptView; readonly taskId: string }) {
  const figures = view.judgement.provenance;
  if (figures === null)
    return (
      <span className="dim">
        {view.attempt.files.length === 0 ? "no patch is known" : "not held against its events"}
      </span>
    );
  if (figures.lines === 0) return <span className="dim">no line changed</span>;
  const present = grades.filter(({ grade }) => figures[grade] > 0);
  const words = present.map(({ grade, name }) => `${formatCount(figures[grade])} ${name}`).join(", ");
  const known = figures.lines - figures.unknown;
  return (
    <button
      type="button"
      className="task-lines"
      title={present.map(({ grade, name, means }) => `${formatCount(figures[grade])} ${name}: ${means}`).join("\n")}
      onClick={() => {
        void openUnknown(view, taskId);
      }}
    >
      <Bar figures={figures} />
      <span>
        <span className="medium">{`${share(known, figures.lines)} explained`}</span>{" "}
        <span className="mid">{`of ${formatPlural(figures.lines, "line")}: ${words}`}</span>
      </span>
    </button>
  );
}

function Bar({ figures }: { readonly figures: ProvenanceFigures }) {
  return (
    <span className="task-strip" aria-hidden="true">
      {grades.map(({ grade }) =>
        figures[grade] === 0 ? null : (
          <span key={grade} className={`task-strip-${grade}`} style={{ flexGrow: figures[grade] }} />
        ),
      )}
    </span>
  );
}

/** A share as a reader may trust it: never 100 % while something is missing, never 0 % while something is there. */
function share(part: number, whole: number): string {
  if (part === 0) return "0 %";
  if (part === whole) return "100 %";
  return `${String(Math.min(99, Math.max(1, Math.round((100 * part) / whole))))} %`;
}

/** The diff at the first line that no event explains; at its beginning where all are explained, or that cannot be told. */
async function openUnknown(view: AttemptView, taskId: string): Promise<void> {
  const attemptId = view.attempt.id;
  const answer = await call("provenance.get", { attemptId, path: null });
  if (!answer.ok) announce(`Could not find the line: ${answer.error.message}`);
  const files = answer.ok && answer.value.known ? answer.value.files : [];
  const unknown = files.flatMap(({ path, origins }) =>
    origins.flatMap(({ grade, side, from }) =>
      grade === "unknown" ? [{ path, line: side === "new" ? from : null }] : [],
    ),
  );
  const first = unknown.find(({ line }) => line !== null) ?? unknown[0];
  if (first === undefined) go({ screen: "diff", taskId, attemptId });
  else showLine(taskId, attemptId, first.path, first.line);
}
