import { describe, expect, it } from "vitest";
import {
  evidenceLines,
  itemOfSlot,
  nextItem,
  raisedBy,
  startItem,
  treeSentence,
  type EvidenceLine,
} from "../../../../renderer/screens/evidence/evidence-lines";
import type { EvidenceSlot } from "../../../../shared/contract/review";
import { evidenceSchema, type Evidence } from "../../../../shared/model/evidence";

const item = (over: Partial<Evidence> & { id: string }): Evidence =>
  evidenceSchema.parse({
    kind: "tests",
    standing: "observed",
    result: "passed",
    producer: "npm test",
    producedAt: "2026-11-20T22:01:04Z",
    tree: "match",
    counts: null,
    headline: "exit code 0",
    cases: [],
    file: null,
    event: null,
    note: null,
    ...over,
  });
const names = (lines: readonly EvidenceLine[]): string[] =>
  lines.map((line) => (line.type === "kind" ? line.kind.toUpperCase() : line.item.id));
const slot = (over: Partial<EvidenceSlot>): EvidenceSlot => ({
  slot: "T",
  state: "present",
  result: "passed",
  standing: "observed",
  stale: false,
  ...over,
});

describe("the list of evidence", () => {
  it("lists the slots' kinds first and says which are missing", () => {
    const lines = evidenceLines([item({ id: "log", kind: "log" }), item({ id: "build", kind: "build" })], ["sbom"]);
    expect(names(lines)).toEqual(["TESTS", "BUILD", "build", "STATIC-ANALYSIS", "COVERAGE", "SBOM", "LOG", "log"]);
    expect(lines[0]).toMatchObject({ count: 0, asked: false });
    expect(lines.find((line) => line.type === "kind" && line.kind === "sbom")).toMatchObject({ count: 0, asked: true });
  });

  it("puts the attempt's own tree first, failures before passes, newest first", () => {
    const lines = evidenceLines(
      [
        item({ id: "old failure", tree: "stale", result: "failed" }),
        item({ id: "old pass", tree: "mismatch" }),
        item({ id: "pass", producedAt: "2026-11-20T23:00:00Z" }),
        item({ id: "later pass", producedAt: "2026-11-20T23:30:00Z" }),
        item({ id: "no time", producedAt: null }),
        item({ id: "failure", result: "failed" }),
        item({ id: "no tree", tree: "unknown", result: "failed" }),
      ],
      [],
    );
    expect(names(lines).slice(1, 8)).toEqual([
      "failure",
      "later pass",
      "pass",
      "no time",
      "no tree",
      "old failure",
      "old pass",
    ]);
  });

  it("opens the item a slot speaks of", () => {
    const lines = evidenceLines(
      [item({ id: "stale", tree: "stale" }), item({ id: "claimed", standing: "claimed" }), item({ id: "observed" })],
      [],
    );
    expect(itemOfSlot(lines, slot({}))).toBe("observed");
    expect(itemOfSlot(lines, slot({ stale: true }))).toBe("stale");
    expect(itemOfSlot(lines, slot({ result: "failed" }))).toBeNull();
    expect(itemOfSlot(lines, slot({ slot: "B", state: "missing", standing: null, result: "unknown" }))).toBeNull();
  });

  it("begins at the file or event that the route names, else at the first item", () => {
    const event = { sessionId: "S-AAAA1", seq: 8 };
    const lines = evidenceLines(
      [
        item({ id: "first" }),
        item({ id: "file", tree: "stale", file: { path: "evidence/junit.xml", digest: "a".repeat(64), bytes: 3 } }),
        item({ id: "event", tree: "stale", event }),
      ],
      [],
    );
    expect(startItem(lines, undefined)).toBe("first");
    expect(startItem(lines, { path: "evidence/junit.xml" })).toBe("file");
    expect(startItem(lines, event)).toBe("event");
    expect(startItem(lines, { sessionId: "S-BBBB1", seq: 8 })).toBe("first");
    expect(startItem(evidenceLines([], []), undefined)).toBeNull();
  });

  it("moves over kinds, stops at the ends, and goes round for failures", () => {
    const lines = evidenceLines(
      [item({ id: "failed", result: "failed" }), item({ id: "lint", kind: "static-analysis" })],
      [],
    );
    expect(names(lines)).toEqual(["TESTS", "failed", "BUILD", "STATIC-ANALYSIS", "lint", "COVERAGE"]);
    expect(nextItem(lines, 1, 1)).toBe(4);
    expect(nextItem(lines, 4, 1)).toBe(-1);
    expect(nextItem(lines, 4, -1)).toBe(1);
    expect(nextItem(lines, 4, 1, true)).toBe(1);
    expect(nextItem(lines, 1, 1, true)).toBe(1);
    expect(nextItem([], 0, 1, true)).toBe(-1);
  });

  it("never says of a file what only the order of events can show", () => {
    const event = { sessionId: "S-AAAA1", seq: 8 };
    const attempt = { base: "b".repeat(40), head: "c".repeat(40) };
    expect(treeSentence(item({ id: "file" }), attempt)).toContain("on the tree");
    expect(treeSentence(item({ id: "event", event }), attempt)).toContain("after the final recorded edit");
  });

  it("names both commits where an item was made on another tree, and says when that is the base", () => {
    const attempt = { base: "b".repeat(40), head: "c".repeat(40) };
    const made = (commit: string) => ({ tree: "mismatch" as const, madeOn: { tree: null, commits: [commit] } });
    expect(treeSentence(item({ id: "file", ...made("d".repeat(40)) }), attempt)).toMatch(
      /commit ddddddd, not head ccccccc/u,
    );
    expect(treeSentence(item({ id: "file", ...made("b".repeat(40)) }), attempt)).toMatch(/on the base, bbbbbbb/u);
  });

  it("says what would make an item more solid", () => {
    expect(raisedBy(item({ id: "a", standing: "claimed" }))).toContain("observed");
    expect(raisedBy(item({ id: "b", standing: "attested" }))).toContain("re-run");
    expect(raisedBy(item({ id: "c", standing: "re-run" }))).toBe("");
  });
});
