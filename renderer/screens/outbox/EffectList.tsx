import type { OutboxList } from "../../../shared/contract/outbox";
import type { QueuedEffect } from "../../../shared/model/effect";
import { effectReason, effectSentence, effectTone, queueWords } from "../../parts/effect-words";
import { EffectGlyph } from "../../parts/EffectState";
import { useScaled } from "../../state/appearance";
import { formatAge, formatCount, formatMoment, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { VirtualList } from "../../ui/VirtualList";

export interface EffectListProps {
  readonly list: OutboxList;
  /** What waits, in its order, and after it what is settled. */
  readonly effects: readonly QueuedEffect[];
  readonly now: number;
  readonly cursor: number;
  readonly onCursor: (index: number) => void;
  readonly onOpen: (index: number) => void;
}

/** Effects, one a row: state with its reason, what it is on, as whom, how old. */
export function EffectList({ list, effects, now, cursor, onCursor, onOpen }: EffectListProps) {
  const height = useScaled(48);
  const at = (index: number) => {
    const effect = effects[index];
    if (effect === undefined) throw new Error(`there is no effect ${String(index)}`);
    return effect;
  };
  const waiting = list.queueTotal - list.queue.length;
  const hidden = list.settledTotal - list.settled.length;
  return (
    <>
      <div className="outbox-head" aria-hidden="true">
        <span />
        <span>Effect</span>
        <span>State</span>
        <span>As</span>
        <span className="number">Age</span>
      </div>
      <VirtualList
        autoFocus
        label="Effects"
        count={effects.length}
        rowHeight={height}
        rowKey={(index) => at(index).id}
        rowName={(index) => effectSentence(at(index), now)}
        cursor={cursor}
        onCursor={onCursor}
        onOpen={onOpen}
        renderRow={(index) => <EffectRow effect={at(index)} now={now} />}
        columns={5}
        footer={
          <p className="outbox-end">
            {waiting > 0
              ? `${formatCount(waiting)} more wait behind the first ${formatCount(list.queue.length)}. `
              : null}
            {hidden > 0
              ? `${formatCount(hidden)} older ones are not shown; countersign audit lists every entry.`
              : `${formatPlural(list.settledTotal, "effect")} done or cancelled, ${formatCount(list.queueTotal)} before them.`}
          </p>
        }
      />
    </>
  );
}

function EffectRow({ effect, now }: { readonly effect: QueuedEffect; readonly now: number }) {
  const { state, title, target, account, plannedAt } = effect;
  const reason = effectReason(effect, now);
  return (
    <div className="outbox-row">
      <span role="gridcell" className={effectTone(state)}>
        <EffectGlyph state={state} />
      </span>
      <span role="gridcell" className="outbox-two">
        <span className={state === "cancelled" ? "cut dim" : "cut medium ink"} title={title}>
          <SafeText text={title} />
        </span>
        <span className="cut mono dim">
          <SafeText text={target} code />
        </span>
      </span>
      <span role="gridcell" className="outbox-two">
        <span className={`cut medium ${effectTone(state)}`}>{queueWords[state]}</span>
        <span className="cut mid" title={reason}>
          <SafeText text={reason} />
        </span>
      </span>
      <span role="gridcell" className="cut mid">
        <SafeText text={account ?? "-"} />
      </span>
      <span role="gridcell" className="number nowrap" title={formatMoment(plannedAt, now)}>
        {formatAge(plannedAt, now)}
      </span>
    </div>
  );
}
