import type { ReactNode } from "react";
import type { Look, LookChange } from "../../../shared/contract/look";
import type { AttemptView, DecisionRecord, TaskView } from "../../../shared/contract/review";
import { decisionRule } from "../../../shared/review/decision-catalog";
import { shownReason } from "../../../shared/review/shown-reason";
import { DecisionStandingMark } from "../../parts/DecisionStandingMark";
import { tierNames } from "../../parts/TierMark";
import { VerdictGlyph, VerdictMark, verdictNames } from "../../parts/VerdictMark";
import { go } from "../../state/route";
import { formatCount, formatMoment, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
import { showSection, type SectionName } from "./show-section";
import { tallyVerdicts } from "./tally";
import { TaskEffects } from "./TaskEffects";

const mostLetters = 6;
const mostMissing = 3;
const mostDecisions = 2;
const mostChanges = 3;

/** Asked, claimed, what holds, what is missing, what changed: the task on one line. */
export function Digest({
  view,
  focus,
  look,
}: {
  readonly view: TaskView;
  readonly focus: AttemptView;
  readonly look: Look | undefined;
}) {
  return (
    <section className="task-digest" aria-label="Digest">
      <Column title="Asked">
        <p className="task-asked" title={askedOf(view)}>
          <SafeText text={askedOf(view)} />
        </p>
      </Column>
      <Column title="Claimed">
        <Claimed attempts={view.attempts} />
      </Column>
      <Column title="Holds">
        <Holds attempts={view.attempts} />
      </Column>
      <Column title={`Missing for ${tierNames[focus.effective.level]}, attempt ${focus.attempt.letter}`}>
        <Missing focus={focus} />
      </Column>
      <Column title="Changed since your last look">
        <Changed view={view} look={look} />
      </Column>
    </section>
  );
}

function askedOf(view: TaskView): string {
  const prompt = view.attempts
    .flatMap((attempt) => attempt.sessions)
    .find((session) => session.prompt !== null)?.prompt;
  return view.task.contract?.objective ?? prompt ?? view.task.title;
}

function Column({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

function Claimed({ attempts }: { readonly attempts: readonly AttemptView[] }) {
  const total = attempts.reduce((sum, { judgement }) => sum + judgement.claims.length, 0);
  const summaries = attempts.filter(({ attempt }) => attempt.summary !== null).length;
  const tests = attempts.reduce(
    (sum, { judgement }) => sum + judgement.claims.filter((claim) => claim.kind === "tests-pass").length,
    0,
  );
  return (
    <ul>
      <li>
        <Door to="claims">{`${formatPlural(total, "claim")} in ${formatPlural(summaries, "summary", "summaries")}`}</Door>
      </li>
      {attempts.length < 2 || attempts.length > mostLetters ? null : (
        <li className="mid">
          <Door to="claims" className="cut">
            {attempts
              .map(({ attempt, judgement }) => `${attempt.letter} ${formatCount(judgement.claims.length)}`)
              .join(", ")}
          </Door>
        </li>
      )}
      {tests === 0 ? null : (
        <li className="mid">
          <Door to="claims">{`${formatCount(tests)} about tests`}</Door>
        </li>
      )}
    </ul>
  );
}

function Holds({ attempts }: { readonly attempts: readonly AttemptView[] }) {
  const tally = tallyVerdicts(attempts);
  const asking = attempts.filter(({ judgement }) => judgement.escalation !== null);
  return (
    <ul className="task-holds">
      {tally.length === 0 ? <li className="dim">No claim that can be checked</li> : null}
      {asking.length === 0 ? null : (
        <li>
          <VerdictMark verdict="escalated">Agent asks</VerdictMark>
          <span className="dim">{asking.map(({ attempt }) => attempt.letter).join(", ")}</span>
        </li>
      )}
      {tally.map(({ verdict, count, attempts: each }) => (
        <li key={verdict}>
          <Door to="claims">
            <VerdictMark
              verdict={verdict}
            >{`${formatCount(count)} ${verdictNames[verdict].toLowerCase()}`}</VerdictMark>
          </Door>
          {attempts.length < 2 ? null : (
            <span className="dim cut">
              {each
                .map((one) => (count === one.count ? one.letter : `${one.letter} ${formatCount(one.count)}`))
                .join(", ")}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Missing({ focus }: { readonly focus: AttemptView }) {
  const unmet = focus.gates.filter((gate) => !gate.met && gate.overridden === null);
  const met = focus.gates.filter((gate) => gate.met).length;
  const overridden = focus.gates.length - met - unmet.length;
  const sentence = `${formatCount(met)} of ${formatPlural(focus.gates.length, "gate")} met${overridden === 0 ? "" : `, ${formatCount(overridden)} overridden`}`;
  return (
    <ul>
      {unmet.slice(0, mostMissing).map((gate) => (
        <li key={gate.id} title={gate.why}>
          <VerdictGlyph kind="unbacked" name="not met" />
          <Door to="gates" className="cut">
            <SafeText text={gate.title} />
          </Door>
        </li>
      ))}
      <li>
        <Door to="gates" className={unmet.length === 0 ? "green medium" : "mid"}>
          {unmet.length > mostMissing ? `${formatCount(unmet.length - mostMissing)} more; ${sentence}` : sentence}
        </Door>
      </li>
    </ul>
  );
}

/** A number that opens the rows it was counted from. */
function Door({
  to,
  className = "",
  children,
}: {
  readonly to: SectionName;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <button
      type="button"
      className={`task-count ${className}`}
      onClick={() => {
        showSection(to);
      }}
    >
      {children}
    </button>
  );
}

const doorsOfChanges: Readonly<Record<LookChange["kind"], SectionName>> = {
  attempt: "files",
  tree: "files",
  records: "ingest",
  evidence: "evidence",
  findings: "findings",
  claims: "claims",
  tier: "tier",
  contract: "contract",
  decision: "gates",
};

/** What is new since the reviewer's last look, the decisions so far, and how much was read. */
function Changed({ view, look }: { readonly view: TaskView; readonly look: Look | undefined }) {
  const now = useNow();
  const sessions = view.attempts.reduce((sum, { sessions: own }) => sum + own.length, 0);
  const files = view.attempts.flatMap(({ attempt, readFiles }) =>
    attempt.files.map((file) => readFiles.includes(file.digest)),
  );
  const changes = look?.changes.filter(({ kind }) => kind !== "decision") ?? [];
  const since = look?.since ?? null;
  const fresh = new Set(look?.changes.flatMap(({ seq }) => (seq === null ? [] : [seq])));
  return (
    <ul>
      {look === undefined ? null : since === null ? (
        <li>All of it: first look</li>
      ) : changes.length === 0 ? (
        <li className="mid">{`Nothing since ${formatMoment(since, now)}`}</li>
      ) : (
        changes.slice(0, mostChanges).map(({ kind, text }) => (
          <li key={text}>
            <Door to={doorsOfChanges[kind]} className="cut medium">
              {text}
            </Door>
          </li>
        ))
      )}
      {changes.length > mostChanges ? (
        <li className="mid" title={changes.map(({ text }) => text).join("\n")}>
          {`and ${formatCount(changes.length - mostChanges)} more`}
        </li>
      ) : null}
      {view.decisions.slice(-mostDecisions).map((record) => (
        <li key={record.seq} className="task-decision">
          <button
            type="button"
            className={fresh.has(record.seq) ? "task-count cut medium" : "task-count cut"}
            title={decisionTitle(record, now)}
            onClick={() => {
              go({ screen: "audit", seq: record.seq });
            }}
          >
            {`${decisionRule(record.decision.kind).past}${record.decision.level === undefined ? "" : ` to ${record.decision.level}`}${record.decision.attemptLetter === null ? "" : ` ${record.decision.attemptLetter}`}, entry ${formatCount(record.seq)}${record.decision.taskId === view.task.id ? "" : `, made under ${record.decision.taskId}`}`}
          </button>
          <DecisionStandingMark standing={record.standing} />
        </li>
      ))}
      {view.decisions.length === 0 ? null : <TaskEffects taskId={view.task.id} />}
      <li className="mid">
        <Door to="ingest" className="cut">
          {`${formatPlural(view.attempts.length, "attempt")}, ${formatPlural(sessions, "session")}`}
        </Door>
      </li>
      <li className="mid">
        <Door to="read" className="cut">
          {`${formatCount(files.filter(Boolean).length)} of ${formatPlural(files.length, "file")} read`}
        </Door>
      </li>
    </ul>
  );
}

function decisionTitle(row: DecisionRecord, now: number): string {
  const reason = shownReason(row);
  return `${row.decision.reviewer.name}, ${formatMoment(row.recordedAt, now)}${reason === "" ? "" : `: ${reason}`}`;
}
