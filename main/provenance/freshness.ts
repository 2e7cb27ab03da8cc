import type { Freshness } from "../../shared/model/attempt";
import type { CheckDetail, CheckType, Event, FileEditDetail, SessionEvent } from "../../shared/model/event";
import { checkResult } from "./check-result";
import { clock, shortCommand, span } from "./wording";
import { workingPath } from "./working-path";

interface Step<D> {
  readonly index: number;
  readonly sessionId: string;
  readonly event: Event;
  readonly detail: D;
}

const nouns: Readonly<Record<CheckType, string>> = {
  tests: "Tests",
  build: "The build",
  "static-analysis": "Static analysis",
  coverage: "Coverage",
};

/**
 * What the last passing check saw of the edits. Tests speak first; where no test ran, any other check does.
 * In: the events of an attempt's sessions in time order. Out: last edit, last pass, whether an edit came after it, and a sentence
 * with times of day in UTC. `stale` is false where nothing ever passed: there is nothing that could have gone stale.
 */
export function freshness(events: readonly SessionEvent[]): Freshness {
  const edits: Step<FileEditDetail>[] = [];
  const checks: Step<CheckDetail>[] = [];
  events.forEach(({ sessionId, event }, index) => {
    const detail = event.detail;
    if (detail.kind === "file-edit" && detail.outcome === "ok") edits.push({ index, sessionId, event, detail });
    if (detail.kind === "check" && checkResult(detail) !== "not-run") checks.push({ index, sessionId, event, detail });
  });
  const tests = checks.filter((check) => check.detail.checkType === "tests");
  const relevant = tests.length > 0 ? tests : checks;
  const pass = relevant.findLast((check) => checkResult(check.detail) === "passed");
  const edit = edits.at(-1);
  const stale = pass !== undefined && edit !== undefined && edit.index > pass.index;
  const path =
    edit === undefined
      ? null
      : workingPath(edit.detail.newPath ?? edit.detail.path, folderOf(events, edit.detail.path)).path;
  return {
    lastEdit: edit === undefined || path === null ? null : { event: refOf(edit), at: edit.event.at, path },
    lastPass: pass === undefined ? null : { event: refOf(pass), at: pass.event.at, command: pass.detail.command },
    stale,
    sentence:
      events.length === 0
        ? "No session was read: what was checked and when is not on record."
        : sentenceOf(relevant, pass, edit, path, stale),
  };
}

function sentenceOf(
  checks: readonly Step<CheckDetail>[],
  pass: Step<CheckDetail> | undefined,
  edit: Step<FileEditDetail> | undefined,
  path: string | null,
  stale: boolean,
): string {
  const last = checks.at(-1);
  if (last === undefined) return "No check ran.";
  if (pass === undefined) {
    const result = checkResult(last.detail);
    const seen =
      result === "failed"
        ? "failed"
        : result === "no-result"
          ? "was started and has no result"
          : "does not show its result";
    return `No check passed: the last one, ${shortCommand(last.detail.command)}, ${seen}${at(last.event.at)}.`;
  }
  const noun = nouns[pass.detail.checkType];
  const time = clock(pass.event.at);
  const later = last.index > pass.index && checkResult(last.detail) === "failed" ? last : undefined;
  const hidden =
    edit !== undefined && last.index > edit.index && checkResult(last.detail) !== "passed" && later === undefined;
  const then = later === undefined ? "" : `, then failed${at(later.event.at)}`;
  if (edit === undefined || path === null) return `${noun} passed${at(pass.event.at)}${then}; no edit was recorded.`;
  if (!stale) return `${noun} passed after the final edit${at(pass.event.at)}${then}.`;
  const gap = span(pass.event.at, edit.event.at);
  const when = time === null ? "" : ` ${time},`;
  const before = gap === null ? "before the final edit" : `${gap} before the final edit`;
  const failed = later === undefined ? "" : `; the last run failed${at(later.event.at)}`;
  const unseen = hidden ? `; a later run does not show its result${at(last.event.at)}` : "";
  return `${noun} last passed${when} ${before} to ${path}${failed}${unseen}.`;
}

function at(instant: string | null): string {
  const time = clock(instant);
  return time === null ? "" : `, ${time}`;
}

function refOf(step: Step<unknown>): { sessionId: string; seq: number } {
  return { sessionId: step.sessionId, seq: step.event.seq };
}

/** The outermost folder a command ran in that holds the path: the events do not say the session's own folder. */
function folderOf(events: readonly SessionEvent[], path: string): string | null {
  let best: string | null = null;
  for (const { event } of events) {
    const detail = event.detail;
    if ((detail.kind !== "command" && detail.kind !== "check") || detail.cwd === null) continue;
    if (
      workingPath(path, detail.cwd).inside &&
      path.startsWith(detail.cwd) &&
      (best === null || detail.cwd.length < best.length)
    )
      best = detail.cwd;
  }
  return best;
}
