import { filledField, intField, isObject, listField, objectField, type JsonObject } from "../json-fields";

/** Whose lines a commit has, as Entire counted them. */
export interface EntireAttribution {
  readonly agentLines: number;
  readonly humanAdded: number;
  readonly humanModified: number;
  readonly humanRemoved: number;
}

/** What the metadata.json of one session in a checkpoint says. */
export interface EntireSession {
  readonly checkpointId: string;
  /** The runner's own id of the session. */
  readonly runnerSessionId: string;
  readonly createdAt: string | null;
  readonly branch: string | null;
  /** As Entire believes; it has been seen wrong. */
  readonly agent: string | null;
  readonly filesTouched: readonly string[];
  /** First record of the transcript that belongs to this checkpoint: the transcript is the whole session. */
  readonly transcriptStart: number | null;
  readonly attribution: EntireAttribution | null;
}

const checkpointId = /^(?:[0-9a-f]{12}|[0-9A-HJKMNP-TV-Z]{26})$/;

/** Whether a text is the id of a checkpoint: 12 hexadecimal digits, newer ones a ULID. */
export function isCheckpointId(text: string): boolean {
  return checkpointId.test(text);
}

/** Whether a JSON object is metadata of a checkpoint, or of a session in one. */
export function isEntireMetadata(record: JsonObject): boolean {
  const id = filledField(record, "checkpoint_id");
  if (id === null || !isCheckpointId(id)) return false;
  return "files_touched" in record && ("session_id" in record || "sessions" in record);
}

/**
 * Reads the metadata of one session in a checkpoint (entireio/cli, `<id>/<n>/metadata.json` of the branch
 * `entire/checkpoints/v1`). Out: null for the checkpoint's own metadata, which only lists its sessions.
 */
export function readEntireSession(record: JsonObject): EntireSession | null {
  const id = filledField(record, "checkpoint_id");
  const session = filledField(record, "session_id");
  if (id === null || session === null) return null;
  const counted = objectField(record, "initial_attribution");
  const count = (name: string) => Math.max(0, (counted === null ? null : intField(counted, name)) ?? 0);
  return {
    checkpointId: id,
    // Older versions put the day before the runner's own id.
    runnerSessionId: session.replace(/^\d{4}-\d{2}-\d{2}-(?=.)/, ""),
    createdAt: filledField(record, "created_at"),
    branch: filledField(record, "branch"),
    agent: filledField(record, "agent"),
    filesTouched: listField(record, "files_touched").flatMap((path) => (typeof path === "string" ? [path] : [])),
    transcriptStart: intField(record, "checkpoint_transcript_start") ?? intField(record, "transcript_lines_at_start"),
    attribution:
      counted === null || !isObject(counted)
        ? null
        : {
            agentLines: count("agent_lines"),
            humanAdded: count("human_added"),
            humanModified: count("human_modified"),
            humanRemoved: count("human_removed"),
          },
  };
}
