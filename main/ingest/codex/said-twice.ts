import type { Event } from "../../../shared/model/event";

/** How many words that were said are remembered: their second form follows closely. */
const remembered = 64;

export type Form = "item" | "event";

interface Said {
  readonly form: Form;
  readonly text: string;
  event: Event;
}

/**
 * Codex writes most words twice, as a `response_item` and as an `event_msg`, in either order. Whichever comes first makes
 * the event; this remembers it, so that the other form can be told from the same words said again.
 */
export class SaidTwice {
  #said: Said[] = [];

  /** Takes out and returns the event that the other form of these words made, if there is one. */
  match(form: Form, text: string): Event | null {
    const wanted = text.trim();
    const at = this.#said.findIndex((one) => one.form !== form && one.text === wanted);
    if (at === -1) return null;
    const [found] = this.#said.splice(at, 1);
    return found?.event ?? null;
  }

  remember(form: Form, text: string, event: Event): void {
    this.#said.push({ form, text: text.trim(), event });
    if (this.#said.length > remembered) this.#said.shift();
  }
}
