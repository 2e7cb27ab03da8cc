import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot, tempFolder } from "../support/temp-home";

function countersign(home: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const cli = path.join(projectRoot, "dist", "main", "cli.mjs");
  const done = spawnSync(process.execPath, [cli, ...args, "--home", home], { encoding: "utf8" });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

describe("countersign decide, what is excused", () => {
  it("lowers a tier and overrides a gate, and show says both with person, entry and reason", () => {
    const home = tempFolder();
    expect(countersign(home, "sample", "open").code).toBe(0);
    const before = countersign(home, "show", "PAY-121").out;
    expect(before).toMatch(/tier {5}critical/);
    expect(before).toMatch(/gate {5}not met {7}.* \[[a-z:-]+\]: /);

    const missing = countersign(home, "decide", "PAY-121", "lower-tier", "--reason", "A demo.");
    expect(missing.code).not.toBe(0);
    expect(missing.err).toContain("needs a level");
    const unconfirmed = countersign(home, "decide", "PAY-121", "lower-tier", "--level", "high", "--reason", "A demo.");
    const confirm = /Type (\w{7}) to confirm/.exec(unconfirmed.err)?.[1] ?? "";
    expect(confirm).not.toBe("");
    const lowered = countersign(
      home,
      ...["decide", "PAY-121", "lower-tier", "--level", "high", "--reason", "A demo.", "--confirm", confirm],
    );
    expect(lowered).toMatchObject({ code: 0 });
    const high = countersign(home, "show", "PAY-121").out;
    expect(high).toMatch(/tier {5}high/);
    expect(high).toMatch(/lowered from critical by .*, entry \d+: A demo\./);

    const gate = /gate {5}not met {7}.* \[([a-z:-]+)\]: /.exec(high)?.[1] ?? "";
    const unknown = countersign(
      home,
      ...["decide", "PAY-121", "override-gate", "--gate", "nothing", "--reason", "x", "--confirm", confirm],
    );
    expect(unknown.err).toContain(gate);
    const overridden = countersign(
      home,
      ...["decide", "PAY-121", "override-gate", "--gate", gate, "--reason", "Read on paper.", "--confirm", confirm],
    );
    expect(overridden).toMatchObject({ code: 0 });
    expect(countersign(home, "show", "PAY-121").out).toMatch(
      /gate {5}overridden[^]*overridden by .*, entry \d+: Read on paper\./,
    );
  });
});
