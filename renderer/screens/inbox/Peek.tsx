import { PenLine } from "lucide-react";
import { memo } from "react";
import type { InboxRow } from "../../../shared/contract/inbox";
import type { AttemptView, TaskView } from "../../../shared/contract/review";
import type { Requester } from "../../../shared/model/contract";
import type { Verdict } from "../../../shared/model/claim";
import { useQuery } from "../../bridge/use-query";
import { EscalationList } from "../../parts/EscalationList";
import { FindingFlag } from "../../parts/FindingFlag";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { TierMark, tierNames } from "../../parts/TierMark";
import { VerdictGlyph, VerdictMark, verdictNames } from "../../parts/VerdictMark";
import { Button } from "../../ui/Button";
import { formatCount, formatMoment, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { Kbd } from "../../ui/Kbd";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
import { useResting } from "../../ui/use-resting";
import { verdictGlyphs } from "./InboxLineView";
import "./peek.css";

type EntryPoint = Requester["entryPoint"];

const mostReasons = 6;

export interface PeekProps {
  readonly row: InboxRow;
  readonly onOpen: () => void;
  readonly onEscalate: () => void;
}

/** What stands behind the row at the cursor: why it is here, attempts, what is missing, who owns it. Looking marks nothing as read. */
export const Peek = memo(function Peek({ row, onOpen, onEscalate }: PeekProps) {
  const resting = useResting(row.taskId);
  const task = useQuery("task.get", resting ? { taskId: row.taskId } : null, { scopes: ["task"] });
  const now = useNow();
  return (
    <aside className="peek" aria-label="Peek">
      <div className="peek-scroll focus-inset" tabIndex={0} role="region" aria-label="About the task">
        <header className="peek-section">
          <div className="peek-line meta">
            <TierMark level={row.tier} word={false} />
            <span>{tierNames[row.tier]}</span>
            <span className="mono">{row.ref ?? row.taskId}</span>
            <span className="cut">
              <SafeText text={row.repository} code />
            </span>
            <span className="grow" />
            <span>Peek</span>
            <Kbd>Space</Kbd>
          </div>
          <h2>
            <SafeText text={row.title} />
          </h2>
          {task.value === undefined ? null : <Requested view={task.value} now={now} />}
        </header>
        {task.problem === undefined ? null : (
          <FailedMessage thing="the task" problem={task.problem} onRetry={task.reload} />
        )}
        {resting && task.state === "loading" ? <LoadingMessage thing="the task" slow={task.slow} /> : null}
        {task.value === undefined ? null : <PeekBody row={row} view={task.value} now={now} />}
      </div>
      <footer className="peek-foot">
        <Button variant="primary" wide kbd="Enter" onClick={onOpen}>
          {row.attempts > 1 ? `Compare ${formatCount(row.attempts)} attempts` : "Open task"}
        </Button>
        <Button kbd="e" onClick={onEscalate}>
          Escalate
        </Button>
      </footer>
    </aside>
  );
});

const entryPlaces: Readonly<Record<EntryPoint, string>> = {
  slack: " in Slack",
  issue: " in an issue",
  web: " on the web",
  terminal: " in a terminal",
  schedule: " by a schedule",
  other: "",
};

function Requested({ view, now }: { readonly view: TaskView; readonly now: number }) {
  const { requester } = view.task;
  if (requester === null)
    return <p className="meta">Requester unknown, first seen {formatMoment(view.task.firstSeenAt, now)}</p>;
  const place = entryPlaces[requester.entryPoint];
  const time = requester.at === undefined ? "" : `, ${formatMoment(requester.at, now)}`;
  return (
    <p className="small dim">
      <SafeText text={`Asked by ${requester.name}${place}${time}`} />
    </p>
  );
}

function PeekBody({ row, view, now }: { readonly row: InboxRow; readonly view: TaskView; readonly now: number }) {
  const focus = view.attempts.find((attempt) => attempt.attempt.id === row.focusAttempt) ?? view.attempts[0];
  return (
    <>
      <section className="peek-section">
        <h3>
          {row.waitingSince === null
            ? "Why it is here"
            : `Why it is here, since ${formatMoment(row.waitingSince, now)}`}
        </h3>
        <p className="small mid peek-why">
          <SafeText text={row.why} />
        </p>
        <ul className="peek-list">
          <Reasons row={row} view={view} />
        </ul>
      </section>
      {row.escalation === null ? null : <Waiting taskId={row.taskId} now={now} />}
      <section className="peek-section">
        <h3>Attempts</h3>
        {view.attempts.map((attempt) => (
          <div key={attempt.attempt.id} className="peek-attempt">
            <b>{attempt.attempt.letter}</b>
            <span className="mid cut" title={attempt.attempt.runnerName}>
              <SafeText text={attempt.attempt.runnerName} />
            </span>
            <span className="dim nowrap">{formatPlural(attempt.attempt.files.length, "file")}</span>
            <div className="peek-attempt-more">
              <ClaimCounts view={attempt} />
              <span className="dim cut">
                {attempt.attempt.model === null ? "model unknown" : <SafeText text={attempt.attempt.model} code />}
              </span>
            </div>
          </div>
        ))}
      </section>
      {focus === undefined ? null : <Missing row={row} view={focus} />}
      <section className="peek-section">
        <h3>Ownership</h3>
        <Ownership view={view} />
      </section>
    </>
  );
}

/** What waits for somebody's word, each with what answers it. */
function Waiting({ taskId, now }: { readonly taskId: string; readonly now: number }) {
  const asked = useQuery("escalations.list", { taskId, ended: false }, { scopes: ["task", "audit", "inbox"] });
  if (asked.value === undefined) return null;
  return (
    <section className="peek-section" aria-label="Escalations and questions">
      <h3>Escalations and questions</h3>
      <EscalationList view={asked.value} now={now} brief />
    </section>
  );
}

function Reasons({ row, view }: { readonly row: InboxRow; readonly view: TaskView }) {
  const glyph = verdictGlyphs[row.verdict.word];
  const claims = view.attempts.flatMap((attempt) =>
    attempt.judgement.claims
      .filter((claim) => claim.verdict === "contradicted")
      .map((claim) => ({ letter: attempt.attempt.letter, claim })),
  );
  const findings = view.attempts.flatMap((attempt) =>
    attempt.judgement.findings
      .filter((finding) => finding.severity !== "note")
      .map((finding) => ({ letter: attempt.attempt.letter, finding })),
  );
  const unbacked = view.attempts.reduce(
    (sum, attempt) => sum + attempt.judgement.claims.filter((claim) => claim.verdict === "unbacked").length,
    0,
  );
  const escalations = view.attempts.filter((attempt) => attempt.judgement.escalation !== null);
  const reasons = [
    ...claims.map(({ letter, claim }) => (
      <li key={`${letter} ${claim.id}`}>
        <VerdictGlyph kind="contradicted" name="contradicted" />
        <span>
          Attempt {letter} says{" "}
          <span className="medium">
            “<SafeText text={claim.sentence} />”
          </span>{" "}
          <SafeText text={claim.why} />
        </span>
      </li>
    )),
    ...escalations.map((attempt) => (
      <li key={`${attempt.attempt.letter} escalation`}>
        <VerdictGlyph kind="escalated" name="escalated" />
        <span>
          Attempt {attempt.attempt.letter} asked: <SafeText text={attempt.judgement.escalation?.text ?? ""} />
        </span>
      </li>
    )),
    ...findings.map(({ letter, finding }) => (
      <li key={`${letter} ${finding.id}`}>
        <FindingFlag severity={finding.severity} />
        <span>
          Attempt {letter}, {finding.title.toLowerCase()}: <SafeText text={finding.message} />
        </span>
      </li>
    )),
    ...view.attempts
      .filter((attempt) => attempt.judgement.freshness.stale)
      .map((attempt) => (
        <li key={`${attempt.attempt.letter} stale`}>
          <VerdictGlyph kind="stale" name="stale" />
          <span>
            Attempt {attempt.attempt.letter}: <SafeText text={attempt.judgement.freshness.sentence} />
          </span>
        </li>
      )),
  ];
  return (
    <>
      {reasons.length > 0 ? null : (
        <li>
          {glyph === null ? <Icon icon={PenLine} small className="mid" /> : <VerdictGlyph kind={glyph} />}
          <span>
            <span className="medium">{row.verdict.label}:</span> <SafeText text={row.verdict.cause} />
          </span>
        </li>
      )}
      {reasons.slice(0, mostReasons)}
      {reasons.length > mostReasons ? (
        <li className="peek-more">{`${formatCount(reasons.length - mostReasons)} more in the task`}</li>
      ) : null}
      {unbacked === 0 ? null : (
        <li>
          <VerdictGlyph kind="unbacked" name="unbacked" />
          <span>{`${formatPlural(unbacked, "claim")} ${unbacked === 1 ? "has" : "have"} no event behind ${unbacked === 1 ? "it" : "them"}.`}</span>
        </li>
      )}
    </>
  );
}

const worstFirst: readonly Verdict[] = ["contradicted", "stale", "unverifiable", "unbacked", "backed"];

function ClaimCounts({ view }: { readonly view: AttemptView }) {
  const { claims } = view.judgement;
  const worst = worstFirst.find((verdict) => claims.some((claim) => claim.verdict === verdict));
  if (worst === undefined) return <span className="dim cut">No claims</span>;
  const count = claims.filter((claim) => claim.verdict === worst).length;
  return (
    <span className="cut">
      <VerdictMark
        verdict={worst}
      >{`${formatCount(count)} of ${formatCount(claims.length)} ${verdictNames[worst].toLowerCase()}`}</VerdictMark>
    </span>
  );
}

function Missing({ row, view }: { readonly row: InboxRow; readonly view: AttemptView }) {
  const unmet = view.gates.filter((gate) => !gate.met);
  return (
    <section className="peek-section">
      <h3>{`Missing for ${tierNames[row.tier]}, attempt ${view.attempt.letter}`}</h3>
      <ul className="peek-list">
        {unmet.length === 0 ? (
          <li>
            <VerdictGlyph kind="backed" />
            <span>{`Nothing: all ${formatPlural(view.gates.length, "gate")} met.`}</span>
          </li>
        ) : (
          unmet.map((gate) => (
            <li key={gate.id}>
              <VerdictGlyph kind="unbacked" name="not met" />
              <span>
                {gate.title}: <SafeText text={gate.why} />
              </span>
            </li>
          ))
        )}
      </ul>
    </section>
  );
}

const grounds: Readonly<Record<TaskView["ownership"]["ground"], string>> = {
  decision: "by decision",
  contract: "from the contract",
  codeowners: "from CODEOWNERS",
  none: "",
};

function Ownership({ view }: { readonly view: TaskView }) {
  const { owner, ground, onCall } = view.ownership;
  const sessions = view.attempts.flatMap((attempt) => attempt.sessions);
  const records = sessions.reduce((sum, session) => sum + session.completeness.records, 0);
  const recognised = sessions.reduce((sum, session) => sum + session.completeness.recognised, 0);
  const files = view.attempts.flatMap((attempt) =>
    attempt.attempt.files.map((file) => ({ file, read: attempt.readFiles.includes(file.digest) })),
  );
  return (
    <dl className="peek-facts">
      <dt>Owner</dt>
      <dd>
        {owner === null ? (
          <span className="amber medium">No owner</span>
        ) : (
          <SafeText text={`${owner}, ${grounds[ground]}`} />
        )}
      </dd>
      <dt>On call</dt>
      <dd>{onCall === null ? <span className="dim">not stated</span> : <SafeText text={onCall} />}</dd>
      <dt>Ingest</dt>
      <dd
        className={recognised === records ? undefined : "amber"}
      >{`${formatCount(recognised)} of ${formatCount(records)} records, ${formatPlural(sessions.length, "session")}`}</dd>
      <dt>Opened</dt>
      <dd>{`${formatCount(files.filter((entry) => entry.read).length)} of ${formatPlural(files.length, "file")}`}</dd>
      <dt>Next</dt>
      <dd>
        <SafeText text={view.next.label} />
      </dd>
    </dl>
  );
}
