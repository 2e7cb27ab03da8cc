import { err, ok, type Result } from "../../../shared/result";

/*
 * A proof that one entry is in a log, as a file (C2SP tlog-proof v1): a header, the entry's place, the inclusion proof and the
 * signed checkpoint it leads to.
 */

const header = "c2sp.org/tlog-proof@v1";
/** A path in a tree of 2^53 leaves. */
const mostHashes = 64;

interface TlogProof {
  readonly index: number;
  readonly proof: readonly Uint8Array[];
  readonly note: string;
}

/** Writes a proof. In: the entry's place, its inclusion proof nearest sibling first, the signed checkpoint. */
export function formatTlogProof({ index, proof, note }: TlogProof): string {
  const hashes = proof.map((hash) => `${Buffer.from(hash).toString("base64")}\n`).join("");
  return `${header}\nindex ${String(index)}\n${hashes}\n${note}`;
}

/** Reads a proof back; extra data is refused, for nothing of this log writes any. Codes: "proof-malformed". */
export function parseTlogProof(text: string): Result<TlogProof> {
  const bad = (why: string) => err({ code: "proof-malformed", message: `This is no proof of a log entry: ${why}.` });
  const end = text.indexOf("\n\n");
  if (end === -1) return bad("it has no checkpoint");
  const [first, place, ...hashes] = text.slice(0, end).split("\n");
  if (first !== header) return bad("it does not begin as one");
  const index = /^index (0|[1-9][0-9]{0,15})$/.exec(place ?? "");
  if (index === null || !Number.isSafeInteger(Number(index[1]))) return bad("it names no entry");
  if (hashes.length > mostHashes) return bad("it is longer than any path in a tree");
  const proof = hashes.map((line) => Buffer.from(line, "base64"));
  if (proof.some((hash, at) => hash.length !== 32 || hash.toString("base64") !== hashes[at]))
    return bad("a hash is not 32 bytes in base64");
  return ok({ index: Number(index[1]), proof, note: text.slice(end + 2) });
}
