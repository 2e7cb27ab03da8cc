import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { defaultPolicy } from "../builders/policy";
import { projectRoot, tempFolder } from "../support/temp-home";

function countersign(home: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const cli = path.join(projectRoot, "dist", "main", "cli.mjs");
  const done = spawnSync(process.execPath, [cli, ...args, "--home", home], { encoding: "utf8" });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

describe("countersign policy", () => {
  it("shows the policy in force, as a table and as the file", () => {
    const home = tempFolder();
    const shown = countersign(home, "policy", "show");
    expect(shown.code).toBe(0);
    expect(shown.out).toMatch(/^default, revision 2, ships with Countersign\n/);
    expect(shown.out).toMatch(/\nsecret +- +high +critical +40\n/);
    expect(shown.out).toMatch(/\nhigh +100 % of the changed files read\n/);
    const text = countersign(home, "policy", "show", "--text").out;
    expect(text).toBe(readFileSync(defaultPolicy().file.place, "utf8"));
    const json: unknown = JSON.parse(countersign(home, "policy", "show", "--json").out);
    expect(json).toMatchObject({ ref: { id: "default", source: "default" }, override: null, refused: null });
    expect(countersign(home, "policy", "show", "--for", "NONE-1").code).toBe(1);
  });

  it("lists every rule with what it raises", () => {
    const out = countersign(tempFolder(), "policy", "rules").out;
    expect(out).toMatch(/\nsecret {2}.+\n {2}warning: high, serious: critical, 40 points\n {2}looks at /);
    expect(out).toMatch(/\nunowned {2}.+\n {2}does not raise the tier\n/);
  });

  it("checks a file, and says that one in force is broken", () => {
    const home = tempFolder();
    const file = path.join(home, "mine.yaml");
    writeFileSync(file, defaultPolicy().file.text.replace("secret: { serious: critical", "secret: { serious: critcal"));
    const bad = countersign(home, "policy", "check", file);
    expect(bad.code).toBe(1);
    expect(bad.out).toMatch(/mine\.yaml:\d+:22 {2}rules\.secret\.serious: invalid option/);
    expect(bad.out).toContain('Did you mean "critical"?');
    expect(bad.out).toContain("1 problem.");
    writeFileSync(path.join(home, "policy.yaml"), readFileSync(file));
    expect(countersign(home, "policy", "show").out).toMatch(
      /not taken: .*policy\.yaml\n .*policy\.yaml:\d+:22 {2}rules\.secret/,
    );
    writeFileSync(file, defaultPolicy().file.text);
    expect(countersign(home, "policy", "check", file)).toMatchObject({ code: 0 });
    expect(countersign(home, "policy", "check", path.join(home, "none.yaml")).code).toBe(1);
  });

  it("tries one on the sample night", () => {
    const home = tempFolder();
    expect(countersign(home, "sample", "open").code).toBe(0);
    const file = path.join(home, "mine.yaml");
    writeFileSync(file, defaultPolicy().file.text.replace("- { kind: tests, from: low,", "- { kind: sbom, from: low,"));
    const tried = countersign(home, "policy", "dry-run", file);
    expect(tried.code).toBe(0);
    expect(tried.out).toMatch(
      /would be blocked: WEB-123\/A .*\n {2}Not met: Required evidence: SBOM: No evidence of SBOM\.\n/,
    );
    expect(tried.out).toMatch(/8 attempts tried: \d+ would be blocked/);
    const json: unknown = JSON.parse(countersign(home, "policy", "dry-run", file, "--json").out);
    expect(json).toMatchObject({ attempts: 8, cancelled: false });
    writeFileSync(file, "version: 1\n");
    expect(countersign(home, "policy", "dry-run", file)).toMatchObject({ code: 1 });
  });
});
