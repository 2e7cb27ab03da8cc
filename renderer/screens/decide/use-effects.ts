import { useEffect, useState } from "react";
import { create } from "zustand";
import type { Input, Output } from "../../../shared/contract/api";
import type { PlannedEffect } from "../../../shared/model/effect";
import { ok, type Result } from "../../../shared/result";
import { call } from "../../bridge/client";
import { useQuery, type Query } from "../../bridge/use-query";

type Asked = Input<"outbox.plan">;
export type Choices = Readonly<Record<string, boolean>>;

const noChoices: Choices = {};
const store = create<{ readonly byDraft: Readonly<Record<string, Choices>> }>(() => ({ byDraft: {} }));

/** So long nothing is typed before the texts are worked out again, in milliseconds. */
const settleMs = 250;

export interface EffectChoice {
  readonly query: Query<Output<"outbox.plan">>;
  readonly effects: readonly PlannedEffect[];
  /** Those that are sent when the decision is recorded. */
  readonly chosen: readonly PlannedEffect[];
  /** The preview is of what is typed now. */
  readonly settled: boolean;
  readonly choose: (key: string, wanted: boolean) => void;
}

/** What is typed, once it rests. Out: that, and whether it is what is typed now. */
export function useSettled<T>(asked: T | null): { readonly asked: T | null; readonly settled: boolean } {
  const text = asked === null ? "" : JSON.stringify(asked);
  const [settledText, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(text);
    }, settleMs);
    return () => {
      clearTimeout(timer);
    };
  }, [text]);
  return { asked: settledText === "" ? null : (JSON.parse(settledText) as T), settled: text === settledText };
}

/** What the reviewer chose of a draft's effects, by key, against what is sent by itself. */
export function useChoices(draftName: string): Choices {
  return store((state) => state.byDraft[draftName] ?? noChoices);
}

/** Chooses effects of a draft, or takes them out, by key. */
export function chooseEffects(draftName: string, choices: Choices): void {
  store.setState(({ byDraft }) => ({ byDraft: { ...byDraft, [draftName]: { ...byDraft[draftName], ...choices } } }));
}

/** What the decision would do elsewhere, as it is typed, and which of it the reviewer wants. In: a draft's name and what is typed; null while nothing can be asked. */
export function useEffectChoice(draftName: string, asked: Asked | null): EffectChoice {
  const { asked: settledAsked, settled } = useSettled(asked);
  const sameSubject = asked !== null && settledAsked?.taskId === asked.taskId && settledAsked.kind === asked.kind;
  const query = useQuery("outbox.plan", sameSubject ? settledAsked : null, {
    scopes: ["task", "settings", "runners"],
    keepPrevious: true,
  });
  const choices = useChoices(draftName);
  const effects = query.value?.effects ?? [];
  return {
    query,
    effects,
    chosen: effects.filter((effect) => isChosen(effect, choices)),
    settled: settled && query.state !== "loading",
    choose: (key, wanted) => {
      chooseEffects(draftName, { [key]: wanted });
    },
  };
}

function isChosen({ refused, key, wanted }: PlannedEffect, choices: Choices): boolean {
  return refused === null && (choices[key] ?? wanted);
}

/**
 * The ids to record: of the chosen effects as they are with exactly what is typed now. In: what is typed, and what was chosen.
 */
export async function chosenNow(asked: Asked, chosen: readonly PlannedEffect[]): Promise<Result<string[]>> {
  if (chosen.length === 0) return ok([]);
  const now = await call("outbox.plan", asked);
  if (!now.ok) return now;
  const keys = new Set(chosen.map(({ key }) => key));
  return ok(now.value.effects.filter(({ key, refused }) => refused === null && keys.has(key)).map(({ id }) => id));
}

/** Forgets what was chosen: the decision was recorded. */
export function dropEffectChoices(draftName: string): void {
  store.setState(({ byDraft }) => ({
    byDraft: Object.fromEntries(Object.entries(byDraft).filter(([name]) => name !== draftName)),
  }));
}
