import { describe, expect, it } from "vitest";
import type { TimelineMark, TimelineRow } from "../../../../shared/contract/timeline";
import type { CheckDetail } from "../../../../shared/model/event";
import { firstLines, lastLines, oneLine } from "../../../../renderer/screens/timeline/bounded";
import { claimParts } from "../../../../renderer/parts/claim-parts";
import { editLines, firstChanges } from "../../../../renderer/screens/timeline/edit-lines";
import { everything } from "../../../../renderer/parts/first-events";
import { failedMarks, sameFilter } from "../../../../renderer/screens/timeline/find-event";
import { laneModel } from "../../../../renderer/screens/timeline/lane-model";
import { laneRows } from "../../../../renderer/screens/timeline/lane-rows";
import { checkResult, failed } from "../../../../renderer/screens/timeline/outcome";
import { outlineAt, outlineItems } from "../../../../renderer/screens/timeline/outline";
import { checksBefore, seamAbove } from "../../../../renderer/screens/timeline/seam";
import { patchPath, pathEnd, shownPath } from "../../../../renderer/screens/timeline/shown-path";
import { timeScale, timeSpan } from "../../../../renderer/screens/timeline/time-scale";
import { toolArgument } from "../../../../renderer/screens/timeline/tool-argument";
import { freshFacts } from "../../../builders/attempt";
import { stripOf } from "../../../builders/strip";

const session = "S-4Y1TT";
const start = Date.UTC(2026, 9, 14, 1, 0);
const minute = 60_000;
const instant = (minutes: number) => new Date(start + minutes * minute).toISOString();

function mark(index: number, part: Partial<TimelineMark>): TimelineMark {
  return {
    index,
    sessionId: session,
    seq: index + 1,
    at: instant(index),
    lane: "main",
    kind: "file-edit",
    outcome: "ok",
    label: "src/a.ts",
    ...part,
  };
}

const known = {
  prompts: ["Fix the\nretry."],
  summaries: ["All tests pass."],
  lastEdit: { sessionId: session, seq: 6 },
};
const outline = [
  mark(0, { kind: "message", outcome: null, label: "Fix the retry." }),
  mark(1, { kind: "check", label: "npm test", outcome: "failed" }),
  mark(2, {}),
  mark(3, { label: "src/b.ts" }),
  mark(4, { kind: "check", label: "npm test" }),
  mark(5, { label: "/w/src/a.ts" }),
  mark(6, { kind: "message", outcome: null, label: "All tests pass." }),
];

describe("outline", () => {
  it("folds edits that follow one another and names what leads and ends", () => {
    const items = outlineItems(outline, known);
    expect(items.map(({ kind, label, from, to }) => [kind, label, from, to])).toEqual([
      ["instruction", "Instruction: Fix the retry.", 0, 0],
      ["failed", "npm test", 1, 1],
      ["edit", "2 edits, 2 files", 2, 3],
      ["passed", "npm test", 4, 4],
      ["final-edit", "Final edit, a.ts", 5, 5],
      ["summary", "Summary: All tests pass.", 6, 6],
    ]);
    expect(outlineAt(items, 3)).toBe(2);
    expect(outlineAt(items, 99)).toBe(5);
    expect(outlineAt(items, -1)).toBe(-1);
  });

  it("finds failures on both sides of a position, nearest first", () => {
    const more = [...outline, mark(9, { kind: "error", outcome: "failed", label: "overloaded" })];
    expect(failedMarks(more, 1, 1).map(({ index }) => index)).toEqual([9]);
    expect(failedMarks(more, 20, -1).map(({ index }) => index)).toEqual([9, 1]);
    expect(failedMarks(more, 1, -1)).toEqual([]);
  });
});

describe("claimParts", () => {
  const claim = (sentence: string, said = sentence) => ({
    id: sentence,
    sentence,
    span: { start: sentence.indexOf(said), end: sentence.indexOf(said) + said.length },
    verdict: "contradicted" as const,
    why: "it failed",
  });

  it("marks the words that make the claim, not the rest of the sentence", () => {
    const text = "Done: the **build** works, and all\n12 tests pass now. Bye.";
    const parts = claimParts(text, [
      claim("Done: the **build** works, and all 12 tests pass now.", "all 12 tests pass"),
    ]);
    expect(parts.map((part) => part.text)).toEqual([
      "Done: the **build** works, and ",
      "all\n12 tests pass",
      " now. Bye.",
    ]);
    expect(parts.map((part) => part.claim !== null)).toEqual([false, true, false]);
  });

  it("cuts at the sentence, whatever its white space, and loses no character", () => {
    const text = "Done.\nAll  tests\npass. Bye (a+b).";
    const parts = claimParts(text, [claim("All tests pass."), claim("Bye (a+b).")]);
    expect(parts.map(({ text: part, claim: said }) => [part, said?.id ?? null])).toEqual([
      ["Done.\n", null],
      ["All  tests\npass.", "All tests pass."],
      [" ", null],
      ["Bye (a+b).", "Bye (a+b)."],
    ]);
    expect(parts.map((part) => part.text).join("")).toBe(text);
  });

  it("leaves a text whole that does not hold the sentence", () => {
    expect(claimParts("Nothing here.", [claim("All tests pass."), claim("  ")])).toEqual([
      { text: "Nothing here.", claim: null },
    ]);
  });
});

describe("editLines", () => {
  it("reads hunks, and the texts where there are none", () => {
    const hunks = "@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n\\ No newline at end of file";
    const lines = editLines({ hunks, oldText: "x", newText: "y" });
    expect(lines.map(({ kind }) => kind)).toEqual(["gap", "context", "del", "add"]);
    expect(firstChanges(lines, 2).map(({ text }) => text)).toEqual(["one", "two"]);
    expect(editLines({ hunks: null, oldText: "a\n", newText: "b\nc" })).toEqual([
      { kind: "del", text: "a" },
      { kind: "add", text: "b" },
      { kind: "add", text: "c" },
    ]);
    expect(editLines({ hunks: null, oldText: null, newText: null })).toEqual([]);
  });
});

describe("bounded texts", () => {
  it("counts what it leaves out", () => {
    expect(firstLines("a\nb\nc\nd\n", 2)).toEqual({ shown: "a\nb", left: 2 });
    expect(firstLines("a\nb", 2)).toEqual({ shown: "a\nb", left: 0 });
    expect(firstLines("x".repeat(50), 3, 10)).toEqual({ shown: "x".repeat(10), left: 1 });
    expect(lastLines("a\nb\n\nc\nd\n", 3)).toEqual({ shown: "c\nd", left: 2 });
    expect(oneLine("a\n  b\tc")).toBe("a b c");
    expect(oneLine("y".repeat(300), 20)).toHaveLength(20);
  });
});

describe("outcomes", () => {
  const check: CheckDetail = {
    kind: "check",
    callId: null,
    tool: "Bash",
    outcome: "ok",
    resultPlace: null,
    command: "npm test | tail -3",
    cwd: null,
    exitCode: 0,
    durationMs: null,
    output: "",
    checkType: "tests",
    masked: true,
    counts: null,
  };

  it("believes counts before an exit code, and no masked exit code", () => {
    expect(checkResult(check)).toBe("unknown");
    expect(checkResult({ ...check, masked: false })).toBe("passed");
    const counts = { passed: 3, failed: 2, skipped: 0, line: "2 failed, 3 passed" };
    expect(checkResult({ ...check, counts })).toBe("failed");
    expect(failed({ ...check, counts })).toBe(true);
    expect(checkResult({ ...check, counts: { ...counts, failed: 0 } })).toBe("passed");
    expect(checkResult({ ...check, masked: false, exitCode: 1 })).toBe("failed");
  });
});

describe("paths and arguments", () => {
  it("shows paths from the session's folder and finds them in the patch", () => {
    expect(shownPath("/w/repo/src/a.ts", "/w/repo/")).toBe("src/a.ts");
    expect(shownPath("/w/repository/a.ts", "/w/repo")).toBe("/w/repository/a.ts");
    expect(shownPath("/w/a.ts", null)).toBe("/w/a.ts");
    expect(pathEnd("/home/runner/work/repo/src/a.ts", 16)).toBe("…/repo/src/a.ts");
    expect(pathEnd("src/a.ts", 16)).toBe("src/a.ts");
    const files = [{ path: "a.ts" }, { path: "src/a.ts" }, { path: "b.ts" }];
    expect(patchPath("C:\\w\\src\\a.ts", files)).toBe("src/a.ts");
    expect(patchPath("/w/xb.ts", files)).toBeNull();
  });

  it("says what a call is about", () => {
    expect(toolArgument('{"limit":3,"file_path":"/w/a.ts"}', "/w")).toBe("a.ts");
    expect(toolArgument('{"other":1}', null)).toBe('{"other":1}');
    expect(toolArgument("{}", null)).toBe("");
    expect(toolArgument('{"cut', null)).toBe('{"cut');
  });

  it("compares filters by what they let pass", () => {
    expect(sameFilter({ ...everything, kinds: ["check", "error"] }, { ...everything, kinds: ["error", "check"] })).toBe(
      true,
    );
    expect(sameFilter(everything, { ...everything, text: "x" })).toBe(false);
  });
});

describe("timeScale", () => {
  it("keeps order and ends, and draws a long stretch without anything short", () => {
    const scale = timeScale(timeSpan([start, start + 60 * minute, start + 600 * minute, start + 660 * minute]), 1_000);
    expect(scale.gaps).toHaveLength(1);
    expect(scale.x(start)).toBe(0);
    expect(scale.x(start + 660 * minute)).toBeCloseTo(1_000);
    const [gap] = scale.gaps;
    expect(scale.x(start + 600 * minute) - scale.x(start + 60 * minute)).toBeCloseTo(gap!.width);
    const positions = [0, 30, 60, 300, 600, 630].map((at) => scale.x(start + at * minute));
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(scale.ticks.every(({ at }) => at <= gap!.from || at >= gap!.to)).toBe(true);
  });

  it("has no gap within an hour, and a width for a single moment", () => {
    expect(timeScale(timeSpan([start, start + 50 * minute]), 500).gaps).toEqual([]);
    expect(timeScale(timeSpan([start]), 500).x(start)).toBe(0);
    expect(timeScale(timeSpan([]), 500).ticks.length).toBeLessThan(60);
  });
});

const freshness = freshFacts({
  lastEdit: { event: { sessionId: session, seq: 6 }, at: instant(5), path: "src/a.ts" },
  lastPass: { event: { sessionId: session, seq: 5 }, at: instant(4), command: "npm test" },
  stale: true,
  sentence: "Edited after the last pass.",
});

describe("lanes", () => {
  const strip = stripOf([
    ["p", " "],
    ["a", " "],
    ["e", "o"],
    ["e", "f"],
    ["c", "f"],
    ["c", "o"],
    ["e", "o"],
    ["r", "o"],
    ["u", "d"],
    ["x", "f"],
    ["a", " "],
  ]);
  const span = timeSpan(strip.times);
  const model = (fresh: typeof freshness | null, width = 1_000) =>
    laneModel(strip, laneRows(strip, []), span, fresh, width);

  it("puts marks in their lanes and brackets the last pass and the final edit", () => {
    const shapes = Object.fromEntries(
      model(freshness).lanes.map((lane) => [lane.name, lane.marks.map(({ shape }) => shape)]),
    );
    expect(shapes).toEqual({
      "Main agent": [],
      Tools: ["edit", "failed", "edit", "tick", "failed"],
      Checks: ["failed", "passed"],
      People: ["person", "denied"],
    });
    const { bracket } = model(freshness);
    expect(bracket?.from).toBeCloseTo(400);
    expect(bracket?.to).toBeCloseTo(500);
    expect(bracket).toMatchObject({ text: "last passing check 1 min before the final edit" });
    expect(model({ ...freshness, stale: false }).bracket).toBeNull();
  });

  it("finds the mark a click means, of its lane", () => {
    const { nearest, bottom } = model(freshness);
    const checks = bottom - 30;
    expect(nearest(390, checks)?.index).toBe(4);
    expect(nearest(510, checks)?.index).toBe(5);
    expect(nearest(790, bottom - 10)?.index).toBe(8);
  });
});

describe("seam", () => {
  const at = (minutes: number, finalEdit = false): TimelineRow => ({
    sessionId: session,
    cut: 0,
    claims: [],
    finalEdit,
    event: {
      seq: minutes + 1,
      at: instant(minutes),
      lane: "main",
      actor: "agent",
      place: { line: 1, byteStart: 0, byteEnd: 1 },
      detail: { kind: "note", text: "" },
    },
  });

  it("stands after the final edit, also where the filter leaves the edit out", () => {
    const checks = { ...everything, kinds: ["check" as const] };
    expect(seamAbove(at(5, true), at(6), freshness.lastEdit, everything)).toBe(true);
    expect(seamAbove(at(4), at(6), freshness.lastEdit, checks)).toBe(true);
    expect(seamAbove(at(4), at(6), freshness.lastEdit, everything)).toBe(false);
    expect(seamAbove(at(6), at(7), freshness.lastEdit, checks)).toBe(false);
    expect(seamAbove(undefined, at(6), freshness.lastEdit, checks)).toBe(false);
  });

  it("needs a check before the final edit", () => {
    expect(checksBefore(outline, { sessionId: session, seq: 6 })).toBe(true);
    expect(checksBefore(outline.slice(2, 3), { sessionId: session, seq: 3 })).toBe(false);
    expect(checksBefore(outline, null)).toBe(false);
  });
});
