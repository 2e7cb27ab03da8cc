import { describe, expect, it } from "vitest";
import { checkClaims, type ClaimInput } from "../../../main/provenance/claims";
import { parsePatch } from "../../../shared/diff/parse-patch";
import type { EventDetail } from "../../../shared/model/event";
import { changedFile } from "../../builders/attempt";
import { claimInput, statement } from "../../builders/claim";
import {
  checkDetail,
  commandDetail,
  counts,
  editDetail,
  failedCheck,
  messageDetail,
  sessionEvents,
  toolCallDetail,
} from "../../builders/event";

function patchOf(file: string, ...lines: string[]) {
  const added = lines.filter((line) => line.startsWith("+")).length;
  const removed = lines.filter((line) => line.startsWith("-")).length;
  return parsePatch(
    `diff --git a/${file} b/${file}\n--- a/${file}\n+++ b/${file}\n@@ -1,${String(removed)} +1,${String(added)} @@\n${lines.join("\n")}\n`,
  );
}

function verdict(text: string, details: readonly EventDetail[] = [], more: Partial<ClaimInput> = {}) {
  const found = checkClaims(claimInput(text, { events: sessionEvents(details), ...more }));
  expect(found).toHaveLength(1);
  return found[0]?.verdict;
}

describe("runs of several checks in one line", () => {
  const parts = [
    { checkType: "static-analysis" as const, command: "npm run lint", masked: false },
    { checkType: "tests" as const, command: "npm test", masked: false },
  ];
  it("back each where the line passed, and accuse none where it failed", () => {
    const line = "npm run lint && npm test";
    expect(verdict("Lint is clean.", [editDetail(), checkDetail(line, { parts })])).toBe("backed");
    expect(verdict("All tests pass.", [editDetail(), checkDetail(line, { parts })])).toBe("backed");
    expect(verdict("Lint is clean.", [editDetail(), failedCheck(line, { parts })])).toBe("unverifiable");
    expect(verdict("All tests pass.", [editDetail(), failedCheck(line, { parts })])).toBe("unverifiable");
    expect(verdict("All tests pass.", [editDetail(), failedCheck(line, { parts, counts: counts(3, 2) })])).toBe(
      "contradicted",
    );
  });
});

describe("what an output says", () => {
  it("counts where the exit code is hidden", () => {
    const hidden = (result: "passed" | "failed" | "nothing-ran") =>
      checkDetail("go test ./... | tail", { masked: true, shown: { result, line: "ok" } });
    expect(verdict("All tests pass.", [editDetail(), hidden("passed")])).toBe("backed");
    expect(verdict("All tests pass.", [editDetail(), hidden("failed")])).toBe("contradicted");
    expect(verdict("All tests pass.", [editDetail(), hidden("nothing-ran")])).toBe("unbacked");
  });

  it("leaves a failing exit code beside passing tests open", () => {
    expect(verdict("All tests pass.", [editDetail(), failedCheck("npm test", { counts: counts(12) })])).toBe(
      "unverifiable",
    );
  });

  it("has the number that is said, or does not", () => {
    const silent = [editDetail(), checkDetail("go test ./...")];
    expect(verdict("All 34 tests pass.", silent)).toBe("unbacked");
    expect(verdict("All 34 tests pass.", silent, { outputOf: () => "ran 34 in 2 s" })).toBe("backed");
    expect(verdict("All 34 tests pass.", silent, { outputOf: () => "ran 134 in 34ms, 3.34" })).toBe("unbacked");
  });

  it("of a run without a test shows nothing", () => {
    expect(verdict("All tests pass.", [editDetail(), checkDetail("pytest -k x", { counts: counts(0) })])).toBe(
      "unbacked",
    );
  });

  it("gives the deciding line and exit code as ground", () => {
    const [claim] = checkClaims(
      claimInput("All tests pass.", {
        events: sessionEvents([
          editDetail(),
          failedCheck("npm test", { counts: counts(4, 1, "Tests: 1 failed, 4 passed") }),
        ]),
      }),
    );
    expect(claim?.ground).toEqual([
      {
        event: { sessionId: "S-7K2QH", seq: 2 },
        exitCode: 1,
        line: "Tests: 1 failed, 4 passed",
        evidenceId: null,
        path: null,
      },
    ]);
  });
});

describe("scripts written along the way", () => {
  it("accuse nobody, and stand back where a test tool ran", () => {
    expect(verdict("All tests pass.", [editDetail(), failedCheck("python repro_test.py")])).toBe("unverifiable");
    expect(verdict("All tests pass.", [editDetail(), checkDetail("pytest"), failedCheck("python repro_test.py")])).toBe(
      "backed",
    );
  });
});

it("a run of everything clears a filtered failure, a differently filtered one does not", () => {
  const failed = failedCheck("npx vitest run test/a.test.ts -t slow");
  expect(verdict("Tests pass.", [failed, checkDetail("npx vitest run test/a.test.ts")])).toBe("backed");
  expect(verdict("Tests pass.", [failed, checkDetail("npx vitest run test/a.test.ts -t quick")])).toBe("contradicted");
});

it("an edit of a file that is not in the patch makes nothing stale, a command that writes one does", () => {
  const files = [changedFile("src/x.ts")];
  expect(
    verdict("All tests pass.", [editDetail(), checkDetail(), editDetail("/work/ledger/notes.txt")], { files }),
  ).toBe("backed");
  expect(verdict("All tests pass.", [checkDetail(), commandDetail("sed -i s/a/b/ src/x.ts")], { files })).toBe("stale");
});

it("a commit is held against what ran before it, also in its own line", () => {
  const said = (line: string, before: ReturnType<typeof checkDetail>[] = []) => {
    const commit = checkDetail(line, {
      output: "34 passed",
      counts: null,
      parts: [{ checkType: "tests", command: "npm test", masked: false }],
    });
    const events = sessionEvents([editDetail(), ...before, commit, editDetail(), checkDetail()]);
    const event = { sessionId: "S-7K2QH", seq: before.length + 2 };
    return checkClaims({
      ...claimInput(""),
      events,
      statements: [statement("All tests pass", { source: "commit", event })],
    })[0]?.verdict;
  };
  expect(said("npm test && git commit -m 'All tests pass'")).toBe("backed");
  expect(said("git commit -m 'All tests pass' && npm test")).toBe("unbacked");
  expect(said("git commit -m 'All tests pass' && npm test", [failedCheck()])).toBe("contradicted");
});

it("what a commit said and held then is stale, not false", () => {
  const events = sessionEvents([
    editDetail(),
    checkDetail(),
    commandDetail("git commit -m 'All tests pass'"),
    editDetail(),
    failedCheck(),
  ]);
  const said = (seq: number) =>
    checkClaims({
      ...claimInput(""),
      events,
      statements: [statement("All tests pass", { source: "commit", event: { sessionId: "S-7K2QH", seq } })],
    })[0]?.verdict;
  expect(said(3)).toBe("stale");
  // Nothing had run when it was said: what failed afterwards is of later work.
  expect(said(1)).toBe("unbacked");
});

it("the same sentence in two texts is one claim, of the first", () => {
  const claims = checkClaims({
    ...claimInput(""),
    statements: [
      statement("**All tests pass.**"),
      statement("All tests pass.", { source: "commit" }),
      statement("It builds cleanly.", { source: "commit" }),
    ],
  });
  expect(claims.map(({ kind, source }) => [kind, source])).toEqual([
    ["tests-pass", "final-message"],
    ["build-works", "commit"],
  ]);
});

describe("tests added", () => {
  const patch = patchOf("test/a.test.ts", '+it("one", () => {', '+it("two", () => {');
  it("are counted in the patch", () => {
    expect(verdict("Added 2 tests.", [], { patch })).toBe("backed");
    expect(verdict("Added a regression test.", [], { patch })).toBe("backed");
    expect(verdict("Added tests.", [], { patch })).toBe("backed");
    expect(verdict("Added 5 tests.", [], { patch })).toBe("contradicted");
    expect(verdict("Added 5 tests.", [], { patch, patchSource: "recorded-edits" })).toBe("unbacked");
    expect(
      verdict("Added five tests.", [], {
        patch: patchOf("test/a.test.ts", "+it.each([1, 2])('x', () => {", '+it("two", () => {'),
      }),
    ).toBe("unverifiable");
    expect(verdict("Added 2 tests.", [], { patch: patchOf("src/a.ts", "+const a = 1;") })).toBe("contradicted");
    expect(verdict("Added 2 tests.")).toBe("unverifiable");
  });
});

describe("functions and classes", () => {
  it.each([
    ["src/a.ts", "+export async function retryOnce<T>(work: () => T) {", "backed"],
    ["src/a.ts", "+  async retryOnce(work: Work): Promise<void> {", "backed"],
    ["src/a.ts", "+const retryOnce = () => 1;", "backed"],
    ["a.go", "+func (m *Client) retryOnce(data []byte) error {", "backed"],
    ["a.rs", "+    pub fn retryOnce(&self) -> u8 {", "backed"],
    ["a.py", "+    def retryOnce(self):", "backed"],
    ["src/a.ts", "+  await retryOnce();", "unverifiable"],
    ["README.md", "+function retryOnce() {}", "unverifiable"],
    ["src/a.ts", "+  await retryOnceMore();", "contradicted"],
  ])("%s %s: %s", (file, line, expected) => {
    expect(verdict("Added a `retryOnce()` helper.", [], { patch: patchOf(file, line) })).toBe(expected);
  });
});

describe("no behaviour change", () => {
  it.each([
    ["docs/a.md", ["-old", "+new"], "backed"],
    ["src/a.ts", ["-// old", "+// new"], "backed"],
    ["src/a.ts", ["-if(a){b()}", "+if (a) { b() }"], "backed"],
    ["src/a.py", ["-  a()", "+    a()"], "unverifiable"],
    ["src/a.ts", ["-const a = 1;", "+const a = 2;"], "unverifiable"],
    ["test/a.test.ts", ["-expect(a).toBe(1);", "+expect(a).toBe(2);"], "contradicted"],
    ["src/a.ts", ["-export function gone() {", "+function other() {"], "contradicted"],
    ["src/a.ts", ["-export function kept() {", "+export async function kept() {"], "unverifiable"],
  ])("%s %j: %s", (file, lines, expected) => {
    expect(verdict("No functional changes.", [], { patch: patchOf(file, ...lines) })).toBe(expected);
  });
});

describe("reproduced, browser, commands", () => {
  it("reproduced: something failed before the first edit of the work", () => {
    const text = "I reproduced the crash first.";
    expect(verdict(text, [editDetail("/work/ledger/test/a.test.ts"), failedCheck(), editDetail()])).toBe("backed");
    expect(verdict(text, [commandDetail("python repro.py", { exitCode: 1, outcome: "failed" }), editDetail()])).toBe(
      "backed",
    );
    expect(verdict(text, [commandDetail("python repro.py"), editDetail()])).toBe("unverifiable");
    expect(verdict(text, [editDetail(), failedCheck()])).toBe("unbacked");
  });

  it("browser: a browser was used after the last edit of what it shows", () => {
    const text = "Verified the dialog in the browser.";
    const look = toolCallDetail("mcp__playwright__browser_navigate");
    expect(verdict(text, [editDetail(), look, editDetail("/work/ledger/README.md")])).toBe("backed");
    expect(verdict(text, [look, editDetail()])).toBe("stale");
    expect(verdict(text, [editDetail(), messageDetail("Looks good in the browser")])).toBe("unbacked");
    expect(verdict(text, [editDetail(), toolCallDetail("browser", { outcome: "failed" })])).toBe("unbacked");
  });

  it("commands: it ran, and went as is said", () => {
    const text = "Ran `npm audit` successfully.";
    const failed = commandDetail("npm audit", { exitCode: 1, outcome: "failed" });
    expect(verdict(text, [commandDetail("npm audit")])).toBe("backed");
    expect(verdict(text, [failed])).toBe("contradicted");
    expect(verdict("Ran `npm audit`.", [failed])).toBe("backed");
    expect(verdict(text, [commandDetail("npm ci")])).toBe("unbacked");
    expect(verdict(text, [commandDetail("npm audit", { exitCode: null, outcome: "denied" })])).toBe("contradicted");
    expect(verdict(text, [commandDetail("npm audit", { exitCode: null, outcome: "unanswered" })])).toBe("unverifiable");
  });
});

describe("files", () => {
  const files = [changedFile("src/x.ts")];
  it("removed, and in a patch that is not whole", () => {
    expect(verdict("Removed `src/x.ts`.", [], { files })).toBe("contradicted");
    expect(verdict("Removed `src/x.ts`.", [], { files: [changedFile("src/x.ts", { status: "deleted" })] })).toBe(
      "backed",
    );
    expect(verdict("Removed `src/gone.ts`.", [], { files })).toBe("unverifiable");
    expect(verdict("Updated `src/y.ts`.", [], { files, patchSource: "recorded-edits" })).toBe("unbacked");
    expect(verdict("Created `/tmp/out/report.md`.", [], { files })).toBe("unverifiable");
  });
});

it("judges a long session in short steps, without looking at all of it for each claim", () => {
  const details: EventDetail[] = [];
  for (let at = 0; at < 4_000; at += 1)
    details.push(
      commandDetail(`ls ${String(at)}`),
      editDetail(`/work/ledger/src/f${String(at % 50)}.ts`),
      checkDetail(),
      messageDetail("All tests pass."),
      commandDetail("cat x"),
    );
  const text = Array.from({ length: 300 }, (_, at) => `All tests pass in part ${String(at)}.`).join("\n\n");
  const started = performance.now();
  expect(checkClaims(claimInput(text, { events: sessionEvents(details) }))).toHaveLength(300);
  expect(performance.now() - started).toBeLessThan(10_000);
});
