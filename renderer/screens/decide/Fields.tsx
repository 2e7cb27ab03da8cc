import { CalendarClock } from "lucide-react";
import { useId, type RefCallback } from "react";
import type { TaskView } from "../../../shared/contract/review";
import type { DecisionKind } from "../../../shared/model/decision";
import type { TierLevel } from "../../../shared/model/tier";
import { decisionRule } from "../../../shared/review/decision-catalog";
import { tierNames } from "../../parts/TierMark";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import { SafeText } from "../../ui/SafeText";
import type { Draft } from "./drafts";
import { Target } from "./Target";
import { untilPresets } from "./until";

export interface FieldsProps {
  readonly kind: DecisionKind;
  readonly tier: TierLevel | undefined;
  readonly view: TaskView | undefined;
  readonly draft: Draft;
  readonly now: number;
  readonly onChange: (change: Partial<Draft>) => void;
  /** Takes the focus when the drawer opens. */
  readonly firstRef: RefCallback<HTMLElement>;
}

/** What the reviewer fills in: person, reason, time. Which of them a kind needs is in the decision catalogue. */
export function Fields(props: FieldsProps) {
  const { kind, tier, view, draft, now, onChange, firstRef } = props;
  const rule = decisionRule(kind);
  const reasonId = useId();
  return (
    <>
      {rule.needsTarget ? <Target view={view} draft={draft} onChange={onChange} firstRef={firstRef} /> : null}
      {rule.needsPerson ? (
        <Person kind={kind} view={view} value={draft.person} onChange={onChange} firstRef={firstRef} />
      ) : null}
      <section className="decide-section">
        <h3>
          <label className="grow" htmlFor={reasonId}>
            Reason
          </label>
          <span>
            {rule.needsReason
              ? tier === undefined || !rule.gated
                ? "required"
                : `required for ${tierNames[tier]}`
              : "optional"}
          </span>
        </h3>
        <textarea
          id={reasonId}
          ref={rule.needsPerson || rule.needsTarget || rule.needsLevel || rule.needsGate ? undefined : firstRef}
          className="decide-reason"
          value={draft.reason}
          maxLength={20_000}
          rows={3}
          spellCheck
          onChange={(event) => {
            onChange({ reason: event.target.value });
          }}
        />
        {rule.needsUntil || kind === "approve" ? (
          <Until kind={kind} value={draft.until} needed={rule.needsUntil} now={now} onChange={onChange} />
        ) : null}
      </section>
    </>
  );
}

interface PersonProps {
  readonly kind: DecisionKind;
  readonly view: TaskView | undefined;
  readonly value: string;
  readonly onChange: (change: Partial<Draft>) => void;
  readonly firstRef: RefCallback<HTMLElement>;
}

function Person({ kind, view, value, onChange, firstRef }: PersonProps) {
  const known: { readonly role: string; readonly name: string | null | undefined }[] = [
    { role: "on call", name: view?.ownership.onCall },
    { role: "owner", name: view?.ownership.owner },
    ...(kind === "escalate" ? [{ role: "asked for it", name: view?.task.requester?.name }] : []),
  ];
  const offered = known.flatMap(({ role, name }) => (name === null || name === undefined ? [] : [{ role, name }]));
  return (
    <section className="decide-section">
      <h3>
        <span className="grow">{kind === "escalate" ? "Escalate to" : "Owner"}</span>
        <span>required</span>
      </h3>
      <Field
        ref={firstRef}
        label={kind === "escalate" ? "Person or team it is escalated to" : "Person or team that answers for it"}
        value={value}
        placeholder="Person or team"
        maxLength={200}
        onChange={(person) => {
          onChange({ person });
        }}
      />
      {offered.length === 0 ? null : (
        <div className="decide-offers">
          {offered.map(({ role, name }) => (
            <Button
              key={role}
              small
              onClick={() => {
                onChange({ person: name });
              }}
            >
              <SafeText text={name} /> <span className="dim">{role}</span>
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}

const untilLabels: Partial<Record<DecisionKind, string>> = {
  approve: "In force until",
  escalate: "Answer wanted by",
  snooze: "Snooze until",
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
