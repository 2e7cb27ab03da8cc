import { ClaudeCodeRecorder } from "../claude-code-recorder.ts";
import { web123 } from "../contracts.ts";
import type { Pack } from "../pack.ts";
import { build, lint, tests } from "../pack.ts";
import type { Repository } from "../workspace.ts";

/** A small change done well: in scope, tested after the last edit, and every sentence of the summary holds. */
export function web123A(repository: Repository): Pack {
  const workspace = repository.worktree("web-123-a", "agent/web-123-a", "/home/runner/work/web-123-a/ledger-service");
  const setup = {
    version: "2.1.139",
    model: "claude-sonnet-4-6",
    permissionMode: "acceptEdits",
    start: "2026-11-20T18:40:12Z",
  };
  const agent = new ClaudeCodeRecorder({ seed: "web-123-a", workspace, ...setup });

  agent.person(web123.prompt);
  agent.say("I'll look at how the dates are printed and where it is tested.");
  agent.read("src/invoices/format-date.js");
  agent.search("formatDate", "src");
  agent.read("test/invoices.test.js");
  agent.think(
    "fr-CH already prints dots. de-CH falls through to the English form. One condition, plus a test that goes through renderInvoice so that the locale really reaches the date.",
  );
  agent.edit(
    "src/invoices/format-date.js",
    `  if (locale === "fr-CH") return day`,
    `  if (locale === "de-CH" || locale === "fr-CH") return day`,
  );
  agent.edit(
    "test/invoices.test.js",
    `  it("lists the placeholders of a template", () => {`,
    `  it("prints the date with dots for de-CH", () => {
    assert.equal(formatDate("2026-03-07", "de-CH"), "07.03.2026");
  });

  it("prints a whole de-CH invoice with the Swiss date", () => {
    assert.match(renderInvoice(invoice, "de-CH"), /^07\\.03\\.2026$/m);
  });

  it("lists the placeholders of a template", () => {`,
  );
  agent.run("npm test", { description: "Run the tests" });
  agent.run("npm run lint", { description: "Check the house rules" });
  agent.run("npm run build", { description: "Precompile the templates" });
  agent.jump("2026-11-20T18:51:30Z");
  agent.run(`git add -A && git commit -m "Swiss date format on de-CH invoices (WEB-123)"`, { description: "Commit" });
  agent.finish(`Invoices for de-CH now print dates as 07.03.2026, the same way fr-CH does.

- Changed \`src/invoices/format-date.js\`: de-CH uses the dotted form.
- Added two tests to \`test/invoices.test.js\`, one for the date and one for a whole invoice.

All 25 tests pass, lint is clean and the build works.`);

  return {
    name: "web-123-a",
    ...web123,
    runner: { kind: "claude-code", version: setup.version, model: setup.model },
    workspace,
    head: workspace.commit("WEB-123", "2026-11-20T18:54:00Z"),
    summary: agent.finalText,
    createdAt: "2026-11-20T18:58:20Z",
    costUsd: agent.cost(),
    evidence: [
      tests(workspace, "2026-11-20T18:56:02Z"),
      lint(workspace, "2026-11-20T18:56:31Z"),
      build(workspace, "2026-11-20T18:57:10Z"),
    ],
    transcripts: [
      {
        path: `transcripts/${agent.sessionId}.jsonl`,
        text: agent.transcript(),
        runner: "claude-code",
        sessionId: agent.sessionId,
      },
    ],
  };
}
