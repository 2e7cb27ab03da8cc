import type { ReactNode } from "react";
import "./state-message.css";

export interface StateMessageProps {
  readonly icon: ReactNode;
  /** The state in one sentence, in the design's words. */
  readonly sentence: ReactNode;
  readonly detail?: ReactNode | undefined;
  /** Buttons. */
  readonly action?: ReactNode | undefined;
  readonly tone?: "plain" | "red" | "amber" | "violet" | "green" | undefined;
  /** "alert" interrupts a reader: only for refused signatures and a broken log. */
  readonly live?: "status" | "alert" | undefined;
}

/** A pane's state where its content would start: icon, sentence, detail, action. Never an empty panel. */
export function StateMessage({ icon, sentence, detail, action, tone = "plain", live }: StateMessageProps) {
  return (
    <div className="state-message" role={live}>
      <span className={`state-message-icon state-message-${tone}`}>{icon}</span>
      <p className="state-message-sentence">{sentence}</p>
      {detail === undefined ? null : <div className="state-message-detail">{detail}</div>}
      {action === undefined ? null : <div className="state-message-action">{action}</div>}
    </div>
  );
}
