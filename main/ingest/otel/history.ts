import { createHash } from "node:crypto";
import { jsonText } from "../json-fields";
import type { Message } from "./messages";

/** Every request to a model repeats the conversation so far. Says which messages are new, lane by lane. */
export class History {
  readonly #last = new Map<string, string[]>();
  readonly #seen = new Set<string>();

  /** The messages of a request that were not in the lane before. What came out of the model counts as having been. */
  fresh(lane: string, messages: readonly Message[]): Message[] {
    const before = this.#last.get(lane) ?? [];
    const now = messages.map((message) => signature(lane, message));
    let same = 0;
    while (same < before.length && same < now.length && before[same] === now[same]) same += 1;
    const fresh = messages.filter((_, index) => {
      if (index < same) return false;
      // Words said twice are two messages; where the history was cut or reordered, what was seen is not new.
      return same === before.length || !this.#seen.has(now[index] ?? "");
    });
    this.#last.set(lane, now);
    for (const one of now) this.#seen.add(one);
    return fresh;
  }

  /** Takes what came out of the model: the next request will repeat it. */
  said(lane: string, messages: readonly Message[]): void {
    const signatures = messages.map((message) => signature(lane, message));
    this.#last.set(lane, [...(this.#last.get(lane) ?? []), ...signatures]);
    for (const one of signatures) this.#seen.add(one);
  }

  /** True if the lane had this message. */
  knows(lane: string, message: Message): boolean {
    return this.#seen.has(signature(lane, message));
  }
}

function signature(lane: string, message: Message): string {
  const parts = message.parts.flatMap((part): string[] => {
    switch (part.kind) {
      case "text":
        return [part.text.trim()];
      case "reasoning":
        // Not every exporter repeats it.
        return [];
      case "call":
        return [`call ${part.id ?? `${part.name} ${jsonText(part.args)}`}`];
      case "response":
        return [`response ${part.id ?? part.text}`];
    }
  });
  return createHash("sha256")
    .update(jsonText([lane, message.role, parts]))
    .digest("base64");
}
