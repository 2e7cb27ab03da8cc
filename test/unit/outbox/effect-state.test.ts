import { describe, expect, it } from "vitest";
import { effectStateSchema, type EffectState } from "../../../shared/model/effect";
import { isOpen, isTold, mayCancel, mayRetry, nextState, type EffectEvent } from "../../../main/outbox/effect-state";

const remote = { id: "1", url: "https://github.com/demo/app/pull/7", at: "2026-11-22T21:00:00Z" };
const done = { outcome: "done", remote, detail: "Posted" } as const;
const later = { outcome: "later", detail: "offline", notBefore: null } as const;
const held = { outcome: "held", detail: "not allowed" } as const;
const sent = (result: Extract<EffectEvent, { event: "sent" }>["result"]): EffectEvent => ({ event: "sent", result });
const looked = (result: Extract<EffectEvent, { event: "looked" }>["result"]): EffectEvent => ({
  event: "looked",
  result,
});

const events: Readonly<Record<string, EffectEvent>> = {
  claimed: { event: "claimed" },
  "sent: done": sent(done),
  "sent: lost": sent({ outcome: "lost", detail: "no answer" }),
  "sent: later": sent(later),
  "sent: held": sent(held),
  "sent: refused": sent({ outcome: "refused", detail: "422" }),
  abandoned: { event: "abandoned" },
  "looked: done": looked(done),
  "looked: absent": looked({ outcome: "absent" }),
  "looked: later": looked(later),
  "looked: held": looked(held),
  "looked: blind": looked({ outcome: "blind", detail: "cannot be asked" }),
  stopped: { event: "stopped", detail: "superseded" },
  cancel: { event: "cancel" },
  retry: { event: "retry" },
};

/** Everything that can happen, and what becomes of it ("?" after a state: it may stand there already); all else is refused. */
const table: Readonly<Partial<Record<string, Readonly<Record<string, string>>>>> = {
  planned: { claimed: "sending?", stopped: "held", cancel: "cancelled" },
  "sending?": {
    "sent: done": "confirmed",
    "sent: lost": "unknown?",
    "sent: later": "planned",
    "sent: held": "held",
    "sent: refused": "failed",
    abandoned: "unknown?",
  },
  "unknown?": {
    "looked: done": "confirmed",
    "looked: absent": "planned",
    "looked: later": "unknown?",
    "looked: held": "held?",
    "looked: blind": "held",
  },
  held: { cancel: "cancelled", retry: "planned" },
  "held?": { cancel: "cancelled?", retry: "unknown?" },
  failed: { cancel: "cancelled", retry: "planned" },
};

const standings = [
  ...effectStateSchema.options.map((state) => ({ state, unsure: false })),
  ...(["sending", "unknown", "held"] as const).map((state) => ({ state, unsure: true })),
];

describe("the states of an effect", () => {
  it.each(
    standings
      // What is being sent or not known is unsure by that.
      .filter(({ state, unsure }) => unsure || (state !== "sending" && state !== "unknown"))
      .flatMap(({ state, unsure }) =>
        Object.keys(events).map((name) => ({ state, unsure, name, from: `${state}${unsure ? "?" : ""}` })),
      ),
  )("$from, $name", ({ state, unsure, name, from }) => {
    const event = events[name];
    if (event === undefined) throw new Error(name);
    const next = nextState({ state, unsure }, event);
    expect(next === null ? undefined : `${next.state}${next.unsure ? "?" : ""}`).toBe(table[from]?.[name]);
    if (next !== null) expect(next.detail).not.toBe("");
  });

  it("never sends what may stand there already before it was looked for", () => {
    // From every state that is unsure, every way back to planned goes through looking.
    for (const { state, unsure } of standings.filter((one) => one.unsure))
      for (const event of Object.values(events)) {
        const next = nextState({ state, unsure }, event);
        if (next?.state !== "planned") continue;
        expect(["sent", "looked"]).toContain(event.event);
        if (event.event === "sent") expect(event.result.outcome).toBe("later");
        if (event.event === "looked") expect(event.result.outcome).toBe("absent");
      }
  });

  it("ends: what is done or cancelled never changes, and is told by an entry", () => {
    for (const state of ["confirmed", "cancelled"] as const) {
      for (const event of Object.values(events)) expect(nextState({ state, unsure: false }, event)).toBeNull();
      expect([isTold(state), isOpen(state), mayCancel(state), mayRetry(state)]).toEqual([true, false, false, false]);
    }
  });

  it("lets the reviewer cancel only what surely was not sent, or was held", () => {
    const may = (holds: (state: EffectState) => boolean) => effectStateSchema.options.filter(holds);
    expect(may(mayCancel)).toEqual(["planned", "held", "failed"]);
    expect(may(mayRetry)).toEqual(["held", "failed"]);
  });
});
