import { sign, verify, type KeyObject } from "node:crypto";

/*
 * A key takes the place of another: both sign that, for one place in one log, so that neither can be put in by whoever has only
 * one of them.
 */

/** Where in which log a key takes another's place; and both, by id (reviewer's keys) or in text form (the log's). */
interface Rotation {
  readonly role: "reviewer" | "log";
  readonly origin: string;
  readonly seq: number;
  readonly previous: string;
  readonly next: string;
}

const headings = { reviewer: "countersign-key-rotation-v1", log: "countersign-log-key-rotation-v1" } as const;

function rotationBytes({ role, origin, seq, previous, next }: Rotation): Buffer {
  return Buffer.from(`${headings[role]}\n${origin}\n${String(seq)}\n${previous}\n${next}\n`, "utf8");
}

/** Both signatures. In: what is said, the private keys. */
export function signRotation(
  rotation: Rotation,
  keys: { readonly old: KeyObject; readonly new: KeyObject },
): { old: string; new: string } {
  const bytes = rotationBytes(rotation);
  const made = (key: KeyObject) => sign(null, bytes, key).toString("base64");
  return { old: made(keys.old), new: made(keys.new) };
}

/** Whether both signed. In: what is said, the public keys, what stands as their signatures. */
export function rotationHolds(
  rotation: Rotation,
  keys: { readonly old: KeyObject; readonly new: KeyObject },
  signatures: { readonly old: string; readonly new: string },
): boolean {
  const bytes = rotationBytes(rotation);
  return (["old", "new"] as const).every((one) => {
    const signature = Buffer.from(signatures[one], "base64");
    return signature.length === 64 && verify(null, bytes, keys[one], signature);
  });
}
