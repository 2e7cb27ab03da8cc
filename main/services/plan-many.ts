import type { Input, Output } from "../../shared/contract/api";
import type { PlannedEffect, PlannedLine } from "../../shared/model/effect";
import { ok, type Result } from "../../shared/result";
import { decisionRule } from "../../shared/review/decision-catalog";
import { endedWords } from "../outbox/github-effects";
import type { EffectAttempt, EffectSubject } from "../outbox/port";
import { plannedEffects } from "../outbox/planned-effect";
import type { Core } from "../views/core";
import { addedLines, effectSubject, learnAbilities } from "./plan-effects";
import { effectSources } from "./effect-sources";
import { inSteps } from "./steps";

type Asked = Input<"outbox.planMany">;
type Planned = Output<"outbox.planMany">;

/**
 * What a decision on several tasks would do elsewhere, task by task. Texts are left away, for they are as many as the tasks: those of
 * one are in `outbox.plan`. A task that is gone is left away.
 */
export async function planMany(core: Core, asked: Asked, cancelled: () => boolean): Promise<Result<Planned>> {
  await learnAbilities(
    core,
    asked.subjects.map(({ taskId }) => taskId),
  );
  const tasks = await inSteps(planned(core, asked), cancelled);
  return ok({ tasks: tasks ?? [], added: addedLines(core) });
}

function* planned(core: Core, { subjects, ...said }: Asked): Generator<void, Planned["tasks"]> {
  const sources = effectSources(core);
  const tasks: Planned["tasks"] = [];
  for (const { taskId, attemptId } of subjects) {
    const subject = effectSubject(core, { ...said, taskId, attemptId, comments: [] });
    if (subject.ok) {
      const effects = plannedEffects(sources.flatMap((source) => source.plan(subject.value))).map(({ shown }) => shown);
      tasks.push({ taskId, effects: effects.map(lineOf), here: onlyHere(subject.value, effects) });
    }
    yield;
  }
  return tasks;
}

function lineOf({ text, inline: _inline, ...line }: PlannedEffect): PlannedLine {
  return { ...line, hasText: text !== null };
}

/** Why nothing can be sent for a task, without the sentence's end; null where something can, and while what is typed does not say so yet. */
function onlyHere(subject: EffectSubject, effects: readonly PlannedEffect[]): string | null {
  if (effects.some(({ refused }) => refused === null)) return null;
  if (effects.length > 0) return [...new Set(effects.map(({ refused }) => refused ?? ""))].join("; ");
  const about: readonly EffectAttempt[] =
    decisionRule(subject.kind).subject === "task"
      ? subject.attempts
      : subject.attempt === null
        ? []
        : [subject.attempt];
  const pulls = about.flatMap(({ pull }) => pull ?? []);
  if (pulls.length === 0) return "It is no pull request";
  const over = pulls.every((pull) => endedWords(pull) !== null);
  return over ? (pulls.length === 1 ? "Its pull request is over" : "Its pull requests are over") : null;
}
