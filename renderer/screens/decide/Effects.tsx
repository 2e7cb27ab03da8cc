import type { PlannedEffect } from "../../../shared/model/effect";
import { openOutside } from "../../parts/open-outside";
import { formatCount, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { ExactText, OneEffect } from "./OneEffect";
import type { EffectChoice } from "./use-effects";
import "./effects.css";

/** What is sent elsewhere when the decision is recorded: a box for each effect, its exact text, and why another is not offered. */
export function Effects({ choice }: { readonly choice: EffectChoice }) {
  const { effects, chosen, query } = choice;
  if (effects.length === 0 && query.problem === undefined) return null;
  const offered = effects.filter(({ refused }) => refused === null);
  const refused = effects.filter((effect) => effect.refused !== null);
  return (
    <section className="decide-section" aria-label="What is sent">
      <h3>
        <span className="grow">What is sent</span>
        <span>{`${formatCount(chosen.length)} of ${formatCount(offered.length)}`}</span>
      </h3>
      {query.problem === undefined ? null : (
        <p className="amber">
          <SafeText text={`What would be sent could not be worked out: ${query.problem.message}`} />
        </p>
      )}
      <ul className="decide-effects">
        {offered.map((effect) => (
          <OneEffect
            key={effect.key}
            effect={effect}
            hasText={effect.text !== null}
            text={() => <ExactText effect={effect} added={query.value?.added ?? ""} />}
            checked={chosen.includes(effect)}
            onChange={(wanted) => {
              choice.choose(effect.key, wanted);
            }}
          />
        ))}
      </ul>
      <Refused effects={refused} />
      <p className="decide-opened" role="status">
        {chosen.length === 0
          ? "Nothing is sent: the decision stands in this log alone."
          : `${formatPlural(chosen.length, "effect")} ${chosen.length === 1 ? "goes" : "go"} into the outbox with the entry, and ${chosen.length === 1 ? "is" : "are"} sent from there once. Can be cancelled until then.`}
      </p>
    </section>
  );
}

/** What cannot be sent, each with its reason; what all share is said once. */
function Refused({ effects }: { readonly effects: readonly PlannedEffect[] }) {
  if (effects.length === 0) return null;
  const reasons = new Set(effects.map(({ refused }) => refused));
  const [only] = reasons;
  const link = effects.find((effect) => effect.link !== null)?.link ?? null;
  return (
    <div className="decide-not-sent">
      {reasons.size === 1 && effects.length > 1 ? (
        <p>
          <SafeText text={`Not offered (${formatCount(effects.length)}): ${only ?? ""}.`} />
        </p>
      ) : (
        effects.map((effect) => (
          <p key={effect.key}>
            <SafeText text={`Not offered: ${effect.title}. ${effect.refused ?? ""}.`} />
          </p>
        ))
      )}
      {link === null ? null : (
        <button
          type="button"
          className="link"
          onClick={() => {
            void openOutside(link);
          }}
        >
          Open in GitHub
        </button>
      )}
    </div>
  );
}
