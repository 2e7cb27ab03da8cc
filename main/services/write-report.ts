import { renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Input, Output } from "../../shared/contract/api";
import type { Decision } from "../../shared/model/decision";
import { err, ok, type Result } from "../../shared/result";
import { decisionStanding } from "../../shared/review/decision-standing";
import { sha256 } from "../platform/files";
import { makeFolder } from "../platform/make-folder";
import { buildReport } from "../report/build-report";
import { readAttempts, readTask, readTasks } from "../store/tasks";
import type { Core } from "../views/core";
import { decisionsOfTask } from "../views/decisions";
import { verifyLog } from "../views/log-state";
import { taskView } from "../views/task-view";

/** `2026-11-21T07-40-12Z`: an instant as part of a file name. */
function stamp(now: Date): string {
  return `${now.toISOString().slice(0, 19).replaceAll(":", "-")}Z`;
}

/**
 * Writes the report of a period and records the export with the file's digest.
 * In: format, period (null: unbounded), and where to; null for the data folder's `reports`. The file appears whole or not at all.
 */
export function writeReport(
  core: Core,
  { format: id, from, to, out }: Input<"report.write">,
): Result<Output<"report.write">> {
  const wanted: string = id;
  const format = core.plugins.formats.find((candidate) => candidate.id === wanted);
  if (format === undefined) return err({ code: "unknown-format", message: `There is no report format ${id}.` });
  const now = core.platform.clock.now();
  const log = verifyLog(core);
  const views = readTasks(core.index).flatMap((task) => {
    const view = taskView(core, task.id);
    return view.ok ? [view.value] : [];
  });
  const patches = new Map<string, string>();
  for (const { attempts } of views) {
    for (const { attempt } of attempts) {
      if (attempt.patchDigest === null) continue;
      const bytes = core.archive.get(attempt.patchDigest);
      if (bytes.ok) patches.set(attempt.id, bytes.value.toString("utf8"));
    }
  }
  const text = format.render(
    buildReport({
      appVersion: core.version,
      generatedAt: now.toISOString(),
      period: { from, to },
      log: { ...log, origin: core.ledger.origin() ?? "no entry yet" },
      decisions: allDecisions(core),
      tasks: views,
      patches,
    }),
  );
  const target =
    out === null ? path.join(core.home, "reports", `countersign-${stamp(now)}.${format.extension}`) : path.resolve(out);
  const bytes = Buffer.from(text, "utf8");
  try {
    makeFolder(path.dirname(target));
    const temporary = `${target}.part`;
    writeFileSync(temporary, bytes, { mode: 0o600 });
    renameSync(temporary, target);
  } catch (error) {
    return err({
      code: "report-unwritable",
      message: `Could not write the report: ${error instanceof Error ? error.message : String(error)}.`,
      place: target,
      remedy: "Choose a folder this account can write, with space left.",
    });
  }
  const digest = sha256(bytes);
  const logged = core.ledger.append([{ kind: "export", format: id, path: target, digest, entries: log.entries }]);
  if (!logged.ok) return logged;
  core.publish("changed", { scopes: ["audit"] });
  return ok({ path: target, bytes: bytes.length, digest });
}

/** Every decision of the log with its standing, also on tasks that are no longer in the index. */
function allDecisions(core: Core) {
  const standing = new Map(
    [
      // A moved attempt's decisions stand where it is now.
      ...new Set(
        core.ledger
          .decisions(null)
          .flatMap(({ decision }) => [decision.taskId, decision.target?.taskId ?? decision.taskId]),
      ),
    ].flatMap((taskId) => {
      const task = readTask(core.index, taskId);
      return task === null
        ? []
        : decisionsOfTask(core, task, readAttempts(core.index, taskId)).map((row) => [row.seq, row.standing] as const);
    }),
  );
  return core.ledger
    .decisions(null)
    .map((row) => ({ ...row, standing: standing.get(row.seq) ?? standingWithoutTask(core, row.decision) }));
}

/** A decision on a task that is no longer here: its time can still have run out, its tree cannot be compared. */
function standingWithoutTask(core: Core, decision: Decision) {
  const now = core.platform.clock.now().getTime();
  return decisionStanding(decision, { bound: null, superseded: false, now, requester: null });
}
