import type { BatchSheet } from "../../../shared/contract/decide";
import type { DecisionKind } from "../../../shared/model/decision";
import { decisionRule } from "../../../shared/review/decision-catalog";
import { TierMark } from "../../parts/TierMark";
import { Button } from "../../ui/Button";
import { formatCount, formatDigest, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";

export interface BatchTasksProps {
  readonly kind: DecisionKind;
  readonly sheets: readonly BatchSheet[];
  readonly onLeaveOut: (taskId: string) => void;
}

/** The tasks of an act: what each entry is bound to, and why one is left out. */
export function BatchTasks({ kind, sheets, onLeaveOut }: BatchTasksProps) {
  const out = sheets.filter((one) => one.leftOut !== null);
  return (
    <section className="decide-section">
      <h3>
        <span className="grow">Tasks</span>
        <span>
          {`${formatCount(sheets.length - out.length)} of ${formatPlural(sheets.length, "task")}${out.length === 0 ? "" : `, ${formatCount(out.length)} left out`}`}
        </span>
      </h3>
      <ul className="decide-batch">
        {sheets.map((one) => (
          <Task key={one.taskId} kind={kind} one={one} onLeaveOut={onLeaveOut} />
        ))}
      </ul>
    </section>
  );
}

function Task({
  kind,
  one,
  onLeaveOut,
}: {
  readonly kind: DecisionKind;
  readonly one: BatchSheet;
  readonly onLeaveOut: (taskId: string) => void;
}) {
  const { taskId, ref, title, letter, sheet, leftOut } = one;
  const onAttempt = decisionRule(kind).subject === "attempt";
  const met = sheet.gates.filter((gate) => gate.met).length;
  const digest = sheet.bound.head ?? sheet.bound.patch;
  const facts = onAttempt
    ? [
        letter === null ? null : `attempt ${letter}`,
        `${formatCount(met)} of ${formatPlural(sheet.gates.length, "gate")} met`,
        digest === null ? null : `${sheet.bound.head === null ? "diff" : "head"} ${formatDigest(digest, 12)}`,
        sheet.notOpened.length === 0
          ? null
          : `${formatCount(sheet.notOpened.length)} of ${formatPlural(sheet.patchStat.files, "file")} not marked read`,
      ]
    : [`judgement ${formatDigest(sheet.bound.judgement, 12)}`];
  return (
    <li className={leftOut === null ? "decide-batch-task" : "decide-batch-task decide-batch-out"}>
      <TierMark level={sheet.tier} />
      <div className="decide-batch-words">
        <div className="cut">
          <SafeText text={title} /> <span className="mono dim">{ref ?? taskId}</span>
        </div>
        <div className="decide-batch-facts dim">{facts.filter((fact) => fact !== null).join(", ")}</div>
        {leftOut === null ? null : (
          <div className="amber">
            Left out: <SafeText text={leftOut} />.
          </div>
        )}
      </div>
      {leftOut === null ? (
        <Button
          small
          variant="ghost"
          label={`Leave out ${title}`}
          onClick={() => {
            onLeaveOut(taskId);
          }}
        >
          Leave out
        </Button>
      ) : null}
    </li>
  );
}
