import { beforeEach, describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import { readTask, upsertTask } from "../../main/store/tasks";
import { emptyFeed, takeIn, type Feed } from "../../renderer/bridge/inbox-feed";
import type { InboxChanges, InboxStamp } from "../../shared/contract/inbox";
import { openTestApp, tempFolder } from "../support/temp-home";

let app: App;
let home: string;

async function changes(since: InboxStamp | null): Promise<InboxChanges> {
  const answer = await app.invoke("inbox.changes", { since });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

async function whole() {
  const answer = await app.invoke("inbox.list", { filter: "" });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value.groups.flatMap((group) => group.rows);
}

/** Asks until there is no more. */
async function follow(feed: Feed): Promise<Feed> {
  const answer = await changes(feed.stamp);
  const next = takeIn(feed, answer);
  return answer.more ? follow(next) : next;
}

const rowsOf = (feed: Feed) => feed.rows.map(({ row }) => row);

function title(of: App, taskId: string, to: string): void {
  const task = readTask(of.core.index, taskId);
  if (task === null) throw new Error("the task is gone");
  upsertTask(of.core.index, `key of ${taskId}`, { ...task, title: to });
}

beforeEach(async () => {
  home = tempFolder();
  app = openTestApp({ home });
  expect((await app.invoke("sample.open", {})).ok).toBe(true);
});

describe("what changed in the inbox", () => {
  it("is everything in its order at first, and nothing when asked again", async () => {
    const first = await changes(null);
    expect(first).toMatchObject({ anew: true, more: false, gone: [] });
    expect(first.rows).toEqual(await whole());
    expect(first.rows.length).toBeGreaterThan(4);
    expect(await changes(first.stamp)).toMatchObject({ anew: false, rows: [], gone: [], more: false });
  });

  it("is one row where another process wrote one task, or it was opened here", async () => {
    const feed = await follow(emptyFeed);
    const [one, two] = rowsOf(feed);
    if (one === undefined || two === undefined) throw new Error("the night has tasks");
    const other = openTestApp({ home });
    title(other, one.taskId, "Written elsewhere");
    const written = await changes(feed.stamp);
    expect(written.rows.map((row) => [row.taskId, row.title])).toEqual([[one.taskId, "Written elsewhere"]]);
    // Written again as it was: nothing to tell.
    title(other, one.taskId, "Written elsewhere");
    expect((await changes(written.stamp)).rows).toEqual([]);
    expect(two.isNew).toBe(true);
    await app.invoke("inbox.seen", { taskId: two.taskId });
    const seen = await changes(written.stamp);
    expect(seen.rows).toEqual([{ ...two, isNew: false }]);
    expect(rowsOf(takeIn(takeIn(feed, written), seen))).toEqual(await whole());
  });

  it("names a task that goes", async () => {
    const feed = await follow(emptyFeed);
    const row = rowsOf(feed).at(2);
    if (row === undefined) throw new Error("the night has tasks");
    const other = openTestApp({ home });
    other.core.index.prepare("DELETE FROM task WHERE id = ?").run(row.taskId);
    const answer = await changes(feed.stamp);
    expect(answer).toMatchObject({ anew: false, rows: [], gone: [row.taskId] });
    expect(answer.facts.total).toBe(feed.rows.length - 1);
    expect(rowsOf(takeIn(feed, answer))).toEqual(await whole());
    // Who asks for everything is not told of what they never knew.
    expect((await changes(null)).gone).toEqual([]);
  });

  it("is everything again after another start of the core", async () => {
    const feed = await follow(emptyFeed);
    app.close();
    app = openTestApp({ home });
    const answer = await changes(feed.stamp);
    expect(answer.anew).toBe(true);
    expect(rowsOf(takeIn(feed, answer))).toEqual(await whole());
  });
});

describe("more rows than one answer holds", () => {
  /** Titles so long that the tasks of the night take more than one answer. */
  function many(): void {
    const { index } = app.core;
    const tasks = index.prepare<[], { id: string }>("SELECT id FROM task").all();
    for (const { id } of tasks) title(app, id, `Long ${"words ".repeat(8_000)}`);
  }

  it("come in pages of at most 100 KB, those that most need the reviewer first; a change meanwhile is not lost", async () => {
    many();
    const order = (await whole()).map((row) => row.taskId);
    const first = await changes(null);
    expect(first).toMatchObject({ anew: true, more: true });
    expect(first.rows.map((row) => row.taskId)).toEqual(order.slice(0, first.rows.length));
    expect(Buffer.byteLength(JSON.stringify(first))).toBeLessThan(102_400);

    // The last task of all changes before its page is asked for, and one that was told already goes.
    const [told = ""] = order;
    title(app, order.at(-1) ?? "", "Changed meanwhile");
    const other = openTestApp({ home });
    other.core.index.prepare("DELETE FROM task WHERE id = ?").run(told);
    const feed = await follow(takeIn(emptyFeed, first));
    expect(feed.complete).toBe(true);
    expect(rowsOf(feed)).toEqual(await whole());
    expect(rowsOf(feed).some((row) => row.title === "Changed meanwhile")).toBe(true);
    expect(rowsOf(feed).some((row) => row.taskId === told)).toBe(false);
  });

  it("come in the inbox's order again to a window that begins anew, and another that goes on misses nothing", async () => {
    many();
    const feed = await follow(emptyFeed);
    title(app, rowsOf(feed)[0]?.taskId ?? "", `First ${"words ".repeat(8_000)}`);
    const again = await changes(null);
    expect(again.rows.map((row) => row.taskId)).toEqual(
      (await whole()).map((row) => row.taskId).slice(0, again.rows.length),
    );
    expect(rowsOf(await follow(feed))).toEqual(await whole());
  });
});
