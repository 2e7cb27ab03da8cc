import { describe, expect, it } from "vitest";
import { runnerKindSchema } from "../../../shared/model/runner";
import { resumeCommand } from "../../../shared/review/resume-command";

describe("how a session is gone on with", () => {
  const id = "5d0c7a11-2b3c-4d4e-8f5a-000000000007";

  it("is the runner's own command, and none is made up", () => {
    const lines = runnerKindSchema.options.map((runner) => {
      const how = resumeCommand(runner, id);
      return [runner, how.known ? how.line : "none"] as const;
    });
    expect(lines.filter(([, line]) => line !== "none")).toEqual([
      ["claude-code", `claude --resume ${id}`],
      ["codex", `codex resume ${id}`],
      ["gemini-cli", `gemini --resume ${id}`],
      ["opencode", `opencode --session ${id}`],
      ["copilot-cli", `copilot --resume=${id}`],
    ]);
    expect(resumeCommand("other", id)).toEqual({ known: false, why: "No resume command is known of this runner." });
  });

  it.each([
    "",
    "short",
    "--dangerous-flag",
    "a b c d e f",
    "abc; rm -rf ~",
    "$(touch pwned)",
    "`id`12345",
    "abcdef\nid",
    "abcdef'\"",
    "../../../etc/passwd",
    "a".repeat(129),
    "abcdef\u202e123",
  ])("is never a line with an id that a shell would read as more: %j", (hostile) => {
    expect(resumeCommand("claude-code", hostile)).toMatchObject({ known: false });
  });
});
