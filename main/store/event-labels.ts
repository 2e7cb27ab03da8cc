import type { EventKind, Outcome } from "../../shared/model/event";
import type { ReadDb } from "./database";
import { readEvents } from "./events";
import { prepared } from "./prepared";

/** An event as far as a line about it needs it. */
export interface EventLabel {
  readonly rowid: number;
  readonly sessionId: string;
  readonly seq: number;
  readonly at: string | null;
  readonly lane: string;
  readonly kind: EventKind;
  readonly failed: boolean;
  readonly outcome: Outcome | null;
  /** A message's: who speaks, "injected" where the runner put it in. */
  readonly role: "person" | "agent" | "injected" | null;
  /** The first characters of what it says, or the path, the command, the tool. */
  readonly label: string;
  /** Characters that it says in all. */
  readonly length: number;
}

type Stored = [
  sessionId: string,
  seq: number,
  at: string | null,
  lane: string,
  kind: EventKind,
  failed: number,
  outcome: Outcome | null,
  role: EventLabel["role"],
  label: string | null,
  length: number | null,
  block: number | null,
];

const labelLength = 400;
/** Parsing a whole event costs ten times what its line does: an outline has two thousand of them. */
const query = `SELECT s.id, e.seq, json_extract(e.head, '$.at'), json_extract(e.head, '$.lane'), e.kind, e.failed,
  json_extract(e.detail, '$.outcome'),
  CASE e.kind WHEN 'message' THEN CASE WHEN json_extract(e.detail, '$.injected') THEN 'injected' ELSE json_extract(e.detail, '$.role') END END,
  substr(CASE e.kind WHEN 'file-edit' THEN coalesce(json_extract(e.detail, '$.newPath'), json_extract(e.detail, '$.path'))
    WHEN 'command' THEN json_extract(e.detail, '$.command') WHEN 'check' THEN json_extract(e.detail, '$.command')
    WHEN 'tool-call' THEN json_extract(e.detail, '$.tool') ELSE json_extract(e.detail, '$.text') END, 1, ${String(labelLength)}),
  CASE e.kind WHEN 'message' THEN length(json_extract(e.detail, '$.text')) END,
  e.block
FROM event e JOIN session s ON s.pk = e.session_pk WHERE e.rowid = ?`;

const spoken: ReadonlySet<EventKind> = new Set(["reasoning", "tool-result", "error", "compaction", "note"]);

/** Events as lines, in the order asked. */
export function readLabels(db: ReadDb, rowids: Iterable<number>): EventLabel[] {
  const get = prepared<[number], Stored>(db, query).raw();
  const labels: EventLabel[] = [];
  for (const rowid of rowids) {
    const row = get.get(rowid);
    if (row === undefined) continue;
    const [sessionId, seq, at, lane, kind, failed, outcome, role, label, length, block] = row;
    labels.push({
      rowid,
      sessionId,
      seq,
      at,
      lane,
      kind,
      failed: failed === 1,
      outcome,
      role,
      // A long text lies in a block.
      label: block !== null && spoken.has(kind) ? longLabel(db, rowid) : (label ?? ""),
      length: length ?? 0,
    });
  }
  return labels;
}

function longLabel(db: ReadDb, rowid: number): string {
  const detail = readEvents(db, [rowid])[0]?.event.detail;
  return detail !== undefined && "text" in detail ? (detail.text ?? "").slice(0, labelLength) : "";
}
