import { describe, expect, it } from "vitest";
import { ciLoosened } from "../../../../main/policy/rules/ci-loosened";
import { seenBy, type PatchedFile } from "../../../support/seen-by";

const ci = ".github/workflows/ci.yml";

describe("a loosened check", () => {
  it.each<[string, string, readonly string[], string]>([
    [
      "a step that may fail",
      ci,
      ["       - run: npm test", "+        continue-on-error: true"],
      "CI now lets a failing step pass",
    ],
    [
      "a job that may fail",
      ".gitlab-ci.yml",
      ["   script: npm test", "+  allow_failure: true"],
      "CI now lets a failing job pass",
    ],
    [
      "a hidden exit code",
      ci,
      ["-      - run: npm test", "+      - run: npm test || true"],
      "CI now hides an exit code",
    ],
    [
      "a step that never runs",
      ci,
      ["       - name: Lint", "+        if: false", "         run: npm run lint"],
      "CI now never runs",
    ],
    [
      "a check replaced by words",
      ci,
      ["-      - run: npm test", "+      - run: echo ok"],
      "CI no longer runs a step: npm test",
    ],
    [
      "a step taken out of a longer script",
      ci,
      ["       - run: |", "           npm ci", "-          npm run lint", "           npm test"],
      "CI no longer runs a step: npm run lint",
    ],
    [
      "a scan taken out",
      ci,
      ["-      - uses: github/codeql-action/analyze@v3", "       - run: npm test"],
      "CI no longer runs a step: github/codeql-action/analyze@v3",
    ],
    [
      "a trigger taken away",
      ci,
      [" on:", "   push:", "-  pull_request:", " jobs:"],
      "CI is no longer started by pull_request",
    ],
    [
      "fewer triggers",
      ci,
      ["-on: [push, pull_request]", "+on: [push]"],
      "CI starts on less than before, not on pull_request",
    ],
    [
      "paths that start nothing",
      ci,
      [" on:", "   pull_request:", "+    paths-ignore: ['src/**']"],
      "CI is not started by some changes any more",
    ],
    [
      "a smaller matrix",
      ci,
      ["       matrix:", "-        os: [ubuntu-latest, windows-latest]", "+        os: [ubuntu-latest]"],
      "CI runs on less than before, not on windows-latest",
    ],
    [
      "wider rights",
      ci,
      [" permissions:", "-  contents: read", "+  contents: write"],
      "The workflow may now write contents",
    ],
    ["all rights", ci, ["-permissions: read-all", "+permissions: write-all"], "The workflow may now write everything"],
    [
      "a condition before a step",
      ci,
      ["       - run: npm test", "+        if: github.ref == 'refs/heads/main'"],
      "A step or job that always ran now has a condition",
    ],
    [
      "a lowered threshold",
      "vitest.config.ts",
      ["-      lines: 90,", "+      lines: 60,"],
      "The threshold went down from 90 to 60",
    ],
    [
      "a threshold taken away",
      "pyproject.toml",
      [" [tool.coverage.report]", "-fail_under = 90"],
      "The threshold of 90 was removed",
    ],
    [
      "a script CI runs",
      "package.json",
      ['-    "test": "vitest"', '+    "test": "vitest || true"'],
      "A check's script now hides an exit code",
    ],
  ])("%s", (_, path, body, told) => {
    const seen = seenBy(ciLoosened, [path, body]);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toContain(told);
    expect(seen[0]).toMatch(/^serious /);
  });

  it("a workflow that was deleted", () => {
    expect(seenBy(ciLoosened, [ci, ["-on: push", "-      - run: npm test"], "deleted"])).toEqual([
      `serious ${ci} ${ci} was deleted: what it ran runs no more, such as npm test.`,
    ]);
  });
});

describe("not a loosened check", () => {
  it.each<[string, PatchedFile[]]>([
    ["a step more", [[ci, ["       - run: npm test", "+      - run: npm run lint"]]]],
    ["another check in its place", [[ci, ["-      - run: npm test", "+      - run: npm run test:ci"]]]],
    [
      "a step that moved to another workflow",
      [
        [ci, ["-      - run: npm test"]],
        [".github/workflows/test.yml", ["+      - run: npm test"], "added"],
      ],
    ],
    [
      "a newer version of an action",
      [[ci, ["-      - uses: github/codeql-action/analyze@v2", "+      - uses: github/codeql-action/analyze@v3"]]],
    ],
    ["a step that sets things up", [[ci, ["-      - run: npm ci", "+      - run: npm ci --prefer-offline"]]]],
    ["newer versions in the matrix", [[ci, ["       matrix:", "-        node: [18, 20]", "+        node: [20, 22]"]]]],
    ["a new workflow", [[ci, ["+on: push", "+        continue-on-error: true"], "added"]]],
    ["a raised threshold", [["vitest.config.ts", ["-      lines: 60,", "+      lines: 90,"]]]],
    ["a comment", [[ci, ["+      # never use continue-on-error: true"]]]],
    [
      "a line that moved",
      [[ci, ["-        continue-on-error: true", "       - run: x", "+          continue-on-error: true"]]],
    ],
    ["narrower rights", [[ci, [" permissions:", "-  contents: write", "+  contents: read"]]]],
    ["code", [["src/x.ts", ["+  const s = 'npm test || true';"]]]],
    ["another line of a manifest", [["package.json", ['+    "left-pad": "^1.3.0"']]]],
  ])("%s", (_, files) => {
    expect(seenBy(ciLoosened, ...files)).toEqual([]);
  });
});
