import type { ReactNode } from "react";
import type { AttemptView, DecisionRecord, TaskView } from "../../../shared/contract/review";
import { decisionRule } from "../../../shared/review/decision-catalog";
import { DecisionStandingMark } from "../../parts/DecisionStandingMark";
import { tierNames } from "../../parts/TierMark";
import { VerdictGlyph, VerdictMark, verdictNames } from "../../parts/VerdictMark";
import { openSheet } from "../../state/decide";
import { go } from "../../state/route";
import { formatCount, formatMoment, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
import { tallyVerdicts } from "./tally";

const mostLetters = 6;
const mostMissing = 3;
const mostDecisions = 3;

/** Asked, claimed, what holds, what is missing, what was decided: the task on one line. */
export function Digest({
  view,
  focus,
  onClaims,
}: {
  readonly view: TaskView;
  readonly focus: AttemptView;
  readonly onClaims: () => void;
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
        <Holds attempts={view.attempts} onClaims={onClaims} />
      </Column>
      <Column title={`Missing for ${tierNames[focus.effective.level]}, attempt ${focus.attempt.letter}`}>
        <Missing taskId={view.task.id} focus={focus} />
      </Column>
      <Column title="Decisions so far">
        <Decisions view={view} />
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
      <li>{`${formatPlural(total, "claim")} in ${formatPlural(summaries, "summary", "summaries")}`}</li>
      {attempts.length < 2 || attempts.length > mostLetters ? null : (
        <li className="mid">
          {attempts
            .map(({ attempt, judgement }) => `${attempt.letter} ${formatCount(judgement.claims.length)}`)
            .join(", ")}
        </li>
      )}
      {tests === 0 ? null : <li className="mid">{`${formatCount(tests)} about tests`}</li>}
    </ul>
  );
}

function Holds({ attempts, onClaims }: { readonly attempts: readonly AttemptView[]; readonly onClaims: () => void }) {
  const tally = tallyVerdicts(attempts);
  const asking = attempts.filter(({ judgement }) => judgement.escalation !== null);
  return (
    <ul>
      {tally.length === 0 ? <li className="dim">No claim that can be checked</li> : null}
      {asking.length === 0 ? null : (
        <li>
          <VerdictMark verdict="escalated">Agent asks</VerdictMark>
          <span className="dim">{asking.map(({ attempt }) => attempt.letter).join(", ")}</span>
        </li>
      )}
      {tally.map(({ verdict, count, attempts: each }) => (
        <li key={verdict}>
          <button type="button" className="task-count" onClick={onClaims}>
            <VerdictMark
              verdict={verdict}
            >{`${formatCount(count)} ${verdictNames[verdict].toLowerCase()}`}</VerdictMark>
          </button>
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

function Missing({ taskId, focus }: { readonly taskId: string; readonly focus: AttemptView }) {
  const unmet = focus.gates.filter((gate) => !gate.met && gate.overridden === null);
  const met = focus.gates.filter((gate) => gate.met).length;
  const overridden = focus.gates.length - met - unmet.length;
  const sentence = `${formatCount(met)} of ${formatPlural(focus.gates.length, "gate")} met${overridden === 0 ? "" : `, ${formatCount(overridden)} overridden`}`;
  return (
    <ul>
      {unmet.slice(0, mostMissing).map((gate) => (
        <li key={gate.id} title={gate.why}>
          <VerdictGlyph kind="unbacked" name="not met" />
          <span className="cut">
            <SafeText text={gate.title} />
          </span>
        </li>
      ))}
      <li>
        <button
          type="button"
          className={unmet.length === 0 ? "task-count green medium" : "task-count mid"}
          onClick={() => {
            openSheet({ kind: "approve", taskId, attemptId: focus.attempt.id });
          }}
        >
          {unmet.length > mostMissing ? `${formatCount(unmet.length - mostMissing)} more; ${sentence}` : sentence}
        </button>
      </li>
    </ul>
  );
}

function Decisions({ view }: { readonly view: TaskView }) {
  const now = useNow();
  const sessions = view.attempts.reduce((sum, { sessions: own }) => sum + own.length, 0);
  const files = view.attempts.flatMap(({ attempt, readFiles }) =>
    attempt.files.map((file) => readFiles.includes(file.digest)),
  );
  return (
    <ul>
      {view.decisions.length === 0 ? <li>None yet</li> : null}
      {view.decisions.slice(-mostDecisions).map((record) => (
        <li key={record.seq} className="task-decision">
          <button
            type="button"
            className="task-count cut"
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
      <li className="mid">{`${formatPlural(view.attempts.length, "attempt")}, ${formatPlural(sessions, "session")}`}</li>
      <li className="mid">{`${formatCount(files.filter(Boolean).length)} of ${formatPlural(files.length, "file")} marked read`}</li>
    </ul>
  );
}

function decisionTitle({ decision, recordedAt }: DecisionRecord, now: number): string {
  return `${decision.reviewer.name}, ${formatMoment(recordedAt, now)}${decision.reason === "" ? "" : `: ${decision.reason}`}`;
}
