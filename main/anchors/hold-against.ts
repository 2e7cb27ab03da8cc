import { parseCheckpoint } from "../audit/checkpoint";
import { openNote } from "../audit/signed-note";
import type { KnownLog } from "./port";

/** What a checkpoint from outside says of this log. `foreign`: none of this log's keys signed it, so it says nothing. */
export type Held =
  | { readonly outcome: "holds"; readonly size: number; readonly root: string }
  | { readonly outcome: "diverged"; readonly size: number; readonly message: string }
  | { readonly outcome: "foreign"; readonly message: string };

/** Holds this log against a checkpoint of it that was kept elsewhere. In: the note as it was read back. */
export function heldAgainstNote(note: string, log: KnownLog): Held {
  const opened = openNote(note, log.keys);
  if (!opened.ok) return { outcome: "foreign", message: opened.error.message };
  const parsed = parseCheckpoint(opened.value.text);
  if (!parsed.ok) return { outcome: "foreign", message: parsed.error.message };
  const { origin, size } = parsed.value;
  if (origin !== log.origin) return { outcome: "foreign", message: "It is a checkpoint of another log." };
  const root = Buffer.from(parsed.value.root).toString("hex");
  const own = log.rootAt(size);
  if (own === root) return { outcome: "holds", size, root };
  return {
    outcome: "diverged",
    size,
    message:
      own === null
        ? `It is of ${String(size)} entries, signed with this log's key, and this log has ${String(log.size)}: its end is gone, or an older copy was put in its place.`
        : `Its root of ${String(size)} entries, signed with this log's key, is not this log's: one of the two was rewritten.`,
  };
}
