import type { Operation, Span } from "./span";

const deepest = 200;

/** Finds the lane of a span: that of the innermost agent it is below, if that agent is itself below another. */
export class SpanLanes {
  readonly #spans = new Map<string, { parentId: string | null; agent: boolean }>();

  take(span: Span, operation: Operation): void {
    this.#spans.set(span.id, { parentId: span.parentId, agent: operation === "agent" });
  }

  /** "main", or the id of the span of the sub-agent. A parent that never came ends the search. */
  of(span: Span): string {
    const agents: string[] = [];
    let id: string | null = span.id;
    for (let step = 0; id !== null && step < deepest && agents.length < 2; step += 1) {
      const at = this.#spans.get(id);
      if (at?.agent === true) agents.push(id);
      id = at?.parentId ?? null;
    }
    const [inner, outer] = agents;
    return inner !== undefined && outer !== undefined ? inner : "main";
  }
}
