import type { Input, Output } from "../../shared/contract/api";
import type { Attempt } from "../../shared/model/attempt";
import { err, ok, type Result } from "../../shared/result";
import { checkpointTrailer } from "../anchors/checkpoint-trailer";
import { effectId } from "../outbox/effect-id";
import { markerLine, sealed } from "../outbox/marker";
import { plannedEffects, type Planned } from "../outbox/planned-effect";
import type { DraftEffect, EffectAttempt, EffectSubject, PullPlace } from "../outbox/port";
import { insertEffect } from "../store/outbox";
import { readAttempt, readAttempts, readTask } from "../store/tasks";
import { abilitiesOld, noteAbilities, pullPlace } from "../views/attempt-pull";
import { commentsOf, patchOf } from "../views/comments";
import type { Core } from "../views/core";
import { contactNamed } from "../views/oncall";
import { outboxSettings } from "../views/outbox";
import { taskMissing } from "../views/task-view";
import { breathe } from "./breathe";
import { effectSources } from "./effect-sources";
import { clientFor } from "./github-client";
import { payloadDigest } from "./github-write";

type Asked = Input<"outbox.plan">;

/** Longest that the preview waits for GitHub to say what the account may do. */
const learnMs = 8000;
/** Where it could not be found out, it is not asked again before this: what is typed meanwhile is not held up. */
const quietMs = 30_000;
const failed = new WeakMap<Core, Map<string, number>>();

/** What the decision would do elsewhere: its effects, word for word. */
export async function planEffects(core: Core, asked: Asked): Promise<Result<Output<"outbox.plan">>> {
  await learnAbilities(core, [asked.taskId]);
  const planned = plannedFor(core, asked);
  if (!planned.ok) return planned;
  return ok({ effects: planned.value.map(({ shown }) => shown), added: addedLines(core) });
}

/** The lines that recording adds to a text, as they look before they are known. */
export function addedLines(core: Core): string {
  const newest = core.ledger.checkpoint();
  const trailer =
    newest === null ? "Countersign-Checkpoint: (the log's head once this is recorded)" : checkpointTrailer(newest.note);
  return `${trailer}\n${markerLine("(the effect's own number)")}`;
}

/** Asks who would write and what they may do, where the tasks' pull requests are; nothing is lost where that cannot be found out. */
export async function learnAbilities(core: Core, taskIds: readonly string[]): Promise<void> {
  const attempts = await onePerRepository(core, taskIds);
  const signal = AbortSignal.timeout(learnMs);
  const now = core.platform.clock.now().getTime();
  const before = failed.get(core) ?? new Map<string, number>();
  failed.set(core, before);
  for (const [name, attempt] of attempts) {
    const place = pullPlace(core, attempt);
    if (place === null || now - (before.get(name) ?? -Infinity) < quietMs) continue;
    if (await learn(core, attempt, place, signal)) before.delete(name);
    else before.set(name, now);
  }
}

/** Of each repository one attempt that is a pull request there, by its name. */
async function onePerRepository(core: Core, taskIds: readonly string[]): Promise<ReadonlyMap<string, Attempt>> {
  const found = new Map<string, Attempt>();
  for (const [index, taskId] of taskIds.entries()) {
    for (const { attempt } of readAttempts(core.index, taskId))
      if (attempt.pull !== undefined) found.set(`${attempt.pull.host} ${attempt.pull.repository}`, attempt);
    if (index % 20 === 19) await breathe();
  }
  return found;
}

/** Finds out who writes to a pull request and what they may do there. Out: whether that is known now. */
async function learn(
  core: Core,
  attempt: Attempt,
  { host, account }: PullPlace,
  signal: AbortSignal,
): Promise<boolean> {
  const client = await clientFor(core, host, account?.login ?? null, signal);
  // Who writes may be known only now.
  const place = pullPlace(core, attempt);
  if (!client.ok || place === null) return false;
  if (!abilitiesOld(core, place)) return true;
  const found = await client.value.api.abilities(place, signal);
  if (found.ok) noteAbilities(core, place, found.value);
  return found.ok;
}

/** The effects as they stand now. Nothing is asked over the network. */
export function plannedFor(core: Core, asked: Asked): Result<Planned[]> {
  const subject = effectSubject(core, asked);
  if (!subject.ok) return subject;
  return ok(plannedEffects(effectSources(core).flatMap((source) => source.plan(subject.value))));
}

/** What the effects of a decision are worked out from, as it stands now. Codes: "not-found", and those of its comments. */
export function effectSubject(core: Core, asked: Asked): Result<EffectSubject> {
  const { kind, taskId, attemptId, reason, person, until } = asked;
  const task = readTask(core.index, taskId);
  if (task === null) return taskMissing(taskId);
  const attempts: EffectAttempt[] = readAttempts(core.index, taskId).map(({ attempt }) => ({
    id: attempt.id,
    letter: attempt.letter,
    head: attempt.head,
    pull: pullPlace(core, attempt),
  }));
  const wanted = new Set(asked.comments);
  const comments = wanted.size === 0 ? ok({ comments: [] }) : commentsOf(core, taskId, attemptId);
  if (!comments.ok) return comments;
  const digest = attemptId === null ? null : (readAttempt(core.index, attemptId)?.attempt.patchDigest ?? null);
  const patch = digest === null || wanted.size === 0 ? null : patchOf(core, digest);
  const { id, ref, title, repository } = task;
  return ok({
    kind,
    task: { id, ref, title, repository },
    attempt: attempts.find((one) => one.id === attemptId) ?? null,
    attempts,
    reason: reason.trim(),
    person,
    personOnGitHub: person === null ? null : (contactNamed(core, person)?.github ?? null),
    until,
    about: asked.escalation ?? null,
    heardThere: asked.heard !== undefined,
    comments: comments.value.comments.filter(({ comment }) => wanted.has(comment.id)),
    patch: patch?.ok === true ? patch.value.text : null,
    labels: outboxSettings(core).labels,
  });
}

/** The planned effects that were named. Codes: "effects-moved" where one is not planned exactly so (any more). */
export function chosenEffects(core: Core, asked: Asked, ids: readonly string[]): Result<DraftEffect[]> {
  const planned = plannedFor(core, asked);
  if (!planned.ok) return planned;
  const chosen = planned.value.filter(({ shown, draft }) => ids.includes(shown.id) && draft.payload !== null);
  if (chosen.length !== new Set(ids).size)
    return err({
      code: "effects-moved",
      message: "What would be sent has changed since it was shown.",
      remedy: "Look at what is sent again; nothing was recorded.",
    });
  return ok(chosen.map(({ draft }) => draft));
}

/** What effects belong to. */
export interface EffectGround {
  /** Place of the decision in the log; null where they belong to none. */
  readonly decision: number | null;
  /** When that was recorded, RFC 3339. */
  readonly at: string;
  /** What tells the effects of one act from those of another, where there is no decision. */
  readonly name?: string;
  readonly taskId: string | null;
  readonly attemptId: string | null;
}

/**
 * Puts effects into the queue, with the newest checkpoint of the log in their texts. Called within `ledger.together`, after the
 * entry that they belong to. Out: their ids.
 */
export function queueEffects(core: Core, drafts: readonly DraftEffect[], ground: EffectGround): string[] {
  const newest = core.ledger.checkpoint();
  const origin = core.ledger.origin();
  if (newest === null || origin === null) throw new Error("effects are queued before the log has a checkpoint");
  const trailer = checkpointTrailer(newest.note);
  return drafts.flatMap((draft, index) => {
    if (draft.payload === null) return [];
    const of = ground.decision ?? ground.name ?? ground.at;
    const id = effectId({ origin, of, index, at: ground.at });
    const payload = sealed(draft.payload, id, trailer);
    const { via, operation, target, title, lane, channel, account, head, link } = draft;
    const bears = operation === "review" || operation === "comment";
    insertEffect(core.record, {
      ...{ id, via, operation, target, title, lane, channel, account, head, link, payload },
      decision: ground.decision,
      taskId: ground.taskId,
      attemptId: ground.attemptId,
      digest: payloadDigest(payload),
      trailer: bears ? trailer : null,
      trailerSize: bears ? newest.size : null,
      detail: "Not sent yet",
      plannedAt: core.platform.clock.now().toISOString(),
    });
    return [id];
  });
}
