import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot, tempFolder } from "../support/temp-home";

/** Runs the built command line as a person does. */
function countersign(home: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const done = spawnSync(
    process.execPath,
    [path.join(projectRoot, "dist", "main", "cli.mjs"), ...args, "--home", home],
    { encoding: "utf8" },
  );
  return { code: done.status, out: done.stdout, err: done.stderr };
}

describe("the command line", () => {
  it("carries a night from the sample to a report", () => {
    const home = tempFolder();
    expect(countersign(home, "sample", "open").code).toBe(0);
    const inbox = countersign(home, "inbox");
    expect(inbox.out).toContain("Your turn");
    expect(inbox.out.indexOf("PAY-118")).toBeLessThan(inbox.out.indexOf("WEB-123"));
    const shown = countersign(home, "show", "PAY-118");
    expect(shown.out).toMatch(/claim\s+contradicted/);
    expect(countersign(home, "timeline", "PAY-118/A", "--failed").out).toMatch(/exit 1/);
    expect(countersign(home, "timeline", "PAY-118")).toMatchObject({ code: 1 });
    const refused = countersign(home, "decide", "PAY-118/A", "approve", "--reason", "x");
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("gates not met");
    expect(countersign(home, "decide", "WEB-123", "approve", "--reason", "small and tested").code).toBe(0);
    const unread = countersign(home, "decide", "PAY-118/B", "approve", "--reason", "x");
    expect(unread.err).toContain("Every changed file read");
    expect(countersign(home, "diff", "PAY-118/B", "--read").out).toContain("5 of 5 changed files marked read");
    const unconfirmed = countersign(home, "decide", "PAY-118/B", "approve", "--reason", "keeps one payout per key");
    const head = /Type (\w{7}) to confirm/.exec(unconfirmed.err)?.[1] ?? "";
    expect(
      countersign(home, "decide", "PAY-118/B", "approve", "--reason", "keeps one payout per key", "--confirm", head)
        .code,
    ).toBe(0);
    const listed: unknown = JSON.parse(countersign(home, "audit", "list", "--json").out);
    expect(listed).toMatchObject({
      rows: [
        { kind: "Approve", standing: "in-force" },
        { kind: "Approve", standing: "in-force" },
        { kind: "Policy" },
        { kind: "Reviewer's key made" },
        { kind: "Archive" },
        { kind: "Archive" },
        { kind: "Archive" },
        { kind: "Log created" },
      ],
    });
    expect(countersign(home, "audit", "verify").out).toContain("8 entries verified");
    const file = path.join(home, "night.html");
    expect(countersign(home, "report", "--format", "html", "--out", file).code).toBe(0);
    const report = readFileSync(file, "utf8");
    expect(report).toContain("small and tested");
    expect(report).not.toMatch(/<script|src="http|href="http/);
  });

  it("prints the inbox under headings and by a filter, and takes a decision back", () => {
    const home = tempFolder();
    countersign(home, "sample", "open");
    const byTier = countersign(home, "inbox", "--group", "tier", "--why", "state:open");
    expect(byTier.out.indexOf("Critical risk (1)")).toBeLessThan(byTier.out.indexOf("High risk (1)"));
    expect(byTier.out).toContain("3 attempts ended and none was decided on.");
    expect(countersign(home, "inbox", "teir:high").out).toContain("There is no filter “teir:”. Did you mean tier:?");
    expect(countersign(home, "inbox", "tier:>=high", "-repo:ledger-service").out).toContain("No task matches.");
    expect(countersign(home, "inbox", "--grop", "tier")).toMatchObject({ code: 1 });
    expect(countersign(home, "decide", "WEB-123", "withdraw")).toMatchObject({ code: 1 });
    expect(countersign(home, "decide", "WEB-123", "approve", "--reason", "small and tested").code).toBe(0);
    expect(countersign(home, "inbox").out).toMatch(/Approved A, WEB-123: countersign decide \S+ withdraw/);
    const taken = countersign(home, "decide", "WEB-123", "withdraw", "--reason", "too early");
    expect(taken).toMatchObject({ code: 0 });
    expect(taken.out).toMatch(/^Withdrew entry \d+: entry \d+, [0-9a-f]{12}; log root [0-9a-f]{12}\.$/m);
    expect(countersign(home, "inbox", "state:done").out).toContain("No task matches.");
    const list: unknown = JSON.parse(countersign(home, "audit", "list", "--json").out);
    expect(list).toMatchObject({
      rows: [
        { kind: "Withdraw", standing: "in-force" },
        { kind: "Approve", standing: "superseded" },
        { kind: "Policy" },
        { kind: "Reviewer's key made" },
        { kind: "Archive" },
        { kind: "Archive" },
        { kind: "Archive" },
        { kind: "Log created" },
      ],
    });
    expect(countersign(home, "audit", "verify").code).toBe(0);
  });

  it("says what is wrong, where, and what to do, and ends with 1", () => {
    const home = tempFolder();
    const missing = countersign(home, "ingest", path.join(home, "nowhere"));
    expect(missing.code).toBe(1);
    expect(missing.out).toContain("it does not exist");
    expect(countersign(home, "show", "T-AAAAA")).toMatchObject({ code: 1 });
    expect(countersign(home, "decide", "T-AAAAA", "bless").err).toContain("approve, request-changes");
    expect(countersign(home, "report", "--from", "yesterdayish").code).toBe(1);
  });

  it("teaches: every command has help, and the top one shows a whole night", () => {
    const home = tempFolder();
    for (const command of [
      [],
      ["ingest"],
      ["inbox"],
      ["show"],
      ["timeline"],
      ["diff"],
      ["decide"],
      ["audit"],
      ["audit", "verify"],
      ["report"],
      ["runners"],
      ["connect"],
      ["sync"],
      ["sample"],
    ]) {
      const help = execFileSync(
        process.execPath,
        [path.join(projectRoot, "dist", "main", "cli.mjs"), ...command, "--help"],
        { encoding: "utf8" },
      );
      expect(help, command.join(" ")).toContain("Usage: countersign");
    }
    expect(existsSync(path.join(home, "record.db"))).toBe(false);
  });
});
