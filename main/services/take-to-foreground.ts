import { randomUUID } from "node:crypto";
import path from "node:path";
import type { Input, Output } from "../../shared/contract/api";
import type { Decision } from "../../shared/model/decision";
import { err, ok, type Result } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { makeCheckout, type Checkout } from "../platform/checkout";
import { makeFolder } from "../platform/make-folder";
import { insertForeground } from "../store/foreground";
import { readAttempt, readTask, type StoredAttempt } from "../store/tasks";
import type { Core } from "../views/core";
import { decisionSheet } from "../views/decision-sheet";
import { madeRow } from "../views/foreground";
import { currentSettings } from "../views/settings";
import { attemptMissing } from "../views/timeline";
import { foregroundSource, type ForegroundSource } from "./foreground-source";
import { slug } from "./hand-out-approval";

interface Asked extends Input<"foreground.take"> {
  /** A folder that the person names; null for one in the data folder. */
  readonly folder: string | null;
  /** A clone to take the commits from; null for the repository that the sessions worked in. */
  readonly repository: string | null;
}

/**
 * Puts the files of an attempt into a folder for the person to go on with, and records that they took it over: who, of which commit,
 * what kind of folder. The path stays on this machine. Codes: "no-repository", "folder-taken", "folder-inside", those of git.
 */
export async function takeToForeground(
  core: Core,
  asked: Asked,
  cancelled: () => boolean,
): Promise<Result<Output<"foreground.take">>> {
  const stored = readAttempt(core.index, asked.attemptId);
  const task = readTask(core.index, asked.taskId);
  if (task === null || stored?.attempt.taskId !== asked.taskId) return attemptMissing(asked.attemptId);
  const source = await foregroundSource(core, stored, asked.repository, cancelled);
  if (!source.ok) return source;
  const id = randomUUID();
  const parent = path.join(core.home, "foreground");
  const own = path.join(parent, `${slug(task.ref ?? task.id)}-${stored.attempt.letter}-${id.slice(0, 8)}`);
  const folder = asked.folder === null ? own : path.resolve(asked.folder);
  if (asked.folder !== null && isInside(core.home, folder))
    return err({
      code: "folder-inside",
      message: "The folder lies in Countersign’s own data folder.",
      place: folder,
      remedy: "Name one outside of it, or name none.",
    });
  if (asked.folder === null) makeFolder(parent);
  const { store, commit, patch } = source.value;
  const options = { env: core.platform.env, cancelled };
  const made = await makeCheckout(folder, options, { store, commit, patch, mark: id });
  if (!made.ok) return made;
  const recorded = record(core, asked, stored, source.value, { id, folder });
  if (!recorded.ok) return recorded;
  core.publish("changed", { scopes: ["inbox", "task", "audit"] });
  return ok({
    made: recorded.value,
    files: made.value.files,
    notes: notesOf(made.value, source.value),
    seq: recorded.value.seq ?? 0,
  });
}

function isInside(outer: string, inner: string): boolean {
  const between = path.relative(outer, inner);
  return between === "" || (!between.startsWith("..") && !path.isAbsolute(between));
}

/** What of the files is otherwise than in the commit. */
function notesOf({ links, submodules }: Checkout, { how }: ForegroundSource): string[] {
  return [
    ...(how === "base-and-patch"
      ? ["No commit of the attempt is here: its base with the patch as one commit on top."]
      : []),
    ...(how === "fetched" ? ["Its commit was fetched from GitHub, without the history before it."] : []),
    ...(links === 0
      ? []
      : [
          links === 1
            ? "1 link stands as a file with its target as text."
            : `${counted(links, "link")} stand as files with their target as text.`,
        ]),
    ...(submodules === 0
      ? []
      : [
          submodules === 1
            ? "1 submodule is an empty folder: nothing was fetched of it."
            : `${counted(submodules, "submodule")} are empty folders: nothing was fetched of them.`,
        ]),
  ];
}

/** The entry and the row that finds the folder again, together. */
function record(
  core: Core,
  { taskId, attemptId, reason, folder: given }: Asked,
  stored: StoredAttempt,
  { commit, how }: ForegroundSource,
  { id, folder }: { readonly id: string; readonly folder: string },
): Result<Output<"foreground.take">["made"]> {
  const sheet = decisionSheet(core, "take-to-foreground", taskId, attemptId);
  if (!sheet.ok) return sheet;
  const task = readTask(core.index, taskId);
  if (task === null) return err({ code: "not-found", message: `There is no task ${taskId}.` });
  const { tier, machineTier, notOpened, ingestNote, bound } = sheet.value;
  const decision: Decision = {
    kind: "take-to-foreground",
    taskId,
    taskRef: task.ref,
    taskTitle: task.title,
    repository: task.repository,
    attemptId,
    attemptLetter: stored.attempt.letter,
    reason: reason.trim(),
    person: null,
    until: null,
    tier,
    ...(machineTier === tier ? {} : { machineTier }),
    gates: [],
    notOpened: notOpened.slice(0, 2000),
    ingestNote,
    foreground: { folder: given === null ? "data-folder" : "named", commit, patched: how === "base-and-patch" },
    bound,
    reviewer: { name: currentSettings(core).reviewerName, binding: "self-asserted" },
  };
  return core.ledger.together((): Result<Output<"foreground.take">["made"]> => {
    const told = core.ledger.append([{ kind: "decision", decision }]);
    if (!told.ok) return told;
    const [entry] = told.value;
    if (entry === undefined) throw new Error("the ledger recorded nothing and said ok");
    const row = {
      id,
      taskId,
      attemptId,
      folder,
      own: given === null,
      head: how === "base-and-patch" ? null : commit,
      madeAt: core.platform.clock.now().toISOString(),
      seq: entry.seq,
    };
    insertForeground(core.record, row);
    return ok(madeRow(core, row, true));
  });
}
