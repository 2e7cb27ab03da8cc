import type { EffectSender, SendOutcome } from "../outbox/port";
import { postWebhook } from "../platform/post-webhook";
import type { Core } from "../views/core";
import { secretsOf, webhookOfRoute } from "./webhook-acts";

/** Longest that one message may take before its answer counts as lost. */
const requestMs = 20_000;

/**
 * Sends messages to webhooks. A webhook cannot be asked whether it has a message: after a lost answer it is never sent again by itself, and
 * where the reviewer sends it again it bears the same id.
 */
export function webhookSender(core: Core): EffectSender {
  return {
    via: "webhook",
    send: async ({ id, payload }, still): Promise<SendOutcome> => {
      if (payload.operation !== "webhook") throw new Error(`${payload.operation} is not sent to a webhook`);
      const secret = secretsOf(core).get(webhookOfRoute(payload.route));
      if (!secret.ok) return { outcome: "held", detail: secret.error.message };
      if (!still()) return { outcome: "later", detail: "Another process took it", notBefore: null };
      const now = core.platform.clock.now();
      const answer = await postWebhook({
        ...secret.value,
        id,
        body: payload.body,
        contentType: payload.contentType,
        agent: `Countersign/${core.version}`,
        now: Math.floor(now.getTime() / 1000),
        timeoutMs: requestMs,
      });
      switch (answer.outcome) {
        case "done": {
          const at = core.platform.clock.now().toISOString();
          return { outcome: "done", remote: { id, url: "", at }, detail: `Taken with status ${String(answer.status)}` };
        }
        case "later":
          return {
            outcome: "later",
            detail: answer.detail,
            notBefore: answer.waitMs === null ? null : new Date(now.getTime() + answer.waitMs).toISOString(),
          };
        case "lost":
        case "refused":
          return { outcome: answer.outcome, detail: answer.detail };
      }
    },
  };
}
