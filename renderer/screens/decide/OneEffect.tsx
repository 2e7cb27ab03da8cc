import { useId, useState, type ReactNode } from "react";
import type { PlannedEffect } from "../../../shared/model/effect";
import { EffectText } from "../../parts/EffectText";
import { formatList, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import "./effects.css";

interface OneEffectProps {
  readonly effect: Pick<PlannedEffect, "title" | "account" | "mentions"> & Partial<Pick<PlannedEffect, "inline">>;
  readonly hasText: boolean;
  /** Its exact text, drawn once it is asked for. */
  readonly text: () => ReactNode;
  readonly checked: boolean;
  readonly onChange: (wanted: boolean) => void;
}

/** One effect that can be sent: a box, as whom and who is told, and its exact text. */
export function OneEffect({ effect, hasText, text, checked, onChange }: OneEffectProps) {
  const [open, setOpen] = useState(false);
  const textId = useId();
  const { title, account, mentions, inline = [] } = effect;
  const facts = [
    account === null ? null : `as ${account}`,
    inline.length === 0 ? null : `${formatPlural(inline.length, "comment")} on lines`,
    mentions.length === 0 ? null : `tells ${formatList(mentions)}`,
  ].filter((fact) => fact !== null);
  return (
    <li>
      <input
        type="checkbox"
        aria-label={title}
        checked={checked}
        onChange={(event) => {
          onChange(event.target.checked);
        }}
      />
      <div className="decide-effect">
        <span className={checked ? "medium ink" : "mid"}>
          <SafeText text={title} />
        </span>
        <span className="decide-effect-facts">
          <SafeText text={facts.join(", ")} />
          {hasText ? (
            <button
              type="button"
              className="link"
              aria-expanded={open}
              aria-controls={textId}
              aria-label={`${open ? "Hide text" : "Exact text"}: ${title}`}
              onClick={() => {
                setOpen(!open);
              }}
            >
              {open ? "Hide text" : "Exact text"}
            </button>
          ) : null}
        </span>
        {open ? <div id={textId}>{text()}</div> : null}
      </div>
    </li>
  );
}

interface ExactTextProps {
  readonly effect: Pick<PlannedEffect, "operation" | "text" | "inline">;
  /** The lines that recording adds. */
  readonly added: string;
}

/** What is sent, word for word. */
export function ExactText({ effect: { operation, text, inline }, added }: ExactTextProps) {
  if (operation !== "review" && operation !== "comment") return <EffectText text={text} inline={inline} />;
  return (
    <>
      <EffectText text={`${text ?? ""}\n\n${added}`} inline={inline} />
      <p className="dim decide-effect-note">
        The last two lines are the log’s checkpoint and the effect’s number; both become known when it is recorded.
      </p>
    </>
  );
}
