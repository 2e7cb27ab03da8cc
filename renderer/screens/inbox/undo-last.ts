import type { Undo } from "../../../shared/contract/inbox";
import { formatCount, formatPlural } from "../../ui/format";
import { call } from "../../bridge/client";
import { announce } from "../../state/announce";
import { noteAct } from "../../state/decide";

/**
 * Takes the reviewer's last act back and says which entries stand for it. In: what was on screen as undoable: where another decision
 * came in between, the core refuses, and this says why.
 */
export async function undoLast(undo: Undo | null): Promise<void> {
  if (undo === null || Date.parse(undo.until) <= Date.now()) {
    announce("Nothing to undo: no decision of yours in the last 10 min can be withdrawn.");
    return;
  }
  noteAct();
  const result = await call("decision.withdraw", { entries: undo.entries, reason: "" });
  if (!result.ok) {
    announce(`Not withdrawn: ${result.error.message} ${result.error.remedy ?? ""}`.trim());
    return;
  }
  const [first] = result.value.receipts;
  const last = result.value.receipts.at(-1);
  if (first === undefined || last === undefined) return;
  const as =
    first === last
      ? `entry ${formatCount(first.seq)}`
      : `entries ${formatCount(first.seq)} to ${formatCount(last.seq)}, ${formatPlural(result.value.receipts.length, "entry", "entries")}`;
  announce(`Withdrawn: ${undo.what}. Recorded as ${as}.`);
}
