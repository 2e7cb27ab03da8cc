import { CircleAlert } from "lucide-react";
import { SafeText } from "../../../ui/SafeText";
import { oneLine } from "../bounded";
import type { EventView } from "../event-view";
import { TextBlock } from "../TextBlock";

/** A fault of the runner or of the model's service. */
export const error: EventView<"error"> = {
  icon: CircleAlert,
  name: "error",
  plural: "errors",
  tone: "red",
  sentence: (detail) => `error: ${oneLine(detail.text, 200)}`,
  startsAs: () => "open",
  unfolds: (detail) => detail.text.includes("\n") || detail.text.length > 200,
  Body: ({ detail, row }) => {
    const short = !detail.text.trim().includes("\n") && detail.text.length < 200;
    return (
      <>
        <p className="event-line">
          <span className="medium red">Error</span>
          {short || row.extent === "folded" ? (
            <span className={row.extent === "folded" ? "cut" : undefined}>
              <SafeText text={oneLine(detail.text)} />
            </span>
          ) : null}
        </p>
        {short || row.extent === "folded" ? null : <TextBlock text={detail.text} row={row} failed />}
      </>
    );
  },
};
