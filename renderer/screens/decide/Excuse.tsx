import type { KeyboardEvent, ReactNode, RefCallback } from "react";
import type { DecisionSheet } from "../../../shared/contract/decide";
import { TierMark, tierNames } from "../../parts/TierMark";
import { SafeText } from "../../ui/SafeText";
import type { Draft } from "./drafts";

export interface ExcuseProps {
  readonly sheet: DecisionSheet;
  readonly draft: Draft;
  readonly onChange: (change: Partial<Draft>) => void;
  readonly firstRef: RefCallback<HTMLElement>;
}

/** Arrow keys go through the buttons of a list. */
function step(event: KeyboardEvent<HTMLElement>): void {
  const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (by === 0) return;
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  buttons[buttons.findIndex((button) => button === document.activeElement) + by]?.focus();
  event.preventDefault();
}

function Choices({
  title,
  name,
  children,
}: {
  readonly title: string;
  readonly name: string;
  readonly children: ReactNode;
}) {
  return (
    <section className="decide-section">
      <h3>
        <span className="grow">{title}</span>
        <span>required</span>
      </h3>
      <div className="decide-targets" role="group" aria-label={name} onKeyDown={step}>
        {children}
      </div>
    </section>
  );
}

/** The level a tier is set to: below what it is now, or back up as far as the rules' own. */
export function LevelChoice({ sheet, draft, onChange, firstRef }: ExcuseProps) {
  const { levels, tier, machineTier } = sheet;
  const from = tier === machineTier ? tierNames[tier] : `${tierNames[tier]}, the rules say ${tierNames[machineTier]}`;
  return (
    <Choices title={`Set the tier, now ${from}, to`} name="Tier to set">
      {levels.map((level, index) => (
        <button
          key={level}
          ref={index === 0 ? firstRef : undefined}
          type="button"
          className="decide-target decide-level"
          aria-pressed={draft.level === level}
          onClick={() => {
            onChange({ level });
          }}
        >
          <TierMark level={level} word={false} />
          <span>{tierNames[level]}</span>
          {level === machineTier ? <span className="dim">as the rules say</span> : null}
        </button>
      ))}
      {levels.length === 0 ? <p className="mid">There is no lower tier.</p> : null}
    </Choices>
  );
}

/** The gate that need not be met, with why it is not and what would meet it. */
export function GateChoice({ sheet, draft, onChange, firstRef }: ExcuseProps) {
  const unmet = sheet.gates.filter((gate) => !gate.met);
  return (
    <Choices title="Gate that need not be met" name="Gates that are not met">
      {unmet.map((gate, index) => (
        <button
          key={gate.id}
          ref={index === 0 ? firstRef : undefined}
          type="button"
          className="decide-target"
          aria-pressed={draft.gate === gate.id}
          onClick={() => {
            onChange({ gate: gate.id });
          }}
        >
          <SafeText text={gate.title} className="medium" />
          <span className="mid">
            <SafeText text={gate.why} />
          </span>
          {gate.overridden === null ? null : (
            <span className="amber">
              <SafeText
                text={`Overridden by ${gate.overridden.person}, entry ${String(gate.overridden.seq)}; a new override takes its place.`}
              />
            </span>
          )}
        </button>
      ))}
      {unmet.length === 0 ? <p className="mid">Every gate is met.</p> : null}
    </Choices>
  );
}
