import { decisionEffects } from "../outbox/decision-effects";
import type { EffectSource } from "../outbox/port";
import type { Core } from "../views/core";
import { escalationEffects } from "./escalation-effects";

/** What says which effects decisions have. */
export function effectSources(core: Core): readonly EffectSource[] {
  return [decisionEffects, escalationEffects(core)];
}
