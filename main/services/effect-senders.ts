import type { EffectSender } from "../outbox/port";
import type { Core } from "../views/core";
import { githubSender } from "./github-sender";
import { webhookSender } from "./send-webhook";

/** What sends effects, one for each way out. */
export function effectSenders(core: Core): readonly EffectSender[] {
  return [githubSender(core), webhookSender(core)];
}
