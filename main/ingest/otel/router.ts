import { filledField, isObject } from "../json-fields";
import type { JsonObject } from "../json-fields";
import type { RecordPath, Router } from "../port";
import { attributesOf, textAt } from "./attributes";
import { tableRow } from "./table-row";

/** A span's own word for its conversation, and its trace. Null for a record that is no span. */
export interface SpanNames {
  readonly spanId: string;
  readonly traceId: string;
  readonly conversation: string | null;
}

/** The names of a span of any dialect, or of a row of VS Code's table of spans. */
export function spanNames(record: JsonObject): SpanNames | null {
  const row = tableRow(record);
  if (row !== null && row.table !== "spans") return null;
  const fields = row === null ? record : row.row;
  const context = isObject(fields.context) ? fields.context : fields;
  const spanId = filledField(fields, "spanId") ?? filledField(context, "span_id");
  const traceId = filledField(fields, "traceId") ?? filledField(context, "trace_id");
  if (spanId === null || traceId === null) return null;
  return { spanId, traceId, conversation: row === null ? stated(fields) : column(fields) };
}

/** VS Code names every request a conversation; the chat it belongs to has a name of its own. */
function stated(record: JsonObject): string | null {
  return conversationOf(attributesOf(record.attributes));
}

function column(row: JsonObject): string | null {
  return filledField(row, "chat_session_id") ?? filledField(row, "conversation_id");
}

/** The conversation that a span's attributes name. */
export function conversationOf(attributes: ReadonlyMap<string, unknown>): string | null {
  return textAt(
    attributes,
    "copilot_chat.chat_session_id",
    "gen_ai.conversation.id",
    "session.id",
    "traceloop.association.properties.session_id",
  );
}

/**
 * Routes spans to sessions: by the conversation they name, else by their trace. Spans come child first, and often only an
 * agent's span names the conversation, so a trace belongs to the first conversation that one of its spans names: `known` are
 * the spans of the beginning of the source, which are looked at beforehand. A conversation whose trace had to begin without
 * it keeps the place where that trace stands.
 */
export function spanRouter(known: readonly SpanNames[]): Router {
  /** Where a conversation's spans go, and a trace's. */
  const conversations = new Map<string, string>();
  const traces = new Map<string, string>();
  /** Places that belong to a conversation. */
  const owned = new Set<string>();
  const bySpan = new Map<string, string>();
  let first: string | null = null;
  let last: string | null = null;

  /** The first session has the name that a source without a record has: it may have been asked for before. */
  const place = (key: string): string => {
    first ??= key;
    return key === first ? "" : key;
  };

  function claim(traceId: string, conversation: string): string {
    const of = conversations.get(conversation);
    if (of !== undefined) {
      if (!traces.has(traceId)) traces.set(traceId, of);
      return of;
    }
    const begun = traces.get(traceId);
    const key = begun !== undefined && !owned.has(begun) ? begun : `conversation ${conversation}`;
    conversations.set(conversation, key);
    owned.add(key);
    if (begun === undefined) traces.set(traceId, key);
    return key;
  }

  for (const { traceId, conversation } of known) if (conversation !== null) claim(traceId, conversation);

  return (record: JsonObject, path: RecordPath) => {
    const row = tableRow(record);
    if (row !== null && row.table !== "spans") {
      // Rows that belong to a span go where it went.
      const spanId = filledField(row.row, "span_id");
      const key = (spanId === null ? undefined : bySpan.get(spanId)) ?? last;
      return key === null ? null : place(key);
    }
    const names = spanNames(record);
    if (names === null) {
      // A resource says whose spans come next, in whatever session; metrics belong to none and are counted where they stand.
      return path.length > 0 || last === null ? null : place(last);
    }
    const { spanId, traceId, conversation } = names;
    const key = conversation !== null ? claim(traceId, conversation) : (traces.get(traceId) ?? `trace ${traceId}`);
    if (!traces.has(traceId)) traces.set(traceId, key);
    if (row !== null) bySpan.set(spanId, key);
    last = key;
    return place(key);
  };
}
