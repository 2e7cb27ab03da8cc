import path from "node:path";
import { writePack } from "./pack-folder";

const contract = `version: 1
id: PAY-200
title: Retry refunds with a key
objective: A refund that the processor did not confirm is retried without being paid twice.
acceptance:
  - id: unit
    name: Refund tests pass
    command: npm test
evidence: [tests]
owner: payments
`;

/** One file of a patch: a hunk that adds lines. */
function adds(file: string, lines: readonly string[]): string {
  return [
    `diff --git a/${file} b/${file}`,
    `--- a/${file}`,
    `+++ b/${file}`,
    `@@ -1,1 +1,${String(lines.length + 1)} @@`,
    " // refunds",
    ...lines.map((line) => `+${line}`),
    "",
  ].join("\n");
}

/** A JUnit report. In: how many cases, and names of those that fail. */
function junit(cases: number, failing: readonly string[]): string {
  const all = Array.from({ length: cases }, (_, at) => {
    const name = `retries ${String(at)}`;
    return failing.includes(name)
      ? `<testcase classname="refunds" name="${name}"><failure message="2 == 1">2 == 1</failure></testcase>`
      : `<testcase classname="refunds" name="${name}"/>`;
  });
  return `<?xml version="1.0"?><testsuites><testsuite name="refunds">${all.join("")}</testsuite></testsuites>`;
}

/**
 * Writes packs of attempts at one task. All change `src/keys.ts` alike, `src/retry.ts` in four ways; every third adds a file of its
 * own; every fifth fails the test `retries 1`, and all fail `retries 0`.
 */
export function writeAttempts(folder: string, count: number, cases = 8): void {
  for (let at = 0; at < count; at += 1) {
    const patch = [
      adds("src/keys.ts", ["export const keyed = true;"]),
      adds("src/retry.ts", [`export const tries = ${String(at % 4)};`]),
      ...(at % 3 === 0 ? [adds(`src/own-${String(at)}.ts`, [`export const own = ${String(at)};`])] : []),
    ].join("");
    writePack(
      path.join(folder, `attempt-${String(at).padStart(2, "0")}`),
      {
        "contract.yaml": { content: contract, role: "contract" },
        "patch.diff": { content: patch, role: "patch" },
        "evidence/junit.xml": {
          content: junit(cases, ["retries 0", ...(at % 5 === 0 ? ["retries 1"] : [])]),
          evidence: { kind: "tests", producer: "npm test" },
        },
      },
      `agent/${String(at).padStart(2, "0")}`,
    );
  }
}
