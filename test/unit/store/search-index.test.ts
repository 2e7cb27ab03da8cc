import { describe, expect, it } from "vitest";
import {
  createIndexer,
  indexFor,
  indexLatest,
  indexStep,
  mergeStep,
  newMergePace,
  newPace,
} from "../../../main/services/index-events";
import {
  docsPerMinute,
  firstDocAt,
  hasIndexWork,
  indexCounts,
  nextPending,
  noteWritten,
} from "../../../main/store/search-index";
import { beginSession, clearHidden, dropSession } from "../../../main/store/sessions";
import { commandDetail, event, messageDetail } from "../../builders/event";
import { eventsFrom, indexAll, places, search, storeEvents, storeSession, type Core } from "../../builders/search";
import { openTestApp, tempFolder } from "../../support/temp-home";

const night = "2026-11-21T02:00:00Z";
const messages = (count: number, word = "needle") =>
  Array.from({ length: count }, (_, n) => messageDetail(`${word} ${String(n)}`));

function ranges(core: Core): string[] {
  return core.index
    .prepare<[], { session_pk: number; from_seq: number; to_seq: number }>("SELECT * FROM search_pending ORDER BY 1, 2")
    .all()
    .map((row) => `${String(row.from_seq)}-${String(row.to_seq)}`);
}

/** Every document has its event, every event its document, and the index finds each by what it is of. */
function expectWhole(core: Core): void {
  const one = (sql: string) => core.index.prepare<[], number>(sql).pluck().get();
  const events = one("SELECT count(*) FROM event e JOIN session s ON s.pk = e.session_pk WHERE s.id IS NOT NULL");
  expect(one("SELECT count(*) FROM search_event x JOIN event e ON e.rowid = x.event")).toBe(events);
  expect(one("SELECT count(*) FROM search_event")).toBe(events);
  expect(one(`SELECT count(*) FROM search_text WHERE search_text MATCH '"\ue000a"'`)).toBe(events);
  expect(indexCounts(core.index)).toMatchObject({ indexed: events, waiting: 0 });
  core.index.exec("INSERT INTO search_text (search_text) VALUES ('integrity-check')");
}

describe("what waits to be indexed", () => {
  it("is kept as ranges, in whatever order events are written", () => {
    const { core } = openTestApp();
    const pk = beginSession(core.index, "codex", "/x");
    const note = (...seqs: number[]) => {
      core.index.transaction(() => {
        noteWritten(core.index, pk, seqs);
      })();
    };
    note(1, 2, 3);
    note(4, 5);
    expect(ranges(core)).toEqual(["1-5"]);
    note(3, 6, 7);
    expect(ranges(core)).toEqual(["1-7"]);
    note(20, 21, 10);
    expect(ranges(core)).toEqual(["1-7", "10-10", "20-21"]);
    note(10, 11, 12);
    expect(ranges(core)).toEqual(["1-7", "10-12", "20-21"]);
    // A session that is only being read is not indexed, and is forgotten with it.
    expect(nextPending(core.index, 10)).toEqual([]);
    dropSession(core.index, pk);
    expect(ranges(core)).toEqual([]);
  });

  it("goes newest session first, and a stretch of a long one at a time", () => {
    const { core } = openTestApp();
    const longText = "word ".repeat(2_000);
    storeSession(
      core,
      { id: "S-AAAAA", startedAt: "2026-11-19T00:00:00Z" },
      eventsFrom("2026-11-19T00:00:00Z", messages(3)),
    );
    storeSession(
      core,
      { id: "S-BBBBB", startedAt: "2026-11-21T00:00:00Z" },
      eventsFrom(night, messages(300, longText)),
    );
    const pace = newPace();
    expect(indexStep(core.index, pace)).toBe(true);
    const { indexed, waiting } = indexCounts(core.index);
    expect(indexed).toBeGreaterThan(0);
    expect(indexed + waiting).toBe(303);
    expect(waiting).toBeGreaterThan(3);
    expect(core.index.prepare("SELECT DISTINCT session_pk FROM search_event").all()).toHaveLength(1);
    indexAll(core);
    expectWhole(core);
  });

  it("is what was there before, for a store that had no index", () => {
    const { core } = openTestApp();
    storeSession(core, { id: "S-AAAAA" }, eventsFrom(night, messages(5)));
    core.index.exec("DELETE FROM search_pending");
    expect(hasIndexWork(core.index)).toBe(false);
    core.index.exec(
      "INSERT INTO search_pending (session_pk, from_seq, to_seq) SELECT session_pk, min(seq), max(seq) FROM event GROUP BY session_pk",
    );
    indexAll(core);
    expectWhole(core);
  });
});

describe("the index", () => {
  it("numbers documents by their minute, also where a minute is full or a time is absurd", () => {
    expect(firstDocAt(60_000)).toBe(docsPerMinute + 1);
    expect(firstDocAt(-5)).toBe(1);
    expect(Number.isSafeInteger(firstDocAt(Number.MAX_SAFE_INTEGER) + docsPerMinute)).toBe(true);
    const { core } = openTestApp();
    const full = firstDocAt(Date.parse(night)) + docsPerMinute - 2;
    core.index.prepare("INSERT INTO search_event (doc, event, session_pk) VALUES (?, 999999, 999)").run(full);
    storeSession(core, { id: "S-AAAAA" }, [event(messageDetail("needle"), { at: night })]);
    indexAll(core);
    const doc = core.index.prepare<[], number>("SELECT doc FROM search_event WHERE event <> 999999").pluck().get();
    expect(doc).toBe(firstDocAt(Date.parse(night) + 60_000));
  });

  it("follows events that are added, replaced, taken away and read anew, step by step", async () => {
    const app = openTestApp();
    const { core } = app;
    const pk = storeSession(core, { id: "S-AAAAA" }, eventsFrom(night, messages(50)));
    storeSession(core, { id: "S-BBBBB" }, eventsFrom(night, messages(20, "other")));
    indexAll(core);
    expectWhole(core);
    storeEvents(core, pk, eventsFrom(night, messages(60, "grown")));
    expect(indexCounts(core.index).waiting).toBe(60);
    indexAll(core);
    expectWhole(core);
    expect(places(await search(app, "needle"))).toEqual([]);
    expect(places(await search(app, "grown", { limit: 100 }))).toHaveLength(60);
    storeSession(core, { id: "S-AAAAA" }, eventsFrom(night, messages(10, "anew")));
    indexAll(core);
    expectWhole(core);
    core.index.prepare("DELETE FROM session").run();
    indexAll(core);
    expectWhole(core);
    expect(core.index.prepare("SELECT count(*) AS n FROM search_path").get()).toEqual({ n: 0 });
  });

  it("does not show a place that another event took over meanwhile", async () => {
    const app = openTestApp();
    const { core } = app;
    storeSession(core, { id: "S-AAAAA" }, eventsFrom(night, messages(3, "secret")));
    indexAll(core);
    // The last rows are deleted: SQLite gives their numbers to the next events.
    core.index.prepare("DELETE FROM session").run();
    storeSession(core, { id: "S-BBBBB" }, eventsFrom(night, messages(3, "innocent")));
    expect(places(await search(app, "secret"))).toEqual([]);
    expect(places(await search(app, "innocent"))).toHaveLength(3);
    expectWhole(core);
  });

  it("is as it was after a step that was cut off, and goes on with another process", async () => {
    const home = tempFolder();
    const first = openTestApp({ home });
    storeSession(first.core, { id: "S-AAAAA" }, eventsFrom(night, messages(40)));
    first.core.index.exec(
      "CREATE TEMP TRIGGER cut AFTER INSERT ON main.search_event WHEN new.event % 17 = 0 BEGIN SELECT raise(ABORT, 'cut off'); END",
    );
    expect(() => indexFor(first.core.index, 1_000)).toThrow("cut off");
    expect(indexCounts(first.core.index)).toMatchObject({ indexed: 0, waiting: 40 });
    const second = openTestApp({ home });
    indexAll(second.core);
    expectWhole(second.core);
    expect(places(await search(second, "needle", { limit: 100 }))).toHaveLength(40);
  });

  it("waits for nobody while another process writes", async () => {
    const home = tempFolder();
    const [one, other] = [openTestApp({ home }), openTestApp({ home })];
    storeSession(one.core, { id: "S-AAAAA" }, eventsFrom(night, messages(5)));
    other.core.index.exec("BEGIN IMMEDIATE");
    const start = performance.now();
    indexLatest(one.core.index);
    expect(performance.now() - start).toBeLessThan(2_000);
    expect((await search(one, "needle")).coverage).toEqual({ indexed: 0, events: 5 });
    other.core.index.exec("COMMIT");
    expect(places(await search(one, "needle"))).toHaveLength(5);
  });

  it("is made in the background, without anyone asking", async () => {
    const { core } = openTestApp();
    const bugs: unknown[] = [];
    const indexer = createIndexer(core.index, (error) => bugs.push(error));
    storeSession(core, { id: "S-AAAAA" }, eventsFrom(night, messages(500)));
    indexer.reading(true);
    indexer.reading(false);
    await expect.poll(() => indexCounts(core.index).indexed, { timeout: 10_000 }).toBe(500);
    indexer.stop();
    storeSession(core, { id: "S-BBBBB" }, eventsFrom(night, messages(5)));
    indexer.poke();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(indexCounts(core.index).waiting).toBe(5);
    expect(bugs).toEqual([]);
  });

  it("is put together piece by piece while nothing else is done, and goes on where it was left", async () => {
    const home = tempFolder();
    const first = openTestApp({ home });
    const pieces = ({ core }: { readonly core: Core }) =>
      core.index.prepare<[], number>("SELECT count(DISTINCT segid) FROM search_text_idx").pluck().get() ?? 0;
    for (let n = 0; n < 7; n += 1) {
      storeSession(
        first.core,
        { id: `S-AAAA${String(n + 2)}` },
        eventsFrom(night, messages(60, `needle word${String(n)}`)),
      );
      indexAll(first.core);
    }
    expect(pieces(first)).toBeGreaterThan(4);
    const before = places(await search(first, "needle word3"));
    expect(before).toHaveLength(50);
    expect(mergeStep(first.core.index, { pages: 1 })).toBe(true);
    expect(places(await search(first, "needle word3"))).toEqual(before);
    first.core.index.close();
    const again = openTestApp({ home });
    const indexer = createIndexer(again.core.index, (error) => {
      throw error;
    });
    await expect.poll(() => pieces(again), { timeout: 10_000 }).toBe(1);
    indexer.stop();
    expect(mergeStep(again.core.index, newMergePace())).toBe(false);
    expect(places(await search(again, "needle word3"))).toEqual(before);
    expectWhole(again.core);
  });

  it("keeps head and tail of a long text, and counts what was shortened", async () => {
    const app = openTestApp();
    const output = `headword ${"x ".repeat(12_000)} middleword ${"y ".repeat(12_000)} tailword`;
    storeSession(app.core, { id: "S-AAAAA" }, eventsFrom(night, [commandDetail("npm test", { output })]));
    indexAll(app.core);
    expect(places(await search(app, "headword tailword"))).toHaveLength(1);
    expect(places(await search(app, "middleword"))).toEqual([]);
    expect(indexCounts(app.core.index).shortened).toBe(1);
  });

  it("clears a session that gave way in pieces", () => {
    const { core } = openTestApp();
    const pk = storeSession(core, { id: "S-AAAAA" }, eventsFrom(night, messages(30)));
    indexAll(core);
    core.index.prepare("UPDATE session SET id = NULL WHERE pk = ?").run(pk);
    while (clearHidden(core.index, pk));
    indexAll(core);
    expectWhole(core);
  });
});
