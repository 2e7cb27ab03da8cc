import { describe, expect, it } from "vitest";
import {
  auditOffers,
  entryAskedFor,
  kindAskedFor,
  withKind,
} from "../../../../renderer/screens/audit/audit-completions";
import { auditTerms } from "../../../../shared/review/audit-terms";

const texts = (filter: string): string[] => auditOffers(filter, []).map(({ text }) => text);

describe("what a filter of the log may become", () => {
  it("offers terms by their beginning, then values", () => {
    expect(texts("")).toEqual([]);
    expect(texts("s")).toEqual(["standing:", "since:"]);
    expect(texts("person:ilse kin")).toEqual(["kind:"]);
    expect(texts("standing:st")).toEqual(["stale"]);
    expect(texts("kind:approve,rej")).toEqual(["reject"]);
    expect(texts("nothing:x")).toEqual([]);
    expect(auditOffers("-standing:st", [])[0]?.filter).toBe("-standing:stale ");
    expect(auditTerms.kind.values).toContain(texts("kind:arch")[0]);
  });
  it("reads the number of an entry", () => {
    expect(entryAskedFor("#1466")).toBe(1466);
    expect(entryAskedFor(" # 1,466 ")).toBe(1466);
    for (const other of ["1466", "#", "#x", "refund #12", "#-1"]) expect(entryAskedFor(other), other).toBeNull();
  });
  it("reads and changes the one kind that is kept", () => {
    expect(kindAskedFor("kind:approve refund")).toBe("approve");
    for (const other of ["", "kind:approve,reject", "-kind:approve", "kind:approve kind:reject"])
      expect(kindAskedFor(other), other).toBeNull();
    expect(withKind("refund kind:approve person:me", "reject")).toBe("kind:reject refund person:me");
    expect(withKind("kind:approve", null)).toBe("");
  });
});
