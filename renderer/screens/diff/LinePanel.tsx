import { CircleCheck, CircleHelp, CircleX, MessageSquare, Pencil, User, type LucideIcon } from "lucide-react";
import { memo } from "react";
import type { StoryStep } from "../../../shared/contract/provenance";
import type { AttemptView } from "../../../shared/contract/review";
import type { EventRef } from "../../../shared/model/evidence";
import type { LineOrigin, ProvenanceFigures } from "../../../shared/model/provenance";
import { useQuery } from "../../bridge/use-query";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { VerdictMark } from "../../parts/VerdictMark";
import { Button } from "../../ui/Button";
import { formatClock, formatCount } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { useResting } from "../../ui/use-resting";
import { gradeOrder, gradeWords, type RowOrigins, type WrittenRange } from "./line-origins";
import "./line-panel.css";

export interface LinePanelProps {
  /** "line 74", "removed line 12", or null where the cursor is on no line. */
  readonly line: string | null;
  readonly origin: LineOrigin | null;
  readonly origins: RowOrigins;
  readonly view: AttemptView | undefined;
  readonly onEvent: (ref: EventRef) => void;
  readonly onComment: () => void;
}

/** How the line under the cursor came to be: the steps around the event that wrote it, what rests on it, what else it wrote. */
export const LinePanel = memo(function LinePanel(props: LinePanelProps) {
  const { line, origin, origins, view, onEvent, onComment } = props;
  const event = origin?.event ?? null;
  return (
    <aside className="line-panel" aria-label={line === null ? "Provenance" : `Provenance of ${line}`}>
      <header className="line-panel-head">
        <h2>{line === null ? "Provenance" : `Provenance of ${line}`}</h2>
        {origin === null ? null : <span className="line-panel-grade">{gradeWords[origin.grade]}</span>}
      </header>
      <div className="line-panel-scroll" tabIndex={0} role="region" aria-label="How the line came to be">
        {origin === null ? (
          <p className="line-panel-part mid">
            {line === null
              ? "Put the cursor on a changed line: here stands what wrote it."
              : "The attempt did not change this line."}
          </p>
        ) : event === null ? (
          <p className="line-panel-part">
            <SafeText text={origin.why} />
          </p>
        ) : (
          <Written event={event} origin={origin} origins={origins} view={view} onEvent={onEvent} />
        )}
        {origins.total === null || origins.total.lines === 0 ? null : <Grades figures={origins.total} />}
      </div>
      <footer className="line-panel-foot">
        {event === null ? null : (
          <Button small kbd="t" onClick={() => onEvent(event)}>
            Open event
          </Button>
        )}
        <Button small kbd="c" onClick={onComment}>
          Comment
        </Button>
      </footer>
    </aside>
  );
});

interface WrittenProps extends Pick<LinePanelProps, "origins" | "view" | "onEvent"> {
  readonly event: EventRef;
  readonly origin: LineOrigin;
}

function Written({ event, origin, origins, view, onEvent }: WrittenProps) {
  if (!useResting(`${event.sessionId} ${String(event.seq)} ${origin.why}`)) return null;
  return (
    <>
      <Story event={event} instruction={origin.instruction} why={origin.why} onEvent={onEvent} />
      <Claims event={event} view={view} />
      <AlsoWritten event={event} ranges={origins.writtenBy(event)} />
    </>
  );
}

const partWords: Readonly<Record<StoryStep["part"], string>> = {
  asked: "Asked",
  "failed-before": "Check failed",
  said: "Agent said",
  wrote: "Wrote this line",
  "checked-after": "Next check",
};

const resultWords = { passed: "passed", failed: "failed", unknown: "result not known" } as const;

function iconOf({ part, result }: StoryStep): LucideIcon {
  if (part === "asked") return User;
  if (part === "said") return MessageSquare;
  if (part === "wrote") return Pencil;
  return result === "passed" ? CircleCheck : result === "failed" ? CircleX : CircleHelp;
}

interface StoryProps {
  readonly event: EventRef;
  readonly instruction: EventRef | null;
  readonly why: string;
  readonly onEvent: (ref: EventRef) => void;
}

function Story({ event, instruction, why, onEvent }: StoryProps) {
  const story = useQuery("provenance.story", { event, instruction }, { scopes: ["task"] });
  if (story.problem !== undefined)
    return <FailedMessage thing="what stands around the event" problem={story.problem} onRetry={story.reload} />;
  if (story.value === undefined) return <LoadingMessage thing="what stands around the event" slow={story.slow} />;
  return (
    <section className="line-panel-part">
      <h3>How this line came to be</h3>
      <ol className="line-story">
        {story.value.steps.map((step) => (
          <li key={`${step.part} ${String(step.ref.seq)}`} className={`line-step line-step-${step.part}`}>
            <span className={`line-step-icon ${step.result === null ? "" : `line-step-${step.result}`}`}>
              <Icon icon={iconOf(step)} small />
            </span>
            <div>
              <p className="line-step-head">
                <span className="strong">
                  {step.part === "checked-after" && step.result !== null
                    ? `Next check ${resultWords[step.result]}`
                    : partWords[step.part]}
                </span>
                <button type="button" className="link mono" onClick={() => onEvent(step.ref)}>
                  {`#${formatCount(step.ref.seq)}${step.at === null ? "" : ` ${formatClock(step.at)}`}`}
                </button>
              </p>
              {step.label === "" ? null : (
                <p className="mono line-step-label">
                  <SafeText code text={step.label} />
                </p>
              )}
              {step.text === "" ? null : (
                <p className={step.label === "" ? "line-step-words" : "mono line-step-text"}>
                  <SafeText text={step.text} lines />
                </p>
              )}
              {step.part === "wrote" ? (
                <p className="mid">
                  <SafeText text={why} />
                </p>
              ) : null}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Claims({ event, view }: { readonly event: EventRef; readonly view: AttemptView | undefined }) {
  const claims = (view?.judgement.claims ?? []).filter(({ events }) =>
    events.some(({ sessionId, seq }) => sessionId === event.sessionId && seq === event.seq),
  );
  if (claims.length === 0) return null;
  return (
    <section className="line-panel-part">
      <h3>{claims.length === 1 ? "Claim resting on it" : "Claims resting on it"}</h3>
      {claims.map((claim) => (
        <div key={claim.id} className="line-claim">
          <p>
            “<SafeText text={claim.sentence} />”
          </p>
          <VerdictMark verdict={claim.verdict} />
          <p className="mid">
            <SafeText text={claim.why} />
          </p>
        </div>
      ))}
    </section>
  );
}

/** So many places are named; of more the number. */
const mostPlaces = 12;

function AlsoWritten({ event, ranges }: { readonly event: EventRef; readonly ranges: readonly WrittenRange[] }) {
  if (ranges.length < 2) return null;
  return (
    <section className="line-panel-part">
      <h3>{`Also by event #${formatCount(event.seq)}`}</h3>
      <ul className="mono line-places">
        {ranges.slice(0, mostPlaces).map(({ path, side, from, to }) => (
          <li key={`${path} ${side} ${String(from)}`}>
            <SafeText code text={path} />
            {`:${String(from)}${to === from ? "" : `-${String(to)}`}${side === "old" ? " removed" : ""}`}
          </li>
        ))}
      </ul>
      {ranges.length > mostPlaces ? (
        <p className="mid">{`${formatCount(ranges.length - mostPlaces)} more places`}</p>
      ) : null}
    </section>
  );
}

/** Changed lines by how it is known who wrote them: a bar, and the same in numbers. */
function Grades({ figures }: { readonly figures: ProvenanceFigures }) {
  const parts = gradeOrder.filter((grade) => figures[grade] > 0);
  return (
    <section className="line-panel-part">
      <h3>{`Provenance of ${formatCount(figures.lines)} changed lines`}</h3>
      <div className="line-grades" aria-hidden="true">
        {parts.map((grade) => (
          <span key={grade} className={`line-grade-${grade}`} style={{ flexGrow: figures[grade] }} />
        ))}
      </div>
      <dl className="line-grade-list">
        {parts.map((grade) => (
          <div key={grade}>
            <dt>{gradeWords[grade]}</dt>
            <dd>{`${formatCount(figures[grade])}, ${String(Math.floor((100 * figures[grade]) / figures.lines))} %`}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
