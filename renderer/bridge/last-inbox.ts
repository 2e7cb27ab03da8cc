import * as z from "zod";
import { inboxFactsSchema, inboxRowSchema } from "../../shared/contract/inbox";
import { instantSchema } from "../../shared/model/ids";
import type { ShownInbox } from "./inbox-feed";

const place = "countersign.inbox";
/** Rows that are remembered: more than a screen shows. */
const most = 60;

const rememberedSchema = z.strictObject({
  at: instantSchema,
  facts: inboxFactsSchema,
  rows: z.array(z.unknown()).max(most),
});

/**
 * The top of the inbox as the window last held it, to be read while the core opens: it says as of when, and gives way to the first
 * answer. Null where nothing was remembered that is still understood.
 */
export function lastInbox(): ShownInbox | null {
  const read = rememberedSchema.safeParse(remembered());
  if (!read.success) return null;
  const { at, facts } = read.data;
  // A row of a form that is no longer known is left out; the others are as good as they were.
  const rows = read.data.rows.flatMap((row) => inboxRowSchema.safeParse(row).data ?? []);
  if (rows.length === 0) return null;
  const groups = (["your-turn", "waiting", "done"] as const).map((group) => ({
    group,
    rows: rows.filter(({ turn }) => turn === group),
  }));
  // What could be undone then is the core's to say now.
  return { ...facts, undo: null, groups, partial: true, asOf: at };
}

function remembered(): unknown {
  try {
    return JSON.parse(localStorage.getItem(place) ?? "null");
  } catch {
    return null;
  }
}

/** Remembers the top of an inbox that has come whole. */
export function rememberInbox({ groups, ...inbox }: ShownInbox, now: Date): void {
  if (inbox.partial === true) return;
  const facts = inboxFactsSchema.strip().parse(inbox);
  const rows = groups.flatMap((group) => group.rows).slice(0, most);
  try {
    localStorage.setItem(place, JSON.stringify({ at: now.toISOString(), facts, rows }));
  } catch {
    // A full or forbidden storage costs the next start a moment, nothing else.
  }
}
