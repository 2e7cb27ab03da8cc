import { Check } from "lucide-react";

/** The read mark of a file: a box that is empty or ticked. */
export function Tick({ read, label, onChange, reachable = true }: TickProps) {
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={read}
      aria-label={label}
      tabIndex={reachable ? 0 : -1}
      className="diff-tick focus-inset"
      onClick={(event) => {
        event.stopPropagation();
        onChange(!read);
      }}
    >
      <span className={read ? "diff-tick-box diff-tick-read" : "diff-tick-box"}>
        {read ? <Check size={10} strokeWidth={3.5} aria-hidden="true" /> : null}
      </span>
    </button>
  );
}

export interface TickProps {
  readonly read: boolean;
  readonly label: string;
  readonly onChange: (read: boolean) => void;
  readonly reachable?: boolean | undefined;
}
