import { err, ok, type Result } from "../../../shared/result";
import type { LogReading } from "../bundle/log-reading";
import { formatTlogProof } from "../bundle/tlog-proof";
import { inclusionProof } from "../proof";
import type { ApprovalFile } from "./approval-file";

/** The log that a decision is handed over from. */
export type HandingLog = Pick<LogReading, "stored" | "nodes" | "checkpoint" | "blob"> & {
  /** Places of the entries about keys, in order. */
  keyPlaces(): readonly number[];
};

/** What is handed over: the decision's place, the entry that ends it, the commitment of its texts where they go along. */
export interface HandOver {
  readonly seq: number;
  readonly ended: number | null;
  readonly texts: string | null;
}

/**
 * A decision of a log with all that shows it to somebody who has nothing of that log: proofs under the newest checkpoint.
 * Codes: "no-checkpoint" where that is older than the decision.
 */
export function buildApproval(log: HandingLog, { seq, ended, texts }: HandOver): Result<ApprovalFile> {
  const head = log.checkpoint();
  if (head === null || seq >= head.size)
    return err({
      code: "no-checkpoint",
      message: `No signed checkpoint covers entry ${String(seq)} yet.`,
      remedy: "The next thing that is recorded makes one.",
    });
  const proofOf = (at: number) => inclusionProof(log.nodes, at, head.size);
  const entryAt = (at: number): string => {
    const [stored] = [...log.stored(at, at + 1)];
    if (stored === undefined || stored.bytes === null) throw new Error(`entry ${String(at)} of the own log is missing`);
    return Buffer.from(stored.bytes).toString("base64");
  };
  const rowAt = (at: number) => ({
    seq: at,
    entry: entryAt(at),
    proof: proofOf(at).map((hash) => Buffer.from(hash).toString("hex")),
  });
  const blob = texts === null ? null : log.blob(texts);
  return ok({
    format: "countersign-approval",
    version: 1,
    entry: entryAt(seq),
    proof: formatTlogProof({ index: seq, proof: proofOf(seq), note: head.note }),
    // A log that was begun before it had keys tells of the first one later: its first entry goes along all the same.
    keys: [...new Set([0, ...log.keyPlaces()])].filter((at) => at < head.size).map(rowAt),
    ended: ended === null || ended >= head.size ? null : rowAt(ended),
    text:
      blob === null
        ? null
        : {
            salt: Buffer.from(blob.salt).toString("base64"),
            bytes: Buffer.from(blob.bytes).toString("base64"),
          },
  });
}
