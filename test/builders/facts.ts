import { parsePatch } from "../../shared/diff/parse-patch";
import type { EventDetail } from "../../shared/model/event";
import type { Task } from "../../shared/model/task";
import type { AttemptFacts } from "../../main/policy/rule";
import { checkRuns } from "../../main/provenance/check-runs";
import { raisedByAgent } from "../../main/provenance/escalation";
import { freshness } from "../../main/provenance/freshness";
import { attempt, changedFile } from "./attempt";
import { sessionEvents } from "./event";
import { session } from "./session";
import { ownership, task } from "./task";

/** The patch of one file: `body` is a hunk's lines with their signs. */
export function filePatch(
  path: string,
  body: readonly string[],
  mode: "modified" | "added" | "deleted" = "modified",
): string {
  const old = body.filter((line) => !line.startsWith("+")).length;
  const now = body.filter((line) => !line.startsWith("-")).length;
  const extra = mode === "added" ? "new file mode 100644\n" : mode === "deleted" ? "deleted file mode 100644\n" : "";
  const from = mode === "added" ? "/dev/null" : `a/${path}`;
  const to = mode === "deleted" ? "/dev/null" : `b/${path}`;
  return `diff --git a/${path} b/${path}\n${extra}--- ${from}\n+++ ${to}\n@@ -${old === 0 ? 0 : 1},${old} +${now === 0 ? 0 : 1},${now} @@\n${body.join("\n")}\n`;
}

/** Facts of an attempt whose changed files are those of the patch text. */
export function facts(
  over: { patch?: string; events?: readonly EventDetail[]; task?: Task; says?: string } & Partial<
    Pick<AttemptFacts, "ownership" | "sessions" | "provenance">
  > = {},
): AttemptFacts {
  const patch = parsePatch(over.patch ?? "");
  const events = sessionEvents(over.events ?? []);
  return {
    task: over.task ?? task(),
    attempt: attempt({
      summary: over.says ?? null,
      files: patch.files.map((file) =>
        changedFile(file.path, {
          oldPath: file.oldPath,
          status: file.status,
          added: file.added,
          removed: file.removed,
        }),
      ),
    }),
    patch,
    sessions: over.sessions ?? [session()],
    events,
    ownership: over.ownership ?? ownership(),
    checks: checkRuns(events),
    freshness: freshness(events),
    escalation: raisedByAgent(events),
    provenance: over.provenance ?? null,
  };
}
