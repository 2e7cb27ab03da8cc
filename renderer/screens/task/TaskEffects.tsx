import type { EffectState } from "../../../shared/model/effect";
import { useQuery } from "../../bridge/use-query";
import { queueWords } from "../../parts/effect-words";
import { EffectGlyph } from "../../parts/EffectState";
import { go } from "../../state/route";
import { formatCount } from "../../ui/format";

/** What wants the reviewer comes first. */
const order: readonly EffectState[] = ["held", "failed", "unknown", "sending", "planned", "confirmed", "cancelled"];

/** What the task's decisions do elsewhere, counted by state; each count opens the first of its effects. Nothing where there is none. */
export function TaskEffects({ taskId }: { readonly taskId: string }) {
  const asked = useQuery("outbox.task", { taskId }, { scopes: ["outbox", "audit"] });
  if (asked.problem !== undefined) return <li className="amber">{`Effects: ${asked.problem.message}`}</li>;
  const effects = asked.value?.effects ?? [];
  return order.flatMap((state) => {
    const of = effects.filter((effect) => effect.state === state);
    const [first] = of;
    if (first === undefined) return [];
    return [
      <li key={state} title={of.map(({ title, detail }) => `${title}: ${detail}`).join("\n")}>
        <EffectGlyph state={state} />
        <button
          type="button"
          className="task-count cut"
          onClick={() => {
            go({ screen: "outbox", effect: first.id });
          }}
        >
          {`${formatCount(of.length)} of ${formatCount(effects.length)} effects: ${queueWords[state].toLowerCase()}`}
        </button>
      </li>,
    ];
  });
}
