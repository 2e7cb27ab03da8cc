import type { InboxChanges, InboxFacts, InboxRow, InboxStamp } from "../../shared/contract/inbox";
import { mergeRows, placeRow, type PlacedRow } from "../../shared/review/inbox-order";

/** The inbox as the page holds it. */
export interface Feed {
  /** Rows to show, in order. */
  readonly rows: readonly PlacedRow<InboxRow>[];
  /** Rows that were told and are not shown before the rest of them has come; null where nothing is waited for. */
  readonly coming: readonly PlacedRow<InboxRow>[] | null;
  /** Up to where it is known; null before the first answer. */
  readonly stamp: InboxStamp | null;
  /** All rows have come once: from then on, changes are shown together when the last of them is here. */
  readonly complete: boolean;
  readonly facts: InboxFacts | null;
}

export const emptyFeed: Feed = { rows: [], coming: null, stamp: null, complete: false, facts: null };

/** Takes an answer in. Out: the feed with it; `rows` stays the same array where nothing in it changed. */
export function takeIn(feed: Feed, answer: InboxChanges): Feed {
  const { anew, more, stamp, facts } = answer;
  const known = anew ? [] : (feed.coming ?? feed.rows);
  const rows = mergeRows(known, answer.rows.map(placeRow), answer.gone);
  const complete = feed.complete || !more;
  if (feed.complete && more) return { ...feed, coming: rows, stamp };
  return { rows, coming: null, stamp, complete, facts };
}

/** The whole inbox without a filter, as far as it has come. */
export interface ShownInbox extends InboxFacts {
  readonly groups: readonly { readonly group: InboxRow["turn"]; readonly rows: readonly InboxRow[] }[];
  /** More rows are on their way than are here. */
  readonly partial?: boolean;
  /** Nothing has come yet: these are rows as they were then. */
  readonly asOf?: string;
}

/** What is to be shown of a feed; null before the first answer. */
export function shownInbox({ rows, facts, complete }: Feed): ShownInbox | null {
  if (facts === null) return null;
  const groups = (["your-turn", "waiting", "done"] as const).map((group) => ({
    group,
    rows: rows.flatMap(({ row }) => (row.turn === group ? row : [])),
  }));
  return { ...facts, groups, ...(complete ? {} : { partial: true }) };
}

/** Whether two feeds look the same. */
export function sameFeed(a: Feed, b: Feed): boolean {
  return a.rows === b.rows && a.complete === b.complete && JSON.stringify(a.facts) === JSON.stringify(b.facts);
}
