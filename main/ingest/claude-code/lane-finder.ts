import { filledField } from "../json-fields";
import type { JsonObject } from "../json-fields";

/** Sessions with more side records than this put the rest under the lane of the last known one. */
const remembered = 200_000;

/**
 * The lane of a record. Sub-agents are marked by `isSidechain` and `agentId`; in the oldest versions, which write them into
 * the main file without an id, by the chain of parents; in the stream output by the tool call that started them.
 */
export class LaneFinder {
  readonly #byUuid = new Map<string, string>();
  #last: string | null = null;

  lane(record: JsonObject): string {
    const starter = filledField(record, "parent_tool_use_id");
    if (record.isSidechain !== true) return starter ?? "main";
    const uuid = filledField(record, "uuid");
    const parent = filledField(record, "parentUuid");
    const lane =
      filledField(record, "agentId") ??
      (parent === null ? null : (this.#byUuid.get(parent) ?? this.#last)) ??
      uuid ??
      this.#last ??
      "sidechain";
    if (uuid !== null && this.#byUuid.size < remembered) this.#byUuid.set(uuid, lane);
    this.#last = lane;
    return lane;
  }
}
