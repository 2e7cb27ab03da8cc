import type { AttemptView, EvidenceSlot } from "../../../shared/contract/review";
import { gather } from "../../../shared/gather";
import type { EvidenceKind } from "../../../shared/model/contract";
import type { Gate } from "../../../shared/model/gate";
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

interface UnmetGates {
  readonly why: string;
  readonly titles: readonly string[];
}

/** Gates that evidence would meet and does not, those with one cause together: one report often leaves several unmet. */
function gatesByCause(gates: readonly Gate[]): UnmetGates[] {
  const causes = new Map<string, string[]>();
  for (const gate of gates) {
    if (gate.met || gate.target?.to !== "evidence") continue;
    gather(causes, gate.why, gate.title);
  }
  return [...causes].map(([why, titles]) => ({ why, titles }));
}

/** The four slots in words, each a door to its item, and what else holds for the attempt's evidence as a whole. */
export function SlotStrip({ view, lines, asked, onItem }: SlotStripProps) {
  const { freshness } = view.judgement;
  const unmet = gatesByCause(view.gates);
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
        <VerdictGlyph
          kind={freshness.stale ? "stale" : freshness.lastPass === null ? "unbacked" : "backed"}
          size={12}
        />
        <SafeText text={freshness.sentence} className={freshness.stale ? "amber" : "mid"} />
      </p>
      {unmet.map(({ why, titles }) => (
        <p key={why} className="evidence-said">
          <VerdictGlyph kind="unbacked" size={12} />
          <span>
            <span className="medium">{`${titles.length === 1 ? "Gate" : "Gates"} not met: ${titles.join(", ")}.`}</span>{" "}
            <SafeText text={why} className="mid" />
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
