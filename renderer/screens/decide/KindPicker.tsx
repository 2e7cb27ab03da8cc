import { ChevronDown } from "lucide-react";
import type { AttemptView } from "../../../shared/contract/review";
import type { DecisionKind } from "../../../shared/model/decision";
import { decisionCatalog, decisionRule } from "../../../shared/review/decision-catalog";
import { shownKey } from "../../state/strokes";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import { Segmented } from "../../ui/Segmented";
import { frontKinds } from "./drafts";

export interface KindPickerProps {
  readonly kind: DecisionKind;
  readonly attempts: readonly AttemptView[];
  readonly attemptId: string | null;
  readonly onKind: (kind: DecisionKind) => void;
  readonly onAttempt: (attemptId: string) => void;
}

/** What is decided, and on which attempt. */
export function KindPicker({ kind, attempts, attemptId, onKind, onAttempt }: KindPickerProps) {
  const rule = decisionRule(kind);
  const more = decisionCatalog.filter((row) => !frontKinds.includes(row.kind));
  const front = frontKinds.includes(kind);
  return (
    <section className="decide-section">
      <div className="decide-kinds">
        <Segmented<DecisionKind>
          label="Decision"
          value={kind}
          options={frontKinds.map((name) => {
            const row = decisionRule(name);
            // The name of a decision from More needs the room of the keys.
            return { value: name, label: row.verb, kbd: front ? shownKey(row.key) : undefined, name: row.verb };
          })}
          onChange={onKind}
        />
        <Menu
          label="More decisions"
          trigger={
            <button type="button" className="button button-plain" aria-pressed={!front}>
              {front ? "More" : rule.verb}
              <Icon icon={ChevronDown} small />
            </button>
          }
          items={more.map((row) => ({
            id: row.kind,
            label: row.verb,
            kbd: shownKey(row.key),
            checked: row.kind === kind,
            onSelect: () => {
              onKind(row.kind);
            },
          }))}
        />
      </div>
      {rule.subject === "attempt" && attempts.length > 1 ? (
        <div className="decide-attempts">
          <span className="mid">Attempt</span>
          <div className="decide-attempt-list">
            <Segmented
              small
              label="Attempt"
              value={attemptId ?? ""}
              options={attempts.map(({ attempt }) => ({
                value: attempt.id,
                label: attempt.letter,
                name: `Attempt ${attempt.letter}`,
              }))}
              onChange={onAttempt}
            />
          </div>
        </div>
      ) : null}
    </section>
  );
}
