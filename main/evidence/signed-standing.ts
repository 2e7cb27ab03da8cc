import { counted } from "../../shared/review/counted";
import type { Evidence, SignatureCheck } from "../../shared/model/evidence";

/** An item of a pack with what its pack says of the worktree: files in no commit may have changed what a command showed. */
export function besideUncommitted(item: Evidence, uncommitted: number | undefined): Evidence {
  if (uncommitted === undefined || uncommitted === 0 || item.standing === "claimed") return item;
  const said = `It was made with ${counted(uncommitted, "file")} in no commit beside it.`;
  return { ...item, note: item.note === null ? said : `${item.note} ${said}` };
}

/**
 * An item as its signatures let it stand: attested where one verified and none is wrong, else as it stood without them.
 * In: an item made without signatures. A signature that does not verify is kept beside it and raises nothing.
 */
export function signedStanding(item: Evidence, signatures: readonly SignatureCheck[]): Evidence {
  if (signatures.length === 0) return item;
  const holds =
    signatures.some(({ outcome }) => outcome === "verified") && !signatures.some(({ outcome }) => outcome === "wrong");
  return {
    ...item,
    signatures: [...signatures],
    standing: holds && item.standing !== "re-run" ? "attested" : item.standing,
  };
}
