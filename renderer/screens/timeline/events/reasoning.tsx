import { Ellipsis } from "lucide-react";
import { formatBytes } from "../../../ui/format";
import { SafeText } from "../../../ui/SafeText";
import { firstLines, oneLine } from "../bounded";
import type { EventView } from "../event-view";

function withheld(bytes: number): string {
  return bytes === 0 ? "withheld by the runner" : `withheld by the runner, ${formatBytes(bytes)}`;
}

/** What the model wrote to itself, where the runner shows it. */
export const reasoning: EventView<"reasoning"> = {
  icon: Ellipsis,
  name: "reasoning",
  plural: "reasoning",
  sentence: (detail) =>
    `reasoning: ${detail.text === null ? withheld(detail.withheldBytes) : oneLine(detail.text, 200)}`,
  unfolds: (detail) => detail.text !== null && (detail.text.includes("\n") || detail.text.length > 100),
  Body: ({ detail, row }) => {
    const who = <span className="event-who">reasoning</span>;
    if (detail.text === null) {
      return (
        <p className="event-line">
          {who}
          <span className="mid">{withheld(detail.withheldBytes)}</span>
        </p>
      );
    }
    if (row.extent === "folded") {
      return (
        <p className="event-line">
          {who}
          <span className="cut mid">
            <SafeText text={oneLine(detail.text)} />
          </span>
        </p>
      );
    }
    return (
      <div className="event-said event-said-small mid">
        {who}
        <SafeText text={firstLines(detail.text, 2_000, 120_000).shown} lines />
      </div>
    );
  },
};
