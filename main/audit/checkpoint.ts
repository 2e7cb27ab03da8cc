import { err, ok, type Result } from "../../shared/result";

/** A signed head of the log (C2SP tlog-checkpoint): whose tree, how many entries, and the root over them. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** The text a checkpoint's note is over: origin, size and root, a line each. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${String(size)}\n${Buffer.from(root).toString("base64")}\n`;
}

/**
 * Reads the text of an opened note. Extension lines are allowed by the form and refused here: nothing of this log writes any.
 * Codes: "checkpoint-malformed".
 */
export function parseCheckpoint(text: string): Result<Checkpoint> {
  const bad = (why: string) => err({ code: "checkpoint-malformed", message: `This is no checkpoint: ${why}.` });
  const lines = text.split("\n");
  const [origin = "", size = "", root = "", end] = lines;
  if (lines.length !== 4 || end !== "") return bad("it has not the three lines origin, size and root");
  if (origin === "") return bad("it names no log");
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(size) || !Number.isSafeInteger(Number(size)))
    return bad("its size is no number");
  const bytes = Buffer.from(root, "base64");
  if (bytes.length !== 32 || bytes.toString("base64") !== root) return bad("its root is not 32 bytes in base64");
  return ok({ origin, size: Number(size), root: bytes });
}
