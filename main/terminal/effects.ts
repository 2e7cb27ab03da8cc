import { setTimeout as sleep } from "node:timers/promises";
import type { Input, Invoke } from "../../shared/contract/api";
import type { PlannedEffect, QueuedEffect } from "../../shared/model/effect";
import { err, ok, type Result } from "../../shared/result";
import { plain, type Screen } from "./screen";

/** Which effects a person asked for on the command line. */
export interface EffectChoice {
  readonly post: boolean;
  /** Operations; empty for those that are sent unless one says otherwise. */
  readonly only: readonly string[];
}

/** The effects of a decision that were asked for. Codes: "effect-not-offered" with the reason. */
export async function chooseEffects(
  ask: Invoke,
  asked: Input<"outbox.plan">,
  { post, only }: EffectChoice,
): Promise<Result<readonly PlannedEffect[]>> {
  if (!post) return ok([]);
  const planned = await ask("outbox.plan", asked);
  if (!planned.ok) return planned;
  const { effects } = planned.value;
  if (only.length === 0) {
    const wanted = effects.filter(({ wanted: usual, refused }) => usual && refused === null);
    return wanted.length > 0 ? ok(wanted) : err(notOffered(effects, "Nothing of this decision can be sent"));
  }
  for (const operation of only)
    if (!effects.some((effect) => effect.operation === operation && effect.refused === null))
      return err(
        notOffered(
          effects.filter((effect) => effect.operation === operation),
          `No ${plain(operation)} can be sent`,
        ),
      );
  return ok(
    // Of a verdict and the same without one, the verdict is meant.
    effects.filter(
      (effect) =>
        effect.refused === null &&
        only.includes(effect.operation) &&
        (effect.wanted || !effects.some((other) => other.wanted && alike(other, effect))),
    ),
  );
}

function alike(a: PlannedEffect, b: PlannedEffect): boolean {
  return a.operation === b.operation && a.target === b.target;
}

function notOffered(effects: readonly PlannedEffect[], message: string) {
  const why = [...new Set(effects.flatMap(({ refused }) => refused ?? []))];
  return {
    code: "effect-not-offered",
    message: `${message}${why.length === 0 ? ": it has no such effect" : `: ${why.map(plain).join("; ")}`}. Nothing was recorded.`,
    remedy: "countersign outbox preview ID KIND shows what can be sent, and why other things cannot.",
  };
}

/** Shows a planned effect with its exact text. */
export function printPlanned(screen: Screen, effect: PlannedEffect): void {
  const { title, account, refused, wanted, text, inline, mentions, link } = effect;
  if (refused !== null) {
    screen.line(`not offered  ${plain(title)}: ${plain(refused)}.${link === null ? "" : ` By hand: ${plain(link)}`}`);
    return;
  }
  screen.line(
    `${wanted ? "with --post " : "on request  "} ${effect.operation}: ${plain(title)}${account === null ? "" : `, as ${plain(account)}`}`,
  );
  printText(screen, text);
  for (const one of inline) {
    screen.line(`      on ${plain(one.place)}`);
    printText(screen, one.text);
  }
  if (mentions.length > 0) screen.line(`      It tells ${mentions.map(plain).join(", ")}.`);
}

/** A text line by line, every line made plain. */
export function printText(screen: Screen, text: string | null): void {
  for (const line of text === null ? [] : text.split("\n")) screen.line(`    | ${plain(line)}`);
}

/** One effect of the queue in a line. */
export function effectLine({ state, title, detail, before, id }: QueuedEffect): string {
  const wait = state === "planned" && before > 0 ? `; ${String(before)} before it` : "";
  return `${id.slice(-8)}  ${state.padEnd(9)}  ${plain(title)}: ${plain(detail)}${wait}`;
}

/** Longest sleep between two looks at the queue, in milliseconds. */
const lookMs = 2000;

/**
 * Sends what is due until nothing goes on by itself, or the time is over. In: milliseconds. Out: what was asked last.
 */
export async function sendUntil(ask: Invoke, waitMs: number) {
  const end = Date.now() + waitMs;
  let worked = 0;
  for (;;) {
    const sent = await ask("outbox.send", {});
    if (!sent.ok) return sent;
    worked += sent.value.worked;
    const { nextAt } = sent.value;
    const wait = nextAt === null ? null : Math.max(100, Math.min(lookMs, Date.parse(nextAt) - Date.now()));
    if (wait === null || Date.now() + wait > end) return ok({ ...sent.value, worked });
    await sleep(wait);
  }
}
