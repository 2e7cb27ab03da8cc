import { describe, expect, it } from "vitest";
import { PolicyHistory } from "../../../main/audit/policy-history";

const digest = (letter: string) => letter.repeat(64);
const body = (id: string, version: number, letter: string) => ({
  v: 2 as const,
  origin: "countersign.invalid/00000000-0000-4000-8000-000000000001",
  seq: 1,
  recordedAt: "2026-11-21T07:00:00Z",
  bootId: "boot",
  monotonicNs: "1",
  kind: "policy" as const,
  id,
  version,
  digest: digest(letter),
});

describe("versions of policies in the log", () => {
  it("take each id for itself, and only go up", () => {
    const history = new PolicyHistory();
    expect([body("house", 2, "a"), body("team", 1, "b"), body("house", 5, "c")].map((one) => history.add(one))).toEqual(
      [null, null, null],
    );
    expect(history.next({ id: "house", version: 5, digest: digest("c") })).toEqual({ ok: true, value: "known" });
    expect(history.next({ id: "house", version: 6, digest: digest("c") })).toEqual({ ok: true, value: "new" });
    expect(history.next({ id: "team", version: 1, digest: digest("b") })).toEqual({ ok: true, value: "known" });
  });

  it("refuse an older one, and another text under the same number, and say what to do", () => {
    const history = new PolicyHistory();
    history.add(body("house", 5, "a"));
    const older = history.next({ id: "house", version: 4, digest: digest("a") });
    expect(older).toMatchObject({ ok: false, error: { code: "policy-older" } });
    expect(!older.ok && older.error.remedy).toContain("over 5");
    const changed = history.next({ id: "house", version: 5, digest: digest("b") });
    expect(changed).toMatchObject({ ok: false, error: { code: "policy-changed", remedy: "Give it revision 6." } });
    expect(history.add(body("house", 4, "a"))).toContain("comes after revision 5");
    // What was refused leaves nothing.
    expect(history.next({ id: "house", version: 5, digest: digest("a") })).toEqual({ ok: true, value: "known" });
  });
});
