import { describe, expect, it } from "vitest";
import { referenceOf } from "../../../main/services/task-reference";

const from = (over: Partial<Parameters<typeof referenceOf>[0]>) =>
  referenceOf({ taskRef: null, prompt: null, branch: null, repository: "ledger", ...over });

describe("the reference of a session", () => {
  it.each([
    ["Fix https://git.example/demo/ledger/issues/12 please", "pull:demo/ledger#12"],
    ["See https://git.example/demo/ledger/pull/12.", "pull:demo/ledger#12"],
    ["demo/ledger#7: refunds", "pull:demo/ledger#7"],
    ["Fix issue #42 in the parser", "pull:ledger#42"],
    ["Fixes #42", "pull:ledger#42"],
    ["#42: parser", "pull:ledger#42"],
    ["PAY-118 make retries idempotent. PAY-118 is urgent", "contract:ledger:PAY-118"],
    ["https://tracker.example/browse/PAY-118", "contract:ledger:PAY-118"],
  ])("is read from the prompt: %s", (prompt, key) => {
    expect(from({ prompt })?.key).toBe(key);
  });

  it.each([
    "Make this the #1 priority",
    "Use UTF-8 and SHA-256 as in RFC-6962",
    "Compare #12 with #13: fix #12 and close #13",
    "PAY-118 and PAY-119",
    "color: #123456",
    "a\nb\nc\nd PAY-118",
    "Answer to CVE-2024-32002",
    "run ISO-8859 GPT-5 thing",
  ])("is none where it is not plain: %s", (prompt) => {
    expect(from({ prompt })).toBeNull();
  });

  it("is what the session names before what the prompt names, and a pull request it made after", () => {
    expect(from({ taskRef: "sqlfluff__sqlfluff-1733", prompt: "PAY-1 x" })).toMatchObject({
      key: "ref:sqlfluff__sqlfluff-1733",
      ground: "the session names sqlfluff__sqlfluff-1733",
    });
    const pull = "https://git.example/demo/ledger/pull/9";
    expect(from({ taskRef: pull, prompt: "PAY-118: x" })?.key).toBe("contract:ledger:PAY-118");
    expect(from({ taskRef: pull, prompt: "x" })?.key).toBe("pull:demo/ledger#9");
    expect(from({ taskRef: "#9" })?.key).toBe("pull:ledger#9");
  });

  it("is read from the branch where the prompt has none", () => {
    expect(from({ branch: "agent/PAY-118-refunds" })?.key).toBe("contract:ledger:PAY-118");
    expect(from({ branch: "fix/issue-42" })?.key).toBe("pull:ledger#42");
    expect(from({ branch: "release-2026-11" })).toBeNull();
    expect(from({ branch: "feature/UTF-8" })).toBeNull();
  });

  it("ends on any text", () => {
    for (const prompt of [
      "#".repeat(100_000),
      "A".repeat(100_000),
      "a/".repeat(50_000),
      "https://".repeat(20_000),
      "A1-".repeat(30_000),
    ]) {
      const began = performance.now();
      from({ prompt, branch: prompt, taskRef: prompt });
      expect(performance.now() - began).toBeLessThan(500);
    }
  });
});
