import { decisionKindSchema, type DecisionKind } from "../../shared/model/decision";
import type { Gate } from "../../shared/model/gate";
import { go, type RouteAt } from "../state/route";
import { SafeText } from "../ui/SafeText";

export interface GateLinkProps {
  readonly gate: Gate;
  readonly taskId: string;
  readonly attemptId: string | null;
  readonly onKind: (kind: DecisionKind) => void;
}

/** The way to where a gate is met; nothing where there is none. */
export function GateLink({ gate, taskId, attemptId, onKind }: GateLinkProps) {
  const { target } = gate;
  if (target === null) return null;
  if (target.to === "decide") {
    const kind = decisionKindSchema.safeParse(target.kind);
    return kind.success ? (
      <GateButton
        label={kind.data === "assign-owner" ? "Assign owner" : kind.data === "escalate" ? "Escalate" : "Decide so"}
        onClick={() => {
          onKind(kind.data);
        }}
      />
    ) : null;
  }
  if (attemptId === null) return null;
  const open = (screen: "diff" | "timeline" | "evidence", at?: RouteAt) => {
    go({ screen, taskId, attemptId, ...(at === undefined ? {} : { at }) });
  };
  switch (target.to) {
    case "evidence":
      return <GateButton label="Show evidence" onClick={() => open("evidence")} />;
    case "diff":
      return (
        <GateButton
          label={target.path === null ? "Open the diff" : `Open ${fileName(target.path)}`}
          onClick={() => open("diff", target.path === null ? undefined : { path: target.path })}
        />
      );
    case "timeline":
      return (
        <GateButton
          label={target.seq === null ? "Open the timeline" : `Show event #${String(target.seq)}`}
          onClick={() => open("timeline", target.seq === null ? undefined : { seq: target.seq })}
        />
      );
  }
}

interface ButtonProps {
  readonly label: string;
  readonly name?: string | undefined;
  readonly onClick: () => void;
}

/** A link beside a gate. */
export function GateButton({ label, name, onClick }: ButtonProps) {
  return (
    <button type="button" aria-label={name} className="link accent gate-link cut" onClick={onClick}>
      <SafeText text={label} />
    </button>
  );
}

/** How a gate stands, in words. */
export function gateState(gate: Gate): string {
  return gate.met ? "met" : gate.overridden === null ? "not met" : "not met, overridden";
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
