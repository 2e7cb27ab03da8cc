import { CornerDownRight } from "lucide-react";
import { SafeText } from "../../../ui/SafeText";
import { oneLine } from "../bounded";
import type { EventView } from "../event-view";
import { failed } from "../outcome";
import { TextBlock } from "../TextBlock";

/** A result whose call is missing from the transcript. */
export const toolResult: EventView<"tool-result"> = {
  icon: CornerDownRight,
  name: "result without its call",
  plural: "results without a call",
  sentence: (detail) => `result without its call: ${oneLine(detail.text, 160)}`,
  startsAs: (detail) => (failed(detail) ? "open" : "folded"),
  unfolds: () => true,
  Body: ({ detail, row }) => (
    <>
      <p className="event-line">
        <span className="event-who">result without its call</span>
        {row.extent === "folded" ? (
          <span className="cut mid">
            <SafeText text={oneLine(detail.text)} />
          </span>
        ) : null}
      </p>
      {row.extent === "folded" ? null : <TextBlock text={detail.text} row={row} failed={failed(detail)} />}
    </>
  ),
};
