import type { EffectState } from "../../shared/model/effect";
import type { FindOutcome, SendOutcome } from "./port";

/*
 * The life of an effect. What is certain here: a row that is `sending` or `unknown` may stand at the far side already, so
 * nothing of it is sent before it was looked for; a row in any other state does not.
 */

/** What may happen to an effect. */
export type EffectEvent =
  /** A process took it to send it. */
  | { readonly event: "claimed" }
  /** What sending it came to. */
  | { readonly event: "sent"; readonly result: SendOutcome }
  /** Whoever had taken it is gone, and did not say what became of it. */
  | { readonly event: "abandoned" }
  /** What looking for it came to. */
  | { readonly event: "looked"; readonly result: FindOutcome | { readonly outcome: "blind"; readonly detail: string } }
  /** It is not to be sent as things stand: its decision no longer holds. */
  | { readonly event: "stopped"; readonly detail: string }
  /** The reviewer. */
  | { readonly event: "cancel" }
  | { readonly event: "retry" };

/** Where an effect is. */
export interface EffectStanding {
  readonly state: EffectState;
  /** A request may have been done, and nothing was found out about it yet: nothing is sent before that. */
  readonly unsure: boolean;
}

export interface NextState extends EffectStanding {
  readonly detail: string;
}

const waiting: ReadonlySet<EffectState> = new Set(["planned", "sending", "unknown"]);

/** Whether an effect still goes on by itself. */
export function isOpen(state: EffectState): boolean {
  return waiting.has(state);
}

/** Whether the reviewer may take it out of the queue: only what surely was not done. */
export function mayCancel(state: EffectState): boolean {
  return state === "planned" || state === "held" || state === "failed";
}

/** Whether the reviewer may put it back into the queue. */
export function mayRetry(state: EffectState): boolean {
  return state === "held" || state === "failed";
}

/** Whether an entry of the log tells of reaching the state. */
export function isTold(state: EffectState): state is "confirmed" | "held" | "failed" | "cancelled" {
  return state === "confirmed" || state === "held" || state === "failed" || state === "cancelled";
}

/** What becomes of an effect. Out: null where that cannot happen to one in this state. */
export function nextState({ state, unsure }: EffectStanding, happened: EffectEvent): NextState | null {
  switch (happened.event) {
    case "claimed":
      return state === "planned" ? { state: "sending", unsure: true, detail: "Being sent" } : null;
    case "sent":
      return state === "sending" ? afterSending(happened.result) : null;
    case "abandoned":
      return state === "sending"
        ? {
            state: "unknown",
            unsure: true,
            detail: "Sending it was interrupted: it is looked for before anything is sent again",
          }
        : null;
    case "looked":
      return state === "unknown" ? afterLooking(happened.result) : null;
    case "stopped":
      return state === "planned" ? { state: "held", unsure: false, detail: happened.detail } : null;
    case "cancel":
      if (!mayCancel(state)) return null;
      return {
        state: "cancelled",
        unsure,
        detail: unsure ? "Given up: whether it stands there already was not found out" : "Cancelled before it was sent",
      };
    case "retry":
      if (!mayRetry(state)) return null;
      return unsure
        ? { state: "unknown", unsure, detail: "To be looked for again" }
        : { state: "planned", unsure, detail: "To be tried again" };
  }
}

function afterSending(result: SendOutcome): NextState {
  const { detail } = result;
  switch (result.outcome) {
    case "done":
      return { state: "confirmed", unsure: false, detail };
    case "lost":
      return { state: "unknown", unsure: true, detail };
    case "later":
      return { state: "planned", unsure: false, detail };
    case "held":
      return { state: "held", unsure: false, detail };
    case "refused":
      return { state: "failed", unsure: false, detail };
  }
}

function afterLooking(result: Extract<EffectEvent, { event: "looked" }>["result"]): NextState {
  switch (result.outcome) {
    case "done":
      return { state: "confirmed", unsure: false, detail: result.detail };
    case "absent":
      return { state: "planned", unsure: false, detail: "Looked for and not there: to be sent" };
    case "later":
      return { state: "unknown", unsure: true, detail: result.detail };
    // Nothing is sent while nobody can tell whether it was done.
    case "held":
      return { state: "held", unsure: true, detail: result.detail };
    // There is nothing to look at: what a person then does with it, they do knowing that.
    case "blind":
      return { state: "held", unsure: false, detail: result.detail };
  }
}
