import type { Event } from "../../../shared/model/event";

/** How many words that were said are remembered: their other forms follow closely. */
const remembered = 64;

/** The ways in which the same words are written: as an item for the model, as an event for the screen, as a turn's item. */
export type Form = "item" | "event" | "turn";

interface Said {
  readonly forms: Set<Form>;
  readonly text: string;
  readonly event: Event;
}

/**
 * Codex writes most words twice or three times, in any order. Whichever form comes first makes the event; this remembers
 * it, so that the other forms can be told from the same words said again.
 */
export class SaidTwice {
  readonly #said: Said[] = [];

  /** The event that another form of these words made, if there is one that had not been written in this form yet. */
  match(form: Form, text: string): Event | null {
    const wanted = text.trim();
    const found = this.#said.find((one) => one.text === wanted && !one.forms.has(form));
    found?.forms.add(form);
    return found?.event ?? null;
  }

  remember(form: Form, text: string, event: Event): void {
    this.#said.push({ forms: new Set([form]), text: text.trim(), event });
    if (this.#said.length > remembered) this.#said.shift();
  }
}
