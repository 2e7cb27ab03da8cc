import { Archive, Check } from "lucide-react";
import { describe, expect, it } from "vitest";
import { kindIcon, kindName } from "../../../renderer/screens/audit/audit-rows";
import { decisionCatalog } from "../../../shared/review/decision-catalog";

describe("the kind of an audit entry", () => {
  it("has one word in the list and in the panel", () => {
    expect(kindName("ingest")).toBe("Archive");
    expect(kindName("Archive")).toBe("Archive");
    for (const rule of decisionCatalog) expect(kindName(rule.kind)).toBe(kindName(rule.verb));
  });
  it("has its own icon, whether named by kind or by word", () => {
    expect(kindIcon("Archive")).toEqual({ icon: Archive, tone: "mid" });
    expect(kindIcon("Approve")).toEqual({ icon: Check, tone: "green" });
    for (const rule of decisionCatalog) expect(kindIcon(rule.verb)).toEqual(kindIcon(rule.kind));
  });
});
