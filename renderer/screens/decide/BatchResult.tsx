import { useEffect, useRef } from "react";
import type { Output } from "../../../shared/contract/api";
import type { DecisionKind } from "../../../shared/model/decision";
import { decisionRule } from "../../../shared/review/decision-catalog";
import { graceEnds } from "../../../shared/review/decision-grace";
import { useTaskRows } from "../../bridge/task-rows";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { go } from "../../state/route";
import { Button } from "../../ui/Button";
import { formatClock, formatCount, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";

export interface BatchResultProps {
  readonly kind: DecisionKind;
  readonly done: Output<"decision.batch">;
  readonly onClose: () => void;
}

/** What was recorded of a decision on several tasks, and what was refused with its reason. */
export function BatchResult({ kind, done: { done, failed }, onClose }: BatchResultProps) {
  const rows = useTaskRows();
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    close.current?.focus();
  }, []);
  const nameOf = (taskId: string) => rows?.find((row) => row.taskId === taskId)?.title ?? taskId;
  const [first] = done;
  const all = done.length + failed.length;
  const sent = done.reduce((sum, one) => sum + one.sent, 0);
  return (
    <>
      <div className="decide-scroll">
        <section className="decide-section" role="status">
          <p className="decide-done">
            <VerdictGlyph kind={failed.length === 0 ? "backed" : "unbacked"} size={16} />
            <span>{`${decisionRule(kind).past}: ${formatCount(done.length)} of ${formatPlural(all, "task")}.`}</span>
          </p>
          {first === undefined ? null : (
            <p className="mid">{`Undo takes back all of it until ${formatClock(graceEnds(first.receipt.recordedAt))}: u in the inbox.`}</p>
          )}
        </section>
        {sent === 0 ? null : (
          <section className="decide-section">
            <h3>
              <span className="grow">What is sent</span>
              <span>{formatPlural(sent, "effect")}</span>
            </h3>
            <p className="mid">
              {`${formatPlural(sent, "effect")} ${sent === 1 ? "is" : "are"} in the outbox. Undo takes back what is not sent by then; what was sent stays.`}{" "}
              <button
                type="button"
                className="link"
                onClick={() => {
                  onClose();
                  go({ screen: "outbox" });
                }}
              >
                Open outbox
              </button>
            </p>
          </section>
        )}
        {failed.length === 0 ? null : (
          <section className="decide-section">
            <h3>
              <span className="grow">Not recorded</span>
              <span>{formatPlural(failed.length, "task")}</span>
            </h3>
            <ul className="decide-batch">
              {failed.map(({ taskId, problem }) => (
                <li key={taskId} className="decide-batch-task">
                  <VerdictGlyph kind="contradicted" />
                  <div className="decide-batch-words">
                    <SafeText text={nameOf(taskId)} />
                    <div className="amber">
                      <SafeText text={`${problem.message} ${problem.remedy ?? ""}`} />
                    </div>
                  </div>
                </li>
              ))}
            </ul>
          </section>
        )}
        {done.length === 0 ? null : (
          <section className="decide-section">
            <h3>
              <span className="grow">Recorded</span>
              <span>{formatPlural(done.length, "entry", "entries")}</span>
            </h3>
            <ul className="decide-batch">
              {done.map(({ taskId, receipt }) => (
                <li key={taskId} className="decide-batch-task">
                  <span className="mono dim">{formatCount(receipt.seq)}</span>
                  <span className="decide-batch-words cut">
                    <SafeText text={nameOf(taskId)} />
                  </span>
                  <span className="mono dim">{receipt.leafHash.slice(0, 7)}</span>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
      <footer className="decide-foot decide-foot-row">
        <Button ref={close} variant="primary" wide kbd="Esc" onClick={onClose}>
          Close
        </Button>
      </footer>
    </>
  );
}
