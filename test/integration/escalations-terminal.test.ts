import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot, tempFolder } from "../support/temp-home";

interface Given {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

function countersign(home: string, args: readonly string[], { input = "", env = {} }: Given = {}) {
  const cli = path.join(projectRoot, "dist", "main", "cli.mjs");
  const done = spawnSync(process.execPath, [cli, ...args, "--home", home], {
    encoding: "utf8",
    input,
    env: { ...process.env, ...env },
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

describe("countersign escalations, answer, acknowledge", () => {
  it("lists what waits, records who said what, and prints the answer for the agent with its resume command", () => {
    const home = tempFolder();
    const run = (...args: string[]) => countersign(home, args);
    expect(run("sample", "open").code).toBe(0);
    const waiting = run("escalations");
    expect(waiting.out).toContain("I stopped before production and need your approval.");
    expect(waiting.out).toContain('countersign answer PAY-121/A --text "..."');
    expect(run("escalations", "--overdue").out).toContain("No escalation is overdue.");

    const answered = run("answer", "PAY-121/A", "--text", "Use the staging key.");
    expect(answered).toMatchObject({ code: 0 });
    expect(answered.out).toMatch(/Recorded as entry \d+/u);
    const prompt = run("answer", "PAY-121", "--prompt");
    expect(prompt.out).toMatch(/^# Answer to your question[^]*> Use the staging key\./u);
    expect(prompt.err).toMatch(/^codex resume \S+/u);
    expect(run("answer", "PAY-121", "--text", "Again.").err).toContain("Nothing of this task waits");

    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect(
      run("decide", "WEB-123", "escalate", "--to", "dario", "--until", until, "--reason", "It cannot be undone.").code,
    ).toBe(0);
    expect(run("acknowledge", "WEB-123", "--by", "dario").code).toBe(0);
    expect(run("escalations", "WEB-123").out).toMatch(/dario\s+acknowledged\s+due in \d+ min/u);
    expect(run("acknowledge", "WEB-123").err).toContain("dario acknowledged it already");
    const piped = countersign(home, ["answer", "WEB-123", "--file", "-", "--by", "dario"], { input: "On Monday.\n" });
    expect(piped).toMatchObject({ code: 0 });
    const all = JSON.parse(run("escalations", "WEB-123", "--all", "--json").out) as { escalations: unknown[] };
    expect(all.escalations).toMatchObject([
      { state: "answered", to: "dario", answer: { by: "dario", text: "On Monday." } },
    ]);
    expect(run("answer", "WEB-123", "--text", "x", "--entry", "999").err).toContain("is no escalation of this task");
  });

  it("takes a webhook's address from standard input alone, and never shows it", () => {
    const home = tempFolder();
    const url = "https://hooks.example.org/services/verysecretpart";
    const refused = countersign(home, ["webhooks", "add", "--name", "#oncall"], {
      input: url,
      env: { COUNTERSIGN_KEY_PROTECTION: "" },
    });
    expect(refused.err).toContain("nothing protects it here yet");
    const added = countersign(home, ["webhooks", "add", "--name", "#oncall", "--unprotected"], { input: `${url}\n` });
    expect(added).toMatchObject({ code: 0 });
    const listed = countersign(home, ["webhooks", "list"]);
    expect(listed.out).toMatch(/#oncall\s+hooks\.example\.org\s+slack\s+file/u);
    expect([refused, added, listed].map(({ out, err }) => out + err).join()).not.toContain("verysecretpart");
    expect(readFileSync(path.join(home, "keys", "webhooks.json"), "utf8")).toContain("verysecretpart");
    expect(
      countersign(home, ["webhooks", "add", "--name", "x", "--unprotected"], { input: "http://hooks.example.org/x" })
        .err,
    ).toContain("it is not https");
    expect(countersign(home, ["webhooks", "remove", "#oncall"]).code).toBe(0);
    expect(readFileSync(path.join(home, "keys", "webhooks.json"), "utf8")).not.toContain("verysecretpart");
    expect(countersign(home, ["webhooks", "test", "#oncall"]).err).toContain("There is no webhook");
  });
});
