import type { PolicyRule } from "../../../shared/contract/policy";
import type { AttemptView, TaskView } from "../../../shared/contract/review";
import type { Finding } from "../../../shared/model/finding";
import { FindingFlag } from "../../parts/FindingFlag";
import { lookedSentence } from "../../parts/looked-words";
import { VerdictMark } from "../../parts/VerdictMark";
import { formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { Few } from "./Few";
import { Section, type SectionRow } from "./Section";
import { showEvent, showLine } from "./show-event";
import { rowsBy } from "./tally";

interface FindingSectionProps {
  readonly view: TaskView;
  readonly focusId: string;
  /** Every rule, with why it is there and what it looks at; empty until they are known. */
  readonly rules: readonly PolicyRule[];
}

const severityRank: Readonly<Record<Finding["severity"], number>> = { serious: 0, warning: 1, note: 2 };
const severityNames: Readonly<Record<Finding["severity"], string>> = {
  serious: "Serious",
  warning: "Warning",
  note: "Note",
};

/** What the rules noticed, a row for each rule, the most severe first; each finding opens its line or its event. */
export function FindingSection({ view, focusId, rules }: FindingSectionProps) {
  const rows = rowsBy(
    view.attempts.map((attempt) => ({
      ...attempt,
      judgement: {
        ...attempt.judgement,
        findings: attempt.judgement.findings.toSorted((a, b) => severityRank[a.severity] - severityRank[b.severity]),
      },
    })),
    ({ judgement }) => judgement.findings,
    (finding) => finding.rule,
  ).toSorted((a, b) => severityRank[a.first.severity] - severityRank[b.first.severity]);
  const total = view.attempts.reduce((sum, { judgement }) => sum + judgement.findings.length, 0);
  const ran = Math.max(...view.attempts.map(({ judgement }) => judgement.rulesRun), 0);
  return (
    <Section
      id="findings"
      title="Findings"
      note={total === 0 ? undefined : `${formatPlural(total, "finding")}, ${formatPlural(ran, "rule")} ran`}
      attempts={view.attempts}
      focusId={focusId}
      empty={<VerdictMark verdict="backed">{`No findings. ${formatPlural(ran, "rule")} ran.`}</VerdictMark>}
      rows={rows.map(({ key, first, of }): SectionRow => {
        const rule = rules.find((one) => one.id === key);
        return {
          key,
          head: <RuleHead title={first.title} rule={rule} />,
          tall: true,
          cell: (attempt) => {
            const findings = of(attempt);
            const looked = rule === undefined ? null : lookedSentence(rule.looksAt, attempt.judgement.looked);
            if (findings.length === 0)
              return <span className="dim">{looked === null ? "none" : `none in ${looked}`}</span>;
            return (
              <>
                <Few items={findings}>
                  {(finding) => <FindingItem key={finding.id} finding={finding} view={attempt} taskId={view.task.id} />}
                </Few>
                {looked === null ? null : (
                  <div className="meta task-looked">{`${formatPlural(findings.length, "finding")} in ${looked}`}</div>
                )}
              </>
            );
          },
        };
      })}
    />
  );
}

/** A rule's title; its rationale unfolds beneath. */
function RuleHead({ title, rule }: { readonly title: string; readonly rule: PolicyRule | undefined }) {
  const name = (
    <span className="medium">
      <SafeText text={title} />
    </span>
  );
  if (rule === undefined) return name;
  return (
    <details className="task-why">
      <summary>{name}</summary>
      <p>
        <SafeText text={rule.rationale} />
      </p>
      <p className="mono dim">{rule.id}</p>
    </details>
  );
}

interface FindingItemProps {
  readonly finding: Finding;
  readonly view: AttemptView;
  readonly taskId: string;
}

function FindingItem({ finding, view, taskId }: FindingItemProps) {
  const { path, line, event, severity } = finding;
  const place = path === null || line === null ? path : `${path}:${String(line)}`;
  // Most messages name their file; it is not said twice.
  const where = place === null || finding.message.includes(place) ? null : place;
  const body = (
    <>
      <FindingFlag severity={severity} />
      <span>
        <span className={`medium task-severity-${severity}`}>{`${severityNames[severity]}:`}</span>{" "}
        <SafeText text={finding.message} />
        {where === null ? null : (
          <span className="mono dim">
            {" "}
            <SafeText text={where} code />
          </span>
        )}
        {path === null && event !== null ? <span className="mono dim">{` event #${String(event.seq)}`}</span> : null}
      </span>
    </>
  );
  if (path === null && event === null) return <div className="task-item">{body}</div>;
  const button = (
    <button
      type="button"
      className="task-item"
      onClick={() => {
        if (path !== null) showLine(taskId, view.attempt.id, path, line);
        else if (event !== null) showEvent(taskId, view.attempt.id, event);
      }}
    >
      {body}
    </button>
  );
  if (path === null || event === null) return button;
  return (
    <>
      {button}
      <div className="task-doors task-doors-under">
        <button
          type="button"
          className="link accent"
          onClick={() => {
            showEvent(taskId, view.attempt.id, event);
          }}
        >
          {`event #${String(event.seq)}`}
        </button>
      </div>
    </>
  );
}
