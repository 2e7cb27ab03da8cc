import type { Input, Output } from "../../shared/contract/api";
import { err, ok, type Result } from "../../shared/result";
import { blankComments } from "../store/comments";
import { eraseEffectTexts } from "../store/outbox";
import type { Core } from "../views/core";

/** What an erasure does not reach, in sentences. */
const stays = [
  "The commitment to the text: it says that there was one, and not what it said.",
  "Copies outside of the record: backups, bundles and reports made before, and what was sent elsewhere.",
  "What else the entry holds: the kind of decision, the task's title, names and digests.",
];

/** Said where the record's file could not be written anew. */
const inFile =
  "Old bytes in record.db, until it is written anew: another program reads it now, or the disk is full. Close it, or free space, and erase again.";

/**
 * Erases what was typed with a decision: its reason and the comments it carries, there and where the comments themselves are kept. The
 * entry that says so is written first, so that what is gone is never gone unsaid.
 * Codes: "not-found", "text-in-entry" where the entry itself holds it, "text-gone" where it is not there any more.
 */
export function eraseText(core: Core, { seq, reason }: Input<"audit.erase">): Result<Output<"audit.erase">> {
  const row = core.ledger.decision(seq);
  if (row === null)
    return err({
      code: "not-found",
      message: `Entry ${String(seq)} is no decision.`,
      remedy: "countersign audit lists the entries.",
    });
  if (row.texts === null)
    return err({
      code: "text-in-entry",
      message:
        row.decision.reason === ""
          ? `Nothing was typed with entry ${String(seq)}.`
          : `The reason of entry ${String(seq)} stands in the entry itself, as all did before texts could be erased.`,
      remedy: "Such an entry can be left out of a bundle: countersign audit export --withhold.",
    });
  if (row.texts.state !== "kept") {
    // An earlier erasure may have found the file in use.
    const clean = row.texts.state === "absent" || core.ledger.forgetErased();
    return err({
      code: "text-gone",
      message: `The text of entry ${String(seq)} is not there any more.`,
      ...(clean ? {} : { remedy: inFile }),
    });
  }
  const { commitment } = row.texts;
  const comments = (row.decision.comments ?? []).map(({ id }) => id);
  let blanked = 0;
  const erased = core.ledger.erase(commitment, reason, () => {
    blanked = blankComments(core.record, comments);
    // What waits to be sent holds the same words.
    eraseEffectTexts(core.record, seq);
  });
  if (!erased.ok) return erased;
  core.publish("changed", { scopes: ["inbox", "task", "audit", "comments", "outbox"] });
  return ok({
    seq: erased.value.seq,
    commitment,
    comments: blanked,
    stays: erased.value.clean ? [...stays] : [inFile, ...stays],
  });
}
