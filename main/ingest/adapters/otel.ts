import { decodeMember } from "../decode-record";
import { DocumentSplitter } from "../document-splitter";
import { headMentions } from "../head-mentions";
import { filledField, objectField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { isExporterLine, isSdkSpan, OtelReader } from "../otel/reader";
import { spanNames, spanRouter } from "../otel/router";
import type { SpanNames } from "../otel/router";
import { spanTables, tableRow } from "../otel/table-row";
import type { Framing, SourceHead, TranscriptAdapter } from "../port";
import { headRecords, headText } from "../source-head";

const documents = ["resourceSpans", "batches"].flatMap((root) =>
  ["scopeSpans", "instrumentationLibrarySpans"].map((scope) => [root, "*", scope, "*", "spans"]),
);

/**
 * OpenTelemetry spans by the GenAI conventions, old and new: OTLP/JSON as a document or one a line, the file exporter of the
 * Copilot CLI, the Python SDK's `to_json`, and VS Code's `traces.db`.
 */
export const otel: TranscriptAdapter = {
  id: "otel",
  name: "OpenTelemetry",
  recognises,
  framing,
  route: (head) => spanRouter(headSpans(head)),
  tables: spanTables,
  open: (fileName) => new OtelReader(fileName),
};

/** Names of attributes and metrics, and a column of the rows. */
const words = ['"gen_ai.', '"github.copilot.', '"traceloop.', '"llm.', "start_time_ms"];

type Shape = "otlp" | "lines" | "list" | "values";

/** How the records stand in a source, whatever they say: the beginning of a source that is cut off tells it too. */
function shape(head: SourceHead): Shape {
  if (headRecords(head).some((record) => isExporterLine(record) || isSdkSpan(record))) return "lines";
  const text = headText(head).trimStart();
  if (/^\{\s*"(?:resourceSpans|batches)"\s*:/.test(text)) return "otlp";
  // Values one after the other: spans as the SDK prints them, over several lines each, and the rows of a database, which
  // are written by this app when it reads one, so that no line of theirs is ever broken.
  return text.startsWith("[") ? "list" : "values";
}

function recognises(head: SourceHead): boolean {
  if (!headMentions(head, words)) return false;
  const records = headRecords(head);
  if (records.some((record) => isSpanRow(record) || isExporterLine(record) || isSdkSpan(record))) return true;
  const text = headText(head).trimStart();
  if (!/"(?:gen_ai|traceloop|llm)\./.test(text)) return false;
  if (shape(head) === "otlp") return /"(?:scopeSpans|instrumentationLibrarySpans)"\s*:/.test(text);
  return /^(?:\[\s*)?\{\s*"name"\s*:\s*"[^"]*",\s*"context"\s*:\s*\{\s*"trace_id"/.test(text);
}

function framing(head: SourceHead): Framing {
  switch (shape(head)) {
    case "otlp":
      return { descend: documents };
    case "list":
      return { descend: [[]] };
    case "values":
      return { descend: [] };
    case "lines":
      return "lines";
  }
}

function isSpanRow(record: JsonObject): boolean {
  const row = tableRow(record);
  return row?.table === "spans" && filledField(row.row, "span_id") !== null && "start_time_ms" in row.row;
}

/** The spans at the beginning of a source, so that it is known early which conversation a trace is. */
function headSpans(head: SourceHead): SpanNames[] {
  const cut = framing(head);
  const records: JsonObject[] = [];
  if (cut === "lines") records.push(...headRecords(head));
  else
    for (const part of new DocumentSplitter(cut.descend).push(head.bytes)) {
      const decoded = decodeMember(part);
      if (decoded.kind === "record" && objectField(decoded.record, "resource") === null) records.push(decoded.record);
    }
  return records.flatMap((record) => spanNames(record) ?? []);
}
