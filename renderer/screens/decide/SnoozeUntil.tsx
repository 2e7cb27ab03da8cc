import { useId, useRef, type KeyboardEvent, type RefCallback } from "react";
import { Button } from "../../ui/Button";
import { formatMoment } from "../../ui/format";
import { toInstant, untilPresets } from "./until";
import type { Draft } from "./drafts";

export interface SnoozeUntilProps {
  readonly value: string;
  readonly now: number;
  readonly onChange: (change: Partial<Draft>) => void;
  readonly firstRef: RefCallback<HTMLElement>;
}

/** Until when a task sleeps: the usual times, all visible, arrows between them; or a time of one's own. */
export function SnoozeUntil({ value, now, onChange, firstRef }: SnoozeUntilProps) {
  const id = useId();
  const group = useRef<HTMLDivElement>(null);
  const presets = untilPresets("snooze", now);
  const chosen = presets.findIndex((preset) => preset.value === value);
  const instant = toInstant(value);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 2, ArrowUp: -2, ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const buttons = [...(group.current?.querySelectorAll("button") ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement);
    const next = Math.min(Math.max(at + step, 0), buttons.length - 1);
    buttons[next]?.focus();
    const preset = presets[next];
    if (preset !== undefined) onChange({ until: preset.value });
    event.preventDefault();
  };
  return (
    <section className="decide-section">
      <h3>
        <span className="grow">Snooze until</span>
        <span>{instant === null ? "required" : formatMoment(instant, now)}</span>
      </h3>
      <div ref={group} className="decide-snooze" role="group" aria-label="Usual times" onKeyDown={onKeyDown}>
        {presets.map((preset, at) => (
          <Button
            key={preset.label}
            ref={
              at === Math.max(chosen, 0)
                ? (element) => {
                    firstRef(element);
                  }
                : undefined
            }
            pressed={preset.value === value}
            onClick={() => {
              onChange({ until: preset.value });
            }}
          >
            {preset.label}
          </Button>
        ))}
      </div>
      <div className="decide-until">
        <label className="mid nowrap" htmlFor={id}>
          Own time
        </label>
        <input
          id={id}
          className="decide-when"
          type="datetime-local"
          value={value}
          onChange={(event) => {
            onChange({ until: event.target.value });
          }}
        />
      </div>
      <p className="dim">It comes back to your turn by itself then.</p>
    </section>
  );
}
