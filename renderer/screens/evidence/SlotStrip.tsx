import type { AttemptView, EvidenceSlot } from "../../../shared/contract/review";
import type { EvidenceKind } from "../../../shared/model/contract";
import { EvidenceSlots, slotSentence } from "../../parts/EvidenceSlots";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { SafeText } from "../../ui/SafeText";
import { itemOfSlot, slotKind, type EvidenceLine } from "./evidence-lines";

export interface SlotStripProps {
  readonly view: AttemptView;
  readonly lines: readonly EvidenceLine[];
  readonly asked: readonly EvidenceKind[];
  readonly onItem: (id: string) => void;
}

function sentence(slot: EvidenceSlot): string {
  const text = slotSentence(slot);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The four slots in words, each a door to its item, and what else holds for the attempt's evidence as a whole. */
export function SlotStrip({ view, lines, asked, onItem }: SlotStripProps) {
  const { freshness } = view.judgement;
  const unmet = view.gates.filter((gate) => !gate.met && gate.target?.to === "evidence");
  return (
    <section className="evidence-strip" aria-label="Evidence in short">
      <div className="evidence-slots-line">
        {view.evidenceSlots.map((slot) => {
          const door = itemOfSlot(lines, slot);
          const missing = slot.state === "missing";
          const wanted = missing && asked.includes(slotKind(slot));
          const content = (
            <>
              <span aria-hidden="true">
                <EvidenceSlots slots={[slot]} />
              </span>
              <span className={wanted ? "amber" : missing ? "dim" : ""}>
                {wanted ? `${sentence(slot)}, the contract asks for it` : sentence(slot)}
              </span>
            </>
          );
          return door === null ? (
            <span key={slot.slot} className="evidence-slot">
              {content}
            </span>
          ) : (
            <button key={slot.slot} type="button" className="evidence-slot" onClick={() => onItem(door)}>
              {content}
            </button>
          );
        })}
      </div>
      <p className="evidence-said">
        <VerdictGlyph kind={freshness.stale ? "stale" : "unbacked"} size={12} />
        <SafeText text={freshness.sentence} className={freshness.stale ? "amber" : "mid"} />
      </p>
      {unmet.map((gate) => (
        <p key={gate.id} className="evidence-said">
          <VerdictGlyph kind="contradicted" size={12} name="gate not met" />
          <span>
            <span className="medium">{gate.title}</span> <SafeText text={gate.why} className="mid" />
          </span>
        </p>
      ))}
      {view.ingestNote === null ? null : (
        <p className="evidence-said">
          <VerdictGlyph kind="stale" size={12} />
          <SafeText text={view.ingestNote} className="amber" />
        </p>
      )}
    </section>
  );
}
