import { Send } from "lucide-react";
import { useQuery } from "../../bridge/use-query";
import { go } from "../../state/route";
import { formatAge, formatCount } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { useNow } from "../../ui/use-now";
import { VerdictGlyph } from "../VerdictMark";

/** What waits to be sent, with the age of the oldest, and what is held; nothing while there is neither. */
export function OutboxItem() {
  const asked = useQuery("outbox.count", {}, { scopes: ["outbox", "audit"] });
  const now = useNow();
  const open = () => {
    go({ screen: "outbox" });
  };
  const count = asked.value;
  if (count === undefined) return null;
  return (
    <>
      {count.held === 0 ? null : (
        <button type="button" className="status-bar-item amber" onClick={open}>
          <VerdictGlyph kind="stale" size={12} />
          <span className="cut">{`${formatCount(count.held)} held`}</span>
        </button>
      )}
      {count.toSend === 0 ? null : (
        <button type="button" className="status-bar-item" onClick={open}>
          <Icon icon={Send} small className="dim" />
          <span className="cut">
            {`${formatCount(count.toSend)} to send${count.oldest === null ? "" : `, ${formatAge(count.oldest, now)}`}`}
          </span>
        </button>
      )}
    </>
  );
}
