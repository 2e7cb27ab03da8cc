import { MessageSquare } from "lucide-react";
import { formatPlural } from "../../../ui/format";
import { SafeText } from "../../../ui/SafeText";
import { firstLines, oneLine } from "../bounded";
import { ClaimedText, ClaimVerdicts } from "../../../parts/ClaimedText";
import type { EventView } from "../event-view";

const unasked = 10;

/** Words of a person or of the agent. */
export const message: EventView<"message"> = {
  icon: MessageSquare,
  name: "message",
  plural: "messages",
  sentence: (detail) => `${detail.role === "person" ? "person" : "agent"} says: ${oneLine(detail.text, 200)}`,
  startsAs: (detail) => (detail.injected ? "folded" : "open"),
  unfolds: (detail) => detail.text.includes("\n") || detail.text.length > 200,
  Body: ({ detail, row }) => {
    const who = detail.injected ? "added by the runner" : detail.role === "person" ? "person" : null;
    const said = who === null ? null : <span className="event-who">{who}</span>;
    // A message whose claims are judged is read whole.
    const claimed = row.claims.length > 0;
    if (row.extent === "folded" && !claimed) {
      return (
        <p className={detail.injected ? "event-line mid" : "event-line"}>
          {said}
          <span className="cut">
            <SafeText text={oneLine(detail.text)} />
          </span>
        </p>
      );
    }
    const all = row.extent === "all" || claimed;
    const { shown, left } = firstLines(detail.text, all ? 2_000 : unasked, all ? 120_000 : 1_600);
    return (
      <>
        <div className="event-said">
          {said}
          <ClaimedText text={shown} claims={row.claims} />
        </div>
        {left > 0 || row.cut > 0 ? (
          <p className="event-more">
            {row.extent === "all" ? (
              "The rest is in the raw record."
            ) : (
              <button
                type="button"
                className="link"
                tabIndex={-1}
                onClick={() => {
                  row.setExtent("all");
                }}
              >
                {left > 0 ? `Show all, ${formatPlural(left, "more line")}` : "Show all"}
              </button>
            )}
          </p>
        ) : null}
        {claimed ? <ClaimVerdicts claims={row.claims} /> : null}
      </>
    );
  },
};
