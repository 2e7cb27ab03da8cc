import type { Ref } from "react";
import type { TimelineRow } from "../../../shared/contract/timeline";
import type { AttemptView } from "../../../shared/contract/review";
import type { EventRef } from "../../../shared/model/evidence";
import type { Session } from "../../../shared/model/session";
import { EventComments } from "../../parts/EventComments";
import { go } from "../../state/route";
import { Button } from "../../ui/Button";
import { formatBytes, formatClock, formatCount, formatDay, formatDuration } from "../../ui/format";
import { Fact, Facts, PanelSection } from "../../ui/PanelSection";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
import { EventLinks, EventTurn } from "./EventLinks";
import { EventLinesSection } from "./EventLinesSection";
import { EventSource } from "./EventSource";
import { eventView } from "./event-views";
import { endText, failed } from "./outcome";
import { shownPath } from "./shown-path";

export interface EventPanelProps {
  readonly row: TimelineRow;
  readonly taskId: string;
  readonly attemptId: string;
  /** The attempt with its judgement; absent while it is asked for. */
  readonly view: AttemptView | undefined;
  readonly session: Session | undefined;
  /** "S2", where the attempt has several sessions. */
  readonly sessionName: string | null;
  readonly ref: Ref<HTMLElement>;
  readonly onLines: () => void;
  /** Puts a link to the event on the clipboard. */
  readonly onCopy: () => void;
  readonly onEvent: (ref: EventRef) => void;
  /** Where the panel stands instead of the list: the way back. */
  readonly onClose?: (() => void) | undefined;
}

/** The focus goes back from a comment that was closed. */
function focusPanel(): void {
  document.querySelector<HTMLElement>(".event-panel")?.focus();
}

/** One event: what is known of it, what rests on it, where it stands in the archived source. */
export function EventPanel(props: EventPanelProps) {
  const { row, taskId, attemptId, view, session, sessionName, ref, onLines, onCopy, onEvent, onClose } = props;
  const { detail, seq } = row.event;
  const name = `Event #${formatCount(seq)}, ${eventView(detail).name}`;
  return (
    <aside ref={ref} className="event-panel focus-inset" aria-label={name} tabIndex={-1}>
      <header className="event-panel-head">
        <h2>{name}</h2>
        {sessionName === null ? null : <span className="small mid">{sessionName}</span>}
        <span className="grow" />
        <Button small kbd="y" onClick={onCopy}>
          Copy link
        </Button>
        {onClose === undefined ? null : (
          <Button small kbd="Esc" onClick={onClose}>
            Events
          </Button>
        )}
      </header>
      <div className="event-panel-scroll" tabIndex={0} role="region" aria-label={`About event #${formatCount(seq)}`}>
        <EventFacts row={row} session={session} />
        {view === undefined ? null : (
          <>
            <EventLinks row={row} taskId={taskId} attemptId={attemptId} view={view} onEvent={onEvent} />
            <EventTurn row={row} view={view} />
            <EventLinesSection row={row} taskId={taskId} attemptId={attemptId} />
          </>
        )}
        <EventComments
          key={`comments ${row.sessionId} ${String(seq)}`}
          taskId={taskId}
          attemptId={attemptId}
          sessionId={row.sessionId}
          seq={seq}
          onClosed={focusPanel}
        />
        <EventSource key={`${row.sessionId} ${String(seq)}`} row={row} />
      </div>
      {detail.kind === "file-edit" || detail.kind === "command" || detail.kind === "check" ? (
        <footer className="event-panel-foot">
          <Button kbd="t" onClick={onLines}>
            Show its lines
          </Button>
          {detail.kind !== "check" ? null : (
            <Button
              kbd="v"
              onClick={() => {
                go({ screen: "evidence", taskId, attemptId });
              }}
            >
              Evidence
            </Button>
          )}
        </footer>
      ) : null}
    </aside>
  );
}

const actors: Readonly<Record<TimelineRow["event"]["actor"], string>> = {
  person: "person",
  agent: "main agent",
  "sub-agent": "sub-agent",
  runner: "runner",
};

function EventFacts({ row, session }: { readonly row: TimelineRow; readonly session: Session | undefined }) {
  const { event } = row;
  const { detail } = event;
  const cwd = session?.cwd ?? null;
  const now = useNow(3_600_000);
  return (
    <PanelSection>
      <Facts>
        {detail.kind === "command" || detail.kind === "check" ? (
          <>
            <Fact name="Command" mono>
              <SafeText text={detail.command.slice(0, 600)} code lines />
            </Fact>
            <Fact name="Directory" mono>
              {detail.cwd === null ? "not recorded" : <SafeText text={detail.cwd} code />}
            </Fact>
            <Fact name="Exit code">
              {detail.exitCode === null ? (
                detail.outcome === "failed" ? (
                  "not recorded, the runner reports a failure"
                ) : (
                  (endText(detail) ?? "not recorded")
                )
              ) : (
                <span className={failed(detail) ? "strong red" : undefined}>{String(detail.exitCode)}</span>
              )}
            </Fact>
            <Fact name="Duration">
              {detail.durationMs === null ? "not recorded" : formatDuration(detail.durationMs)}
            </Fact>
          </>
        ) : null}
        {detail.kind === "check" ? (
          <>
            <Fact name="Check">
              {detail.checkType === "static-analysis" ? "static analysis" : detail.checkType}
              {detail.masked ? ", exit code masked" : ""}
            </Fact>
            <Fact name="Counts" mono={detail.counts !== null}>
              {detail.counts === null ? "none in the output" : <SafeText text={detail.counts.line} code lines />}
            </Fact>
          </>
        ) : null}
        {detail.kind === "file-edit" ? (
          <>
            <Fact name="File" mono>
              <SafeText text={shownPath(detail.path, cwd)} code />
            </Fact>
            {detail.newPath === null ? null : (
              <Fact name="Moved to" mono>
                <SafeText text={shownPath(detail.newPath, cwd)} code />
              </Fact>
            )}
            <Fact name="Lines">{`${formatCount(detail.added)} added, ${formatCount(detail.removed)} removed`}</Fact>
            <Fact name="Outcome">{detail.outcome === "unanswered" ? "no answer" : detail.outcome}</Fact>
          </>
        ) : null}
        {detail.kind === "tool-call" ? (
          <>
            <Fact name="Tool" mono>
              <SafeText text={detail.tool} code />
            </Fact>
            <Fact name="Outcome">{detail.outcome === "unanswered" ? "no answer" : detail.outcome}</Fact>
          </>
        ) : null}
        {detail.kind === "reasoning" && detail.withheldBytes > 0 ? (
          <Fact name="Withheld">{formatBytes(detail.withheldBytes)}</Fact>
        ) : null}
        <Fact name="By">
          {actors[event.actor]}
          {event.lane === "main" ? null : (
            <span className="mono">
              {" "}
              <SafeText text={event.lane} code />
            </span>
          )}
        </Fact>
        <Fact name="When">
          {event.at === null
            ? "the runner recorded no time"
            : `${formatDay(event.at, now)}, ${formatClock(event.at, true)}`}
        </Fact>
        {session === undefined ? null : (
          <Fact name="Session" mono>
            <SafeText text={session.runnerSessionId} code />
          </Fact>
        )}
      </Facts>
    </PanelSection>
  );
}
