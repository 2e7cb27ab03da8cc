import type { Output } from "../../shared/contract/api";
import { parsePlace, placeWords, type Place } from "../../shared/review/place-link";
import { err, ok, type Result } from "../../shared/result";
import { rowidOf } from "../store/events";
import { attemptsOfSession, readAttempt, readTask, taskOfAttempt } from "../store/tasks";
import type { Core } from "./core";

/** Which task and attempt hold the place that a link names. An event of several attempts is told in the first of them. */
export function findPlace(core: Core, link: string): Result<Output<"place.find">> {
  const place = parsePlace(link);
  if (place === null)
    return err({
      code: "bad-link",
      message: "This is no link to an event or a line.",
      remedy: "Links look like countersign:event/S-7K2QH/541 or countersign:line/A-7K2QH/src/retry.ts#L12.",
    });
  const attemptId = attemptOf(core, place);
  const stored = attemptId === null ? null : readAttempt(core.index, attemptId);
  const taskId = attemptId === null ? null : taskOfAttempt(core.index, attemptId);
  const task = taskId === null ? null : readTask(core.index, taskId);
  if (stored === null || task === null)
    return err({
      code: "not-found",
      message: `Nothing here holds ${placeWords(place)}.`,
      remedy: "Read the runner's sessions that it names, then follow the link again.",
    });
  const { letter } = stored.attempt;
  return ok({ taskId: task.id, attemptId: stored.attempt.id, ref: `${task.ref ?? task.id}/${letter}`, letter });
}

function attemptOf(core: Core, place: Place): string | null {
  if (place.kind === "line") return place.attemptId;
  if (rowidOf(core.index, place.sessionId, place.seq) === null) return null;
  return attemptsOfSession(core.index, place.sessionId)[0]?.id ?? null;
}
