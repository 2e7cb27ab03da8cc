import { describe, expect, it } from "vitest";
import { cyclonedx } from "../../../main/evidence/parsers/cyclonedx";
import { spdx } from "../../../main/evidence/parsers/spdx";
import { evidenceFixture, parseEvidence } from "../../support/parse-evidence";

describe("cyclonedx", () => {
  it("reads JSON: components in components, licences, vulnerabilities that nobody settled", () => {
    const report = parseEvidence(cyclonedx, evidenceFixture("cyclonedx/nested.json"));
    expect(report).toMatchObject({
      kind: "sbom",
      result: "failed",
      totals: { of: "components", components: 3 },
      headline: "3 components, 2 vulnerabilities (1 critical or high, 1 settled), CycloneDX 1.6",
      producer: "cdxgen 11.0.0",
      producedAt: "2026-11-20T03:00:00.000Z",
    });
    expect(report.lists.components).toEqual([
      {
        name: "@shop/money",
        version: "2.1.0",
        purl: "pkg:npm/%40shop/money@2.1.0",
        licenses: ["MIT", "Own words"],
      },
      { name: "inner", version: "0.1.0", purl: null, licenses: [] },
      { name: "left-pad", version: null, purl: null, licenses: ["MIT OR Apache-2.0"] },
    ]);
    expect(report.lists.annotations[0]).toMatchObject({
      rule: "CVE-2026-1",
      level: "error",
      severity: 9.1,
      path: null,
    });
  });

  it("reads XML, and does not count the product or the tools", () => {
    const report = parseEvidence(cyclonedx, evidenceFixture("cyclonedx/bom.xml"));
    expect(report).toMatchObject({
      result: "unknown",
      totals: { components: 3 },
      headline: "3 components, CycloneDX 1.5",
      producer: "maven-plugin 2.9.0",
    });
    expect(report.lists.components.find((each) => each.name === "com.shop/money")).toEqual({
      name: "com.shop/money",
      version: "2.1.0",
      purl: "pkg:maven/com.shop/money@2.1.0",
      licenses: ["Apache-2.0"],
    });
  });

  it(
    "counts more components than it lists, and holds with a list of any length at any depth",
    { timeout: 60_000 },
    () => {
      const components = Array.from({ length: 100_003 }, (_, index) => ({ name: `c${index}` }));
      const report = parseEvidence(cyclonedx, { bomFormat: "CycloneDX", components: [{ name: "outer", components }] });
      expect(report.totals).toEqual({ of: "components", components: 100_004 });
      expect(report.lists.components).toHaveLength(100_000);
      expect(report.truncated).toBe("4 more components are counted and not listed.");
      const deep = `${'{"name":"d","components":['.repeat(20_000)}${"]}".repeat(20_000)}`;
      const text = `{"bomFormat":"CycloneDX","components":[${deep}]}`;
      expect(parseEvidence(cyclonedx, new TextEncoder().encode(text)).totals).toEqual({
        of: "components",
        components: 20_000,
      });
    },
  );
});

describe("spdx", () => {
  it("reads JSON, and GitHub's export around it", () => {
    const bytes = evidenceFixture("spdx/document.spdx.json");
    const report = parseEvidence(spdx, bytes);
    expect(report).toMatchObject({
      result: "unknown",
      totals: { components: 2 },
      headline: "2 components, SPDX-2.3",
      producer: "syft-1.18.0",
    });
    expect(report.lists.components).toEqual([
      { name: "left-pad", version: "1.3.0", purl: "pkg:npm/left-pad@1.3.0", licenses: ["WTFPL"] },
      { name: "shop", version: null, purl: null, licenses: [] },
    ]);
    const inner: unknown = JSON.parse(new TextDecoder().decode(bytes));
    expect(parseEvidence(spdx, { sbom: inner }).lists).toEqual(report.lists);
  });

  it("reads tag and value: a long text holds no tags, files are no packages", () => {
    expect(parseEvidence(spdx, evidenceFixture("spdx/document.spdx")).lists.components).toEqual([
      { name: "left-pad", version: "1.3.0", purl: "pkg:npm/left-pad@1.3.0", licenses: ["MIT"] },
      { name: "shop", version: null, purl: null, licenses: [] },
    ]);
  });

  it("reads packages of version 3", () => {
    expect(parseEvidence(spdx, evidenceFixture("spdx/three.json"))).toMatchObject({
      headline: "1 component, SPDX-3.0.1",
      producer: "sbom-tool",
      lists: { components: [{ name: "left-pad", version: "1.3.0" }] },
    });
  });
});
