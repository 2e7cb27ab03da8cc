import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { searchResultSchema } from "../../shared/contract/search";
import { projectRoot, tempFolder } from "../support/temp-home";

/** Runs the built command line as a person does. */
function countersign(home: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const cli = path.join(projectRoot, "dist", "main", "cli.mjs");
  const done = spawnSync(process.execPath, [cli, ...args, "--home", home], { encoding: "utf8" });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

describe("countersign search", () => {
  it("finds events, shows their place, and the timeline goes there", () => {
    const home = tempFolder();
    expect(countersign(home, "sample", "open").code).toBe(0);
    const found = countersign(home, "search", "runner:codex failed:true refund", "--limit", "1");
    expect(found.code).toBe(0);
    expect(found.out).toContain("PAY-118/B");
    expect(found.out).toMatch(/^ {2}> .*refund/m);
    const place = /countersign timeline (\S+) --at (\S+)/.exec(found.out);
    const shown = countersign(home, "timeline", place?.[1] ?? "", "--at", place?.[2] ?? "");
    expect(shown.code).toBe(0);
    expect(shown.out).toContain(`> ${place?.[2]?.split(":")[1] ?? "none"}`);
    expect(countersign(home, "timeline", place?.[1] ?? "", "--at", "S-ZZZZZ:1")).toMatchObject({ code: 1 });

    const json = searchResultSchema.parse(
      JSON.parse(countersign(home, "search", "kind:check", "--task", "PAY-118/A", "--json").out),
    );
    expect(json.hits.length).toBeGreaterThan(0);
    expect(new Set(json.hits.map((hit) => hit.attempt?.letter))).toEqual(new Set(["A"]));
    expect(json.coverage.indexed).toBe(json.coverage.events);

    const wrong = countersign(home, "search", "runer:codex", "zebrafish");
    expect(wrong.code).toBe(0);
    expect(wrong.out).toContain("Did you mean runner:?");
    expect(wrong.out).toContain("zebrafish occurs nowhere.");
    expect(countersign(home, "search", "--help").out).toContain("failed:true since:yesterday");
  });
});
