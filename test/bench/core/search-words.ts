import type { EventDetail } from "../../../shared/model/event";
import { seededRandom } from "../../support/seeded-random";

// What the search benchmark's events and questions are made of: a few common and many rare words, as texts have.

let source = seededRandom(7);

/** From here on chance begins anew. */
export function seed(value: number): void {
  source = seededRandom(value);
}

/** The next number by chance, 0 to 1. */
export const random = (): number => source();

const consonants = ["b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "pr", "st", "tr", "ch"];
const vowels = ["a", "e", "i", "o", "u", "ea", "io"];
/** One of a list, by chance. */
export const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
export const vocabulary = [
  ...[
    "the",
    "file",
    "error",
    "test",
    "return",
    "const",
    "refund",
    "retry",
    "store",
    "payment",
    "value",
    "ledger",
    "config",
  ],
  ...Array.from({ length: 50_000 }, () =>
    Array.from({ length: 2 + Math.floor(random() * 3) }, () => pick(consonants) + pick(vowels)).join(""),
  ),
];
/** A word by rank: the n-th is about as common as 1/n. */
const word = (): string => vocabulary[Math.floor(vocabulary.length ** random()) - 1] ?? "the";
const words = (count: number): string => {
  let text = word();
  for (let n = 1; n < count; n += 1) text += `${n % 12 === 0 ? "\n" : " "}${word()}`;
  return text;
};
export const runners = ["claude-code", "codex", "gemini-cli", "opencode"] as const;

/** The detail of the n-th event. */
export function detail(n: number): EventDetail {
  const call = { callId: null, outcome: "ok" as const, resultPlace: null, durationMs: null };
  const file = `/repo/app/src/${word()}/${word()}-${word()}.ts`;
  const failed = random() < 0.04;
  switch (n % 5) {
    case 0:
      return { kind: "message", role: "agent", text: words(60), injected: false };
    case 1:
      return {
        kind: "tool-call",
        ...call,
        tool: "Read",
        input: JSON.stringify({ file_path: file }),
        result: words(160),
      };
    case 2:
      return {
        kind: "command",
        ...call,
        tool: pick(["Bash", "shell", "exec_command"]),
        command: `grep -rn ${word()} src/${word()}`,
        cwd: null,
        exitCode: failed ? 1 : 0,
        output: `${words(90)} number${String(n)}`,
      };
    case 3:
      return {
        kind: "file-edit",
        ...call,
        tool: "Edit",
        op: "update",
        path: file,
        newPath: null,
        oldText: words(25),
        newText: words(30),
        fileBefore: null,
        hunks: null,
        replaceAll: false,
        added: 3,
        removed: 2,
      };
    default:
      return {
        kind: "check",
        ...call,
        tool: "Bash",
        command: "npm test",
        cwd: null,
        exitCode: failed ? 1 : 0,
        output: words(70),
        checkType: "tests",
        masked: false,
        counts: null,
      };
  }
}
