import type { AttemptView, TaskView } from "../../../shared/contract/review";
import { decisionRule } from "../../../shared/review/decision-catalog";
import { secondReviewer } from "../../../shared/review/second-reviewer";
import type { DecisionKind } from "../../../shared/model/decision";
import type { Gate } from "../../../shared/model/gate";
import { GateButton, GateLink, gateState } from "../../parts/GateLink";
import { StandingMark } from "../../parts/StandingMark";
import { tierNames } from "../../parts/TierMark";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { openSheet } from "../../state/decide";
import { go } from "../../state/route";
import { openApprovals } from "../../state/second";
import { formatCount } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { Section, type SectionRow } from "./Section";
import { rowsBy } from "./tally";

/** What the policy asks for before an approval, a row for each gate: met or not, why, and the way to where it is met. */
export function GateSection({ view, focusId }: { readonly view: TaskView; readonly focusId: string }) {
  const rows = rowsBy(
    view.attempts,
    ({ gates }) => gates,
    (gate) => gate.id,
  );
  return (
    <Section
      id="gates"
      title="Gates"
      note={view.attempts.map((attempt) => tally(attempt, view.attempts.length > 1)).join(" · ")}
      attempts={view.attempts}
      focusId={focusId}
      empty={<span className="mid">The policy asks for nothing before an approval.</span>}
      rows={rows.map(({ key, first, of }): SectionRow => ({
        key,
        head: (
          <span className="medium">
            <SafeText text={first.title} />
          </span>
        ),
        tall: true,
        cell: (attempt) => {
          const [gate] = of(attempt);
          return gate === undefined ? (
            <span className="dim">{`not asked for at ${tierNames[attempt.effective.level].toLowerCase()}`}</span>
          ) : (
            <GateCell gate={gate} taskId={view.task.id} attemptId={attempt.attempt.id} />
          );
        },
      }))}
    />
  );
}

/** "A: 3 of 5 met, 1 overridden". */
function tally({ attempt, gates, effective }: AttemptView, named: boolean): string {
  const met = gates.filter((gate) => gate.met).length;
  const overridden = gates.filter((gate) => !gate.met && gate.overridden !== null).length;
  return `${named ? `${attempt.letter}: ` : ""}${formatCount(met)} of ${formatCount(gates.length)} met for ${tierNames[effective.level]}${overridden === 0 ? "" : `, ${formatCount(overridden)} overridden`}`;
}

interface GateCellProps {
  readonly gate: Gate;
  readonly taskId: string;
  readonly attemptId: string;
}

function GateCell({ gate, taskId, attemptId }: GateCellProps) {
  const { overridden } = gate;
  const open = (kind: DecisionKind) => {
    openSheet({ kind, taskId, attemptId: decisionRule(kind).subject === "attempt" ? attemptId : null });
  };
  return (
    <div className="task-item">
      <VerdictGlyph kind={gate.met ? "backed" : "unbacked"} name={gateState(gate)} />
      <div className="task-claim">
        <div>
          <span className={`medium ${gate.met ? "green" : overridden === null ? "" : "amber"}`}>
            {gate.met ? "Met:" : overridden === null ? "Not met:" : "Overridden:"}
          </span>{" "}
          <SafeText text={gate.why} />
        </div>
        {overridden === null ? null : (
          <div className="amber">
            <SafeText text={`${overridden.person}: ${overridden.reason} `} />
            <button
              type="button"
              className="link accent"
              onClick={() => {
                go({ screen: "audit", seq: overridden.seq });
              }}
            >
              {`Entry ${formatCount(overridden.seq)}`}
            </button>
          </div>
        )}
        {gate.met || gate.remedy === null ? null : (
          <div className="mid">
            <SafeText text={gate.remedy} />
          </div>
        )}
        <div className="task-doors">
          {gate.standing === null ? null : <StandingMark standing={gate.standing} />}
          {gate.met && gate.target?.to !== "evidence" ? null : (
            <GateLink gate={gate} taskId={taskId} attemptId={attemptId} onKind={open} />
          )}
          {gate.id === secondReviewer ? (
            <GateButton
              label="Approvals"
              name="Approvals: hand yours over, take another reviewer’s in"
              onClick={() => {
                openApprovals(taskId, attemptId);
              }}
            />
          ) : null}
          {gate.met || overridden !== null ? null : (
            <GateButton
              label="Override"
              name={`Override the gate ${gate.title}`}
              onClick={() => {
                open("override-gate");
              }}
            />
          )}
        </div>
      </div>
    </div>
  );
}
