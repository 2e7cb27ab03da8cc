import { Search } from "lucide-react";
import type { ReactNode } from "react";
import { Field } from "../../ui/Field";
import { Icon } from "../../ui/Icon";
import { intoDetail } from "./focus-list";

export interface FilterBarProps {
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  /** How much of the list is shown, in words. */
  readonly said: string;
  readonly children?: ReactNode;
  readonly onEnter?: (() => void) | undefined;
}

/** The line above a list: its filter, choices of its own, and how much is shown. */
export function FilterBar({ label, text, onText, said, children, onEnter }: FilterBarProps) {
  return (
    <div className="evidence-filter" role="search">
      <Field
        label={label}
        value={text}
        onChange={onText}
        placeholder={label}
        maxLength={200}
        kbd="/"
        icon={<Icon icon={Search} small />}
        onEnter={onEnter ?? intoDetail}
        onArrowDown={intoDetail}
        onEscape={() => {
          if (text === "") intoDetail();
          else onText("");
        }}
      />
      {children}
      <span className="evidence-filter-said" role="status">
        {said}
      </span>
    </div>
  );
}
