import type { ChangedFile, FileFreshness, Freshness, FreshnessStep, StepResult } from "../../shared/model/attempt";
import type { CheckDetail, Event, SessionEvent } from "../../shared/model/event";
import type { EventRef } from "../../shared/model/evidence";
import { changingCommand } from "./changing-command";
import { checkResult } from "./check-result";
import { checkScope, type CheckScope } from "./check-scope";
import { workingPath } from "./working-path";
import { writtenBy } from "./written-by";

const eventsAtOnce = 500;
const mostSteps = 80;
const mostFiles = 50;
const mostPaths = 3;
/** Characters of a command line that a step carries. */
const commandLength = 160;

interface At {
  /** Place among the attempt's events. */
  readonly index: number;
  readonly ref: EventRef;
  readonly event: Event;
}
interface Edit extends At {
  readonly kind: "edit";
  readonly path: string;
  /** The path as recorded: what folders are compared with. */
  readonly recorded: string;
}
export interface Check extends At {
  readonly kind: "check";
  readonly detail: CheckDetail;
  readonly result: StepResult;
  readonly scope: CheckScope;
}
interface Changing extends At {
  readonly kind: "command";
  readonly command: string;
  readonly how: string;
}
export type Step = Edit | Check | Changing;

/**
 * Edits that were made, checks that ran and commands that may have changed files, in the order of the events. A command that
 * surely wrote to one of the attempt's files is an edit of it; in the same line as a check it came before it.
 */
export function* stepsOf(
  events: readonly SessionEvent[],
  files: readonly ChangedFile[],
): Generator<void, readonly Step[]> {
  const folders = foldersOf(events);
  const steps: Step[] = [];
  for (const [index, { sessionId, event }] of events.entries()) {
    if (index % eventsAtOnce === eventsAtOnce - 1) yield;
    const at = { index, ref: { sessionId, seq: event.seq }, event };
    const { detail } = event;
    if (detail.kind === "file-edit" && detail.outcome === "ok") {
      const recorded = detail.newPath ?? detail.path;
      steps.push({ ...at, kind: "edit", path: workingPath(recorded, holding(folders, recorded)).path, recorded });
      continue;
    }
    if (detail.kind !== "check" && detail.kind !== "command") continue;
    const written = detail.outcome === "ok" ? writtenBy(detail.command, files) : null;
    if (written !== null) steps.push({ ...at, kind: "edit", path: written, recorded: written });
    const result = detail.kind === "check" ? resultOf(detail) : null;
    if (detail.kind === "check" && result !== null)
      steps.push({ ...at, kind: "check", detail, result, scope: checkScope(detail) });
    if (written !== null) continue;
    const how = mayHaveRun(detail.outcome, detail.command) ? changingCommand(detail.command) : null;
    if (how !== null) steps.push({ ...at, kind: "command", command: detail.command, how });
  }
  return steps;
}

/** What was refused did nothing; of several commands in a line that failed, some may have run. */
function mayHaveRun(outcome: CheckDetail["outcome"], command: string): boolean {
  if (outcome === "denied") return false;
  return outcome !== "failed" || /&&|;|\n/.test(command);
}

/** What a check shows; null where it never got as far as checking. */
function resultOf(detail: CheckDetail): StepResult | null {
  const result = checkResult(detail);
  if (result === "not-run") return null;
  return result === "unknown" && detail.masked ? "masked" : result;
}

/** Folders that commands ran in, the outermost first: the events do not say the session's own folder. */
function foldersOf(events: readonly SessionEvent[]): string[] {
  const folders = new Set<string>();
  for (const { event } of events) {
    const { detail } = event;
    if ((detail.kind === "command" || detail.kind === "check") && detail.cwd !== null) folders.add(detail.cwd);
  }
  return [...folders].sort((a, b) => a.length - b.length);
}

function holding(folders: readonly string[], path: string): string | null {
  return folders.find((folder) => path.startsWith(folder) && workingPath(path, folder).inside) ?? null;
}

/** Steps as a reader sees them: runs of edits and of commands joined, bounded, the last ones kept. */
export function shownSteps(steps: readonly Step[]): Pick<Freshness, "steps" | "earlier"> {
  const runs: Step[][] = [];
  for (const step of steps) {
    const last = runs.at(-1);
    if (last !== undefined && step.kind !== "check" && last[0]?.kind === step.kind) last.push(step);
    else runs.push([step]);
  }
  const kept = runs.slice(-mostSteps);
  const left = runs.slice(0, runs.length - kept.length).flat();
  const count = (kind: Step["kind"]) => left.filter((step) => step.kind === kind).length;
  return {
    steps: kept.flatMap((run) => shownStep(run) ?? []),
    earlier: left.length === 0 ? null : { edits: count("edit"), checks: count("check"), commands: count("command") },
  };
}

function shownStep(run: readonly Step[]): FreshnessStep | null {
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined) return null;
  const span = { from: first.ref, to: last.ref, at: last.event.at };
  switch (last.kind) {
    case "edit": {
      const paths = [...new Set(run.flatMap((step) => (step.kind === "edit" ? [step.path] : [])).reverse())];
      return { kind: "edits", ...span, edits: run.length, files: paths.length, paths: paths.slice(0, mostPaths) };
    }
    case "check": {
      const { detail, result, scope } = last;
      const { counts } = detail;
      return {
        kind: "check",
        ...span,
        command: cut(detail.command),
        checkType: detail.checkType,
        result,
        counts: counts === null ? null : { passed: counts.passed, failed: counts.failed, skipped: counts.skipped },
        only: scope.targets.slice(0, mostPaths).map(cut),
      };
    }
    case "command":
      return { kind: "commands", ...span, commands: run.length, command: cut(last.command), how: last.how };
  }
}

function cut(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > commandLength ? `${line.slice(0, commandLength - 1)}…` : line;
}

/**
 * What of each edited file a passing check saw: the files edited last come first.
 * In: all steps, and the checks that count. Out: per file the last edit and the last pass.
 */
export function fileFreshness(steps: readonly Step[], relevant: readonly Check[]): FileFreshness[] {
  const passes = relevant.filter((check) => check.result === "passed");
  const last = new Map<string, Edit>();
  for (const step of steps) {
    if (step.kind !== "edit") continue;
    last.delete(step.path);
    last.set(step.path, step);
  }
  return [...last.values()]
    .reverse()
    .slice(0, mostFiles)
    .map((edit) => {
      const after = passes.filter((pass) => pass.index > edit.index);
      const whole = after.findLast((pass) => runsAll(pass.scope, edit.recorded));
      const pass = whole ?? after.at(-1) ?? passes.at(-1);
      return {
        path: edit.path,
        edit: { event: edit.ref, at: edit.event.at },
        pass: pass === undefined ? null : { event: pass.ref, at: pass.event.at },
        seen: whole !== undefined ? "after" : after.length > 0 ? "part" : pass === undefined ? "never" : "before",
      };
    });
}

/** Whether a check ran everything in a folder that holds the file; a file recorded without its folder is taken to be in it. */
function runsAll(scope: CheckScope, path: string): boolean {
  if (scope.targets.length > 0) return scope.targets.some((target) => path.endsWith(target.replace(/^\.\//, "")));
  return scope.directory === null || !path.startsWith("/") || path.startsWith(`${scope.directory}/`);
}
