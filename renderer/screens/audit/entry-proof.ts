import type { AuditEntryView } from "../../../shared/contract/audit";
import { formatCount, formatPlural } from "../../ui/format";
import { headOfNote, walkProof, type ProofWalk } from "./inclusion-proof";

/** What this page found out by itself of an entry's place in the tree. */
export interface EntryProof {
  readonly holds: boolean;
  readonly sentence: string;
  /** The way to the root; null where the log has no checkpoint yet. */
  readonly walk: ProofWalk | null;
}

/**
 * Recomputes, from an entry's bytes, its hash, and with its proof the root, and holds that against the checkpoint's note. In: the
 * entry as the core gave it. Out: whether all of it agrees, and in one sentence what does or does not. The note's signature is the
 * core's to check: it does when it verifies the log.
 */
export async function proveEntry({ entry, canonical, place }: AuditEntryView): Promise<EntryProof> {
  const seq = entry.body.seq;
  const name = `Entry ${formatCount(seq)}`;
  const walk = await walkProof(canonical, {
    seq,
    size: place?.size ?? seq + 1,
    proof: place?.proof ?? [],
  });
  if (walk.leaf !== entry.leafHash)
    return { holds: false, sentence: `${name}: its bytes do not make its hash.`, walk: null };
  if (place === null)
    return {
      holds: true,
      sentence: `${name}: its bytes make its hash. The log has no checkpoint yet to hold it against.`,
      walk: null,
    };
  if (walk.root === null || walk.root !== place.root)
    return { holds: false, sentence: `${name}: its proof does not lead to the root of the log.`, walk };
  const head = headOfNote(place.note);
  if (head?.root !== walk.root || head.size !== place.size || head.origin !== entry.body.origin)
    return { holds: false, sentence: `${name}: the checkpoint is of another tree than its proof leads to.`, walk };
  return {
    holds: true,
    sentence: `${name}: its bytes make its hash, and ${formatPlural(place.proof.length, "hash leads", "hashes lead")} from it to the root of the checkpoint over ${formatPlural(place.size, "entry", "entries")}.`,
    walk,
  };
}
