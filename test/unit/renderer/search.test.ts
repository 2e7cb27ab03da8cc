import { describe, expect, it } from "vitest";
import type { SearchHit } from "../../../shared/contract/search";
import { asTyped } from "../../../shared/search/query-syntax";
import { searchOnlyFilters } from "../../../renderer/parts/search-filters";
import { completions, filterChips, type KnownValues } from "../../../renderer/screens/search/completions";
import { cursorLine, hitAt, hitLines, lineSentence, nextHit } from "../../../renderer/screens/search/hit-lines";

const known: KnownValues = {
  tools: ["Bash", "Edit", "mcp__git hub"],
  repositories: ["payments"],
  models: ["gpt-5"],
  runners: ["codex"],
};
const offers = (query: string) => completions(query, known).map((offer) => offer.query);

function hit(letter: string, seq: number, over: Partial<SearchHit> = {}): SearchHit {
  return {
    sessionId: `S-AAAA${letter}`,
    seq,
    at: "2026-11-21T02:00:00Z",
    kind: "command",
    actor: "agent",
    lane: "main",
    failed: false,
    outcome: "ok",
    tool: "Bash",
    path: null,
    runner: "codex",
    attempt: {
      attemptId: `A-AAAA${letter}`,
      letter,
      taskId: "T-AAAAA",
      taskTitle: "Task",
      taskRef: null,
      repository: "r",
    },
    context: { before: null, parts: [{ text: "npm test", match: true }], after: null },
    ...over,
  };
}

describe("completions of the search", () => {
  it("offer filters by their beginning, and the values that occur", () => {
    expect(offers("ru")).toEqual(["runner:"]);
    expect(offers("refund -ki")).toEqual(["refund -kind:"]);
    expect(offers("r")).toEqual([]);
    expect(offers("refund ")).toEqual([]);
    expect(offers("runner:")[0]).toBe("runner:codex ");
    expect(offers("x tool:b")).toEqual(["x tool:Bash ", 'x tool:"mcp__git hub" ']);
    expect(offers("kind:check,comm")).toEqual(["kind:check,command "]);
    expect(offers("since:y")[0]).toBe("since:yesterday ");
    expect(offers("failed:true")).toEqual([]);
    expect(offers("nope:x")).toEqual([]);
    expect(offers('"runner:co')).toEqual([]);
  });

  it("take a filter off by its chip", () => {
    expect(filterChips('refund runner:codex "a b" -kind:note').map((chip) => [chip.text, chip.without])).toEqual([
      ["runner:codex", 'refund "a b" -kind:note'],
      ["-kind:note", 'refund runner:codex "a b"'],
    ]);
  });

  it("know which filters only the search has", () => {
    expect(searchOnlyFilters("tier:high runner:codex kind:check file:x refund")).toEqual(["kind", "file"]);
  });

  it("take the word at the end as far as it is typed", () => {
    expect(asTyped("refu")).toBe("refu*");
    expect(asTyped("refund re")).toBe("refund re*");
    expect([asTyped("refund "), asTyped("r"), asTyped('"refu'), asTyped("kind:ch"), asTyped("refu*")]).toEqual([
      "refund ",
      "r",
      '"refu',
      "kind:ch",
      "refu*",
    ]);
  });
});

describe("the list of hits", () => {
  it("groups each page by attempt, never moves what was read, and shows no hit twice", () => {
    const first = hitLines([[hit("A", 9), hit("B", 8), hit("A", 7)]]);
    expect(first.map((line) => line.key)).toEqual(["0 A-AAAAA", "S-AAAAA 9", "S-AAAAA 7", "0 A-AAAAB", "S-AAAAB 8"]);
    const both = hitLines([
      [hit("A", 9), hit("B", 8), hit("A", 7)],
      [hit("A", 7), hit("B", 6), hit("A", 5)],
    ]);
    expect(both.slice(0, first.length)).toEqual(first);
    expect(both.slice(first.length).map((line) => line.key)).toEqual(["S-AAAAB 6", "1 A-AAAAA", "S-AAAAA 5"]);
  });

  it("moves over headings and stays where there is nothing more", () => {
    const lines = hitLines([[hit("A", 9), hit("B", 8)]]);
    expect(hitAt(lines, 0)).toBe(1);
    expect(nextHit(lines, 1, 1)).toBe(3);
    expect(nextHit(lines, 3, 1)).toBe(3);
    expect(nextHit(lines, 1, -1)).toBe(1);
    expect(hitAt(lines, 99)).toBe(3);
  });

  it("reads a line aloud", () => {
    const [heading, line] = hitLines([[hit("A", 9, { failed: true, at: null })]]);
    expect(lineSentence(heading, 0)).toBe("T-AAAAA attempt A, Task, Codex, 1 hit");
    expect(lineSentence(line, 0)).toBe("command, failed, npm test, no time, number 9");
  });
});

describe("the cursor of the hits", () => {
  it("stays on its hit when newer ones come before it", () => {
    const before = hitLines([[hit("A", 7), hit("A", 3)]]);
    const at = nextHit(before, 1, 1);
    const cursor = { key: before[at]?.key ?? null, line: at };
    const after = hitLines([[hit("B", 9), hit("A", 8), hit("A", 7), hit("A", 3)]]);
    expect(after[cursorLine(after, cursor)]?.hit.seq).toBe(3);
    expect(cursorLine(after, cursor)).not.toBe(at);
  });

  it("is the nearest hit where its own is none any more, and the first where it was on none", () => {
    const after = hitLines([[hit("A", 8), hit("A", 7)]]);
    expect(after[cursorLine(after, { key: "S-AAAAA 3", line: 9 })]?.hit.seq).toBe(7);
    expect(after[cursorLine(after, { key: null, line: 0 })]?.hit.seq).toBe(8);
  });
});
