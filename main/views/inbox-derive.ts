import type { Task } from "../../shared/model/task";
import { evidenceSlots } from "../evidence/slots";
import { sha256 } from "../platform/files";
import type { StoredAttempt } from "../store/tasks";
import { judgementOr } from "./attempt-view";
import { judgementDigest } from "./bound";
import type { Core } from "./core";
import { decisionsOfTask, type recordedDecisions } from "./decisions";
import { escalationsOfTask, rowEscalation } from "./escalations";
import { heardIn } from "./heard-answers";
import type { DerivedRow } from "./kept-inbox-rows";
import { ownershipOf } from "./ownership";
import { receivedFor } from "./received";
import { withSecond } from "./second-standing";
import { currentSettings } from "./settings";
import { highestTier, strongest } from "./task-view";
import { placeOf, verdictOf, type Place } from "./verdict";
import { waitingOn, whyHeard, whyHere } from "./why-here";

/** Names the state of a task a reviewer may have seen: it changes when an attempt or its judgement does. */
export function fingerprintOf(attempts: readonly StoredAttempt[]): string {
  return sha256(
    attempts
      .map((row) => `${row.attempt.id} ${row.attempt.patchDigest ?? ""} ${judgementDigest(row.judgement)}\n`)
      .join(""),
  );
}

/** A task's row. In: the task, its attempts, and every recorded decision. Out: null for a task without an attempt. */
export function derive(
  core: Core,
  { task, attempts }: { readonly task: Task; readonly attempts: readonly StoredAttempt[] },
  recorded: ReturnType<typeof recordedDecisions>,
): DerivedRow | null {
  const focus = strongest(attempts);
  if (focus === null) return null;
  const decisions = withSecond(core, task, attempts, decisionsOfTask(core, task, attempts, recorded));
  const own = placeOf(decisions, attempts, currentSettings(core).reviewerName);
  const heard = heardIn(core, own, attempts);
  const place: Place = heard === null ? own : { ...own, group: "your-turn" };
  const finished = attempts
    .flatMap((row) => row.attempt.finishedAt ?? [])
    .sort((a, b) => Date.parse(a) - Date.parse(b));
  const { files } = focus.attempt;
  const ownership = ownershipOf(core, task, attempts, recorded);
  const now = core.platform.clock.now().getTime();
  const times = decisions.flatMap((row) => (row.decision.until === null ? [] : Date.parse(row.decision.until)));
  const waitingSince =
    place.group === "your-turn" && place.decision?.standing !== "in-force"
      ? (finished.at(-1) ?? null)
      : (heard?.at ?? place.decision?.recordedAt ?? finished.at(-1) ?? null);
  return {
    group: place.group,
    fingerprint: fingerprintOf(attempts),
    decisions: decisions.length + receivedFor(core, task.id),
    from: Math.max(-Infinity, ...times.filter((time) => time <= now)),
    until: Math.min(Infinity, ...times.filter((time) => time > now)),
    waitingMs: Date.parse(waitingSince ?? "9999-12-31T00:00:00Z"),
    row: {
      taskId: task.id,
      ref: task.ref,
      title: task.title,
      repository: task.repository,
      tier: highestTier(core, task, attempts),
      turn: place.group,
      verdict: verdictOf(place, attempts, heard),
      why: heard === null ? whyHere(place, attempts) : whyHeard(heard),
      isNew: false,
      attempts: attempts.length,
      sessions: new Set(attempts.flatMap((row) => row.attempt.sessions)).size,
      runners: [...new Set(attempts.map((row) => row.attempt.runnerName))],
      added: files.reduce((sum, file) => sum + file.added, 0),
      removed: files.reduce((sum, file) => sum + file.removed, 0),
      files: files.length,
      evidence: evidenceSlots(attempts.flatMap((row) => judgementOr(row).evidence)),
      owner: ownership.owner,
      ...(ownership.ground === "codeowners" ? { ownerFrom: ownership.ground } : {}),
      requester: task.requester?.name ?? null,
      entryPoint: task.requester?.entryPoint ?? null,
      decided: place.decision?.decision.kind ?? null,
      waitingOn: waitingOn(place, attempts),
      until: place.decision?.decision.until ?? null,
      escalation: rowEscalation(escalationsOfTask(core, task, attempts, decisions), place.group === "done"),
      waitingSince,
      focusAttempt: focus.attempt.id,
    },
  };
}
