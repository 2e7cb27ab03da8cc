import type { Output } from "../../shared/contract/api";
import type { FilmStep } from "../../shared/contract/film";
import { err, ok, type Result } from "../../shared/result";
import { Film } from "../provenance/film";
import { workingPath } from "../provenance/working-path";
import { readEvents } from "../store/events";
import { readSession } from "../store/sessions";
import type { StoredAttempt } from "../store/tasks";
import type { Core } from "./core";
import { attemptOf, stripOf, wholeOrder } from "./event-order";
import { attemptMissing } from "./timeline";

const mostSteps = 5_000;
const mostLines = 2_000;

/** Row ids of the edits that were carried out, in time order. */
function editsOf(core: Core, stored: StoredAttempt): number[] {
  const { rowids, kinds } = wholeOrder(core, stored);
  const { ends } = stripOf(core, stored);
  return Array.from(rowids).filter((_, at) => kinds[at] === "file-edit" && ends[at] === "o");
}

function folders(core: Core, stored: StoredAttempt): ReadonlyMap<string, string | null> {
  return new Map(stored.attempt.sessions.map((id) => [id, readSession(core.index, id)?.session.cwd ?? null]));
}

/** The film of an attempt: its recorded edits, one step each. */
export function filmOf(core: Core, attemptId: string): Result<Output<"film.get">> {
  const stored = attemptOf(core, attemptId);
  if (stored === null) return attemptMissing(attemptId);
  const rowids = editsOf(core, stored);
  const cwd = folders(core, stored);
  const steps = readEvents(core.index, rowids.slice(0, mostSteps)).flatMap(({ sessionId, event }): FilmStep[] => {
    const { detail } = event;
    if (detail.kind !== "file-edit") return [];
    const folder = cwd.get(sessionId) ?? null;
    return [
      {
        event: { sessionId, seq: event.seq },
        at: event.at,
        lane: event.lane,
        path: workingPath(detail.path, folder).path,
        newPath: detail.newPath === null ? null : workingPath(detail.newPath, folder).path,
        op: detail.op,
        added: detail.added,
        removed: detail.removed,
      },
    ];
  });
  return ok({ steps, total: rowids.length });
}

interface Running {
  readonly attemptId: string;
  readonly key: string;
  readonly film: Film;
  step: number;
  path: string;
}

/** The film that was stepped through last: the next step goes on from there. */
const running = new WeakMap<Core, Running>();

/** The files after a step. In: the step from 0, the file to show (null: the step's own), against what. */
export function filmStep(
  core: Core,
  {
    attemptId,
    step,
    path,
    against,
  }: { attemptId: string; step: number; path: string | null; against: "base" | "previous" },
): Result<Output<"film.step">> {
  const stored = attemptOf(core, attemptId);
  if (stored === null) return attemptMissing(attemptId);
  const rowids = editsOf(core, stored).slice(0, mostSteps);
  if (step >= rowids.length)
    return err({
      code: "not-found",
      message: `The film has ${String(rowids.length)} steps.`,
      remedy: "Ask for one of them, counted from 0.",
    });
  const key = `${String(rowids.length)} ${String(rowids.at(-1))}`;
  let one = running.get(core);
  if (one?.attemptId !== attemptId || one.key !== key || one.step > step) {
    one = { attemptId, key, film: new Film(), step: -1, path: "" };
    running.set(core, one);
  }
  const cwd = folders(core, stored);
  for (; one.step < step; one.step += 1) {
    const found = readEvents(core.index, [rowids[one.step + 1] ?? -1])[0];
    if (found?.event.detail.kind === "file-edit")
      one.path = one.film.take(found.event.detail, cwd.get(found.sessionId) ?? null);
  }
  const shown = path ?? one.path;
  const { lines, why } = one.film.shown(shown, against);
  return ok({
    step,
    files: one.film.files(),
    shown: { path: shown, against, lines: lines.slice(0, mostLines), left: Math.max(0, lines.length - mostLines), why },
  });
}
