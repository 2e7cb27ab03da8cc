import { TriangleAlert } from "lucide-react";
import { useTaskRows } from "../../bridge/task-rows";
import { setInboxFilter } from "../../state/inbox-filter";
import { go } from "../../state/route";
import { formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";

/** How many escalations are overdue; a click shows them. Nothing where none is. */
export function EscalationsDue() {
  const missed = (useTaskRows() ?? []).filter(({ escalation }) => escalation?.state === "missed").length;
  if (missed === 0) return null;
  return (
    <button
      type="button"
      className="status-bar-item amber"
      onClick={() => {
        setInboxFilter("is:overdue");
        go({ screen: "inbox" });
      }}
    >
      <Icon icon={TriangleAlert} small />
      <span className="cut">{`${formatPlural(missed, "escalation")} overdue`}</span>
    </button>
  );
}
