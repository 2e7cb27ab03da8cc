import { useQuery } from "../../bridge/use-query";
import { effectReason } from "../../parts/effect-words";
import { EffectStateMark } from "../../parts/EffectState";
import { FailedMessage } from "../../parts/QueryMessage";
import { closeSheet } from "../../state/decide";
import { go } from "../../state/route";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
import "./effects.css";

/** What became of a decision's effects so far, after it was recorded. */
export function SentEffects({ taskId, decision }: { readonly taskId: string; readonly decision: number }) {
  const asked = useQuery("outbox.task", { taskId }, { scopes: ["outbox"] });
  const now = useNow(1000);
  if (asked.problem !== undefined)
    return <FailedMessage thing="the outbox" problem={asked.problem} onRetry={asked.reload} />;
  const effects = (asked.value?.effects ?? []).filter((effect) => effect.decision === decision);
  return (
    <>
      <p className="mid">Nothing is merged. What is sent:</p>
      <ul className="decide-effects decide-sent" aria-label="What is sent">
        {effects.map((effect) => (
          <li key={effect.id}>
            <div className="decide-effect">
              <EffectStateMark state={effect.state} />
              <button
                type="button"
                className="link"
                onClick={() => {
                  closeSheet();
                  go({ screen: "outbox", effect: effect.id });
                }}
              >
                <SafeText text={effect.title} />
              </button>
              <span className="decide-effect-facts">
                <SafeText text={effectReason(effect, now)} />
              </span>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
