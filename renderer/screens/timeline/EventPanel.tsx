import { useEffect, useState, type ReactNode, type Ref } from "react";
import type { TimelineRow } from "../../../shared/contract/timeline";
import type { AttemptView } from "../../../shared/contract/review";
import type { EventRef } from "../../../shared/model/evidence";
import type { Session } from "../../../shared/model/session";
import { useQuery } from "../../bridge/use-query";
import { evidenceGlyph, evidenceNames, evidenceText } from "../../parts/evidence-words";
import { FindingFlag } from "../../parts/FindingFlag";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { StandingMark } from "../../parts/StandingMark";
import { verdictNames, VerdictGlyph, VerdictMark } from "../../parts/VerdictMark";
import { go } from "../../state/route";
import { Button } from "../../ui/Button";
import { formatBytes, formatClock, formatCount, formatDay, formatDuration, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
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
  readonly onEvent: (ref: EventRef) => void;
  /** Where the panel stands instead of the list: the way back. */
  readonly onClose?: (() => void) | undefined;
}

/** One event: what is known of it, what rests on it, where it stands in the archived source. */
export function EventPanel(props: EventPanelProps) {
  const { row, taskId, attemptId, view, session, sessionName, ref, onLines, onClose } = props;
  const { detail, seq } = row.event;
  const name = `Event #${formatCount(seq)}, ${eventView(detail).name}`;
  return (
    <aside ref={ref} className="event-panel focus-inset" aria-label={name} tabIndex={-1}>
      <header className="event-panel-head">
        <h2>{name}</h2>
        {sessionName === null ? null : <span className="small mid">{sessionName}</span>}
        <span className="grow" />
        {onClose === undefined ? null : (
          <Button small kbd="Esc" onClick={onClose}>
            Events
          </Button>
        )}
      </header>
      <div className="event-panel-scroll" tabIndex={0} role="region" aria-label={`About event #${formatCount(seq)}`}>
        <Facts row={row} session={session} />
        <LinkedFrom {...props} />
        {view === undefined ? null : <Turn row={row} view={view} />}
        <Source key={`${row.sessionId} ${String(seq)}`} row={row} />
      </div>
      {detail.kind === "file-edit" || detail.kind === "check" ? (
        <footer className="event-panel-foot">
          {detail.kind === "file-edit" ? (
            <Button kbd="t" onClick={onLines}>
              Show its lines
            </Button>
          ) : (
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

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="event-section">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Fact({
  name,
  children,
  mono = false,
}: {
  readonly name: string;
  readonly children: ReactNode;
  readonly mono?: boolean | undefined;
}) {
  return (
    <>
      <dt>{name}</dt>
      <dd className={mono ? "mono" : undefined}>{children}</dd>
    </>
  );
}

const actors: Readonly<Record<TimelineRow["event"]["actor"], string>> = {
  person: "person",
  agent: "main agent",
  "sub-agent": "sub-agent",
  runner: "runner",
};

function Facts({ row, session }: { readonly row: TimelineRow; readonly session: Session | undefined }) {
  const { event } = row;
  const { detail } = event;
  const cwd = session?.cwd ?? null;
  const now = useNow(3_600_000);
  return (
    <section className="event-section">
      <dl className="event-facts">
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
      </dl>
    </section>
  );
}

function LinkedFrom({ row, view, taskId, attemptId, onEvent }: EventPanelProps) {
  if (view === undefined) return null;
  const here = (ref: EventRef | null) => ref?.sessionId === row.sessionId && ref.seq === row.event.seq;
  const { judgement } = view;
  const findings = judgement.findings.filter((finding) => here(finding.event));
  const claims = judgement.claims.filter((claim) => claim.events.some(here) || here(claim.saidAt));
  const evidence = judgement.evidence.filter((item) => here(item.event));
  if (findings.length + claims.length + evidence.length === 0) return null;
  return (
    <Section title="Linked from">
      <ul className="event-links">
        {claims.map((claim) => {
          const { saidAt } = claim;
          return (
            <li key={`claim ${claim.id}`}>
              <VerdictGlyph kind={claim.verdict} name={verdictNames[claim.verdict]} />
              <span>
                {`Claim, ${verdictNames[claim.verdict].toLowerCase()}: `}“<SafeText text={claim.sentence} />”
                <span className="event-why">
                  <SafeText text={claim.why} />
                </span>
                {saidAt === null || here(saidAt) ? null : (
                  <button
                    type="button"
                    className="link"
                    onClick={() => {
                      onEvent(saidAt);
                    }}
                  >{`Said in #${formatCount(saidAt.seq)}`}</button>
                )}
                {claim.events
                  .filter((each) => !here(each))
                  .slice(0, 6)
                  .map((each) => (
                    <button
                      key={`${each.sessionId} ${String(each.seq)}`}
                      type="button"
                      className="link"
                      onClick={() => {
                        onEvent(each);
                      }}
                    >{`Rests on #${formatCount(each.seq)}`}</button>
                  ))}
              </span>
            </li>
          );
        })}
        {findings.map((finding) => {
          const { path, line } = finding;
          return (
            <li key={`finding ${finding.id}`}>
              <FindingFlag severity={finding.severity} />
              <span>
                {`Finding: ${finding.title}`}
                <span className="event-why">
                  <SafeText text={finding.message} />
                </span>
                {path === null ? null : (
                  <button
                    type="button"
                    className="link"
                    onClick={() => {
                      go({ screen: "diff", taskId, attemptId, at: { path, ...(line === null ? {} : { line }) } });
                    }}
                  >
                    Its line in the diff
                  </button>
                )}
              </span>
            </li>
          );
        })}
        {evidence.map((item) => (
          <li key={`evidence ${item.id}`}>
            <StandingMark standing={item.standing} word={false} />
            <span>
              {`${evidenceNames[item.kind]} `}
              <VerdictMark verdict={evidenceGlyph(item)}>{evidenceText(item)}</VerdictMark>
              {item.note === null ? null : (
                <span className="event-why">
                  <SafeText text={item.note} />
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Edits and checks in order: said at the events where it turned. */
function Turn({ row, view }: { readonly row: TimelineRow; readonly view: AttemptView }) {
  const { freshness } = view.judgement;
  const turns = [freshness.lastEdit?.event, freshness.lastPass?.event];
  const here = turns.some((ref) => ref?.sessionId === row.sessionId && ref.seq === row.event.seq);
  return here ? (
    <Section title="Edits and checks">
      <p className={freshness.stale ? "amber" : undefined}>
        <SafeText text={freshness.sentence} />
      </p>
    </Section>
  ) : null;
}

/** Raw text drawn before the rest is asked for. */
const rawMost = 4_000;
/** Moving quickly through the list asks only for the event it stops at. */
const restMs = 90;

function Source({ row }: { readonly row: TimelineRow }) {
  const [resting, setResting] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setResting(true);
    }, restMs);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  const { sessionId } = row;
  const { seq, place, detail } = row.event;
  const query = useQuery("timeline.event", resting ? { sessionId, seq } : null);
  const [whole, setWhole] = useState(false);
  const result = "resultPlace" in detail ? detail.resultPlace : null;
  const value = query.value;
  return (
    <>
      <Section title="Source">
        <dl className="event-facts">
          {value === undefined ? null : (
            <Fact name="File" mono>
              <SafeText text={value.source.path} code />
            </Fact>
          )}
          <Fact name="Line">
            {place.line === null ? "not a file of lines" : formatCount(place.line)}
            {result?.line === null || result?.line === undefined ? "" : `, result on ${formatCount(result.line)}`}
          </Fact>
          <Fact name="Bytes">{`${formatCount(place.byteStart)} to ${formatCount(place.byteEnd)}`}</Fact>
          {value === undefined ? null : (
            <>
              <Fact name="Digest" mono>
                <span title={value.source.digest}>{value.source.digest.slice(0, 12)}</span>
              </Fact>
              <Fact name="Archive">
                {value.source.present ? (
                  "archived copy intact"
                ) : (
                  <span className="red">Source gone. This event cannot be checked against it.</span>
                )}
              </Fact>
            </>
          )}
        </dl>
      </Section>
      {query.problem === undefined ? null : (
        <FailedMessage thing="the raw record" problem={query.problem} onRetry={query.reload} />
      )}
      {query.state === "loading" && resting ? <LoadingMessage thing="the raw record" slow={query.slow} /> : null}
      {value === undefined ? null : (
        <section className="event-section">
          <h3>{`Raw record, ${formatBytes(value.rawBytes)}`}</h3>
          <pre className="event-raw" dir="ltr">
            <SafeText code lines text={whole ? value.raw : value.raw.slice(0, rawMost)} />
          </pre>
          {!whole && value.raw.length > rawMost ? (
            <button
              type="button"
              className="link event-raw-more"
              onClick={() => {
                setWhole(true);
              }}
            >
              {`Show all, ${formatPlural(value.raw.length - rawMost, "character")} more`}
            </button>
          ) : null}
          {whole && value.raw.length < value.rawBytes && value.rawBytes > 65_536 ? (
            <p className="event-why">{`The first ${formatBytes(65_536)} of ${formatBytes(value.rawBytes)}.`}</p>
          ) : null}
        </section>
      )}
    </>
  );
}
