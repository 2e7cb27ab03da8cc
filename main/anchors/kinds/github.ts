import { notesInText } from "../checkpoint-trailer";
import { heldAgainstNote } from "../hold-against";
import type { AnchorKind, Found, KeptAnchor, Means } from "../port";

/*
 * A checkpoint's line in what was written back to a forge. The receipt is that line; what posts it also keeps where.
 */

function checkOne({ seq, size, root, receipt }: KeptAnchor, means: Means): Found {
  const found = (outcome: Found["outcome"], message: string): Found => ({ seq, size, outcome, message, time: null });
  const [note] = notesInText(Buffer.from(receipt).toString("utf8"));
  if (note === undefined) return found("diverged", "Its receipt is no checkpoint's line.");
  const held = heldAgainstNote(note, means.log);
  if (held.outcome !== "holds") return found("diverged", held.message);
  return held.size === size && held.root === root
    ? found("unreachable", "The line that was posted is this log's; whether it still stands there is not asked yet.")
    : found("diverged", "Its line is of another checkpoint than its entry.");
}

export const github: AnchorKind = {
  type: "github",
  name: "Forge",
  make: null,
  check: (anchors, means) => Promise.resolve(anchors.map((one) => checkOne(one, means))),
};
