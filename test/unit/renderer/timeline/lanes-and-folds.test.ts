import { describe, expect, it } from "vitest";
import { foldedRows, plainRows } from "../../../../renderer/screens/timeline/fold-rows";
import { laneModel, mapColumns } from "../../../../renderer/screens/timeline/lane-model";
import { countLanes, laneRows } from "../../../../renderer/screens/timeline/lane-rows";
import {
  centred,
  cycled,
  holding,
  nearestEvent,
  panned,
  resized,
  zoomed,
} from "../../../../renderer/screens/timeline/lane-zoom";
import { eventsIn } from "../../../../renderer/screens/timeline/strip";
import { timeScale, timeSpan, wholeWindow } from "../../../../renderer/screens/timeline/time-scale";
import type { EventClassLetter, EventEndLetter } from "../../../../shared/review/event-class";
import { foldSentence } from "../../../../shared/review/fold-events";
import { stripOf } from "../../../builders/strip";

const minute = 60_000;
const quiet: [EventClassLetter, EventEndLetter][] = [
  ["r", "o"],
  ["r", "o"],
  ["s", "o"],
  ["h", " "],
  ["t", " "],
];

describe("folds", () => {
  const strip = stripOf([["p", " "], ...quiet, ["e", "o"], ["r", "o"], ["r", "o"], ["c", "f"], ...quiet, ["r", "f"]]);

  it("fold three or more quiet events in a row and nothing else", () => {
    const rows = foldedRows(strip, new Set());
    expect(Array.from({ length: rows.count }, (_, at) => rows.at(at))).toEqual([
      { kind: "event", index: 0 },
      { kind: "fold", from: 1, to: 5, open: false },
      { kind: "event", index: 6 },
      { kind: "event", index: 7 },
      { kind: "event", index: 8 },
      { kind: "event", index: 9 },
      { kind: "fold", from: 10, to: 14, open: false },
      { kind: "event", index: 15 },
    ]);
    expect(rows.rowOf(3)).toBe(1);
    expect(rows.rowOf(9)).toBe(5);
    expect([rows.foldOf(0), rows.foldOf(4), rows.foldOf(6), rows.foldOf(14)]).toEqual([null, 1, null, 10]);
  });

  it("opened keep their head above their events", () => {
    const rows = foldedRows(strip, new Set([1]));
    expect(rows.at(1)).toEqual({ kind: "fold", from: 1, to: 5, open: true });
    expect(rows.at(2)).toEqual({ kind: "event", index: 1 });
    expect(rows.rowOf(1)).toBe(2);
    expect(rows.rowOf(6)).toBe(7);
    expect(rows.count).toBe(13);
  });

  it("never fold what a finding or a claim names", () => {
    const marked = stripOf(quiet, { marked: [2] });
    expect(foldedRows(marked, new Set()).count).toBe(5);
    expect(foldedRows(stripOf(quiet), new Set()).count).toBe(1);
  });

  it("say what they hold, the most first, and how much reasoning is hidden", () => {
    expect(foldSentence(strip.classes, 1, 5)).toBe(
      "5 events folded: 2 reads, 2 reasoning (1 hidden by the runner), 1 search",
    );
    const notes = stripOf([
      ["n", " "],
      ["n", " "],
      ["u", "o"],
      ["t", " "],
    ]);
    expect(foldSentence(notes.classes, 0, 3)).toBe("4 events folded: 2 notes, 1 tool call, 1 reasoning");
  });

  it("hold for a hundred thousand events, each in exactly one line or fold", () => {
    const letters: EventClassLetter[] = ["r", "e", "r", "r", "s", "c", "t", "n"];
    const many = stripOf(Array.from({ length: 100_000 }, (_, at) => [letters[(at * 7 + (at >> 3)) % 8] ?? "n", "o"]));
    const rows = foldedRows(many, new Set());
    let next = 0;
    for (let at = 0; at < rows.count; at += 1) {
      const line = rows.at(at);
      expect(line.kind === "event" ? line.index : line.from).toBe(next);
      next = line.kind === "event" ? next + 1 : line.to + 1;
    }
    expect(next).toBe(100_000);
    expect(plainRows(7).rowOf(3)).toBe(3);
  });
});

describe("zoom", () => {
  it("keeps what is under the pointer in place, and its bounds", () => {
    const near = zoomed({ from: 0.2, to: 0.6 }, 0.5, 0.3);
    expect(near.to - near.from).toBeCloseTo(0.2);
    expect((0.3 - near.from) / 0.2).toBeCloseTo(0.25);
    expect(zoomed(wholeWindow, 4, 0.5)).toEqual(wholeWindow);
    let window = wholeWindow;
    for (let step = 0; step < 40; step += 1) window = zoomed(window, 0.5, 0.999);
    expect(window.to - window.from).toBeGreaterThan(0);
    expect(window.to).toBeLessThanOrEqual(1);
  });

  it("goes through its levels and back to the whole, pans and resizes within it", () => {
    const everywhere = (from: number, to: number) => (to - from) * 10_000;
    const first = cycled(wholeWindow, 0.5, everywhere);
    expect(first).toEqual({ from: 0.375, to: 0.625 });
    let window = first;
    for (let step = 0; step < 3; step += 1) window = cycled(window, 0.5, everywhere);
    expect(window).toEqual(wholeWindow);
    expect(panned(first, -5)).toEqual({ from: 0, to: 0.25 });
    expect(centred(first, 0.99)).toEqual({ from: 0.75, to: 1 });
    expect(resized(first, "from", 0.9).from).toBeLessThan(first.to);
    expect(resized(first, "to", 0.5)).toEqual({ from: 0.375, to: 0.5 });
    expect(holding(first, 0.5)).toBe(first);
    expect(holding(first, 0.9)).toEqual({ from: 0.75, to: 1 });
  });

  it("goes to where events are: beside a long pause it shows the other side, and no level that shows one place", () => {
    const start = Date.UTC(2026, 9, 14, 1);
    const night = [...Array.from({ length: 50 }, (_, at) => at), 600, 601, 900, 940, 941, 942];
    const times = Float64Array.from(night, (at) => start + at * minute);
    const span = timeSpan(times);
    const scale = timeScale(span, 1_000);
    const count = eventsIn(times, (share) => scale.at(share * 1_000));
    expect(count(0, 1)).toBe(night.length);
    const shareOf = (at: number) => scale.x(start + at * minute) / 1_000;
    // The last event before a pause: what led to it is in view, not the pause.
    const closer = cycled(wholeWindow, shareOf(49), count);
    expect(closer.from).toBeLessThanOrEqual(shareOf(30));
    expect(closer.to).toBeGreaterThanOrEqual(shareOf(49));
    // Every level that is shown holds the cursor and more than its event.
    for (const at of night) {
      let window = wholeWindow;
      for (let level = 0; level < 4; level += 1) {
        window = cycled(window, shareOf(at), count);
        if (window === wholeWindow) break;
        expect(shareOf(at)).toBeGreaterThanOrEqual(window.from - 1e-9);
        expect(shareOf(at)).toBeLessThanOrEqual(window.to + 1e-9);
        expect(count(window.from, window.to + 1e-9)).toBeGreaterThan(1);
      }
      expect(window).toBe(wholeWindow);
    }
    // From within a pause it goes to the nearest event.
    const pause = (shareOf(49) + shareOf(600)) / 2;
    expect([49, 600].some((at) => Math.abs(nearestEvent(pause - 0.01, count) - shareOf(at)) < 0.01)).toBe(true);
  });

  it("turns pixels back into the time they stand for, gaps included", () => {
    const start = Date.UTC(2026, 9, 14, 1);
    const span = timeSpan([0, 30, 60, 600, 660].map((at) => start + at * minute));
    for (const window of [wholeWindow, { from: 0.3, to: 0.7 }]) {
      const scale = timeScale(span, 1_000, window);
      for (const at of [10, 45, 300, 630].map((one) => start + one * minute))
        expect(scale.at(scale.x(at))).toBeCloseTo(at, -1);
    }
    const inside = timeScale(span, 1_000, { from: 0.25, to: 0.5 });
    expect(inside.x(inside.at(0))).toBeCloseTo(0);
    expect(inside.x(inside.at(1_000))).toBeCloseTo(1_000);
  });
});

describe("lanes of many events", () => {
  const letters: EventClassLetter[] = ["r", "e", "c", "x", "a"];
  const many = stripOf(
    Array.from({ length: 100_000 }, (_, at) => [letters[at % 5] ?? "n", at % 97 === 0 ? "f" : "o"]),
    { times: Array.from({ length: 100_000 }, (_, at) => Date.UTC(2026, 9, 14) + at * 400) },
  );
  const rows = laneRows(many, []);
  const span = timeSpan(many.times);

  it("draw at most a mark for every few pixels, each event counted once", () => {
    const model = laneModel(many, rows, span, null, 1_200);
    const marks = model.lanes.flatMap((lane) => lane.marks);
    expect(marks.length).toBeLessThan(900);
    const drawn = marks.reduce((sum, mark) => sum + mark.count, 0);
    const placed = Array.from({ length: many.count }, (_, at) => many.classes.charAt(at)).filter(
      (letter, at) => letter !== "a" || many.ends.charAt(at) === "f",
    ).length;
    expect(drawn).toBe(placed);
    // A failure is never hidden behind what passed beside it.
    const checks = model.lanes.find((lane) => lane.name === "Checks")?.marks ?? [];
    expect(checks.some((mark) => mark.shape === "failed")).toBe(true);
  });

  it("show single events when zoomed in, and count the whole in the strip", () => {
    const model = laneModel(many, rows, span, null, 1_200, { from: 0.5, to: 0.5002 });
    expect(model.lanes.flatMap((lane) => lane.marks).every((mark) => mark.count === 1)).toBe(true);
    const columns = mapColumns(many, timeScale(span, 1_200), 1_200);
    expect(columns.length).toBeLessThanOrEqual(301);
    expect(Math.max(...columns.map((column) => column.height))).toBeCloseTo(1);
  });

  it("say the same as a table", () => {
    const [main] = countLanes(many, rows);
    expect(main).toMatchObject({ name: "Main agent", events: 100_000, edits: 20_000, from: Date.UTC(2026, 9, 14) });
    expect(main?.failed).toBe(Math.ceil(100_000 / 97));
  });

  it("give each sub-agent a line while they are few, and count the rest", () => {
    const lanes = Array.from({ length: 9 }, (_, at) => ({
      sessionId: "S-4Y1TT",
      lane: at === 0 ? "main" : `agent-${String(at)}`,
      name: at === 1 ? "tests" : null,
      begunAt: null,
    }));
    const strip = stripOf(
      Array.from({ length: 9 }, () => ["r", "o"]),
      {
        lanes,
        laneRuns: lanes.map((_, at) => [1, at]),
      },
    );
    const told = laneRows(strip, []);
    expect(told.rows.map(({ name }) => name)).toEqual([
      "Main agent",
      "Sub-agent: tests",
      "Sub-agent: 2",
      "Sub-agent: 3",
      "Sub-agent: 4",
      "4 more sub-agents",
      "Tools",
      "Checks",
      "People",
    ]);
    expect(told.rowOf).toEqual([0, 1, 2, 3, 4, 5, 5, 5, 5]);
  });
});
