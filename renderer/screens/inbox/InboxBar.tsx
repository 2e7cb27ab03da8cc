import { useAppStatus } from "../../bridge/app-status";
import type { ShownInbox } from "../../bridge/inbox-feed";
import { CommandsButton, ScreenBar } from "../../parts/frame/ScreenBar";
import { formatCount, formatMoment, formatPlural } from "../../ui/format";
import { useNow } from "../../ui/use-now";
import { rowsOf } from "./inbox-rows";

/** The inbox's head: how many need the reviewer, and what came since they last looked. */
export function InboxBar({ inbox, failed }: { readonly inbox: ShownInbox | null; readonly failed: boolean }) {
  const counts = useAppStatus().value?.counts;
  const now = useNow();
  const facts = () => {
    if (inbox?.asOf !== undefined)
      return `as of ${formatMoment(inbox.asOf, now)}; what changed since ${failed ? "could not be read" : "is being read"}`;
    if (counts === undefined || counts === null) return undefined;
    const need = `${formatCount(counts.yourTurn)} ${counts.yourTurn === 1 ? "needs" : "need"} you`;
    const since = inbox?.since ?? null;
    if (inbox === null || inbox.partial === true || since === null)
      return `${need}, ${formatPlural(counts.tasks, "task")} from ${formatPlural(counts.sessions, "session")}`;
    const from = Date.parse(since);
    const come = rowsOf(inbox).filter(
      (row) => row.turn === "your-turn" && row.waitingSince !== null && Date.parse(row.waitingSince) >= from,
    ).length;
    return `${need}, ${formatCount(come)} of them since you last looked, ${formatMoment(since, now)}`;
  };
  return (
    <ScreenBar title="Inbox" facts={facts()}>
      <CommandsButton />
    </ScreenBar>
  );
}
