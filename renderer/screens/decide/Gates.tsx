import type { DecisionKind } from "../../../shared/model/decision";
import type { Gate } from "../../../shared/model/gate";
import type { TierLevel } from "../../../shared/model/tier";
import { secondReviewer } from "../../../shared/review/second-reviewer";
import { GateButton, GateLink, gateState } from "../../parts/GateLink";
import { StandingMark } from "../../parts/StandingMark";
import { tierNames } from "../../parts/TierMark";
import { openApprovals } from "../../state/second";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { formatCount } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";

export interface GatesProps {
  readonly tier: TierLevel;
  readonly gates: readonly Gate[];
  readonly taskId: string;
  readonly attemptId: string | null;
  readonly onKind: (kind: DecisionKind) => void;
  /** Begins the override of a gate that is not met. */
  readonly onOverride: (gateId: string) => void;
}

/** What the policy asks for at this tier: met or not, how solid, and a link to what would meet it. */
export function Gates({ tier, gates, taskId, attemptId, onKind, onOverride }: GatesProps) {
  const met = gates.filter((gate) => gate.met).length;
  const overridden = gates.filter((gate) => !gate.met && gate.overridden !== null).length;
  return (
    <section className="decide-section">
      <h3>
        <span className="grow">{`Gates for ${tierNames[tier]}`}</span>
        <span>{`${formatCount(met)} of ${formatCount(gates.length)} met${overridden === 0 ? "" : `, ${formatCount(overridden)} overridden`}`}</span>
      </h3>
      <ul>
        {gates.map((gate) => (
          <li key={gate.id} className="decide-gate">
            <VerdictGlyph kind={gate.met ? "backed" : "unbacked"} name={gateState(gate)} />
            <div className="decide-gate-line">
              <span className={gate.met ? "grow cut" : "grow"} title={gate.met ? gate.why : undefined}>
                <SafeText text={gate.title} />
                {gate.met ? (
                  <span className="decide-gate-why">
                    <SafeText text={gate.why} />
                  </span>
                ) : null}
              </span>
              {gate.met ? (
                gate.standing === null ? null : (
                  <StandingMark standing={gate.standing} />
                )
              ) : (
                <>
                  {gate.id === secondReviewer && attemptId !== null ? (
                    <GateButton
                      label="Approvals"
                      name="Approvals: hand yours over, take another reviewer’s in"
                      onClick={() => {
                        openApprovals(taskId, attemptId);
                      }}
                    />
                  ) : null}
                  <GateLink gate={gate} taskId={taskId} attemptId={attemptId} onKind={onKind} />
                  {gate.overridden === null && attemptId !== null ? (
                    <GateButton
                      label="Override"
                      name={`Override the gate ${gate.title}`}
                      onClick={() => {
                        onOverride(gate.id);
                      }}
                    />
                  ) : null}
                </>
              )}
            </div>
            {gate.met ? null : (
              <div className="decide-gate-unmet">
                <SafeText text={gate.why} />
                {gate.overridden === null ? null : (
                  <div className="amber">
                    <SafeText
                      text={`Overridden by ${gate.overridden.person}, entry ${formatCount(gate.overridden.seq)}: ${gate.overridden.reason}`}
                    />
                  </div>
                )}
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
