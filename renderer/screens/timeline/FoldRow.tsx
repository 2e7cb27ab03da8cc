import { ChevronDown, ChevronRight } from "lucide-react";
import { Icon } from "../../ui/Icon";

/** A line that stands for quiet events in a row and counts them. */
export function FoldRow({
  sentence,
  open,
  onToggle,
}: {
  readonly sentence: string;
  readonly open: boolean;
  readonly onToggle: () => void;
}) {
  return (
    <div className="event event-folded">
      <span role="gridcell" className="event-time" />
      <span role="gridcell" className="event-icon">
        <button
          type="button"
          className="event-fold"
          tabIndex={-1}
          aria-expanded={open}
          aria-label={open ? "Fold these events" : "Show these events"}
          onClick={onToggle}
        >
          <Icon icon={open ? ChevronDown : ChevronRight} small />
        </button>
      </span>
      <span role="gridcell">
        <button type="button" tabIndex={-1} className="event-folded-text" onClick={onToggle}>
          {open ? sentence.replace(" folded:", " unfolded:") : sentence}
        </button>
      </span>
      <span role="gridcell" />
    </div>
  );
}
