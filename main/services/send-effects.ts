import { err, ok, type Result } from "../../shared/result";
import { unknownKindsSentence } from "../../shared/review/unknown-kinds";
import { isTold, nextState, type EffectEvent } from "../outbox/effect-state";
import type { EffectSender, SendableEffect, SendOutcome } from "../outbox/port";
import { dueAt, nextDue, type QueueRow } from "../outbox/queue";
import type { EntryContent } from "../audit/log-writer";
import { rootOf } from "../audit/tree";
import { isGone } from "../platform/claim-owner";
import { isLoopback } from "../platform/github/addresses";
import {
  changeEffect,
  claimedEffects,
  readEffect,
  unsettledEffects,
  type EffectChange,
  type QueuePlace,
  type StoredEffect,
} from "../store/outbox";
import type { Core } from "../views/core";
import { recordedDecisions, standingOf } from "../views/decisions";
import { logState } from "../views/log-state";
import { breathe } from "./breathe";
import { effectSenders } from "./effect-senders";

/** A claim ends after this, whoever has it: longer than any request is waited for. */
const claimMs = 3 * 60_000;
/** After a lost answer nothing is looked for before GitHub had this time to finish what it may be doing. */
const settleMs = 20_000;
/** Waits before something is tried again that could not be asked; the last one for good. */
const againMs = [15_000, 30_000, 60_000, 2 * 60_000, 5 * 60_000] as const;
const mostDetail = 1900;

/** How long a lost answer settles; a test against a server on this machine need not wait so long. */
function settleTime({ platform: { env } }: Core): number {
  const base = env["COUNTERSIGN_GITHUB_API"] ?? "";
  const asked = Number(env["COUNTERSIGN_OUTBOX_SETTLE_MS"] ?? "");
  const here = URL.canParse(base) && isLoopback(new URL(base).hostname);
  return here && env["COUNTERSIGN_OUTBOX_SETTLE_MS"] !== undefined && asked >= 0 ? asked : settleMs;
}

function instant(core: Core, later = 0): string {
  return new Date(core.platform.clock.now().getTime() + later).toISOString();
}

function queueRow({ id, place, decision, lane, channel, state, notBefore, claim }: QueuePlace): QueueRow {
  return { id, place, decision, lane, channel, state, notBefore, claimed: claim !== null };
}

/** When something is to be sent or looked for next, in milliseconds since the epoch; null where nothing goes on by itself. */
export function nextSending(core: Core): number | null {
  return dueAt(unsettledEffects(core.record).map(queueRow), core.platform.clock.now().getTime());
}

/**
 * Sends or looks for one effect that is due. In: the name that claims it. Out: false where nothing is due now. Err: the log does
 * not hold or cannot be written: what became of an effect could not be recorded, so nothing is sent.
 */
export async function sendNext(core: Core, owner: string): Promise<Result<boolean>> {
  const log = logState(core);
  const closed = log.problem ?? unknownKindsSentence(log.unknown);
  if (closed !== null)
    return err({
      code: "log-closed",
      message: `Nothing is sent: ${closed}`,
      remedy: "What became of it could not be recorded. Open the audit screen.",
    });
  const released = releaseAbandoned(core);
  if (!released.ok) return released;
  const rows = unsettledEffects(core.record).map(queueRow);
  const due = nextDue(rows, core.platform.clock.now().getTime());
  const effect = due === null ? null : readEffect(core.record, due.id);
  if (effect === null) return ok(false);
  const stop = effect.state === "planned" ? stopReason(core, effect) : null;
  if (stop !== null) return done(settle(core, effect.id, null, { event: "stopped", detail: stop }));
  if (effect.payload === null) {
    const detail = "Its text was erased, and whether it stands there already was not found out";
    return done(settle(core, effect.id, null, { event: "looked", result: { outcome: "held", detail } }));
  }
  // A long queue is read anew for the claim: requests are answered between.
  await breathe();
  if (!claim(core, effect, owner)) return ok(true);
  core.publish("changed", { scopes: ["outbox"] });
  const sender = effectSenders(core).find(({ via }) => via === effect.via);
  if (sender === undefined) throw new Error(`nothing sends ${effect.via}`);
  const sendable: SendableEffect = { ...effect, payload: effect.payload };
  return done(
    effect.state === "planned"
      ? await send(core, sender, sendable, owner)
      : await lookFor(core, sender, sendable, owner),
  );
}

function done(settled: Result<StoredEffect>): Result<boolean> {
  return settled.ok ? ok(true) : settled;
}

async function send(
  core: Core,
  sender: EffectSender,
  effect: SendableEffect,
  owner: string,
): Promise<Result<StoredEffect>> {
  const still = () => readEffect(core.record, effect.id)?.claim === owner;
  const result = await sender.send(effect, still);
  return settle(core, effect.id, owner, { event: "sent", result }, waitAfter(core, effect.id, result));
}

async function lookFor(
  core: Core,
  sender: EffectSender,
  effect: SendableEffect,
  owner: string,
): Promise<Result<StoredEffect>> {
  if (sender.find === undefined) {
    const detail = "It may have arrived, and nobody can be asked. Trying again sends it again";
    return settle(core, effect.id, owner, { event: "looked", result: { outcome: "blind", detail } });
  }
  const result = await sender.find(effect);
  return settle(core, effect.id, owner, { event: "looked", result }, waitAfter(core, effect.id, result));
}

/** From when on it may be gone on with. */
function waitAfter(core: Core, id: string, result: SendOutcome | { readonly outcome: "absent" }): EffectChange {
  const tries = (readEffect(core.record, id)?.tries ?? 0) + 1;
  if (result.outcome === "lost") return { tries, notBefore: instant(core, settleTime(core)) };
  if (result.outcome !== "later") return { tries, notBefore: null };
  const wait = againMs[Math.min(tries, againMs.length) - 1] ?? againMs[0];
  return { tries, notBefore: result.notBefore ?? instant(core, wait) };
}

/** Takes an effect to send it, or to look for it. Out: whether nobody else had. */
function claim(core: Core, effect: StoredEffect, owner: string): boolean {
  return core.record
    .transaction(() => {
      const rows = unsettledEffects(core.record).map(queueRow);
      const now = core.platform.clock.now().getTime();
      const { claim: held = null, state } = readEffect(core.record, effect.id) ?? {};
      if (held !== null || state !== effect.state || nextDue(rows, now)?.id !== effect.id) return false;
      const next = state === "planned" ? nextState(effect, { event: "claimed" }) : { ...effect };
      if (next === null) return false;
      changeEffect(core.record, effect.id, {
        state: next.state,
        unsure: next.unsure,
        detail: next.detail,
        changedAt: instant(core),
        claim: owner,
        claimUntil: instant(core, claimMs),
      });
      return true;
    })
    .immediate();
}

/** Lets go of what was claimed by somebody who is gone. What they were sending may have been sent. */
function releaseAbandoned(core: Core): Result<undefined> {
  const now = core.platform.clock.now().getTime();
  for (const { id, claim: held, claimUntil, state } of claimedEffects(core.record)) {
    if (held === null || (!isGone(held) && claimUntil !== null && Date.parse(claimUntil) > now)) continue;
    if (state !== "sending") {
      changeEffect(core.record, id, { claim: null, claimUntil: null });
      continue;
    }
    const released = settle(core, id, held, { event: "abandoned" }, { notBefore: instant(core, settleTime(core)) });
    if (!released.ok) return released;
  }
  return ok(undefined);
}

/** Why an effect is not sent as things stand, or null. */
function stopReason(core: Core, { payload, decision }: StoredEffect): string | null {
  if (payload === null) return "Its text was erased: nothing was sent";
  if (decision === null) return null;
  const row = recordedDecisions(core).inOrder.find(({ seq }) => seq === decision);
  if (row === undefined) return `Entry ${String(decision)} is not in the log: nothing was sent`;
  const standing = standingOf(core, decision, row.decision);
  if (standing === "superseded")
    return `Entry ${String(decision)} was superseded before this was sent: nothing was sent`;
  if (standing === "expired") return `Entry ${String(decision)} expired before this was sent: nothing was sent`;
  return null;
}

/**
 * Lets something happen to an effect: its new state, and the entry that tells of it where one does, in one transaction. In: who
 * must hold it, if anybody. Codes: "effect-moved" where that cannot happen to it any more.
 */
export function settle(
  core: Core,
  id: string,
  owner: string | null,
  happened: EffectEvent,
  also: EffectChange = {},
): Result<StoredEffect> {
  const settled = core.ledger.together((): Result<StoredEffect> => {
    const effect = readEffect(core.record, id);
    if (effect === null)
      return err({ code: "not-found", message: "There is no such effect.", remedy: "countersign outbox lists them." });
    const next = effect.claim === owner || owner === null ? nextState(effect, happened) : null;
    if (next === null || (owner === null && effect.claim !== null))
      return err({
        code: "effect-moved",
        message: `This cannot be done with it now: it is ${effect.state}.`,
        remedy: "Look at the queue again.",
      });
    const result = "result" in happened ? happened.result : null;
    const remote = result?.outcome === "done" ? result.remote : null;
    const detail = next.detail.replace(/\p{C}/gu, " ").slice(0, mostDetail).toWellFormed();
    const after: StoredEffect = { ...effect, ...next, detail, remote };
    const entry = isTold(next.state) ? core.ledger.append(entriesOf(core, after)) : ok([]);
    if (!entry.ok) return entry;
    const change: EffectChange = {
      notBefore: null,
      ...also,
      ...{ state: next.state, unsure: next.unsure, detail, remote, changedAt: instant(core) },
      ...{ claim: null, claimUntil: null },
      entry: entry.value[0]?.seq ?? effect.entry,
    };
    changeEffect(core.record, id, change);
    return ok({ ...after, ...change });
  });
  if (settled.ok)
    core.publish("changed", { scopes: isTold(settled.value.state) ? ["outbox", "task", "audit"] : ["outbox"] });
  return settled;
}

/** What the log is told of an effect: what became of it; and where its text stands elsewhere, that the checkpoint in it is there. */
function entriesOf(core: Core, effect: StoredEffect): EntryContent[] {
  const { id, decision, via, operation, target, state, head, remote, detail, digest, trailer, trailerSize } = effect;
  if (!isTold(state)) return [];
  const told: EntryContent = {
    ...{ kind: "effect" as const, effect: id, decision, via, operation, target, state, head, remote, detail },
    digest: state === "confirmed" ? digest : null,
  };
  if (state !== "confirmed" || via !== "github" || trailer === null || trailerSize === null) return [told];
  return [
    told,
    {
      kind: "anchor",
      type: "github",
      size: trailerSize,
      root: rootOf(core.ledger.nodes, trailerSize).toString("hex"),
      receipt: Buffer.from(`${trailer}\n${remote?.url ?? ""}\n`, "utf8").toString("base64"),
      detail: `In a ${operation} on ${target}`,
    },
  ];
}
