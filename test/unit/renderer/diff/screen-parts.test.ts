import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { patchRows } from "../../../../shared/diff/rows";
import type { Finding } from "../../../../shared/model/finding";
import { DiffEngine } from "../../../../renderer/parts/diff/diff-engine";
import { neighbourHunk } from "../../../../renderer/screens/diff/find-hunk";
import { placeNotes } from "../../../../renderer/screens/diff/place-notes";
import { segmentsOf } from "../../../../renderer/screens/diff/segments";
import { treeItems } from "../../../../renderer/screens/diff/tree-items";
import type { FromDiffWorker, ToDiffWorker } from "../../../../renderer/workers/diff-messages";
import { finding } from "../../../builders/finding";

const patch = `diff --git a/src/x.ts b/src/x.ts
--- a/src/x.ts
+++ b/src/x.ts
@@ -1,2 +1,2 @@
 one
-two
+TWO
@@ -10,2 +10,2 @@
 ten
-eleven
+ELEVEN
diff --git a/src/old.ts b/src/new.ts
similarity index 100%
rename from src/old.ts
rename to src/new.ts
diff --git a/run.sh b/run.sh
old mode 100644
new mode 100755
`;
const rows = patchRows(patch);

describe("segments of a line", () => {
  it("cuts where any drawing begins or ends, and keeps every character", () => {
    const text = "let a\u202e = 10;";
    const segments = segmentsOf(text, [0, 3, 1, 9, 11, 3], [9, 11], [4, 7]);
    expect(segments.map((segment) => segment.text).join("")).toBe(text);
    expect(segments.find((segment) => segment.text === "let")).toMatchObject({ syntax: 1, word: false, hit: false });
    expect(segments.find((segment) => segment.text === "10")).toMatchObject({ syntax: 3, word: true });
    expect(segments.find((segment) => segment.hidden !== null)).toMatchObject({
      text: "\u202e",
      hit: true,
      hidden: { label: "U+202E" },
    });
  });

  it("survives ranges that reach past a line that was cut", () => {
    expect(segmentsOf("abc", [1, 99, 2], [2, 50], []).map((segment) => segment.text)).toEqual(["a", "b", "c"]);
  });
});

describe("notes", () => {
  const of = (over: Partial<Finding>): Finding => finding("r", over);

  it("opens a finding under its line, by side", () => {
    const placed = placeNotes(patch, rows, [
      of({ path: "src/x.ts", line: 11, side: "new" }),
      of({ path: "src/x.ts", line: 2, side: "old", severity: "note" }),
    ]);
    const under = placed.places
      .filter((place) => placed.notes[place.note]?.kind === "finding")
      .map((place) => patch.slice(rows.from[place.row], rows.to[place.row]));
    expect(under).toEqual(["ELEVEN", "two"]);
    expect([...placed.flags.values()]).toEqual(["serious", "note"]);
  });

  it("opens it under the file where the patch does not show the line, and keeps what names no file of it", () => {
    const placed = placeNotes(patch, rows, [
      of({ path: "src/x.ts", line: 500 }),
      of({ path: "src/old.ts", line: null }),
      of({ path: "else.ts" }),
      of({ path: null }),
    ]);
    const findings = placed.places.filter((place) => placed.notes[place.note]?.kind === "finding");
    expect(findings.map((place) => place.row)).toEqual([rows.files[0]?.firstRow, rows.files[1]?.firstRow]);
    expect(placed.elsewhere.map((each) => each.path)).toEqual(["else.ts", null]);
    expect(placed.flags.size).toBe(0);
  });

  it("says what stands in place of lines", () => {
    const states = placeNotes(patch, rows, []).notes.flatMap((note) => (note.kind === "state" ? [note.text] : []));
    expect(states).toEqual([
      "Renamed without changes. 100 % alike.",
      "Mode changed from 100644 to 100755: a file that can be run now.",
    ]);
  });
});

describe("moving", () => {
  it("goes from hunk to hunk, on their first changed lines, and stays at the ends", () => {
    const texts = (row: number): string => patch.slice(rows.from[row], rows.to[row]);
    const first = neighbourHunk(rows, 0, 1);
    const second = neighbourHunk(rows, first, 1);
    expect([texts(first), texts(second)]).toEqual(["two", "eleven"]);
    expect(neighbourHunk(rows, second, 1)).toBe(second);
    expect(neighbourHunk(rows, second, -1)).toBe(first);
    expect(neighbourHunk(rows, first, -1)).toBe(first);
  });

  it("heads files by folder", () => {
    const options = { sort: "path" as const, filter: "", closed: new Set<string>(), weight: () => 0 };
    const items = treeItems(rows.files, new Map(), options);
    expect(items.map((item) => (item.kind === "folder" ? `${item.folder}/` : item.name))).toEqual([
      "src/",
      "x.ts",
      "new.ts",
      "/",
      "run.sh",
    ]);
  });
});

describe("engine", () => {
  class FakeWorker extends EventTarget {
    static readonly made: FakeWorker[] = [];
    readonly got: ToDiffWorker[] = [];
    ended = false;
    constructor() {
      super();
      FakeWorker.made.push(this);
    }
    postMessage(message: ToDiffWorker): void {
      this.got.push(message);
    }
    terminate(): void {
      this.ended = true;
    }
    say(message: FromDiffWorker): void {
      this.dispatchEvent(Object.assign(new Event("message"), { data: message }));
    }
  }
  const start = (): { engine: DiffEngine; worker: FakeWorker } => {
    const engine = new DiffEngine(() => new FakeWorker() as unknown as Worker);
    const worker = FakeWorker.made.at(-1)!;
    engine.open(patch);
    worker.say({ type: "opened", id: 1, rows });
    return { engine, worker };
  };
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("asks for one stretch at a time and only for what is missing", () => {
    const { engine, worker } = start();
    engine.want(1, 5);
    engine.want(2, 6);
    engine.want(3, 7);
    const asked = (): ToDiffWorker[] => worker.got.filter((message) => message.type === "colour");
    expect(asked()).toEqual([{ type: "colour", id: 1, from: 1, to: 5 }]);
    const none = new Uint32Array(8);
    worker.say({
      type: "coloured",
      id: 1,
      from: 1,
      to: 5,
      parts: [{ firstRow: 1, endRow: 5, syntaxIndex: none, syntax: none, wordIndex: none, words: none }],
    });
    expect(asked().at(-1)).toEqual({ type: "colour", id: 1, from: 3, to: 7 });
    expect(engine.spansOf(4)).not.toBeNull();
    expect(engine.spansOf(5)).toBeNull();
  });

  it("gives colours up, not the patch, when the highlighter does not come back", () => {
    const { engine, worker } = start();
    engine.want(1, 5);
    vi.advanceTimersByTime(10_000);
    expect(worker.ended).toBe(true);
    expect(engine.state).toMatchObject({ phase: "ready", plain: true });
    expect(FakeWorker.made.at(-1)?.got[0]).toMatchObject({ type: "open", colours: false });
  });

  it("drops answers to a search that was replaced", () => {
    const { engine, worker } = start();
    engine.find("a");
    engine.find("ab");
    worker.say({ type: "found", id: 1, run: 1, rows: new Uint32Array([1]), hits: 1, more: false });
    expect(engine.state.found).toBeNull();
    worker.say({ type: "found", id: 1, run: 2, rows: new Uint32Array([2]), hits: 1, more: false });
    expect(engine.state.found).toMatchObject({ query: "ab", hits: 1 });
  });

  it("says why a patch could not be read", () => {
    const engine = new DiffEngine(() => {
      throw new Error("workers are refused here");
    });
    expect(engine.state).toMatchObject({ phase: "failed", problem: "workers are refused here" });
  });
});
