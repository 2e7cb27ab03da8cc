import type { FindingRule } from "../../main/policy/rule";
import { attempt } from "../builders/attempt";
import { facts, filePatch } from "../builders/facts";

/** One file of a patch: path, lines of its hunk with their signs, and what became of the file. */
export type PatchedFile = readonly [path: string, body: readonly string[], mode?: "modified" | "added" | "deleted"];

/** What a rule sees in a patch, each as `severity place message`; a place is `path:line`, with a minus in the old file. */
export function seenBy(rule: FindingRule, ...files: readonly PatchedFile[]): string[] {
  return seenIn(rule, files.map(([path, body, mode]) => filePatch(path, body, mode)).join(""));
}

/** The same over a patch as text, and with what the attempt says it did. */
export function seenIn(rule: FindingRule, patch: string, says: string | null = null): string[] {
  const all = facts({ patch });
  const statements = says === null ? [] : [{ source: "summary" as const, text: says, event: null, ref: null }];
  const told = attempt({ files: all.attempt.files, statements });
  return rule
    .run({ ...all, attempt: told })
    .map(({ severity, path, line, side, message }) =>
      [severity, `${path ?? ""}${line === null ? "" : `:${String(line)}${side === "old" ? "-" : ""}`}`, message]
        .filter((part) => part !== "")
        .join(" "),
    );
}
