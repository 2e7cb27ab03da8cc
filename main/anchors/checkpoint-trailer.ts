import { err, ok, type Result } from "../../shared/result";
import { parseCheckpoint } from "../audit/checkpoint";

/*
 * A checkpoint in one line, for what is written back to a forge: `Countersign-Checkpoint: origin size root signature`. The
 * signature is the base64 of the note's own signature line, so the line and the note are made out of each other exactly.
 */

const name = "Countersign-Checkpoint";
const form = new RegExp(
  `^${name}: (countersign\\.invalid/[0-9a-f-]{36}) (0|[1-9][0-9]{0,15}) ([A-Za-z0-9+/]{43}=) ([A-Za-z0-9+/]{20,200}={0,2})$`,
);
const noteForm = /^([^\n]+)\n([^\n]+)\n([^\n]+)\n\n\u2014 ([^\n ]+) ([^\n ]+)\n$/;
/** Of a text from a forge, no more is looked at. */
const mostText = 1024 * 1024;

/** The line of a checkpoint. In: a note of this log with the one signature that it makes. */
export function checkpointTrailer(note: string): string {
  const [, origin = "", size = "", root = "", signer = "", signature = ""] = noteForm.exec(note) ?? [];
  if (signer === "" || signer !== origin) throw new Error("this is no checkpoint that the log signed");
  return `${name}: ${origin} ${size} ${root} ${signature}`;
}

/**
 * Reads such a line back. Out: the note that it stands for, of which nothing is believed before its signature is verified.
 * Codes: "trailer-malformed".
 */
export function parseTrailer(line: string): Result<string> {
  const [, origin = "", size = "", root = "", signature = ""] = form.exec(line) ?? [];
  const text = `${origin}\n${size}\n${root}\n`;
  if (origin === "" || !parseCheckpoint(text).ok || Buffer.from(signature, "base64").toString("base64") !== signature)
    return err({ code: "trailer-malformed", message: "This line is no checkpoint's trailer." });
  return ok(`${text}\n\u2014 ${origin} ${signature}\n`);
}

/** The notes of every such line in a text of anyone, in order. */
export function notesInText(text: string): string[] {
  return text
    .slice(0, mostText)
    .split(/\r?\n/)
    .flatMap((line) => {
      const read = parseTrailer(line.trim());
      return read.ok ? [read.value] : [];
    });
}
