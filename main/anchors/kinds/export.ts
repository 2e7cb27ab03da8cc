import { createHash } from "node:crypto";
import { readExportReceipt } from "../export-receipt";
import { heldAgainstNote } from "../hold-against";
import type { AnchorKind, Found, KeptAnchor, Means } from "../port";

/*
 * A bundle that was written outside of the data folder: it carries the checkpoint of its end. It counts for as long as whoever
 * got it keeps it.
 */

function checkOne({ seq, size, receipt }: KeptAnchor, means: Means): Found {
  const found = (outcome: Found["outcome"], message: string): Found => ({ seq, size, outcome, message, time: null });
  const told = readExportReceipt(receipt);
  if (told === null) return found("diverged", "Its receipt cannot be read.");
  const [manifest, note] = means.bundleAt(told.path, ["manifest.json", `checkpoints/${String(size)}.note`]) ?? [];
  if (manifest === undefined || manifest === null)
    return found("unreachable", `The bundle is not at ${told.path} any more, or cannot be read there.`);
  if (note !== undefined && note !== null) {
    const held = heldAgainstNote(Buffer.from(note).toString("utf8"), means.log);
    if (held.outcome === "diverged") return found("diverged", held.message);
  }
  return createHash("sha256").update(manifest).digest("hex") === told.digest
    ? found("holds", `The bundle at ${told.path} has the manifest and the checkpoint that it was written with.`)
    : found("diverged", `The bundle at ${told.path} is not the one that was written there.`);
}

export const exportBundle: AnchorKind = {
  type: "export",
  name: "Export",
  make: null,
  check: (anchors, means) => Promise.resolve(anchors.map((one) => checkOne(one, means))),
};
