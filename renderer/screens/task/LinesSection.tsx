import type { AttemptView, TaskView } from "../../../shared/contract/review";
import type { LineGrade, ProvenanceFigures } from "../../../shared/model/provenance";
import { go } from "../../state/route";
import { formatCount, formatPlural } from "../../ui/format";
import { Section } from "./Section";

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
        openUnknown(view, taskId);
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

/** The diff at the first hunk that no event explains, where one was found; else at its beginning. */
function openUnknown(view: AttemptView, taskId: string): void {
  const hunk = view.judgement.findings.find((finding) => finding.rule === "unexplained-hunk" && finding.path !== null);
  go({
    screen: "diff",
    taskId,
    attemptId: view.attempt.id,
    ...(hunk === undefined || hunk.path === null
      ? {}
      : { at: { path: hunk.path, ...(hunk.line === null ? {} : { line: hunk.line }) } }),
  });
}
