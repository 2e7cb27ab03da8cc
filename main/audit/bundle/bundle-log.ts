import type { AuditBody } from "../../../shared/model/audit-entry";
import { ok, type Result } from "../../../shared/result";
import { decodeEntry } from "../canonical";
import { parseCheckpoint } from "../checkpoint";
import { readSealed } from "../decision-envelope";
import { joinTexts } from "../decision-texts";
import { KeyHistory } from "../key-history";
import type { RecordedDecision } from "../log-reader";
import { isIncluded } from "../proof";
import { openNote } from "../signed-note";
import { leafHash } from "../tree";
import { entriesName } from "./bundle-form";
import { earlierKeysOf, leftEdgeOf, listedFiles, type BundleFiles, type ListedFiles } from "./bundle-listed";
import { BundleTree } from "./bundle-tree";
import { indexFrames, type FrameIndex } from "./entry-frames";
import type { KeptText, LogReading } from "./log-reading";

/** Kinds that are looked for by kind, as in the own log. */
const markedKinds = ["anchor", "clock.anomaly", "blob.erased"] as const;
type BundleMark = (typeof markedKinds)[number];

const keyMarks = ["log.created", "log.key", "reviewer.key"].map(markOf);
const marks = markedKinds.map((kind) => [kind, markOf(kind)] as const);

/** How a kind stands in the bytes of an entry: a text cannot hold it, for quotes in texts are escaped. */
function markOf(kind: string): Buffer {
  return Buffer.from(`"kind":"${kind}"`);
}

/**
 * Another's log, as a bundle shows it: to be looked at. Whether it is to be believed is for the verifier to say.
 * Its entries stay in their file; what is kept of each is where it lies and its leaf hash.
 */
export class BundleLog implements LogReading {
  readonly #files: BundleFiles;
  readonly #listed: ListedFiles;
  readonly #frames: FrameIndex;
  readonly #keys = new KeyHistory();
  readonly #earlier = new Map<number, AuditBody>();
  readonly #marked: ReadonlyMap<BundleMark, readonly number[]>;
  readonly nodes: BundleTree;
  readonly withheld: number;

  private constructor(
    files: BundleFiles,
    listed: ListedFiles,
    scanned: {
      frames: FrameIndex;
      tree: BundleTree;
      keySeqs: readonly number[];
      marked: ReadonlyMap<BundleMark, readonly number[]>;
      withheld: number;
    },
  ) {
    this.#files = files;
    this.#listed = listed;
    this.#frames = scanned.frames;
    this.#marked = scanned.marked;
    this.nodes = scanned.tree;
    this.withheld = scanned.withheld;
    const { to } = listed.manifest;
    const root = scanned.tree.root();
    for (const { seq, bytes, proof } of earlierKeysOf(listed)) {
      const body = decodeEntry(bytes);
      if (!body.ok || body.value.seq !== seq || !isIncluded(leafHash(bytes), { index: seq, size: to, root }, proof))
        continue;
      this.#earlier.set(seq, body.value);
      this.#keys.add(body.value);
    }
    for (const seq of scanned.keySeqs) {
      const body = this.body(seq);
      if (body !== null) this.#keys.add(body);
    }
  }

  /** Opens a bundle. Out: its log, or why it is none. Codes: "bundle-malformed". */
  static open(files: BundleFiles): Result<BundleLog> {
    const listed = listedFiles(files);
    if (!listed.ok) return listed;
    const { from, to } = listed.value.manifest;
    const edge = leftEdgeOf(listed.value);
    if (!edge.ok) return edge;
    const size = files.sizes.get(entriesName) ?? 0;
    const keySeqs: number[] = [];
    const marked = new Map<BundleMark, number[]>(markedKinds.map((kind) => [kind, []]));
    let withheld = 0;
    // Made only once the file is known to be large enough for what the manifest promises.
    let tree: BundleTree | null = null;
    const frames = indexFrames(
      size,
      (offset, length) => files.read(entriesName, offset, length),
      to - from,
      (at, bytes, leaf) => {
        tree ??= new BundleTree(from, to, edge.value);
        tree.add(leaf);
        if (bytes === null) {
          withheld += 1;
          return;
        }
        const entry = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
        if (keyMarks.some((mark) => entry.includes(mark))) keySeqs.push(from + at);
        for (const [kind, mark] of marks) if (entry.includes(mark)) marked.get(kind)?.push(from + at);
      },
    );
    if (!frames.ok) return frames;
    tree ??= new BundleTree(from, to, edge.value);
    return ok(new BundleLog(files, listed.value, { frames: frames.value, tree, keySeqs, marked, withheld }));
  }

  get from(): number {
    return this.#listed.manifest.from;
  }

  /** SHA-256 of the manifest, which lists every other file by digest. */
  get digest(): string {
    return this.#listed.digest;
  }

  get root(): string {
    return this.nodes.root().toString("hex");
  }

  origin(): string {
    return this.#listed.manifest.origin;
  }

  size(): number {
    return this.#listed.manifest.to;
  }

  #bytes(seq: number): Uint8Array | null {
    const at = seq - this.from;
    const offset = this.#frames.offsets[at];
    const length = this.#frames.lengths[at];
    if (offset === undefined || length === undefined || offset < 0) return null;
    const bytes = this.#files.read(entriesName, offset, length);
    // The file may have been changed since it was indexed.
    return leafHash(bytes).equals(this.leaf(seq)) ? bytes : null;
  }

  /** Leaf hash of an entry in [from, to). */
  leaf(seq: number): Buffer {
    const at = (seq - this.from) * 32;
    return this.#frames.leaves.subarray(at, at + 32);
  }

  *stored(from: number, to: number): Generator<{ readonly seq: number; readonly bytes: Uint8Array | null }> {
    for (let seq = Math.max(from, this.from); seq < Math.min(to, this.size()); seq += 1)
      yield { seq, bytes: this.#bytes(seq) };
  }

  /** Bytes of an entry; null where it is withheld, or not in the bundle. */
  bytes(seq: number): Uint8Array | null {
    return seq < this.from || seq >= this.size() ? null : this.#bytes(seq);
  }

  /** What an entry says, also a key entry of before the bundle; null where it is not there or cannot be read. */
  body(seq: number): AuditBody | null {
    const bytes = this.bytes(seq);
    if (bytes === null) return this.#earlier.get(seq) ?? null;
    const read = decodeEntry(bytes);
    return read.ok ? read.value : null;
  }

  /** A decision with what was typed, where the bundle brings it; null where the entry is none. */
  decision(seq: number): RecordedDecision | null {
    const body = this.body(seq);
    if (body?.kind !== "decision") return null;
    const shared = { seq, recordedAt: body.recordedAt, leafHash: this.leaf(seq).toString("hex") };
    if (body.v === 1) return { ...shared, decision: body.decision, keyid: null, texts: null };
    const sealed = readSealed(body.envelope, body);
    if (!sealed.ok) return null;
    const { decision, texts: commitment } = sealed.value;
    const keyid = body.envelope.signatures[0]?.keyid ?? null;
    if (commitment === null) return { ...shared, decision, keyid, texts: null };
    const blob = this.blob(commitment);
    const joined = blob === null ? null : joinTexts(decision, commitment, blob);
    if (joined?.ok === true) return { ...shared, decision: joined.value, keyid, texts: { commitment, state: "kept" } };
    return {
      ...shared,
      decision,
      keyid,
      texts: { commitment, state: this.#isErased(commitment) ? "erased" : "absent" },
    };
  }

  #isErased(commitment: string): boolean {
    return this.entriesOf("blob.erased").some((seq) => {
      const body = this.body(seq);
      return body?.kind === "blob.erased" && body.commitment === commitment;
    });
  }

  entriesOf(kind: BundleMark): readonly number[] {
    return this.#marked.get(kind) ?? [];
  }

  checkpointAt(size: number): string | null {
    const bytes = this.#listed.whole(`checkpoints/${String(size)}.note`);
    return bytes === null ? null : Buffer.from(bytes).toString("utf8");
  }

  /** The head it ends with, where a key of the log signed it and it is of these entries. */
  checkpoint(): { readonly size: number; readonly note: string } | null {
    const size = this.size();
    const note = this.checkpointAt(size);
    const key = this.#keys.logKeyFor(size);
    if (note === null || key === undefined) return null;
    const opened = openNote(note, [key]);
    const head = opened.ok ? parseCheckpoint(opened.value.text) : opened;
    if (!head.ok || head.value.size !== size || head.value.origin !== this.origin()) return null;
    return this.nodes.root().equals(Buffer.from(head.value.root)) ? { size, note } : null;
  }

  blob(commitment: string): KeptText | null {
    const bytes = this.#listed.whole(`blobs/${commitment}`);
    const [length = 0] = bytes ?? [];
    if (bytes === null || bytes.length < 1 + length) return null;
    return { salt: bytes.subarray(1, 1 + length), bytes: bytes.subarray(1 + length) };
  }

  keys(): KeyHistory {
    return this.#keys;
  }

  close(): void {
    this.#files.close();
  }
}
