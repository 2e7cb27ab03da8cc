import type { Output } from "../../../shared/contract/api";
import { gather } from "../../../shared/gather";
import type { PlannedLine } from "../../../shared/model/effect";
import { formatCount, formatList, formatPlural } from "../../ui/format";
import type { Choices } from "./use-effects";

export type PlannedTasks = Output<"outbox.planMany">["tasks"];

/** One effect of one of several tasks. */
export interface BatchEffect {
  /** Names it among those of all tasks, whatever its text. */
  readonly name: string;
  readonly taskId: string;
  readonly effect: PlannedLine;
}

/** Effects of a sort, as "12 reviews"; or those on one pull request. */
export interface EffectGroup {
  readonly name: string;
  readonly effects: readonly BatchEffect[];
}

/** What is said once of several: why, and of how many. */
export interface SharedReason {
  readonly why: string;
  readonly names: readonly string[];
}

/** Every effect that can be sent, task by task. */
export function offeredEffects(tasks: PlannedTasks): BatchEffect[] {
  return tasks.flatMap(({ taskId, effects }) =>
    effects.flatMap((effect) => (effect.refused === null ? { name: `${taskId} ${effect.key}`, taskId, effect } : [])),
  );
}

/** Whether an effect is sent: as the reviewer said, else as it is by itself. */
export function isWanted({ name, effect }: BatchEffect, choices: Choices): boolean {
  return choices[name] ?? effect.wanted;
}

const words: Readonly<Record<string, readonly [one: string, many: string]>> = {
  "review:APPROVE": ["review", "reviews"],
  "review:REQUEST_CHANGES": ["review", "reviews"],
  "review:COMMENT": ["review without a verdict", "reviews without a verdict"],
  comment: ["comment", "comments"],
  labels: ["label", "labels"],
  assignees: ["assignment", "assignments"],
  reviewers: ["request for review", "requests for review"],
  close: ["closing", "closings"],
  webhook: ["message", "messages"],
  mail: ["e-mail", "e-mails"],
};

/** The sort of an effect, as its key begins with it: a review with and one without a verdict are two. */
function sortOf({ effect: { key, operation } }: BatchEffect): string {
  const [sort = ""] = key.split(" ");
  return sort in words ? sort : operation;
}

/** "12 reviews". */
export function sortWords(sort: string, count: number): string {
  const [one, many] = words[sort] ?? ["effect", "effects"];
  return formatPlural(count, one, many);
}

/** Effects by their sort, in the order in which they come first. */
export function bySort(effects: readonly BatchEffect[]): EffectGroup[] {
  return grouped(effects, sortOf);
}

/** Effects by where they go: "owner/repo#12", a webhook's host. */
export function byPlace(effects: readonly BatchEffect[]): EffectGroup[] {
  return grouped(effects, ({ effect }) => effect.target);
}

function grouped(effects: readonly BatchEffect[], nameOf: (effect: BatchEffect) => string): EffectGroup[] {
  const groups = new Map<string, BatchEffect[]>();
  for (const effect of effects) {
    const name = nameOf(effect);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [effect]);
    else group.push(effect);
  }
  return [...groups].map(([name, all]) => ({ name, effects: all }));
}

/** "12 reviews and 3 labels on 12 pull requests", of the effects that are sent. */
export function effectsSummary(chosen: readonly BatchEffect[]): string {
  const places = (via: "github" | "other") =>
    new Set(
      chosen
        .filter(({ effect }) => (effect.via === "github") === (via === "github"))
        .map(({ effect }) => effect.target),
    ).size;
  const sorts = bySort(chosen).map(({ name, effects }) => sortWords(name, effects.length));
  const where = [
    places("github") === 0 ? null : `on ${formatPlural(places("github"), "pull request")}`,
    places("other") === 0 ? null : `to ${formatPlural(places("other"), "webhook")}`,
  ].filter((part) => part !== null);
  return `${formatList(sorts)} ${where.join(" and ")}`;
}

/** The tasks that can only be decided here, by the reason they share. */
export function onlyHere(tasks: PlannedTasks): SharedReason[] {
  return shared(tasks.flatMap(({ taskId, here }) => (here === null ? [] : { why: here, name: taskId })));
}

/** What is not offered of tasks of which something else is, by the reason. */
export function notOffered(tasks: PlannedTasks): SharedReason[] {
  return shared(
    tasks
      .filter(({ here }) => here === null)
      .flatMap(({ effects }) => effects)
      .flatMap(({ refused, title }) => (refused === null ? [] : { why: refused, name: title })),
  );
}

function shared(all: readonly { readonly why: string; readonly name: string }[]): SharedReason[] {
  const reasons = new Map<string, string[]>();
  for (const { why, name } of all) gather(reasons, why, name);
  return [...reasons].map(([why, names]) => ({ why, names }));
}

/** Whether what is sent of some task cannot be told before more is filled in. */
export function isOpenYet(tasks: PlannedTasks): boolean {
  return tasks.some(({ effects, here }) => effects.length === 0 && here === null);
}

/** What is sent, in a sentence for the drawer's end. */
export function sendingSentence(chosen: readonly BatchEffect[]): string {
  if (chosen.length === 0) return "Nothing is sent: the decisions stand in this log alone.";
  return `${effectsSummary(chosen)} ${chosen.length === 1 ? "goes" : "go"} into the outbox, each with its entry, and ${chosen.length === 1 ? "is" : "are"} sent from there once. Can be cancelled until then.`;
}

/** "12 of 15". */
export function countWords(chosen: number, offered: number): string {
  return `${formatCount(chosen)} of ${formatCount(offered)}`;
}
