import {
  outboxSettingsSchema,
  type OutboxCount,
  type OutboxList,
  type OutboxSettings,
} from "../../shared/contract/outbox";
import type { EffectDetail, QueuedEffect } from "../../shared/model/effect";
import { err, ok, type Result } from "../../shared/result";
import { isOpen, mayCancel, mayRetry } from "../outbox/effect-state";
import { textsOf } from "../outbox/planned-effect";
import { before } from "../outbox/queue";
import {
  countSettled,
  effectsOfTask,
  readEffect,
  settledEffects,
  unsettledEffects,
  type QueuePlace,
  type StoredEffect,
} from "../store/outbox";
import { readSettings } from "../store/reviewer";
import type { Core } from "./core";

const mostSettled = 200;
const mostQueued = 1000;
export const outboxSettingName = "outbox";

const following = new WeakSet<Core>();

/** Says whether this process sends by itself from now on. */
export function tellSending(core: Core, does: boolean): void {
  if (does) following.add(core);
  else following.delete(core);
}

/** Settings of effects; labels are set only where somebody wants them. */
export function outboxSettings(core: Pick<Core, "record">): OutboxSettings {
  const text = readSettings(core.record).get(outboxSettingName);
  if (text === undefined) return { labels: false };
  try {
    const stored = outboxSettingsSchema.safeParse(JSON.parse(text));
    return stored.success ? stored.data : { labels: false };
  } catch {
    return { labels: false };
  }
}

/** The queue in numbers. What is behind something held or refused waits for the reviewer too. */
export function countOutbox(core: Core, rows = queueOf(core)): OutboxCount {
  const going = rows.filter((row) => isOpen(row.state) && !before(row, rows).some(({ state }) => !isOpen(state)));
  return {
    toSend: going.length,
    held: rows.length - going.length,
    oldest: going.reduce<string | null>(
      (first, { plannedAt }) => (first === null || plannedAt < first ? plannedAt : first),
      null,
    ),
  };
}

/** What is not settled, as its order is worked out from. */
function queueOf(core: Core) {
  return unsettledEffects(core.record).map((effect) => ({ ...effect, claimed: effect.claim !== null }));
}

/** An effect as it is shown. In: also what is not settled, where a caller goes through many. */
export function queuedEffect(core: Core, effect: StoredEffect, rows = queueOf(core)): QueuedEffect {
  return shown({ ...effect, erased: effect.payload === null }, rows);
}

function shown(effect: QueuePlace, rows: ReturnType<typeof queueOf>): QueuedEffect {
  const { id, decision, taskId, via, operation, target, title, account, head, state, detail } = effect;
  const { tries, plannedAt, changedAt, notBefore, remote, entry, link } = effect;
  const ahead = before({ ...effect, claimed: effect.claim !== null }, rows);
  const stuck = ahead.find((one) => one.state === "held" || one.state === "failed");
  return {
    ...{ id, decision, taskId, via, operation, target, title, account, head, state },
    ...{ tries, plannedAt, changedAt, notBefore, remote, entry },
    detail:
      state === "planned" && stuck !== undefined
        ? `Waits for what is before it and ${stuck.state === "held" ? "held" : "failed"}: ${stuck.title}`
        : detail,
    before: state === "planned" || state === "sending" || state === "unknown" ? ahead.length : 0,
    can: { cancel: mayCancel(state), retry: mayRetry(state) && !effect.erased },
    link: remote?.url ?? link,
  };
}

/** The queue, and what was sent last. */
export function outboxList(core: Core): OutboxList {
  const rows = queueOf(core);
  return {
    count: countOutbox(core, rows),
    queue: rows.slice(0, mostQueued).map((row) => shown(row, rows)),
    queueTotal: rows.length,
    settled: settledEffects(core.record, mostSettled).map((effect) => queuedEffect(core, effect, rows)),
    settledTotal: countSettled(core.record),
    following: following.has(core),
  };
}

/** The effects of a task's decisions, in the order they were planned in. */
export function taskEffects(core: Core, taskId: string): QueuedEffect[] {
  const effects = effectsOfTask(core.record, taskId);
  const rows = effects.length === 0 ? [] : queueOf(core);
  return effects.map((effect) => queuedEffect(core, effect, rows));
}

/** One effect with its exact text. Codes: "not-found". */
export function effectDetail(core: Core, id: string): Result<EffectDetail> {
  const effect = readEffect(core.record, id);
  if (effect === null)
    return err({
      code: "not-found",
      message: "There is no such effect.",
      place: id,
      remedy: "countersign outbox lists them.",
    });
  const texts = effect.payload === null ? { text: null, inline: [] } : textsOf(effect.payload);
  return ok({ effect: queuedEffect(core, effect), ...texts, digest: effect.digest, erased: effect.payload === null });
}
