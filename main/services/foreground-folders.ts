import { rm } from "node:fs/promises";
import type { Input, Output } from "../../shared/contract/api";
import { err, ok, type Result } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { changedSince, isCheckout } from "../platform/checkout";
import { checkEditor, openEditor } from "../platform/open-editor";
import { deleteForeground, readForeground, type ForegroundRow } from "../store/foreground";
import { writeSetting } from "../store/reviewer";
import { readAttempt } from "../store/tasks";
import type { Core } from "../views/core";
import { editorOf, editorSetting, madeRow, resumesOf } from "../views/foreground";
import { attemptMissing } from "../views/timeline";
import { foregroundPlan, sessionsOf } from "./foreground-source";

/** What is to be known before a folder with an agent's files is opened. */
const warnings = [
  "Opening it in an editor can run what the repository brings: tasks, extensions’ settings, dev containers. Open it untrusted first.",
  "Nothing of it was run here: no hook, no filter, no submodule.",
];

/** What taking an attempt to the foreground would do, what was made of it before, and how its sessions are gone on with. */
export async function foregroundSheet(
  core: Core,
  { taskId, attemptId }: Input<"foreground.sheet">,
  cancelled: () => boolean,
): Promise<Result<Output<"foreground.sheet">>> {
  const stored = readAttempt(core.index, attemptId);
  if (stored?.attempt.taskId !== taskId) return attemptMissing(attemptId);
  const plan = await foregroundPlan(core, stored, cancelled);
  const { argv, named } = editorOf(core);
  return ok({
    letter: stored.attempt.letter,
    why: plan.ok ? null : plan.error.message,
    how: plan.ok ? plan.value.how : null,
    commit: plan.ok ? plan.value.commit : null,
    warnings,
    resume: resumesOf(sessionsOf(core, stored)),
    made: (await foregroundList(core)).made.filter((row) => row.attemptId === attemptId),
    editor: { argv: [...argv], named },
  });
}

/** The checkouts that are known, each with whether its folder is still there and ours. */
export async function foregroundList(core: Core): Promise<Output<"foreground.list">> {
  const made = [];
  for (const row of readForeground(core.record)) made.push(madeRow(core, row, await isCheckout(row.folder, row.id)));
  return { made };
}

function find(core: Core, id: string): Result<ForegroundRow> {
  const row = readForeground(core.record).find((one) => one.id === id);
  return row === undefined
    ? err({
        code: "not-found",
        message: `No checkout ${id.slice(0, 8)} is known.`,
        remedy: "countersign foreground list names those that are.",
      })
    : ok(row);
}

function gone(row: ForegroundRow) {
  return err({
    code: "foreground-gone",
    message: "The folder is not there any more, or is another one than was made.",
    place: row.folder,
    remedy: "Forget it: countersign foreground remove ID. Nothing is deleted then.",
  });
}

/** Opens a checkout with what the person named, or the system's own. Codes: "not-found", "foreground-gone", "editor-…". */
export async function openForeground(
  core: Core,
  { id }: Input<"foreground.open">,
): Promise<Result<Output<"foreground.open">>> {
  const found = find(core, id);
  if (!found.ok) return found;
  const { folder } = found.value;
  if (!(await isCheckout(folder, id))) return gone(found.value);
  const opened = await openEditor({ argv: editorOf(core).argv, folder, env: core.platform.env });
  return opened.ok ? ok({ argv: [...opened.value] }) : opened;
}

/**
 * Takes a checkout away. A folder that is not the one that was made is forgotten and left alone. Codes: "not-found",
 * "foreground-changed" where there is work in it that is nowhere else.
 */
export async function removeForeground(
  core: Core,
  { id, force }: Input<"foreground.remove">,
  cancelled: () => boolean,
): Promise<Result<Output<"foreground.remove">>> {
  const found = find(core, id);
  if (!found.ok) return found;
  const row = found.value;
  const ours = await isCheckout(row.folder, id);
  if (ours && !force) {
    const changed = await changedSince(row.folder, { env: core.platform.env, cancelled });
    if (changed === null || changed.files > 0 || changed.commits > 0)
      return err({
        code: "foreground-changed",
        message:
          changed === null
            ? "Whether there is work in the folder that is nowhere else cannot be told."
            : `There is work in the folder that is nowhere else: ${counted(changed.files, "file")} not committed, ${counted(changed.commits, "commit")} of its own.`,
        place: row.folder,
        remedy: "Push or copy it first. To delete it all the same: countersign foreground remove ID --force.",
      });
  }
  if (ours) await rm(row.folder, { recursive: true, force: true, maxRetries: 3 });
  deleteForeground(core.record, id);
  core.publish("changed", { scopes: ["task"] });
  return ok({ folder: row.folder, deleted: ours });
}

/** Names what opens a folder from now on; null for the system's own. Not for the window: it is started as a program. */
export function changeEditor(core: Core, argv: readonly string[] | null): Result<ReturnType<typeof editorOf>> {
  const checked = argv === null ? ok(null) : checkEditor(argv);
  if (!checked.ok) return checked;
  writeSetting(core.record, editorSetting, JSON.stringify(checked.value));
  return ok(editorOf(core));
}
