import { Minus } from "lucide-react";
import { SafeText } from "../../../ui/SafeText";
import { firstLines, oneLine } from "../bounded";
import type { EventView } from "../event-view";

/** What the runner wrote down besides: modes, models, beginnings and ends. */
export const note: EventView<"note"> = {
  icon: Minus,
  name: "note",
  plural: "notes",
  sentence: (detail) => `note: ${oneLine(detail.text, 200)}`,
  unfolds: (detail) => detail.text.trim().includes("\n") || detail.text.length > 120,
  Body: ({ detail, row }) =>
    row.extent === "folded" ? (
      <p className="event-line">
        <span className="event-who">note</span>
        <span className="cut mid">
          <SafeText text={oneLine(detail.text)} />
        </span>
      </p>
    ) : (
      <div className="event-said event-said-small mid">
        <span className="event-who">note</span>
        <SafeText text={firstLines(detail.text, 2_000, 120_000).shown} lines />
      </div>
    ),
};
