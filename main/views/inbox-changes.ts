import type { InboxChanges, InboxStamp } from "../../shared/contract/inbox";
import type { Core } from "./core";
import { inboxFacts } from "./inbox";
import { currentInbox, numberInOrder, type VersionedRow } from "./inbox-memory";

/** How much of rows one answer holds at most, in bytes of JSON; one row is always told. */
const mostBytes = 96 * 1024;
/** A task that is gone, in bytes of JSON. */
const goneBytes = 40;

/** A row as it is now, or a task that is gone. */
type Change = VersionedRow | { readonly taskId: string; readonly version: number };

/** What a change adds to an answer, in bytes of JSON. */
function bytesOf(change: Change): number {
  return "row" in change ? Buffer.byteLength(JSON.stringify(change.row)) : goneBytes;
}

/**
 * What changed in the inbox. In: the stamp of the last answer; null for everything. Out: rows that are new or other, and tasks that are
 * gone, by the order of their changes and at most 100 KB of them; the stamp to ask for the rest with. Who knows nothing, or a stamp of
 * another start of the core, gets every row from the top of the inbox on. A change while the pages of an answer are asked for stands in
 * a later one, wherever its task moved.
 */
export function inboxChanges(core: Core, since: InboxStamp | null): InboxChanges {
  const inbox = currentInbox(core);
  const anew = since?.epoch !== inbox.epoch || since.version < inbox.forgotten || since.version > inbox.version;
  const from = anew ? numberInOrder(core) : since.version;
  const changes: Change[] = [];
  for (const row of inbox.sorted) if (row.version > from) changes.push(row);
  if (!anew) for (const [taskId, version] of inbox.gone) if (version > from) changes.push({ taskId, version });
  // Ten thousand rows that are in this order already are not sorted for each of a hundred answers.
  if (!changes.every((change, at) => at === 0 || (changes[at - 1]?.version ?? 0) < change.version))
    changes.sort((a, b) => a.version - b.version);
  let bytes = 0;
  const over = changes.findIndex((change, at) => {
    bytes += bytesOf(change);
    return at > 0 && bytes > mostBytes;
  });
  const told = over === -1 ? changes : changes.slice(0, over);
  return {
    stamp: { epoch: inbox.epoch, version: over === -1 ? inbox.version : (told.at(-1)?.version ?? from) },
    anew,
    rows: told.flatMap((change) => ("row" in change ? change.row : [])),
    gone: told.flatMap((change) => ("row" in change ? [] : change.taskId)),
    more: over !== -1,
    facts: inboxFacts(core, inbox.sorted),
  };
}
