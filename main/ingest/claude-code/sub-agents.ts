import type { Session } from "../../../shared/model/session";
import { filledField, objectField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { idOf } from "./session-origin";
import type { ToolResult } from "./tool-result";

const kept = 1000;

/** The sub-agents that a transcript names and that have files of their own, `subagents/agent-<id>.jsonl`. */
export class SubAgents {
  readonly #callOf = new Map<string, string | null>();

  /** The result of a call: structured from version 2, before that as a line in the text. */
  result(result: ToolResult, tool: string | null): void {
    const stated = result.structured === null ? null : filledField(result.structured, "agentId");
    if (stated !== null) this.#add(stated, result.callId);
    else if (tool === "Task" || tool === "Agent") {
      const said = /\bagentId: ([\w-]{4,64})/.exec(result.text)?.[1];
      if (said !== undefined) this.#add(said, result.callId);
    }
  }

  /** A tick of the screen: the only trace of a sub-agent whose call was never answered. */
  progress(record: JsonObject): void {
    const data = objectField(record, "data");
    const agent = data === null ? null : filledField(data, "agentId");
    if (agent !== null) this.#add(agent, filledField(record, "parentToolUseID"));
  }

  /** All but those whose records stand in this file. */
  list(here: ReadonlySet<string>): Session["subAgents"] {
    return [...this.#callOf]
      .filter(([runnerSessionId]) => !here.has(runnerSessionId))
      .map(([runnerSessionId, callId]) => ({ runnerSessionId, callId }));
  }

  #add(agent: string, callId: string | null): void {
    const id = idOf(agent);
    if (id === null) return;
    const known = this.#callOf.get(id);
    if (known === undefined ? this.#callOf.size >= kept : known !== null) return;
    this.#callOf.set(id, callId === null ? null : callId.slice(0, 200).toWellFormed());
  }
}
