import { FoldVertical } from "lucide-react";
import { SafeText } from "../../../ui/SafeText";
import { oneLine } from "../bounded";
import type { EventView } from "../event-view";
import { TextBlock } from "../TextBlock";

/** The runner shortened the conversation: what came before is a summary from here on. */
export const compaction: EventView<"compaction"> = {
  icon: FoldVertical,
  name: "compaction",
  plural: "compactions",
  sentence: (detail) => `context compacted: ${oneLine(detail.text, 160)}`,
  unfolds: (detail) => detail.text.trim() !== "",
  Body: ({ detail, row }) => (
    <>
      <p className="event-line">
        <span className="event-who">context compacted</span>
        {row.extent === "folded" ? (
          <span className="cut mid">
            <SafeText text={oneLine(detail.text)} />
          </span>
        ) : null}
      </p>
      {row.extent === "folded" ? null : <TextBlock text={detail.text} row={row} />}
    </>
  ),
};
