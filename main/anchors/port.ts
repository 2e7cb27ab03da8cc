import type { AnchorFinding, AnchorSettings } from "../../shared/contract/anchors";
import type { AnchorType } from "../../shared/model/anchor";
import type { Result } from "../../shared/result";
import type { NoteKey } from "../audit/signed-note";

/** A signed head of this log, as it leaves the machine: a note holds no text of any decision. */
export interface Head {
  readonly origin: string;
  readonly size: number;
  /** Hex. */
  readonly root: string;
  /** The signed checkpoint, exactly as it is kept. */
  readonly note: string;
}

/** This log, for holding it against what is read back. */
export interface KnownLog {
  readonly origin: string;
  readonly size: number;
  /** Its keys in text form, in the order of their use, and ready to verify with. */
  readonly vkeys: readonly string[];
  readonly keys: readonly NoteKey[];
  /** Root of the tree of a size in hex; null where the log is shorter. */
  rootAt(size: number): string | null;
  /** The signed checkpoint of a size; null where none was kept. */
  noteAt(size: number): string | null;
}

/** What an anchor is made and read back with. */
export interface Means {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly settings: AnchorSettings;
  readonly log: KnownLog;
  readonly now: Date;
  /** Files of a bundle on this machine by their names in it, each of at most 64 MiB; null where it cannot be read. */
  readonly bundleAt: (place: string, names: readonly string[]) => readonly (Uint8Array | null)[] | null;
  readonly signal: AbortSignal;
}

/** What was given for an anchor: at most 64 KiB, and a sentence for people. */
export interface Receipt {
  readonly bytes: Uint8Array;
  readonly detail: string;
}

/** An anchor that the log tells of. */
export interface KeptAnchor {
  readonly seq: number;
  readonly size: number;
  readonly root: string;
  readonly receipt: Uint8Array;
}

export type Found = Omit<AnchorFinding, "type">;

/** A way for checkpoints to leave this machine. */
export interface AnchorKind {
  readonly type: AnchorType;
  readonly name: string;
  /**
   * Anchors a head, over the network; nothing of the log is written. Null: such anchors come of other work.
   */
  readonly make: ((head: Head, means: Means) => Promise<Result<Receipt>>) | null;
  /** Reads anchors of this kind back, and what else stands where they are kept. Out: a finding for each, and for what is more. */
  readonly check: (anchors: readonly KeptAnchor[], means: Means) => Promise<readonly Found[]>;
}

/** A receipt may not be larger: it becomes part of an entry. */
export const mostReceiptBytes = 64 * 1024;
