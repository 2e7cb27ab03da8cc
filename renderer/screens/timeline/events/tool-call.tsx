import { Wrench } from "lucide-react";
import { SafeText } from "../../../ui/SafeText";
import type { EventView } from "../event-view";
import { failed } from "../outcome";
import { TextBlock } from "../TextBlock";
import { toolArgument } from "../tool-argument";

const ends: Readonly<Record<string, string>> = { failed: "failed", denied: "denied", unanswered: "no answer" };

/** A tool that is neither an edit nor a command: reading, searching, asking, planning. */
export const toolCall: EventView<"tool-call"> = {
  icon: Wrench,
  name: "tool call",
  plural: "tool calls",
  sentence: (detail, cwd) => [`${detail.tool} ${toolArgument(detail.input, cwd)}`, ends[detail.outcome]].join(" "),
  startsAs: (detail) => (failed(detail) ? "open" : "folded"),
  unfolds: () => true,
  Body: ({ detail, row }) => {
    const bad = failed(detail);
    const end = ends[detail.outcome];
    return (
      <>
        <div className="event-line">
          <span className="event-tool">
            <SafeText code text={detail.tool} />
          </span>
          <span className="event-code cut mid">
            <SafeText code text={toolArgument(detail.input, row.cwd)} />
          </span>
          {end === undefined ? null : <span className={bad ? "nowrap red" : "nowrap amber"}>{end}</span>}
        </div>
        {row.extent === "folded" ? null : (
          <>
            <TextBlock text={detail.input} row={row} name="Input" lines={8} />
            {detail.result === null ? (
              <p className="event-quiet">No result was recorded.</p>
            ) : (
              <TextBlock text={detail.result} row={row} name="Result" failed={bad} />
            )}
          </>
        )}
      </>
    );
  },
};
