import { CalendarClock } from "lucide-react";
import { useId, type RefCallback } from "react";
import type { TaskView } from "../../../shared/contract/review";
import type { DecisionKind } from "../../../shared/model/decision";
import type { TierLevel } from "../../../shared/model/tier";
import { decisionRule, needsReason, type DecisionRule } from "../../../shared/review/decision-catalog";
import { tierNames } from "../../parts/TierMark";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import type { Draft } from "./drafts";
import { PersonField } from "./PersonField";
import { SnoozeUntil } from "./SnoozeUntil";
import { Target } from "./Target";
import { untilPresets } from "./until";

export interface FieldsProps {
  readonly kind: DecisionKind;
  readonly tier: TierLevel | undefined;
  readonly view: TaskView | undefined;
  readonly draft: Draft;
  readonly now: number;
  /** How many comments it takes along: of a request for changes they are the reason. */
  readonly comments?: number | undefined;
  readonly onChange: (change: Partial<Draft>) => void;
  /** Takes the focus when the drawer opens. */
  readonly firstRef: RefCallback<HTMLElement>;
}

/** What the reviewer fills in: person, reason, time. Which of them a kind needs is in the decision catalogue. */
export function Fields(props: FieldsProps) {
  const { kind, tier, view, draft, now, comments = 0, onChange, firstRef } = props;
  const rule = decisionRule(kind);
  const reasonId = useId();
  return (
    <>
      {rule.needsTarget ? <Target view={view} draft={draft} onChange={onChange} firstRef={firstRef} /> : null}
      {rule.needsPerson ? (
        <PersonField kind={kind} view={view} value={draft.person} onChange={onChange} firstRef={firstRef} />
      ) : null}
      {kind === "snooze" ? <SnoozeUntil value={draft.until} now={now} onChange={onChange} firstRef={firstRef} /> : null}
      <section className="decide-section decide-write">
        <h3>
          <label className="grow" htmlFor={reasonId}>
            {kind === "answer" ? "Answer" : "Reason"}
          </label>
          <span>
            {needsReason(rule, comments)
              ? tier === undefined || !rule.gated
                ? "required"
                : `required for ${tierNames[tier]}`
              : rule.needsReason
                ? "optional, the comments are it"
                : "optional"}
          </span>
        </h3>
        <textarea
          id={reasonId}
          ref={hasFieldBefore(rule) ? undefined : firstRef}
          className="decide-reason"
          value={draft.reason}
          maxLength={20_000}
          rows={3}
          spellCheck
          onChange={(event) => {
            onChange({ reason: event.target.value });
          }}
        />
        {kind !== "snooze" && (rule.needsUntil || kind === "approve") ? (
          <Until kind={kind} value={draft.until} needed={rule.needsUntil} now={now} onChange={onChange} />
        ) : null}
      </section>
    </>
  );
}

/** Whether something else than the reason takes the focus when the drawer opens. */
function hasFieldBefore(rule: DecisionRule): boolean {
  return rule.needsPerson || rule.needsTarget || rule.needsLevel || rule.needsGate || rule.kind === "snooze";
}

const untilLabels: Partial<Record<DecisionKind, string>> = {
  approve: "In force until",
  escalate: "Answer wanted by",
};

interface UntilProps {
  readonly kind: DecisionKind;
  readonly value: string;
  readonly needed: boolean;
  readonly now: number;
  readonly onChange: (change: Partial<Draft>) => void;
}

function Until({ kind, value, needed, now, onChange }: UntilProps) {
  const id = useId();
  const presets = untilPresets(kind, now);
  return (
    <div className="decide-until">
      <label className="mid nowrap" htmlFor={id}>
        {untilLabels[kind] ?? "Until"}
      </label>
      <input
        id={id}
        className="decide-when"
        type="datetime-local"
        value={value}
        required={needed}
        onChange={(event) => {
          onChange({ until: event.target.value });
        }}
      />
      <Menu
        label="Times"
        trigger={
          <button type="button" className="button button-plain" aria-label="Times">
            <Icon icon={CalendarClock} small />
          </button>
        }
        items={[
          ...presets.map((preset) => ({
            id: preset.value,
            label: preset.label,
            checked: preset.value === value,
            onSelect: () => {
              onChange({ until: preset.value });
            },
          })),
          ...(needed
            ? []
            : [
                {
                  id: "none",
                  label: "No end",
                  checked: value === "",
                  onSelect: () => {
                    onChange({ until: "" });
                  },
                },
              ]),
        ]}
      />
      {kind === "approve" ? <span className="dim cut">or the tree moves</span> : null}
    </div>
  );
}
