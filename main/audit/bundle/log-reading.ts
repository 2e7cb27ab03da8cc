import type { KeyHistory } from "../key-history";
import type { NodeStore } from "../tree";

/** What was typed with a decision, as it is kept beside its entry. */
export interface KeptText {
  readonly salt: Uint8Array;
  readonly bytes: Uint8Array;
}

/** A log as it is stored, for whoever copies it, proves things of it or searches it: the own one, or the one of a bundle. */
export interface LogReading {
  /** `countersign.invalid/<log uuid>`; null before the first entry. */
  origin(): string | null;
  /** Number of entries: of a bundle the end of what it holds. */
  size(): number;
  /** Stored bytes of the entries [from, to), in order. Null bytes: the entry is withheld, and only its leaf hash is there. */
  stored(from: number, to: number): Iterable<{ readonly seq: number; readonly bytes: Uint8Array | null }>;
  /** Complete nodes of the tree. */
  readonly nodes: Pick<NodeStore, "get">;
  /** The newest signed head; null where none was kept. */
  checkpoint(): { readonly size: number; readonly note: string } | null;
  /** The signed head of one size; null where none was kept. */
  checkpointAt(size: number): string | null;
  /** What was typed, by its commitment; null where it was erased or is not there. */
  blob(commitment: string): KeptText | null;
  /** What the log says of keys. */
  keys(): KeyHistory;
}

const slice = 500;

/** The stored entries [from, to) in slices, so that none stays open while others write. */
export function* inSlices(
  log: Pick<LogReading, "stored">,
  from: number,
  to: number,
): Generator<{ readonly seq: number; readonly bytes: Uint8Array | null }> {
  for (let seq = from; seq < to; seq += slice) yield* log.stored(seq, Math.min(to, seq + slice));
}
