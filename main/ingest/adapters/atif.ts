import { AtifReader, isStep } from "../atif/reader";
import { headMentions } from "../head-mentions";
import { isObject, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import type { Framing, RecordPath, Router, SourceHead, TranscriptAdapter } from "../port";
import { headDocument, headRecords, headText, isRecordPerLine } from "../source-head";

const steps = [
  ["steps"],
  ["subagent_trajectories", "*", "steps"],
  ["subagent_trajectories", "*", "subagent_trajectories", "*", "steps"],
];

/**
 * ATIF, the trajectory format of Harbor and of what exports to it: documents of 1.0 to 1.8, arrays of them, one a line, and
 * the streaming variant of a header line and a step a line.
 */
export const atif: TranscriptAdapter = {
  id: "atif",
  name: "ATIF",
  recognises(head) {
    if (!isRecordPerLine(head) && !headMentions(head, ['"steps"', "__header__"])) return false;
    if (isStream(head)) return headRecords(head).slice(0, 1).some(isHeader);
    const document = headDocument(head, steps);
    if (document?.root === "array") {
      const opened = headDocument(head, [["*", "steps"]])?.records ?? [];
      return opened.some(({ record, path }) => path.length === 1 && isVersion(record.schema_version));
    }
    if (document !== null) {
      if (!document.keys.has("steps")) return isPlainTrajectory(headRecords(head)[0]);
      const version = document.records.some(
        ({ record, path }) => path.length === 0 && isVersion(record.schema_version),
      );
      // The full name of the version is enough; "1.4" alone is not.
      if (document.records.some(({ record, path }) => path.length === 0 && isFullVersion(record.schema_version)))
        return true;
      const agent = document.keys.has("agent");
      const step = document.records.some(({ record, path }) => path[0] === "steps" && isStep(record));
      return (version && (agent || step)) || (agent && step && !document.keys.has("messages"));
    }
    return headRecords(head).slice(0, 3).some(isPlainTrajectory);
  },
  framing(head): Framing {
    if (isStream(head)) return "lines";
    const array = /^\s*\[/.test(
      headText(head)
        .slice(0, 1000)
        .replace(/^\uFEFF/, ""),
    );
    return { descend: array ? steps.map((path) => ["*", ...path]) : steps };
  },
  route: (head) => router(isStream(head)),
  open: (fileName) => new AtifReader(fileName),
};

function isVersion(value: unknown): boolean {
  return isFullVersion(value) || (typeof value === "string" && /^1\.\d{1,2}$/.test(value));
}

function isFullVersion(value: unknown): boolean {
  return typeof value === "string" && /^ATIF-v?1\.\d{1,2}$/.test(value);
}

/** A whole trajectory on one line. */
function isPlainTrajectory(record: JsonObject | undefined): boolean {
  return (
    record !== undefined && isVersion(record.schema_version) && Array.isArray(record.steps) && isObject(record.agent)
  );
}

function isHeader(record: JsonObject): boolean {
  return record.__header__ === true && textField(record, "schema_version") !== null && isObject(record.agent);
}

/** The streaming variant: told by how its header begins where that is all there is. */
function isStream(head: SourceHead): boolean {
  const [first] = headRecords(head);
  if (first === undefined) return /^\s*\{\s*"__header__"\s*:/.test(headText(head).slice(0, 1000));
  return "__header__" in first && !("steps" in first);
}

/** Every element of an array, and every document of several, is a trajectory of its own. */
function router(stream: boolean): Router {
  let document = 0;
  const seen = new Set<string>();
  return (record: JsonObject, path: RecordPath) => {
    if (stream) return "";
    const [first] = path;
    // The first has the name that a source without a record has: it may have been asked for before.
    if (typeof first === "number") return first === 0 ? "" : String(first);
    if (path.length === 0) {
      const [key] = Object.keys(record);
      if (key !== undefined && key !== "steps" && seen.has(key)) {
        // A root member that comes again begins another document.
        document += 1;
        seen.clear();
      }
      if (key !== undefined && seen.size < 100) seen.add(key);
    }
    return document === 0 ? "" : `document ${String(document)}`;
  };
}
