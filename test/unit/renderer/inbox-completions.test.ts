import { describe, expect, it } from "vitest";
import { completions } from "../../../renderer/screens/inbox/completions";
import { inboxRow } from "../../support/fake-night";

const rows = [
  inboxRow({ repository: "payments", owner: null, tier: "high" }),
  inboxRow({ taskId: "T-AAAA2", repository: "payments", owner: "dario.m", tier: "low" }),
  inboxRow({ taskId: "T-AAAA3", repository: "two words", owner: "dario.m", runners: ["Codex"], turn: "done" }),
];
const texts = (query: string) => completions(query, rows).map((one) => one.text);

describe("what the end of a filter may become", () => {
  it("is a term by its beginning, with its sign", () => {
    expect(texts("re")).toEqual(["repo:"]);
    expect(texts("refund -s")).toEqual(["-state:", "-since:", "-size:"]);
    expect(completions("refund -st", rows)[0]?.filter).toBe("refund -state:");
    expect(texts("refund ")).toEqual([]);
    expect(texts("zzz")).toEqual([]);
  });

  it("is a value that occurs, most tasks first, counted", () => {
    const offered = completions("repo:", rows);
    expect(offered.map(({ text, count }) => [text, count])).toEqual([
      ["payments", 2],
      ["two words", 1],
    ]);
    expect(offered[1]?.filter).toBe('repo:"two words" ');
    expect(texts("owner:")).toEqual(["dario.m", "none", "me"]);
    expect(completions("owner:no", rows)[0]).toMatchObject({ text: "none", count: 1, filter: "owner:none " });
    expect(completions("state:", rows).map(({ text, count }) => [text, count])).toEqual([
      ["open", 2],
      ["waiting", 0],
      ["done", 1],
      ["snoozed", 0],
    ]);
  });

  it("goes on behind a comparison and a comma, and offers no value twice", () => {
    expect(completions("tier:>=h", rows)[0]?.filter).toBe("tier:>=high ");
    expect(completions("tier:high,l", rows)[0]?.filter).toBe("tier:high,low ");
    expect(texts("tier:high,")).toEqual(["low", "medium", "critical"]);
    expect(texts("tier:high")).toEqual([]);
  });

  it("teaches without a task here", () => {
    expect(completions("runner:codex-", [])).toEqual([]);
    expect(completions("runner:cod", []).map((one) => [one.text, one.count])[0]).toEqual(["codex", null]);
    expect(texts("since:y")[0]).toBe("yesterday");
  });
});
