import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot, tempFolder } from "../support/temp-home";

function countersign(home: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const cli = path.join(projectRoot, "dist", "main", "cli.mjs");
  const done = spawnSync(process.execPath, [cli, ...args, "--home", home], { encoding: "utf8" });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

describe("countersign contract", () => {
  it("checks a file: every problem with its place and what mends it, and exit code 1", () => {
    const home = tempFolder();
    const file = path.join(home, "c.yaml");
    writeFileSync(file, "version: 1\nid: A\ntitl: t\nrisk: hihg\n");
    const bad = countersign(home, "contract", "check", file);
    expect(bad.code).toBe(1);
    expect(bad.out).toContain(`${file}:3:1  Unknown key "titl".\n  Did you mean "title"?`);
    expect(bad.out).toContain(`${file}:4:7  risk: invalid option`);
    expect(bad.out).toContain("4 problems.");
    const listed: unknown = JSON.parse(countersign(home, "contract", "check", file, "--json").out);
    expect(listed).toMatchObject({
      valid: false,
      problems: [{ line: 1 }, { line: 1 }, { line: 3, column: 1 }, { line: 4 }],
    });
    expect(countersign(home, "contract", "fit", file).err).toContain("This is no valid contract");

    const sample = path.join(projectRoot, "resources", "sample", "packs", "pay-118-a", "contract.yaml");
    expect(countersign(home, "contract", "check", sample)).toMatchObject({ code: 0 });
    expect(countersign(home, "contract", "fit", sample).out).toMatch(/yes +Checkable by deterministic tests/);
    expect(countersign(home, "contract", "check", path.join(home, "no.yaml"))).toMatchObject({ code: 1 });
  });

  it("begins one, from nothing and from an issue's text, and replaces nothing unasked", () => {
    const home = tempFolder();
    const out = path.join(home, "contract.yaml");
    expect(countersign(home, "contract", "new", "--out", out).code).toBe(0);
    expect(countersign(home, "contract", "check", out).code).toBe(1);
    const issue = path.join(home, "issue.md");
    writeFileSync(issue, "# PAY-9: pay once\n\nA refund pays once, always.\n\n## Done when\n- `npm test` passes\n");
    const refused = countersign(home, "contract", "import", issue, "--out", out);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("is there already");
    expect(countersign(home, "contract", "import", issue, "--out", out, "--force").code).toBe(0);
    expect(readFileSync(out, "utf8")).toContain("id: PAY-9");
    expect(countersign(home, "contract", "check", out).out).toContain("A valid contract: PAY-9, PAY-9: pay once.");
    expect(countersign(home, "contract", "import", "https://example.invalid/issues/1").err).toContain("GitHub issue");
    expect(existsSync(path.join(home, "contract.yaml"))).toBe(true);
  });
});

describe("countersign conformance", () => {
  it("holds the contract against each attempt, and lists breaches with their place", () => {
    const home = tempFolder();
    expect(countersign(home, "sample", "open").code).toBe(0);
    const all = countersign(home, "conformance", "PAY-118").out;
    expect(all).toMatch(/PAY-118\/A .* 4 not met/);
    expect(all).toMatch(/PAY-118\/B .* 0 not met/);
    const one = countersign(home, "conformance", "PAY-118/A").out;
    expect(one).not.toContain("PAY-118/B");
    expect(one).toMatch(/NOT MET +allow\.paths/);
    expect(one).toContain("(diff openapi.yaml)");
    expect(one).toMatch(/no evidence +constraints\[0\]/);
    const json: unknown = JSON.parse(countersign(home, "conformance", "PAY-118/A", "--json").out);
    expect(json).toMatchObject({ contractId: "PAY-118", attempts: [{ letter: "A", counts: { notMet: 4 } }] });
    expect(countersign(home, "contract", "fit", "PAY-118").out).toMatch(/Before the work[\s\S]*After the work/);
    expect(countersign(home, "conformance", "NONE-1").code).toBe(1);
  });
});
