import type { MadeForeground, Resume } from "../../shared/contract/foreground";
import { runnerNames } from "../../shared/model/runner";
import type { Session } from "../../shared/model/session";
import { resumeCommand } from "../../shared/review/resume-command";
import { checkEditor, systemOpener } from "../platform/open-editor";
import type { ForegroundRow } from "../store/foreground";
import { readSettings } from "../store/reviewer";
import { readAttempt, readTask } from "../store/tasks";
import type { Core } from "./core";

/** The setting that holds what opens a folder. It is not among those the window changes: what it names is started as a program. */
export const editorSetting = "foreground.editor";

/** What opens a folder: what the person named, as long as it can be used, else the system's own. */
export function editorOf(core: Core): { readonly argv: readonly string[]; readonly named: boolean } {
  const kept: unknown = JSON.parse(readSettings(core.record).get(editorSetting) ?? "null");
  const argv = Array.isArray(kept) ? kept.filter((part): part is string => typeof part === "string") : [];
  const checked = checkEditor(argv);
  return checked.ok ? { argv: checked.value, named: true } : { argv: systemOpener(process.platform), named: false };
}

/** A checkout as it is shown. In: also whether its folder is still there and ours. */
export function madeRow(core: Core, row: ForegroundRow, there: boolean): MadeForeground {
  const task = readTask(core.index, row.taskId);
  const letter = readAttempt(core.index, row.attemptId)?.attempt.letter;
  return {
    id: row.id,
    taskId: row.taskId,
    attemptId: row.attemptId,
    name: `${task?.ref ?? row.taskId}${letter === undefined ? "" : `/${letter}`}`,
    folder: row.folder,
    own: row.own,
    head: row.head,
    madeAt: row.madeAt,
    seq: row.seq,
    state: there ? "there" : "gone",
  };
}

/** How the sessions of an attempt are gone on with in their runners: the agent's own sessions, sub-agents left out. */
export function resumesOf(sessions: readonly Session[]): Resume[] {
  return sessions
    .filter(({ kind }) => kind === "main")
    .map((session) => {
      const { runner, runnerSessionId, title, cwd } = session;
      const how = resumeCommand(runner, runnerSessionId);
      return {
        runner: runnerNames[runner],
        title,
        session: runnerSessionId,
        line: how.known ? how.line : null,
        source: how.known ? how.source : "",
        why: how.known ? null : how.why,
        folder: cwd,
      };
    });
}
