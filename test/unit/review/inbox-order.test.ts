import { describe, expect, it } from "vitest";
import type { InboxRow } from "../../../shared/contract/inbox";
import { compareRows, mergeRows, placeRow } from "../../../shared/review/inbox-order";
import { inboxRow } from "../../support/fake-night";

const verdict = (word: InboxRow["verdict"]["word"]): InboxRow["verdict"] => ({ word, label: word, cause: "" });
const at = (hour: number) => `2026-11-20T${String(hour).padStart(2, "0")}:00:00Z`;
const ids = (rows: readonly { readonly row: InboxRow }[]) => rows.map(({ row }) => row.taskId);

describe("the inbox's order", () => {
  it("puts turn before what is wrong, and that before the time; what is done is newest first", () => {
    const rows = [
      inboxRow({ taskId: "done-old", turn: "done", verdict: verdict("decided"), waitingSince: at(1) }),
      inboxRow({ taskId: "done-new", turn: "done", verdict: verdict("decided"), waitingSince: at(9) }),
      inboxRow({ taskId: "waits", turn: "waiting", verdict: verdict("contradicted"), waitingSince: at(0) }),
      inboxRow({ taskId: "ready", turn: "your-turn", verdict: verdict("ready"), waitingSince: at(0) }),
      inboxRow({ taskId: "unbacked", turn: "your-turn", verdict: verdict("unbacked"), waitingSince: at(2) }),
      inboxRow({
        taskId: "stale-decision",
        turn: "your-turn",
        verdict: verdict("stale-decision"),
        waitingSince: at(7),
      }),
      inboxRow({ taskId: "no-time", turn: "your-turn", verdict: verdict("finding"), waitingSince: null }),
      inboxRow({ taskId: "wrong-b", turn: "your-turn", verdict: verdict("contradicted"), waitingSince: at(5) }),
      inboxRow({ taskId: "wrong-a", turn: "your-turn", verdict: verdict("escalated"), waitingSince: at(5) }),
      inboxRow({ taskId: "wrong-first", turn: "your-turn", verdict: verdict("finding"), waitingSince: at(4) }),
    ];
    expect(ids(rows.map(placeRow).sort(compareRows))).toEqual([
      "wrong-first",
      "wrong-a",
      "wrong-b",
      "no-time",
      "stale-decision",
      "unbacked",
      "ready",
      "waits",
      "done-new",
      "done-old",
    ]);
  });

  it("merges changes as sorting everything would, whatever changed", () => {
    // A small generator, so that the same mixtures come each time.
    let seed = 7;
    const next = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    const words = ["contradicted", "stale-decision", "unbacked", "ready", "decided"] as const;
    const turns = ["your-turn", "waiting", "done"] as const;
    const anyRow = (id: number) =>
      placeRow(
        inboxRow({
          taskId: `T-${String(id)}`,
          turn: turns[next(3)] ?? "done",
          verdict: verdict(words[next(5)] ?? "ready"),
          waitingSince: at(next(24)),
        }),
      );
    let rows = Array.from({ length: 40 }, (_, id) => anyRow(id)).sort(compareRows) as readonly ReturnType<
      typeof placeRow
    >[];
    for (let round = 0; round < 50; round += 1) {
      const changed = new Map(
        Array.from({ length: next(6) }, () => anyRow(next(60))).map((row) => [row.row.taskId, row]),
      );
      const gone = Array.from({ length: next(4) }, () => `T-${String(next(60))}`).filter((id) => !changed.has(id));
      const expected = [
        ...rows.filter(({ row }) => !changed.has(row.taskId) && !gone.includes(row.taskId)),
        ...changed.values(),
      ].sort(compareRows);
      rows = mergeRows(rows, [...changed.values()], gone);
      expect(rows).toEqual(expected);
    }
    expect(mergeRows(rows, [])).toBe(rows);
  });
});
