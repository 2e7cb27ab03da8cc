import { useQuery } from "../../bridge/use-query";
import { EscalationList } from "../../parts/EscalationList";
import { timersSentence } from "../../parts/escalation-words";
import { FailedMessage } from "../../parts/QueryMessage";
import { useNow } from "../../ui/use-now";

/** Escalations of the task with their histories, agents' questions, and what the policy asks for. Nothing where there is none. */
export function EscalationsSection({ taskId }: { readonly taskId: string }) {
  const now = useNow();
  const asked = useQuery("escalations.list", { taskId, ended: true }, { scopes: ["task", "audit", "inbox"] });
  if (asked.problem !== undefined)
    return <FailedMessage thing="the escalations" problem={asked.problem} onRetry={asked.reload} />;
  const view = asked.value;
  if (view === undefined || view.escalations.length + view.questions.length + view.asked.length === 0) return null;
  const waits = view.escalations.some(({ state }) => state === "open" || state === "acknowledged");
  return (
    <section className="task-escalations focus-inset" aria-label="Escalations" tabIndex={0}>
      <h2>Escalations and questions</h2>
      <EscalationList view={view} now={now} />
      {waits ? <p className="meta">{timersSentence}</p> : null}
    </section>
  );
}
