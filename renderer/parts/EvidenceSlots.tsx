import type { EvidenceSlot } from "../../shared/contract/review";
import { MarkWord } from "./MarkWord";
import "./marks.css";

export const slotNames: Readonly<Record<EvidenceSlot["slot"], string>> = {
  T: "tests",
  B: "build",
  S: "static analysis",
  C: "coverage",
};

/** One slot in words: "tests failed, re-run, stale", "coverage missing". */
export function slotSentence(slot: EvidenceSlot): string {
  if (slot.state === "missing") return `${slotNames[slot.slot]} missing`;
  return [`${slotNames[slot.slot]} ${slot.result}`, slot.standing, slot.stale ? "stale" : null]
    .filter((part) => part !== null)
    .join(", ");
}

function classOf(slot: EvidenceSlot): string {
  if (slot.state === "missing") return "slot slot-missing";
  const result = slot.stale ? "stale" : slot.result;
  return `slot slot-${result} slot-${slot.standing ?? "claimed"}${slot.stale && slot.result === "failed" ? " slot-stale-failed" : ""}`;
}

/** The slots T B S C: the border is the standing, the colour the result. */
export function EvidenceSlots({ slots }: { readonly slots: readonly EvidenceSlot[] }) {
  const sentence = slots.map(slotSentence).join("; ");
  return (
    <span className="evidence-slots" role="img" aria-label={`Evidence: ${sentence}`} title={sentence}>
      {slots.map((slot) => (
        <span key={slot.slot} className="slot-and-word" aria-hidden="true">
          <span className={classOf(slot)}>{slot.slot}</span>
          <MarkWord>{slot.state === "missing" ? "none" : slot.stale ? "stale" : slot.result}</MarkWord>
        </span>
      ))}
    </span>
  );
}
