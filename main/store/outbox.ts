import {
  effectOperationSchema,
  effectPayloadSchema,
  effectRemoteSchema,
  effectStateSchema,
  effectViaSchema,
  type EffectOperation,
  type EffectPayload,
  type EffectRemote,
  type EffectState,
  type EffectVia,
} from "../../shared/model/effect";
import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";
import { parseColumn, parseValue } from "./rows";

/** An effect as it is kept. */
export interface StoredEffect {
  readonly id: string;
  /** Effects are sent in the order of this number. */
  readonly place: number;
  readonly decision: number | null;
  readonly taskId: string | null;
  readonly attemptId: string | null;
  readonly via: EffectVia;
  readonly operation: EffectOperation;
  readonly target: string;
  readonly title: string;
  readonly lane: string;
  readonly channel: string;
  readonly account: string | null;
  readonly head: string | null;
  /** Null once its text was erased. */
  readonly payload: EffectPayload | null;
  /** SHA-256 of the request's bytes. */
  readonly digest: string;
  readonly link: string | null;
  /** The checkpoint's line in its text, and the size of the tree that it is of. */
  readonly trailer: string | null;
  readonly trailerSize: number | null;
  readonly state: EffectState;
  readonly unsure: boolean;
  readonly detail: string;
  readonly tries: number;
  readonly plannedAt: string;
  readonly changedAt: string;
  readonly notBefore: string | null;
  /** Who is at it, and until when. */
  readonly claim: string | null;
  readonly claimUntil: string | null;
  readonly remote: EffectRemote | null;
  /** Place of its newest entry in the log. */
  readonly entry: number | null;
}

/** An effect in its place in the queue, without its text: there may be very many. */
export type QueuePlace = Omit<StoredEffect, "payload"> & { readonly erased: boolean };

/** What is written of an effect when it is planned. */
export type NewEffect = Omit<
  StoredEffect,
  | "place"
  | "state"
  | "unsure"
  | "tries"
  | "changedAt"
  | "notBefore"
  | "claim"
  | "claimUntil"
  | "remote"
  | "entry"
  | "payload"
> & { readonly payload: EffectPayload };

/** What may change of an effect. */
export type EffectChange = Partial<
  Pick<
    StoredEffect,
    "state" | "unsure" | "detail" | "tries" | "changedAt" | "notBefore" | "claim" | "claimUntil" | "remote" | "entry"
  >
>;

interface Row {
  readonly id: string;
  readonly place: number;
  readonly decision: number | null;
  readonly task_id: string | null;
  readonly attempt_id: string | null;
  readonly via: string;
  readonly operation: string;
  readonly target: string;
  readonly title: string;
  readonly lane: string;
  readonly channel: string;
  readonly account: string | null;
  readonly head: string | null;
  readonly payload: string | null;
  readonly digest: string;
  readonly link: string | null;
  readonly trailer: string | null;
  readonly trailer_size: number | null;
  readonly state: string;
  readonly unsure: number;
  readonly detail: string;
  readonly tries: number;
  readonly planned_at: string;
  readonly changed_at: string;
  readonly not_before: string | null;
  readonly claim: string | null;
  readonly claim_until: string | null;
  readonly remote: string | null;
  readonly entry: number | null;
}

type PlaceRow = Omit<Row, "payload"> & { readonly erased: number };

function toEffect(row: Row): StoredEffect {
  const { erased, ...place } = toPlace({ ...row, erased: row.payload === null ? 1 : 0 });
  const payload = erased || row.payload === null ? null : parseColumn(effectPayloadSchema, row.payload, "an effect");
  return { ...place, payload };
}

function toPlace(row: PlaceRow): QueuePlace {
  const { id, place, decision, target, title, lane, channel, account, head, digest, link, trailer } = row;
  const { detail, tries, claim, entry } = row;
  return {
    ...{ id, place, decision, target, title, lane, channel, account, head, digest, link, trailer },
    ...{ detail, tries, claim, entry },
    taskId: row.task_id,
    attemptId: row.attempt_id,
    via: parseValue(effectViaSchema, row.via, "an effect"),
    operation: parseValue(effectOperationSchema, row.operation, "an effect"),
    erased: row.erased === 1,
    trailerSize: row.trailer_size,
    state: parseValue(effectStateSchema, row.state, "an effect"),
    unsure: row.unsure === 1,
    plannedAt: row.planned_at,
    changedAt: row.changed_at,
    notBefore: row.not_before,
    claimUntil: row.claim_until,
    remote: row.remote === null ? null : parseColumn(effectRemoteSchema, row.remote, "an effect"),
  };
}

/** Puts an effect at the end of the queue. One with this id that is there already stays as it is. */
export function insertEffect(db: WriteDb, effect: NewEffect): void {
  prepared<unknown[]>(
    db,
    `INSERT INTO effect (id, place, decision, task_id, attempt_id, via, operation, target, title, lane, channel, account, head,
       payload, digest, link, trailer, trailer_size, state, detail, planned_at, changed_at)
     VALUES (?, (SELECT coalesce(max(place), 0) + 1 FROM effect), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'planned', ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
  ).run(
    effect.id,
    effect.decision,
    effect.taskId,
    effect.attemptId,
    effect.via,
    effect.operation,
    effect.target,
    effect.title,
    effect.lane,
    effect.channel,
    effect.account,
    effect.head,
    JSON.stringify(effect.payload),
    effect.digest,
    effect.link,
    effect.trailer,
    effect.trailerSize,
    effect.detail,
    effect.plannedAt,
    effect.plannedAt,
  );
}

/** One effect; null where there is none of that id. */
export function readEffect(db: ReadDb, id: string): StoredEffect | null {
  const row = prepared<[string], Row>(db, "SELECT * FROM effect WHERE id = ?").get(id);
  return row === undefined ? null : toEffect(row);
}

const placeColumns = `id, place, decision, task_id, attempt_id, via, operation, target, title, lane, channel, account, head, digest, link,
  trailer, trailer_size, state, unsure, detail, tries, planned_at, changed_at, not_before, claim, claim_until, remote, entry,
  payload IS NULL AS erased`;

/** Every effect that is neither done nor cancelled, in order. */
export function unsettledEffects(db: ReadDb): QueuePlace[] {
  return prepared<[], PlaceRow>(
    db,
    `SELECT ${placeColumns} FROM effect WHERE state NOT IN ('confirmed', 'cancelled') ORDER BY place`,
  )
    .all()
    .map(toPlace);
}

/** Those of them that somebody is at. */
export function claimedEffects(db: ReadDb): QueuePlace[] {
  return prepared<[], PlaceRow>(
    db,
    `SELECT ${placeColumns} FROM effect WHERE state NOT IN ('confirmed', 'cancelled') AND claim IS NOT NULL ORDER BY place`,
  )
    .all()
    .map(toPlace);
}

/** The effects that are done or cancelled, newest first. */
export function settledEffects(db: ReadDb, most: number): StoredEffect[] {
  return prepared<[number], Row>(
    db,
    "SELECT * FROM effect WHERE state IN ('confirmed', 'cancelled') ORDER BY changed_at DESC, place DESC LIMIT ?",
  )
    .all(most)
    .map(toEffect);
}

/** The effects of a task's decisions, in order. */
export function effectsOfTask(db: ReadDb, taskId: string): StoredEffect[] {
  return prepared<[string], Row>(db, "SELECT * FROM effect WHERE task_id = ? ORDER BY place").all(taskId).map(toEffect);
}

/** The effects of a decision, by its place in the log, in order. */
export function effectsOfDecision(db: ReadDb, decision: number): StoredEffect[] {
  return prepared<[number], Row>(db, "SELECT * FROM effect WHERE decision = ? ORDER BY place")
    .all(decision)
    .map(toEffect);
}

/** How many effects are done or cancelled. */
export function countSettled(db: ReadDb): number {
  const row = prepared<[], { n: number }>(
    db,
    "SELECT count(*) AS n FROM effect WHERE state IN ('confirmed', 'cancelled')",
  ).get();
  return row?.n ?? 0;
}

/** Changes an effect. */
export function changeEffect(db: WriteDb, id: string, change: EffectChange): void {
  const before = readEffect(db, id);
  if (before === null) throw new Error(`there is no effect ${id}`);
  const now = { ...before, ...change };
  prepared<unknown[]>(
    db,
    `UPDATE effect SET state = ?, unsure = ?, detail = ?, tries = ?, changed_at = ?, not_before = ?, claim = ?, claim_until = ?,
       remote = ?, entry = ? WHERE id = ?`,
  ).run(
    now.state,
    now.unsure ? 1 : 0,
    now.detail,
    now.tries,
    now.changedAt,
    now.notBefore,
    now.claim,
    now.claimUntil,
    now.remote === null ? null : JSON.stringify(now.remote),
    now.entry,
    id,
  );
}

/** Takes the text out of a decision's effects. Called in the transaction that erases it from the log. */
export function eraseEffectTexts(db: WriteDb, decision: number): void {
  prepared<[number]>(db, "UPDATE effect SET payload = NULL WHERE decision = ?").run(decision);
}
