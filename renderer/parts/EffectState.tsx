import { LoaderCircle } from "lucide-react";
import type { EffectState as State } from "../../shared/model/effect";
import { Icon } from "../ui/Icon";
import { effectTone, queueWords } from "./effect-words";
import { VerdictGlyph } from "./VerdictMark";

const glyphs = {
  planned: "unbacked",
  unknown: "unverifiable",
  confirmed: "backed",
  held: "stale",
  failed: "contradicted",
  cancelled: "unbacked",
} as const;

/** Mark of an effect's state. */
export function EffectGlyph({ state }: { readonly state: State }) {
  return state === "sending" ? (
    <Icon icon={LoaderCircle} small />
  ) : (
    <VerdictGlyph kind={glyphs[state]} name={queueWords[state]} />
  );
}

/** Mark and word of an effect's state. */
export function EffectStateMark({ state }: { readonly state: State }) {
  return (
    <span className={`effect-state ${effectTone(state)}`}>
      <EffectGlyph state={state} />
      <span className="medium">{queueWords[state]}</span>
    </span>
  );
}
