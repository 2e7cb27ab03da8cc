import { hashLeaf } from "./leaf-hash";

/** One step of the way from an entry to the root: which side its sibling stands on, and the hash that both make. */
export interface ProofStep {
  readonly side: "left" | "right";
  readonly sibling: string;
  readonly made: string;
}

export interface ProofWalk {
  /** Hash of the entry's bytes as they were given. */
  readonly leaf: string;
  readonly steps: readonly ProofStep[];
  /** The root that the steps lead to; null where the proof has not the length that its place demands. */
  readonly root: string | null;
}

export interface ProofPlace {
  /** The entry's number, from 0. */
  readonly seq: number;
  /** Entries in the tree. */
  readonly size: number;
  /** Sibling hashes in lower-case hex, nearest first. */
  readonly proof: readonly string[];
}

const half = (n: number): number => Math.floor(n / 2);

/**
 * Walks a proof of inclusion as RFC 9162 section 2.1.3.2 has it, hashing each step here in the page: nothing of what the core
 * says is believed but the siblings, and those are held by the root. In: the entry's canonical text, its place and proof.
 */
export async function walkProof(canonical: string, { seq, size, proof }: ProofPlace): Promise<ProofWalk> {
  const leaf = await hashLeaf(canonical);
  const steps: ProofStep[] = [];
  const broken: ProofWalk = { leaf, steps, root: null };
  if (!Number.isSafeInteger(seq) || !Number.isSafeInteger(size) || seq < 0 || seq >= size) return broken;
  let fn = seq;
  let sn = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (sn === 0 || !/^[0-9a-f]{64}$/.test(sibling)) return broken;
    const left = fn % 2 === 1 || fn === sn;
    hash = await hashNode(left ? sibling : hash, left ? hash : sibling);
    steps.push({ side: left ? "left" : "right", sibling, made: hash });
    if (left) {
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 ? { leaf, steps, root: hash } : broken;
}

/** Hash of an inner node: SHA-256 over a one byte and its two children. In and out: lower-case hex. */
async function hashNode(left: string, right: string): Promise<string> {
  const bytes = new Uint8Array(65);
  bytes[0] = 1;
  bytes.set(bytesOf(left), 1);
  bytes.set(bytesOf(right), 33);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16));
}

/** The head a checkpoint's note signs (C2SP tlog-checkpoint): whose tree, how many entries, the root in hex. Null for other text. */
export function headOfNote(
  note: string,
): { readonly origin: string; readonly size: number; readonly root: string } | null {
  const [origin = "", size = "", root = "", end] = note.split("\n");
  if (end !== "" || origin === "" || !/^(?:0|[1-9][0-9]{0,15})$/.test(size)) return null;
  let raw: string;
  try {
    raw = atob(root);
  } catch {
    return null;
  }
  if (raw.length !== 32) return null;
  const hex = Array.from({ length: 32 }, (_, at) => raw.charCodeAt(at).toString(16).padStart(2, "0")).join("");
  return { origin, size: Number(size), root: hex };
}
