import { randomUUID } from "node:crypto";
import type { Input, Output } from "../../shared/contract/api";
import { err, ok, type Result } from "../../shared/result";
import { testBody } from "../escalation/texts";
import { postWebhook, webhookHost } from "../platform/post-webhook";
import { addWebhook, readWebhooks, removeWebhook } from "../store/webhooks";
import type { Core } from "../views/core";
import { WebhookSecrets } from "./webhook-secrets";

const testMs = 15_000;
const most = 20;

/** Where the secrets of this data folder's webhooks are. */
export function secretsOf(core: Core): WebhookSecrets {
  return new WebhookSecrets({ home: core.home, keyring: core.keyring });
}

/** The name under which an effect finds its webhook's address. */
export function webhookRoute(id: string): string {
  return `webhook:${id}`;
}

/** The webhook of such a name. */
export function webhookOfRoute(route: string): string {
  return route.replace(/^webhook:/u, "");
}

/** Messages of one webhook are sent one at a time. */
export function webhookChannel(id: string): string {
  return `webhook ${id}`;
}

/** All webhooks as they may be shown: host and name, never the address. */
export function webhooks(core: Core): Output<"webhooks.list"> {
  const protections = secretsOf(core).protections();
  const [offered] = core.keyring.secrets();
  return {
    webhooks: readWebhooks(core.record).map((row) => ({ ...row, protection: protections.get(row.id) ?? null })),
    offered: offered?.protection ?? (core.keyring.mayBePlain() ? "file" : "nothing"),
  };
}

/** Adds a webhook: its address into protected storage, the rest into the record. Codes: "webhook-address", "webhook-many", those of the storage. */
export function addWebhookOf(core: Core, asked: Input<"webhooks.add">): Result<Output<"webhooks.list">> {
  const { name, form, url, key, unprotected } = asked;
  const host = webhookHost(url);
  if (!host.ok) return host;
  const there = readWebhooks(core.record);
  if (there.length >= most)
    return err({
      code: "webhook-many",
      message: `There are ${String(there.length)} webhooks already, and that is the most.`,
      remedy: "Remove one first.",
    });
  if (there.some((one) => one.name.toLowerCase() === name.trim().toLowerCase()))
    return err({
      code: "webhook-name",
      message: `A webhook is called ${name.trim()} already.`,
      remedy: "Give it another name.",
    });
  const id = randomUUID();
  const kept = secretsOf(core).put(id, { url, key: form === "generic" && key !== "" ? key : null }, unprotected);
  if (!kept.ok) return kept;
  const addedAt = core.platform.clock.now().toISOString();
  addWebhook(core.record, { id, name: name.trim(), form, host: host.value, addedAt });
  core.publish("changed", { scopes: ["settings", "task"] });
  return ok(webhooks(core));
}

/** Removes a webhook with its address. Codes: "not-found", those of the storage. */
export function removeWebhookOf(core: Core, id: string): Result<Output<"webhooks.list">> {
  const gone = secretsOf(core).remove(id);
  if (!gone.ok) return gone;
  if (!removeWebhook(core.record, id))
    return err({ code: "not-found", message: "There is no such webhook.", remedy: "countersign webhooks list" });
  core.publish("changed", { scopes: ["settings", "task"] });
  return ok(webhooks(core));
}

/** Sends a message that says it is a test, at once and once. Codes: "not-found", "webhook-test", those of the storage. */
export async function testWebhook(core: Core, id: string): Promise<Result<Output<"webhooks.test">>> {
  const row = readWebhooks(core.record).find((one) => one.id === id);
  if (row === undefined)
    return err({ code: "not-found", message: "There is no such webhook.", remedy: "countersign webhooks list" });
  const secret = secretsOf(core).get(id);
  if (!secret.ok) return secret;
  const message = randomUUID();
  const answer = await postWebhook({
    ...secret.value,
    id: message,
    body: testBody(row.form, message),
    contentType: "application/json",
    agent: `Countersign/${core.version}`,
    now: Math.floor(core.platform.clock.now().getTime() / 1000),
    timeoutMs: testMs,
  });
  return answer.outcome === "done"
    ? ok({ status: answer.status })
    : err({
        code: "webhook-test",
        message: answer.detail,
        remedy:
          answer.outcome === "later" ? "Try again later." : "Check the webhook where it was made, then add it again.",
      });
}
