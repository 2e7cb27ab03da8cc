import type { Input, Output } from "../../shared/contract/api";
import { ok, type Result } from "../../shared/result";
import { isTold } from "../outbox/effect-state";
import { effectsOfDecision } from "../store/outbox";
import { writeSetting } from "../store/reviewer";
import type { Core } from "../views/core";
import { countOutbox, outboxSettingName, outboxSettings, queuedEffect } from "../views/outbox";
import { claimOwner } from "../platform/claim-owner";
import { nextSending, sendNext, settle } from "./send-effects";

/** Takes an effect out of the queue that was surely not sent. Codes: "effect-moved" where it is not so any more. */
export function cancelEffect(core: Core, { id }: Input<"outbox.cancel">): Result<Output<"outbox.cancel">> {
  const settled = settle(core, id, null, { event: "cancel" });
  return settled.ok ? ok(queuedEffect(core, settled.value)) : settled;
}

/** Puts a held or failed effect back into the queue. Codes: "effect-moved". */
export function retryEffect(core: Core, { id }: Input<"outbox.retry">): Result<Output<"outbox.retry">> {
  const settled = settle(core, id, null, { event: "retry" });
  return settled.ok ? ok(queuedEffect(core, settled.value)) : settled;
}

/** Takes the effects of withdrawn decisions out of the queue, as far as they were not sent. Within the withdrawal's transaction. */
export function cancelEffectsOf(core: Core, decisions: readonly number[]): Result<undefined> {
  for (const seq of decisions)
    for (const { id, state, claim } of effectsOfDecision(core.record, seq)) {
      if (claim !== null || (isTold(state) && state !== "held" && state !== "failed") || state === "unknown") continue;
      const settled = settle(core, id, null, { event: "cancel" });
      if (!settled.ok) return settled;
    }
  return ok(undefined);
}

const mostAtOnce = 500;

/** Sends what is due now, one after another. Out: how many were worked on, and when the next is due. */
export async function sendDue(core: Core, cancelled: () => boolean): Promise<Result<Output<"outbox.send">>> {
  const owner = claimOwner();
  let worked = 0;
  try {
    while (!cancelled() && worked < mostAtOnce) {
      const sent = await sendNext(core, owner.name);
      if (!sent.ok) return sent;
      if (!sent.value) break;
      worked += 1;
    }
  } finally {
    owner.end();
  }
  const next = nextSending(core);
  return ok({ worked, count: countOutbox(core), nextAt: next === null ? null : new Date(next).toISOString() });
}

/** Changes settings of effects. Out: all of them. */
export function changeOutboxSettings(
  core: Core,
  { labels }: Input<"outbox.settings">,
): Result<Output<"outbox.settings">> {
  if (labels !== undefined) {
    writeSetting(core.record, outboxSettingName, JSON.stringify({ ...outboxSettings(core), labels }));
    core.publish("changed", { scopes: ["settings", "outbox"] });
  }
  return ok(outboxSettings(core));
}
