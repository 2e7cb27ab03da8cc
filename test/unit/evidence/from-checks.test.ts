import { describe, expect, it } from "vitest";
import { evidenceFromChecks } from "../../../main/evidence/from-checks";
import type { Freshness } from "../../../shared/model/attempt";
import { freshFacts } from "../../builders/attempt";
import type { CheckDetail, SessionEvent } from "../../../shared/model/event";

const sessionId = "S-ABCDE";
const place = { line: 1, byteStart: 0, byteEnd: 1 };
const call = { callId: null, tool: "Bash", outcome: "ok", resultPlace: null } as const;

function check(seq: number, over: Partial<CheckDetail>): SessionEvent {
  const detail: CheckDetail = {
    kind: "check",
    ...call,
    command: "pytest",
    cwd: null,
    exitCode: 0,
    durationMs: null,
    output: "",
    checkType: "tests",
    masked: false,
    counts: null,
    ...over,
  };
  return { sessionId, event: { seq, at: null, lane: "main", actor: "agent", place, detail } };
}
function edit(seq: number): SessionEvent {
  const detail = {
    kind: "file-edit",
    ...call,
    durationMs: null,
    op: "update",
    path: "a.py",
    newPath: null,
    oldText: null,
    newText: null,
    fileBefore: null,
    hunks: null,
    replaceAll: false,
    added: 1,
    removed: 0,
  } as const;
  return { sessionId, event: { seq, at: null, lane: "main", actor: "agent", place, detail } };
}
function editedAt(seq: number | null): Freshness {
  return freshFacts({ lastEdit: seq === null ? null : { event: { sessionId, seq }, at: null, path: "a.py" } });
}
const line = (text: string, passed: number | null, failed: number | null) => ({
  passed,
  failed,
  skipped: null,
  line: text,
});

describe("evidenceFromChecks", () => {
  it("is observed, on the attempt's tree after the final edit and stale before it", () => {
    const items = evidenceFromChecks([check(1, {}), edit(2), check(3, {})], editedAt(2));
    expect(items.map((item) => [item.standing, item.tree, item.event?.seq])).toEqual([
      ["observed", "stale", 1],
      ["observed", "match", 3],
    ]);
    expect(evidenceFromChecks([check(1, {})], editedAt(null))[0]?.tree).toBe("unknown");
  });

  it.each([
    [{ exitCode: 0 }, "passed"],
    [{ exitCode: 1 }, "failed"],
    [{ exitCode: 0, counts: line("1 failed, 4 passed", 4, 1) }, "failed"],
    [{ exitCode: 0, masked: true }, "unknown"],
    [{ exitCode: 0, masked: true, counts: line("4 passed", 4, null) }, "passed"],
    [{ exitCode: 0, masked: true, counts: line("1 failed", null, 1) }, "failed"],
    [{ exitCode: null, outcome: "failed" }, "failed"],
    [{ exitCode: null, outcome: "ok" }, "passed"],
    [{ exitCode: null, outcome: "unknown" }, "unknown"],
    [{ exitCode: null, outcome: "unanswered" }, "unknown"],
  ] satisfies [Partial<CheckDetail>, string][])("%o is %s", (over, result) => {
    expect(evidenceFromChecks([check(1, over)], editedAt(null))[0]?.result).toBe(result);
  });

  it("leaves out what a person denied", () => {
    expect(evidenceFromChecks([check(1, { outcome: "denied" })], editedAt(null))).toEqual([]);
  });

  it("says the counts in the words of every other card", () => {
    expect(
      evidenceFromChecks([check(1, { counts: line("===== 4 passed in 0.1s =====", 4, null) })], editedAt(null))[0],
    ).toMatchObject({
      headline: "4 passed, exit code 0",
      counts: { passed: 4, failed: 0, skipped: 0 },
      producer: "pytest",
    });
  });
});
