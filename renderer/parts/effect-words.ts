import type { EffectState, QueuedEffect } from "../../shared/model/effect";
import { effectStateWords } from "../../shared/review/effect-words";
import { formatAge, formatCount, formatPlural } from "../ui/format";

/** Words of the states of an effect, as a queue says them. */
export const queueWords: Readonly<Record<EffectState, string>> = {
  planned: "To send",
  sending: "Being sent",
  unknown: "Not known",
  ...effectStateWords,
};

/** Colour class of a state: what is not known is never green. */
export function effectTone(state: EffectState): "" | "green" | "amber" | "red" | "violet" | "dim" {
  return (
    {
      planned: "",
      sending: "",
      unknown: "violet",
      confirmed: "green",
      held: "amber",
      failed: "red",
      cancelled: "dim",
    } as const
  )[state];
}

/** Why it stands as it does, with how long it waits. */
export function effectReason({ state, detail, before, notBefore }: QueuedEffect, now: number): string {
  if (state === "planned" && before > 0 && !detail.startsWith("Waits"))
    return `After ${formatPlural(before, "effect")} before it`;
  const wait = notBefore === null ? 0 : Date.parse(notBefore) - now;
  const again =
    (state === "planned" || state === "unknown") && wait > 1000
      ? `; again in ${formatCount(Math.ceil(wait / 1000))} s`
      : "";
  return `${detail}${again}`;
}

/** An effect as a sentence, for readers. */
export function effectSentence(effect: QueuedEffect, now: number): string {
  return `${queueWords[effect.state]}, ${effect.title}, ${effectReason(effect, now)}, planned ${formatAge(effect.plannedAt, now)} ago`;
}
