import { Check, Minus } from "lucide-react";

export interface TickProps {
  /** `half`: some of the files below a folder are read. */
  readonly read: boolean | "half";
  readonly label: string;
  readonly onChange: (read: boolean) => void;
  readonly reachable?: boolean | undefined;
}

/** A read mark: a box that is empty, half ticked or ticked. */
export function Tick({ read, label, onChange, reachable = true }: TickProps) {
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={read === "half" ? "mixed" : read}
      aria-label={label}
      tabIndex={reachable ? 0 : -1}
      className="diff-tick focus-inset"
      onClick={(event) => {
        event.stopPropagation();
        onChange(read !== true);
      }}
    >
      <span className={read === true ? "diff-tick-box diff-tick-read" : "diff-tick-box"}>
        {read === true ? <Check size={10} strokeWidth={3.5} aria-hidden="true" /> : null}
        {read === "half" ? <Minus size={10} strokeWidth={3.5} aria-hidden="true" /> : null}
      </span>
    </button>
  );
}
