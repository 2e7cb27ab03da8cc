import type { EffectPayload } from "../../shared/model/effect";

/** The last line of what was posted, by which it is found again: GitHub has no other way to ask whether a request was done. */
export function markerLine(id: string): string {
  return `<!-- countersign:effect:${id} -->`;
}

/** Whether a text that GitHub gives back is the effect's. Line ends are GitHub's to choose. */
export function bearsMarker(text: string | null | undefined, id: string): boolean {
  return (text ?? "").trimEnd().split(/\r?\n/).at(-1)?.trim() === markerLine(id);
}

/** Stands in a webhook's body for the effect's id, so that a receiver can tell that it had it already. */
const idPlace = "{{effect}}";

/**
 * A payload with what recording adds: to a text on GitHub the log's checkpoint, and the effect's mark as the last line; to a
 * webhook's body the effect's id.
 */
export function sealed(payload: EffectPayload, id: string, trailer: string): EffectPayload {
  if (payload.operation === "webhook") return { ...payload, body: payload.body.replace(idPlace, id) };
  if (payload.operation !== "review" && payload.operation !== "comment") return payload;
  const lines = `${trailer}\n${markerLine(id)}`;
  return { ...payload, body: payload.body === "" ? lines : `${payload.body}\n\n${lines}` };
}
