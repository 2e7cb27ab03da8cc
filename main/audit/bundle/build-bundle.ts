import type { AuditBody } from "../../../shared/model/audit-entry";
import { err, ok, type Result } from "../../../shared/result";
import { decodeEntry } from "../canonical";
import { readSealed } from "../decision-envelope";
import { KeyHistory } from "../key-history";
import { inclusionProof } from "../proof";
import { rootOf, type NodeStore } from "../tree";
import {
  canonicalBytes,
  earlierKeysName,
  entriesName,
  keysName,
  leftEdgeName,
  maxFiles,
  reportName,
} from "./bundle-form";
import { BundleReport } from "./bundle-report";
import { entryFrame } from "./entry-frames";
import { inSlices, type KeptText, type LogReading } from "./log-reading";
import { formatTlogProof } from "./tlog-proof";

/** What a bundle is to hold. */
export interface BundleAsk {
  /** First entry; null for the log's first. */
  readonly from: number | null;
  /** Number of entries of the log it ends with; null for the newest checkpoint. */
  readonly to: number | null;
  /** Entries of which only the hash is given. */
  readonly withhold: readonly number[];
  /** Whether what was typed goes along. */
  readonly texts: boolean;
}

/** A file of a bundle, in pieces that are made while they are written. */
export interface BundlePart {
  readonly name: string;
  readonly chunks: Iterable<Uint8Array>;
}

/** Entries that a bundle never withholds: what is signed cannot be judged without them. */
const keptOpen: ReadonlySet<string> = new Set(["log.created", "log.key", "reviewer.key", "policy", "anchor"]);
const aboutKeys = ['"kind":"log.created"', '"kind":"log.key"', '"kind":"reviewer.key"'].map((text) =>
  Buffer.from(text),
);
const chunkBytes = 256 * 1024;
const nothing = new Uint8Array();

function refuse(code: string, message: string, remedy: string): Result<never> {
  return err({ code, message, remedy });
}

/**
 * A bundle of a log as it is stored (docs/audit-format.md). Its parts are made one after the other and each is to be written before
 * the next one is asked for; the manifest is made by whoever writes them.
 */
export class BundleBuild {
  readonly #log: LogReading;
  readonly #withhold: ReadonlySet<number>;
  readonly #texts: boolean;
  readonly #nodes: Pick<NodeStore, "get">;
  readonly #keys = new KeyHistory();
  readonly #keyBodies: AuditBody[] = [];
  readonly #report: BundleReport;
  readonly #decisions: number[] = [];
  readonly #commitments: string[] = [];
  readonly #anchors: { seq: number; size: number; receipt: string }[] = [];
  #done = 0;

  private constructor(
    log: LogReading,
    ask: BundleAsk,
    readonly origin: string,
    readonly from: number,
    readonly to: number,
    /** The checkpoint it ends with. */
    readonly note: string,
  ) {
    this.#log = log;
    this.#withhold = new Set(ask.withhold);
    this.#texts = ask.texts;
    this.#nodes = remembered(log.nodes);
    this.#report = new BundleReport(this.#keys, (commitment) => this.#blob(commitment));
  }

  /** Begins a bundle. Codes: "log-empty", "bundle-range", "no-checkpoint", "withhold-refused". */
  static begin(log: LogReading, ask: BundleAsk): Result<BundleBuild> {
    const origin = log.origin();
    const head = log.checkpoint();
    if (origin === null || head === null)
      return refuse(
        "log-empty",
        "There is nothing to export: the log has no signed entry yet.",
        "Record a decision first.",
      );
    const from = ask.from ?? 0;
    const to = ask.to ?? head.size;
    if (to > head.size || from >= to)
      return refuse(
        "bundle-range",
        `The entries ${String(from)} to ${String(to)} are not in the log: it has ${String(head.size)}.`,
        "Give --from below --to, and --to up to the number of entries.",
      );
    const note = log.checkpointAt(to);
    if (note === null)
      return refuse("no-checkpoint", `No checkpoint was signed at ${String(to)} entries.`, nearest(log, to));
    for (const seq of ask.withhold) {
      const [stored] = seq >= from && seq < to ? [...log.stored(seq, seq + 1)] : [];
      const body = stored === undefined || stored.bytes === null ? null : decodeEntry(stored.bytes);
      if (body === null)
        return refuse(
          "withhold-refused",
          `Entry ${String(seq)} is not among those exported.`,
          "Leave it out of --withhold.",
        );
      if (body.ok && keptOpen.has(body.value.kind))
        return refuse(
          "withhold-refused",
          `Entry ${String(seq)} (${body.value.kind}) cannot be withheld: signatures are judged by it.`,
          "Leave it out of --withhold.",
        );
    }
    const build = new BundleBuild(log, ask, origin, from, to, note);
    if (to - from > maxFiles - 1000)
      return refuse(
        "bundle-range",
        "More entries than a bundle may hold.",
        "Export them in parts with --from and --to.",
      );
    return ok(build);
  }

  /** How far it is, in entries and in proofs of decisions, which cost about as much. */
  get progress(): { readonly done: number; readonly total: number } {
    return { done: this.#done, total: this.to - this.from + this.#decisions.length };
  }

  get decisions(): number {
    return this.#report.decisions;
  }

  get withheld(): number {
    return this.#withhold.size;
  }

  get textsWithheld(): number {
    return this.#report.textsWithheld;
  }

  /** Text forms of the log's keys, in the order in which they were in use. */
  get logKeys(): readonly string[] {
    return this.#keys.log.map(({ vkey }) => vkey);
  }

  get root(): string {
    return rootOf(this.#nodes, this.to).toString("hex");
  }

  /** What the entries before `to` say of keys: found by their bytes, so that no index of the log has to be believed. */
  *#readKeys(): Generator<Uint8Array> {
    for (const { seq, bytes } of inSlices(this.#log, 0, this.to)) {
      // A step: whoever writes the bundle lets others have their turn.
      if (seq % 100 === 0) yield nothing;
      if (
        bytes === null ||
        !aboutKeys.some((mark) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(mark))
      )
        continue;
      const body = decodeEntry(bytes);
      if (!body.ok || !isAboutKeys(body.value)) continue;
      this.#keys.add(body.value);
      this.#keyBodies.push(body.value);
    }
  }

  #blob(commitment: string): KeptText | null {
    return this.#texts ? this.#log.blob(commitment) : null;
  }

  /** Every file but the manifest, in no particular order. */
  *parts(): Generator<BundlePart> {
    yield { name: entriesName, chunks: this.#entries() };
    if (this.from > 0) {
      yield { name: leftEdgeName, chunks: [canonicalBytes(this.#leftEdge())] };
      yield { name: earlierKeysName, chunks: [canonicalBytes(this.#earlierKeys())] };
    }
    yield* this.#checkpoints();
    yield { name: keysName, chunks: [canonicalBytes(this.#keyList())] };
    for (const seq of this.#decisions) {
      this.#done += 1;
      const proof = inclusionProof(this.#nodes, seq, this.to);
      const text = formatTlogProof({ index: seq, proof, note: this.note });
      yield { name: `proofs/${String(seq)}.tlog-proof`, chunks: [Buffer.from(text, "utf8")] };
    }
    for (const { seq, receipt } of this.#anchors)
      yield { name: `anchors/${String(seq)}.bin`, chunks: [Buffer.from(receipt, "base64")] };
    for (const commitment of this.#commitments) {
      const blob = this.#blob(commitment);
      if (blob === null) continue;
      yield { name: `blobs/${commitment}`, chunks: [Uint8Array.of(blob.salt.length), blob.salt, blob.bytes] };
    }
    const { origin, from, to, root } = this;
    yield { name: reportName, chunks: this.#report.finish({ origin, from, to, root }) };
  }

  *#entries(): Generator<Uint8Array> {
    yield* this.#readKeys();
    let pending: Uint8Array[] = [];
    let length = 0;
    for (const { seq, bytes } of inSlices(this.#log, this.from, this.to)) {
      if (bytes === null) throw new Error(`entry ${String(seq)} is withheld from its own log`);
      this.#done += 1;
      const withheld = this.#withhold.has(seq);
      if (withheld) this.#report.withheld(seq);
      else this.#open(bytes);
      const frame = entryFrame(bytes, withheld);
      pending.push(frame);
      length += frame.length;
      if (length < chunkBytes) {
        if (seq % 20 === 0) yield nothing;
        continue;
      }
      yield Buffer.concat(pending);
      pending = [];
      length = 0;
    }
    yield Buffer.concat(pending);
  }

  /** Notes what other files are to hold of an entry. An entry that cannot be read goes along as it is: verifiers will say so. */
  #open(bytes: Uint8Array): void {
    const read = decodeEntry(bytes);
    if (!read.ok) return;
    const body = read.value;
    this.#report.add(body);
    if (body.kind === "anchor") this.#anchors.push(body);
    if (body.kind !== "decision") return;
    this.#decisions.push(body.seq);
    if (body.v === 1) return;
    const sealed = readSealed(body.envelope, body);
    if (sealed.ok && sealed.value.texts !== null) this.#commitments.push(sealed.value.texts);
  }

  /** Hashes of the complete subtrees of [0, from), largest first. */
  #leftEdge(): string[] {
    const edge: string[] = [];
    let start = 0;
    for (let rest = this.from; rest > 0;) {
      const level = Math.floor(Math.log2(rest));
      const width = 2 ** level;
      const node = this.#nodes.get(level, start / width);
      if (node === undefined) throw new Error(`audit tree: node ${String(level)}/${String(start / width)} is missing`);
      edge.push(Buffer.from(node).toString("hex"));
      start += width;
      rest -= width;
    }
    return edge;
  }

  /** The key entries before the bundle, each with its proof. */
  #earlierKeys(): { seq: number; entry: string; proof: string[] }[] {
    return this.#keyBodies
      .filter(({ seq }) => seq < this.from)
      .flatMap(({ seq }) => {
        const [stored] = [...this.#log.stored(seq, seq + 1)];
        if (stored === undefined || stored.bytes === null) return [];
        return [
          {
            seq,
            entry: Buffer.from(stored.bytes).toString("base64"),
            proof: inclusionProof(this.#nodes, seq, this.to).map((hash) => Buffer.from(hash).toString("hex")),
          },
        ];
      });
  }

  /** Heads at its two ends and at every anchor's size, as far as they were kept. */
  *#checkpoints(): Generator<BundlePart> {
    const sizes = new Set([this.to, ...(this.from > 0 ? [this.from] : []), ...this.#anchors.map(({ size }) => size)]);
    for (const size of sizes) {
      if (size > this.to || size < this.from || size === 0) continue;
      const note = this.#log.checkpointAt(size);
      if (note !== null) yield { name: `checkpoints/${String(size)}.note`, chunks: [Buffer.from(note, "utf8")] };
    }
  }

  /** The keys by their text forms, each once, as the entries tell of them. */
  #keyList() {
    const reviewers = new Map<string, { vkey: string; keyid: string; person: string }>();
    for (const body of this.#keyBodies)
      if (body.kind === "reviewer.key" && !reviewers.has(body.keyid))
        reviewers.set(body.keyid, { vkey: body.key, keyid: body.keyid, person: body.person.name });
    return { log: this.logKeys, reviewers: [...reviewers.values()] };
  }
}

function isAboutKeys({ kind }: AuditBody): boolean {
  return kind === "log.created" || kind === "log.key" || kind === "reviewer.key";
}

/** Says where the next checkpoint is that a bundle could end with. */
function nearest(log: LogReading, to: number): string {
  const size = log.size();
  for (let at = to + 1; at <= size && at < to + 10_000; at += 1)
    if (log.checkpointAt(at) !== null) return `The next one is at ${String(at)}: give --to ${String(at)}.`;
  return "Leave --to out: the newest checkpoint is taken.";
}

const mostRemembered = 100_000;

/** Nodes that were read once and are asked for by every proof; leaves are not kept. */
function remembered(nodes: Pick<NodeStore, "get">): Pick<NodeStore, "get"> {
  const kept = new Map<string, Uint8Array>();
  return {
    get: (level, index) => {
      if (level < 2) return nodes.get(level, index);
      const key = `${String(level)}/${String(index)}`;
      const known = kept.get(key);
      if (known !== undefined) return known;
      const node = nodes.get(level, index);
      if (node !== undefined && kept.size < mostRemembered) kept.set(key, node);
      return node;
    },
  };
}
