import { describe, expect, it } from "vitest";
import { statementsOf } from "../../../main/services/statements";
import type { EventDetail } from "../../../shared/model/event";
import { checkDetail, commandDetail, messageDetail, sessionEvents } from "../../builders/event";
import { session } from "../../builders/session";

function said(details: readonly EventDetail[], summary: string | null = null, outputs: Record<number, string> = {}) {
  return statementsOf({
    sessions: [session()],
    events: sessionEvents(details),
    summary,
    outputOf: ({ seq }) => outputs[seq] ?? null,
  });
}

describe("the final message", () => {
  it("is the last one of the main session, with its event", () => {
    expect(said([messageDetail("Looking."), messageDetail("All tests pass.")])).toEqual([
      { source: "final-message", text: "All tests pass.", event: { sessionId: "S-7K2QH", seq: 2 }, ref: null },
    ]);
  });

  it("is the last one that tells something where the last is a good-bye", () => {
    const report = `I changed the parser. All tests pass. ${"It reads dates as UTC now. ".repeat(10)}`;
    expect(said([messageDetail(report), messageDetail("Done.")])[0]?.text).toBe(report);
    // What was said before a person asked again is another turn's.
    expect(said([messageDetail(report), messageDetail("And now?", "person"), messageDetail("Done.")])[0]?.text).toBe(
      "Done.",
    );
    expect(said([messageDetail(report), messageDetail("All tests pass.")])[0]?.text).toBe("All tests pass.");
  });

  it("is not told twice where the summary is the same", () => {
    expect(said([messageDetail("All tests pass.")], "All tests pass.\n")).toHaveLength(1);
  });

  it("a summary that no event says is one of its own", () => {
    expect(
      said([messageDetail("Bye.")], "The build works.").map(({ source, event }) => [source, event?.seq ?? null]),
    ).toEqual([
      ["final-message", 1],
      ["summary", null],
    ]);
  });
});

describe("commit messages", () => {
  it.each([
    ['git commit -m "fix: All tests pass"', "fix: All tests pass"],
    ["git add -A && git commit -m 'One' -m 'Two'", "One\n\nTwo"],
    ["git commit -am 'One'", "One"],
    ["git -C app commit --message='One'", "One"],
    [
      `git commit -m "$(cat <<'EOF'\nfix: it "works"\n\n- All tests pass\n\nCo-Authored-By: Someone <a@b.test>\nEOF\n)"`,
      'fix: it "works"\n\n- All tests pass',
    ],
    ["git commit -F - <<EOF\nOne\nEOF", "One"],
  ])("%j", (command, text) => {
    const [statement] = said([commandDetail(command)], null, { 1: "[main 1a2b3c4] x\n 1 file changed" });
    expect(statement).toEqual({ source: "commit", text, event: { sessionId: "S-7K2QH", seq: 1 }, ref: "1a2b3c4" });
  });

  it.each([
    "git commit --amend --no-edit",
    "git log --grep 'git commit'",
    "grep -rn 'git commit -m x' docs",
    "echo git commit",
  ])("none in: %s", (command) => {
    expect(said([commandDetail(command)])).toEqual([]);
  });

  it("of a commit that failed is none", () => {
    expect(said([commandDetail("git commit -m 'One'", { exitCode: 1, outcome: "failed" })])).toEqual([]);
  });

  it("is found where the same line ran a check", () => {
    expect(said([checkDetail("npm test && git commit -m 'All tests pass'")])[0]?.text).toBe("All tests pass");
  });
});

it("reads the body of a pull request that was opened", () => {
  const [statement] = said([commandDetail('gh pr create --title "Fix" --body "All tests pass."')], null, {
    1: "https://github.com/demo/app/pull/7\n",
  });
  expect(statement).toMatchObject({
    source: "pull-request",
    text: "All tests pass.",
    ref: "https://github.com/demo/app/pull/7",
  });
});

it("ends quickly on any command", () => {
  const started = performance.now();
  for (const text of [
    "git commit -m ".repeat(1_400),
    `git commit -m "${"$(cat <<EOF\n".repeat(1_500)}`,
    "git ".repeat(5_000),
  ])
    said([commandDetail(text)]);
  expect(performance.now() - started).toBeLessThan(2_000);
});
