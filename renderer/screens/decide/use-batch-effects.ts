import type { Input, Output } from "../../../shared/contract/api";
import { gather } from "../../../shared/gather";
import { ok, type Result } from "../../../shared/result";
import { call } from "../../bridge/client";
import { useQuery, type Query } from "../../bridge/use-query";
import { isWanted, offeredEffects, type BatchEffect, type PlannedTasks } from "./batch-effects";
import { chooseEffects, useChoices, useSettled } from "./use-effects";

type Asked = Input<"outbox.planMany">;

export interface BatchEffectChoice {
  readonly query: Query<Output<"outbox.planMany">>;
  /** What is previewed; null while nothing is. */
  readonly asked: Asked | null;
  readonly tasks: PlannedTasks;
  readonly offered: readonly BatchEffect[];
  /** Those that are sent when the decisions are recorded. */
  readonly chosen: readonly BatchEffect[];
  readonly isChosen: (effect: BatchEffect) => boolean;
  readonly choose: (effects: readonly BatchEffect[], wanted: boolean) => void;
}

/** What a decision on several tasks would do elsewhere, as it is typed, and which of it the reviewer wants. */
export function useBatchEffects(draftName: string, asked: Asked | null): BatchEffectChoice {
  const { asked: settled } = useSettled(asked);
  const same = asked !== null && settled?.kind === asked.kind;
  const query = useQuery("outbox.planMany", same ? settled : null, {
    scopes: ["task", "settings", "runners"],
    keepPrevious: true,
  });
  const choices = useChoices(draftName);
  const part = new Set(asked?.subjects.map(({ taskId }) => taskId));
  const tasks = (query.value?.tasks ?? []).filter(({ taskId }) => part.has(taskId));
  const offered = offeredEffects(tasks);
  const chosen = new Set(offered.filter((effect) => isWanted(effect, choices)));
  return {
    query,
    asked: settled,
    tasks,
    offered,
    chosen: [...chosen],
    isChosen: (effect) => chosen.has(effect),
    choose: (effects, wanted) => {
      chooseEffects(draftName, Object.fromEntries(effects.map(({ name }) => [name, wanted])));
    },
  };
}

/** The ids to record, by task: of the chosen effects as they are with exactly what is typed now. */
export async function batchChosenNow(
  asked: Asked,
  chosen: readonly BatchEffect[],
): Promise<Result<ReadonlyMap<string, string[]>>> {
  if (chosen.length === 0) return ok(new Map());
  const now = await call("outbox.planMany", asked);
  if (!now.ok) return now;
  const names = new Set(chosen.map(({ name }) => name));
  const ids = new Map<string, string[]>();
  for (const { name, taskId, effect } of offeredEffects(now.value.tasks))
    if (names.has(name)) gather(ids, taskId, effect.id);
  return ok(ids);
}
