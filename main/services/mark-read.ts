import type { Input, Output } from "../../shared/contract/api";
import { err, ok, type Result } from "../../shared/result";
import { forgetOpened, markOpened, unmarkOpened, type Opening } from "../store/opened";
import { dropReadVersions, keepReadVersion } from "../store/read-versions";
import { markSeen, readMarks } from "../store/reviewer";
import { readAttempt, readAttempts, type StoredAttempt } from "../store/tasks";
import type { Core } from "../views/core";
import { fingerprintOf } from "../views/inbox-derive";
import { pinnedDigests } from "../views/pinned";
import { evidenceKey, hunkKeys } from "../views/read-record";
import { currentSettings } from "../views/settings";
import { attemptMissing } from "../views/timeline";

function openingIn(core: Core, attemptId: string): Opening {
  return {
    reviewer: currentSettings(core).reviewerName,
    at: core.platform.clock.now().toISOString(),
    attemptId,
  };
}

/** Records that the reviewer has read (or not read) a file's change; the mark holds for equal changes in other attempts too. */
export function markFileRead(
  core: Core,
  attemptId: string,
  file: string,
  read: boolean,
): Result<Output<"reading.mark">> {
  const stored = readAttempt(core.index, attemptId);
  if (stored === null) return attemptMissing(attemptId);
  const digests = stored.attempt.files.map((item) => item.digest);
  if (!digests.includes(file) && !pinnedDigests(core, stored).includes(file))
    return err({
      code: "not-found",
      message: "That file is not part of this attempt.",
      remedy: "Open the diff again.",
    });
  const opening = openingIn(core, attemptId);
  if (read) {
    markOpened(core.record, "file", [file], opening);
    rememberVersion(core, stored, file, opening);
  } else {
    unmarkOpened(core.record, "file", [file], opening.reviewer);
    dropReadVersions(core.record, opening.reviewer, [file]);
  }
  core.publish("changed", { scopes: ["task", "reading"] });
  return ok({ readFiles: readMarks(core.record, digests, opening.reviewer) });
}

/** Keeps which patch a file was read in, so that what comes later can be compared with it. */
function rememberVersion(core: Core, { attempt }: StoredAttempt, file: string, { reviewer, at }: Opening): void {
  const { id: attemptId, patchDigest: patch, base } = attempt;
  const path = attempt.files.find(({ digest }) => digest === file)?.path;
  if (path !== undefined && patch !== null)
    keepReadVersion(core.record, reviewer, { file, attemptId, path, patch, base, at });
}

/** Records which hunks and evidence items were on screen. What the attempt does not have is refused, and nothing recorded. */
export function recordShown(core: Core, asked: Input<"reading.shown">): Result<Output<"reading.shown">> {
  const stored = readAttempt(core.index, asked.attemptId);
  if (stored === null) return attemptMissing(asked.attemptId);
  const { attempt, judgement } = stored;
  const hunks = asked.hunks.length === 0 ? ok([]) : hunkKeys(core, attempt.patchDigest);
  if (!hunks.ok) return hunks;
  const shown = asked.hunks.flatMap((place) => hunks.value[place]?.key ?? []);
  const other = asked.hunks.length > 0 && asked.patch !== attempt.patchDigest;
  if (other || shown.length < asked.hunks.length)
    return err({
      code: "patch-moved",
      message: "The patch has changed since it was shown: what was on screen is not recorded.",
      remedy: "Open the diff again.",
    });
  const items = new Map((judgement?.evidence ?? []).map((item) => [item.id, evidenceKey(item)]));
  const evidence = asked.evidence.flatMap((id) => items.get(id) ?? []);
  if (evidence.length < asked.evidence.length)
    return err({
      code: "not-found",
      message: "That evidence is not part of this attempt.",
      remedy: "Open the evidence again.",
    });
  const opening = openingIn(core, asked.attemptId);
  const added =
    markOpened(core.record, "hunk", shown, opening) + markOpened(core.record, "evidence", evidence, opening);
  if (added > 0) core.publish("changed", { scopes: ["reading"] });
  return ok({ added });
}

/** Removes what is recorded of this reviewer's reading; see the contract. */
export function forgetReading(core: Core, attemptId: string | null): Result<Output<"reading.forget">> {
  const { reviewerName } = currentSettings(core);
  let removed = 0;
  if (attemptId === null) {
    removed = forgetOpened(core.record, reviewerName);
    dropReadVersions(core.record, reviewerName);
  } else {
    const stored = readAttempt(core.index, attemptId);
    if (stored === null) return attemptMissing(attemptId);
    const hunks = hunkKeys(core, stored.attempt.patchDigest);
    if (!hunks.ok) return hunks;
    const keys = {
      file: stored.attempt.files.map((file) => file.digest),
      hunk: hunks.value.map(({ key }) => key),
      evidence: (stored.judgement?.evidence ?? []).map(evidenceKey),
    };
    for (const kind of ["file", "hunk", "evidence"] as const)
      removed += unmarkOpened(core.record, kind, keys[kind], reviewerName);
    dropReadVersions(core.record, reviewerName, keys.file);
  }
  core.publish("changed", { scopes: ["task", "reading"] });
  return ok({ removed });
}

/** Remembers that the reviewer opened a task in the state it has now. */
export function markTaskSeen(core: Core, taskId: string): void {
  const attempts = readAttempts(core.index, taskId);
  if (attempts.length === 0) return;
  markSeen(core.record, taskId, fingerprintOf(attempts), core.platform.clock.now().toISOString());
  core.publish("changed", { scopes: ["inbox"] });
}
