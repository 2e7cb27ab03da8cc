import type { EventDetail, EventKind } from "../../../shared/model/event";
import type { EventView } from "./event-view";
import { check } from "./events/check";
import { command } from "./events/command";
import { compaction } from "./events/compaction";
import { error } from "./events/error";
import { fileEdit } from "./events/file-edit";
import { message } from "./events/message";
import { note } from "./events/note";
import { reasoning } from "./events/reasoning";
import { toolCall } from "./events/tool-call";
import { toolResult } from "./events/tool-result";

/** THE list of event kinds as the timeline draws them, in the order their filters stand in. */
export const eventViews: { readonly [K in EventKind]: EventView<K> } = {
  message,
  reasoning,
  "file-edit": fileEdit,
  check,
  command,
  "tool-call": toolCall,
  "tool-result": toolResult,
  error,
  compaction,
  note,
};

/** The view of an event's kind. */
export function eventView(detail: EventDetail): EventView<EventKind> {
  // The list pairs a kind with a view for its detail; picking by the detail's own kind loses the pairing for the compiler.
  return eventViews[detail.kind] as EventView<EventKind>;
}
