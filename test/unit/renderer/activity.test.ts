import { describe, expect, it } from "vitest";
import { withProgress, type Work } from "../../../renderer/state/activity";

const told = { job: "Codex", step: "a.jsonl", done: 1, total: 4, finished: false, id: "j1" };

describe("the list of long work", () => {
  it("follows a job from its first word to its end", () => {
    const begun = withProgress([], told, 1_000);
    const going = withProgress(begun, { ...told, done: 3, step: "c.jsonl" }, 2_000);
    expect(going).toEqual([
      expect.objectContaining({ outcome: "running", done: 3, startedAt: 1_000, cancelId: "j1", unit: "files" }),
    ]);
    const [ended] = withProgress(going, { ...told, done: 4, step: "", finished: true, problems: 2 }, 3_000);
    expect(ended).toMatchObject({ outcome: "done", problems: 2, startedAt: 1_000, finishedAt: 3_000 });
  });
  it("keeps two runs of one job apart", () => {
    const once = withProgress(withProgress([], told, 1), { ...told, finished: true }, 2);
    expect(withProgress(once, told, 3).map(({ outcome }) => outcome)).toEqual(["running", "done"]);
  });
  it("tells an end that was wished from one that failed", () => {
    const end = (over: object): Work["outcome"] | undefined =>
      withProgress([], { ...told, finished: true, ...over }, 1)[0]?.outcome;
    expect(end({ cancelled: true })).toBe("cancelled");
    expect(end({ failed: { message: "No space is left." } })).toBe("failed");
  });
  it("has what runs first and the last twenty that ended, last first", () => {
    let list: readonly Work[] = [];
    for (let at = 0; at < 30; at += 1) list = withProgress(list, { ...told, id: String(at), finished: true }, at);
    list = withProgress(list, { ...told, id: "now" }, 99);
    expect(list).toHaveLength(21);
    expect(list[0]?.key).toBe("now");
    expect(list[1]?.finishedAt).toBe(29);
  });
});
