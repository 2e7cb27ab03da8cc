import { describe, expect, it } from "vitest";
import { noteCounts, readGitAiNote } from "../../../main/ingest/git-ai/note";

const metadata = {
  schema_version: "authorship/3.0.0",
  prompts: { d4a7: { agent_id: { tool: "claude", id: "one" } } },
  sessions: { s_a7: { agent_id: { tool: "codex", id: "two" } } },
  humans: { h_dc: { author: "Ilse" } },
};

const note = (lines: string, more: object = metadata) => `${lines}---\n${JSON.stringify(more, null, 2)}`;

describe("a git-ai note", () => {
  it("gives lines to agents and people, and names the sessions", () => {
    const read = readGitAiNote(note('a.ts\n  h_dc 3-4,7-14\n  d4a7 5-6\n"b c.ts"\n  s_a7::t_01 28\n'));
    expect(read?.lines).toEqual([
      {
        path: "a.ts",
        by: "person",
        runnerSessionId: null,
        ranges: [
          [3, 4],
          [7, 14],
        ],
      },
      { path: "a.ts", by: "agent", runnerSessionId: "one", ranges: [[5, 6]] },
      { path: "b c.ts", by: "agent", runnerSessionId: "two", ranges: [[28, 28]] },
    ]);
    expect(read?.sessions).toEqual([
      { tool: "claude", runnerSessionId: "one" },
      { tool: "codex", runnerSessionId: "two" },
    ]);
    expect(read === null ? null : noteCounts(read)).toEqual({ agent: 3, person: 10, files: 2 });
  });

  it("is none without its parts, and reads what it can of an odd one", () => {
    for (const text of [
      "",
      "---",
      "a.ts\n  x 1\n",
      "a.ts\n  x 1\n---\nnot json",
      note("", { schema_version: "other/1" }),
      note("", []),
    ])
      expect(readGitAiNote(text)).toBeNull();
    expect(readGitAiNote(note("  x 1\na.ts\n  x\n  y 1-,2\n  z -3\n"))?.lines).toEqual([
      { path: "a.ts", by: "agent", runnerSessionId: null, ranges: [[2, 2]] },
    ]);
  });

  it("ends on a note of any size", () => {
    const began = performance.now();
    expect(readGitAiNote(note(`a.ts\n  x ${"1-2,".repeat(300_000)}3\n`.repeat(2)))).not.toBeNull();
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
