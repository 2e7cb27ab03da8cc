import type { Session } from "../../../shared/model/session";
import { filledField, listField, parseObject, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";

const kept = 1000;

/** The sub-agents a session began: each is a thread with a rollout of its own. */
export class Spawned {
  readonly #callOf = new Map<string, string | null>();

  add(thread: string | null, callId: string | null): void {
    if (thread === null || thread === "") return;
    const id = thread.slice(0, 200).toWellFormed();
    const known = this.#callOf.get(id);
    if (known === undefined ? this.#callOf.size >= kept : known !== null) return;
    this.#callOf.set(id, callId === null ? null : callId.slice(0, 200).toWellFormed());
  }

  /** The output of a `spawn_agent` call: JSON text that names the thread. */
  output(tool: string, output: unknown, callId: string): void {
    if (tool !== "spawn_agent" || typeof output !== "string") return;
    const facts = parseObject(output) ?? {};
    this.add(filledField(facts, "agent_id") ?? filledField(facts, "thread_id"), callId);
  }

  /** An event or item on sub-agents: `sub_agent_activity`, `collab_agent_spawn_end`, an item of a spawn call. */
  report(facts: JsonObject): void {
    const callId = filledField(facts, "call_id") ?? filledField(facts, "id");
    this.add(filledField(facts, "agent_thread_id") ?? filledField(facts, "agentThreadId"), null);
    this.add(filledField(facts, "new_thread_id"), callId);
    if (!/^spawn_?agent$/i.test(textField(facts, "tool") ?? "")) return;
    const threads = [...listField(facts, "receiver_thread_ids"), ...listField(facts, "receiverThreadIds")];
    for (const thread of threads) this.add(typeof thread === "string" ? thread : null, callId);
  }

  list(): Session["subAgents"] {
    return [...this.#callOf].map(([runnerSessionId, callId]) => ({ runnerSessionId, callId }));
  }
}
