import { ChevronDown, ChevronUp, Search, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { formatCount, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import type { FindState } from "../../parts/diff/diff-engine";

export interface FindBarProps {
  readonly text: string;
  readonly found: FindState | null;
  /** Which found line the cursor is on, counted from 1; 0 for none. */
  readonly position: number;
  readonly onText: (text: string) => void;
  readonly onStep: (direction: 1 | -1) => void;
  readonly onClose: () => void;
}

/** Find in the whole patch. Enter goes to the next line found, Shift Enter back. */
export function FindBar({ text, found, position, onText, onStep, onClose }: FindBarProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  return (
    <div
      className="diff-find"
      role="search"
      onKeyDownCapture={(event) => {
        if (event.key !== "Enter" || !event.shiftKey) return;
        event.preventDefault();
        event.stopPropagation();
        onStep(-1);
      }}
    >
      <Field
        ref={input}
        label="Find in this patch"
        placeholder="Find in this patch"
        icon={<Icon icon={Search} small />}
        value={text}
        onChange={onText}
        onEnter={() => {
          onStep(1);
        }}
        onEscape={onClose}
        maxLength={300}
        mono
      />
      <span className="meta nowrap" role="status">
        {sentence(text, found, position)}
      </span>
      <Button
        small
        variant="ghost"
        label="Previous line found"
        icon={<Icon icon={ChevronUp} small />}
        onClick={() => onStep(-1)}
      >
        {null}
      </Button>
      <Button
        small
        variant="ghost"
        label="Next line found"
        icon={<Icon icon={ChevronDown} small />}
        onClick={() => onStep(1)}
      >
        {null}
      </Button>
      <Button small variant="ghost" label="End the search" icon={<Icon icon={X} small />} onClick={onClose}>
        {null}
      </Button>
    </div>
  );
}

function sentence(text: string, found: FindState | null, position: number): string {
  if (text === "" || found?.query !== text) return "";
  if (found.hits === 0) return "Not in this patch";
  const lines = `${formatCount(position)} of ${formatPlural(found.rows.length, "line")}`;
  return found.more ? `${lines}, more not counted` : lines;
}
