import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from "node:crypto";

/**
 * An audit log made by the description of its format alone: nothing of the app is in here, so that what it makes can hold
 * the app and both verifiers to that description. Keys come from names and the clock from a counter: the same calls make
 * the same bytes.
 */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
// eslint-disable-next-line @typescript-eslint/consistent-indexed-object-style -- a Record of itself is a circle
export type JsonObject = { [key: string]: Json };

/** A value that is text: in a fixture anything else is a mistake of ours. */
export function textOf(value: Json | undefined): string {
  if (typeof value !== "string") throw new Error("no text");
  return value;
}

/** The canonical text (RFC 8785) of a value whose numbers are integers. */
export function canonical(value: Json): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}

export function sha256(...parts: (Uint8Array | string)[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

export function sha256Hex(...parts: (Uint8Array | string)[]): string {
  return sha256(...parts).toString("hex");
}

const spkiHead = Buffer.from("302a300506032b6570032100", "hex");
const pkcs8Head = Buffer.from("302e020100300506032b657004220420", "hex");

export type FixtureKey = {
  privateKey: KeyObject;
  vkey: string;
  /** First four bytes of the key's hash, as notes name it. */
  hash: Buffer;
  keyid: string;
  pem: string;
  name: string;
};

/** An Ed25519 key whose secret is the SHA-256 of `secret`, in the text form of signed notes under `name`. */
export function keyOf(name: string, secret: string): FixtureKey {
  const privateKey = createPrivateKey({
    key: Buffer.concat([pkcs8Head, sha256("fixture key ", secret)]),
    format: "der",
    type: "pkcs8",
  });
  const publicKey = createPublicKey(privateKey);
  const spki = publicKey.export({ type: "spki", format: "der" });
  const typed = Buffer.concat([Buffer.of(1), spki.subarray(spkiHead.length)]);
  const hash = sha256(name, "\n", typed).subarray(0, 4);
  return {
    privateKey,
    vkey: `${name}+${hash.toString("hex")}+${typed.toString("base64")}`,
    hash,
    keyid: sha256Hex(spki),
    pem: String(publicKey.export({ type: "spki", format: "pem" })),
    name,
  };
}

export function leafHash(bytes: Uint8Array): Buffer {
  return sha256(Buffer.of(0), bytes);
}

function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/** The tree of RFC 6962 by its definition, with every complete range kept once it was asked for. */
export class FixtureTree {
  #ranges = new Map<string, Buffer>();

  constructor(readonly leaves: Buffer[]) {}

  root(size: number): Buffer {
    return size === 0 ? sha256("") : this.range(0, size);
  }

  range(start: number, end: number): Buffer {
    if (end - start === 1) return this.leaves[start]!;
    const name = `${start}-${end}`;
    const kept = this.#ranges.get(name);
    if (kept !== undefined) return kept;
    const middle = start + largestPowerBelow(end - start);
    const hash = sha256(Buffer.of(1), this.range(start, middle), this.range(middle, end));
    this.#ranges.set(name, hash);
    return hash;
  }

  /** The inclusion proof of a leaf in the tree of `size`, from the leaf's sibling up. */
  proof(index: number, size: number, start = 0): Buffer[] {
    if (size - start === 1) return [];
    const middle = start + largestPowerBelow(size - start);
    return index < middle
      ? [...this.proof(index, middle, start), this.range(middle, size)]
      : [...this.proof(index, size, middle), this.range(start, middle)];
  }

  /** The consistency proof between two sizes (RFC 6962, 2.1.2). */
  consistency(size1: number, size2: number, start = 0, whole = true): Buffer[] {
    if (size1 === size2 - start) return whole ? [] : [this.range(start, size2)];
    const power = largestPowerBelow(size2 - start);
    const middle = start + power;
    return size1 <= power
      ? [...this.consistency(size1, middle, start, whole), this.range(middle, size2)]
      : [...this.consistency(size1 - power, size2, middle, false), this.range(start, middle)];
  }

  /** The complete subtrees of the first `size` leaves, largest first. */
  edge(size: number): Buffer[] {
    const hashes: Buffer[] = [];
    let start = 0;
    for (let width = 2 ** 30; width >= 1; width /= 2) {
      if (Math.floor(size / width) % 2 === 0) continue;
      hashes.push(this.range(start, start + width));
      start += width;
    }
    return hashes;
  }
}

export function noteOf(origin: string, size: number, root: Buffer, keys: FixtureKey[]): Buffer {
  const text = `${origin}\n${size}\n${root.toString("base64")}\n`;
  const lines = keys.map((key) => {
    const signature = sign(null, Buffer.from(text), key.privateKey);
    return `\u2014 ${key.name} ${Buffer.concat([key.hash, signature]).toString("base64")}\n`;
  });
  return Buffer.from(`${text}\n${lines.join("")}`);
}

export const payloadType = "application/vnd.countersign.decision.v1+json";

/** A DSSE envelope over a payload, signed by each key. */
export function envelopeOf(payload: string, keys: FixtureKey[], type = payloadType): JsonObject {
  const bytes = Buffer.from(payload);
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${bytes.length} `), bytes]);
  return {
    payloadType: type,
    payload: bytes.toString("base64"),
    signatures: keys.map((key) => ({
      keyid: key.keyid,
      sig: sign(null, signed, key.privateKey).toString("base64"),
    })),
  };
}

/** What a decision is about, as an in-toto Statement. */
export function statementOf(origin: string, seq: number, decision: JsonObject, texts?: string): JsonObject {
  const bound = decision["bound"] as JsonObject;
  const subject: Json[] = [];
  if (bound["patch"] !== null) subject.push({ name: "patch", digest: { sha256: bound["patch"]! } });
  if (bound["head"] !== null) subject.push({ name: "head", digest: { gitCommit: bound["head"]! } });
  subject.push({ name: "evidence", digest: { sha256: bound["evidence"]! } });
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject,
    predicateType: "https://countersign.invalid/decision/v1",
    predicate: { origin, seq, decision, ...(texts === undefined ? {} : { texts }) },
  };
}

/** A decision as the app writes one; `change` overrides what a case is about. */
export function decisionOf(number: number, change: JsonObject = {}): JsonObject {
  const task = `T-${String(number).padStart(5, "0")}`;
  return {
    kind: "approve",
    taskId: task,
    taskRef: number % 3 === 0 ? null : `#${number}`,
    taskTitle: `Task ${number}: Grüße an “alle” 🙂`,
    repository: "northwind/api",
    attemptId: `A-${String(number).padStart(5, "0")}`,
    attemptLetter: "A",
    reason: "",
    person: null,
    until: null,
    tier: "elevated",
    gates: [
      { id: "evidence", title: "Evidence", met: true },
      { id: "files-opened", title: "Files opened", met: number % 2 === 0 },
    ],
    notOpened: [],
    ingestNote: null,
    bound: {
      base: sha256Hex("base", String(number)).slice(0, 40),
      head: number % 4 === 3 ? null : sha256Hex("head", String(number)).slice(0, 40),
      patch: number % 5 === 4 ? null : sha256Hex("patch", String(number)),
      contract: null,
      evidence: sha256Hex("evidence", String(number)),
      judgement: sha256Hex("judgement", String(number)),
      considered: [],
    },
    reviewer: { name: "Mara Lind", binding: "self-asserted" },
    ...change,
  };
}

export type FixtureReviewer = { key: FixtureKey; person: JsonObject };

export function reviewerOf(slug: string, name: string): FixtureReviewer {
  return { key: keyOf(`reviewer/${slug}`, `reviewer ${slug}`), person: { name, binding: "self-asserted" } };
}

/** One log. Every append signs a checkpoint, as the app does; `raw` appends any bytes, which the app would not. */
export class FixtureLog {
  readonly origin: string;
  readonly entries: Buffer[] = [];
  readonly bodies: JsonObject[] = [];
  readonly tree: FixtureTree;
  readonly notes = new Map<number, Buffer>();
  /** What was typed, by its commitment: as a file of a bundle holds it. */
  readonly blobs = new Map<string, Buffer>();
  readonly reasons = new Map<string, string>();
  logKey: FixtureKey | null = null;
  /** Checkpoints are made from this size on: a large log needs only its last. */
  notesFrom = 0;
  #boot = 0;
  #secret: string;

  constructor(readonly label: string) {
    const id = sha256Hex("log", label);
    this.origin = `countersign.invalid/${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-8${id.slice(17, 20)}-${id.slice(20, 32)}`;
    this.#secret = label;
    this.tree = new FixtureTree([]);
  }

  get size(): number {
    return this.entries.length;
  }

  header(v: number, kind: string): JsonObject {
    const seq = this.entries.length;
    return {
      v,
      origin: this.origin,
      seq,
      recordedAt: new Date(Date.UTC(2026, 10, 1, 6, 0, 0) + seq * 61_000).toISOString(),
      bootId: `boot-${this.#boot}`,
      monotonicNs: String(1_000_000_007 * (seq + 1)),
      kind,
    };
  }

  restart(): void {
    this.#boot += 1;
  }

  raw(bytes: Buffer, body: JsonObject = {}): number {
    const seq = this.entries.length;
    this.entries.push(bytes);
    this.bodies.push(body);
    this.tree.leaves.push(leafHash(bytes));
    const size = seq + 1;
    if (this.logKey !== null && size >= this.notesFrom)
      this.notes.set(size, noteOf(this.origin, size, this.tree.root(size), [this.logKey]));
    return seq;
  }

  append(v: number, kind: string, content: JsonObject): number {
    const body = { ...this.header(v, kind), ...content };
    return this.raw(Buffer.from(canonical(body)), body);
  }

  begin(): number {
    this.logKey = keyOf(this.origin, `log ${this.#secret}`);
    return this.append(2, "log.created", { app: "countersign 0.2.0", logKey: this.logKey.vkey, protection: "file" });
  }

  /** The beginning of a log of the first version: it has no key. */
  beginUnsigned(): number {
    return this.append(1, "log.created", { app: "countersign 0.1.0", keyProtection: "none" });
  }

  firstLogKey(): number {
    this.logKey = keyOf(this.origin, `log ${this.#secret}`);
    return this.append(2, "log.key", { action: "created", key: this.logKey.vkey, protection: "keychain" });
  }

  rotateLogKey(secret: string, oldSigner?: FixtureKey): number {
    const before = this.logKey!;
    const key = keyOf(this.origin, secret);
    const said = Buffer.from(
      `countersign-log-key-rotation-v1\n${this.origin}\n${this.size}\n${before.vkey}\n${key.vkey}\n`,
    );
    this.logKey = key;
    return this.append(2, "log.key", {
      action: "rotated",
      key: key.vkey,
      previous: before.vkey,
      protection: "keychain",
      signatures: bothSign(said, oldSigner ?? before, key),
    });
  }

  reviewerKey(action: "created" | "restored", reviewer: FixtureReviewer): number {
    return this.append(2, "reviewer.key", { action, ...reviewerContent(reviewer) });
  }

  rotateReviewer(before: FixtureReviewer, after: FixtureReviewer, oldSigner?: FixtureKey): number {
    const said = Buffer.from(
      `countersign-key-rotation-v1\n${this.origin}\n${this.size}\n${before.key.keyid}\n${after.key.keyid}\n`,
    );
    return this.append(2, "reviewer.key", {
      action: "rotated",
      ...reviewerContent(after),
      previous: before.key.keyid,
      signatures: bothSign(said, oldSigner ?? before.key, after.key),
    });
  }

  revoke(reviewer: FixtureReviewer, from = this.size): number {
    return this.append(2, "reviewer.key", {
      action: "revoked",
      ...reviewerContent(reviewer),
      from,
      reason: "the notebook was stolen",
    });
  }

  /** A signed decision. With `typed`, what the person wrote stands beside the entry, by its commitment. */
  decide(signers: FixtureKey[], decision: JsonObject, typed?: string): number {
    let texts: string | undefined;
    if (typed !== undefined) texts = this.keepText(typed);
    const payload = canonical(statementOf(this.origin, this.size, decision, texts));
    return this.append(2, "decision", { envelope: envelopeOf(payload, signers) });
  }

  keepText(reason: string, salt = sha256("salt", this.#secret, String(this.size))): string {
    const bytes = Buffer.from(canonical({ reason }));
    const commitment = sha256Hex(salt, bytes);
    this.blobs.set(commitment, Buffer.concat([Buffer.of(32), salt, bytes]));
    this.reasons.set(commitment, reason);
    return commitment;
  }

  decideUnsigned(decision: JsonObject): number {
    return this.append(1, "decision", { decision });
  }

  ingest(): number {
    return this.append(1, "ingest", {
      summary: "3 sessions read",
      sources: 3,
      sessions: 3,
      records: 120,
      notRecognised: 0,
      archive: sha256Hex("archive"),
    });
  }

  anchor(type: "export" | "github" | "git" | "rfc3161", size: number, receipt: Buffer, root?: Buffer): number {
    return this.append(2, "anchor", {
      type,
      size,
      root: (root ?? this.tree.root(size)).toString("hex"),
      receipt: receipt.toString("base64"),
      detail: `kept elsewhere at ${size} entries`,
    });
  }

  /** What the next entry says of an effect. */
  effectOf(decision: number | null, change: JsonObject = {}): JsonObject {
    const seq = this.size;
    const id = sha256Hex("effect", this.#secret, String(seq));
    return {
      effect: `${id.slice(0, 8)}-${id.slice(8, 12)}-7${id.slice(13, 16)}-8${id.slice(17, 20)}-${id.slice(20, 32)}`,
      decision,
      via: "github",
      operation: "review",
      target: `northwind/api#${seq}`,
      state: "confirmed",
      head: sha256Hex("head", String(seq)).slice(0, 40),
      remote: { id: String(seq), url: `https://example.invalid/pull/${seq}`, at: "2026-11-02T07:01:00Z" },
      detail: "",
      digest: sha256Hex("body", String(seq)),
      ...change,
    };
  }

  effect(decision: number | null, change: JsonObject = {}): number {
    return this.append(2, "effect", this.effectOf(decision, change));
  }

  /** What another log's decision is kept as, with the proof by that log's newest checkpoint. */
  receivedOf(other: FixtureLog, at: number, reviewer: FixtureReviewer): JsonObject {
    const hashes = other.tree.proof(at, other.size).map((hash) => `${hash.toString("base64")}\n`);
    const head = `c2sp.org/tlog-proof@v1\nindex ${at}\n${hashes.join("")}\n`;
    return {
      entry: other.entries[at]!.toString("base64"),
      key: reviewer.key.vkey,
      person: reviewer.person,
      from: other.origin,
      at,
      logKey: other.logKey!.vkey,
      proof: Buffer.concat([Buffer.from(head), other.notes.get(other.size)!]).toString("base64"),
    };
  }

  receive(other: FixtureLog, at: number, reviewer: FixtureReviewer, change: JsonObject = {}): number {
    return this.append(2, "decision.received", { ...this.receivedOf(other, at, reviewer), ...change });
  }

  policy(version: number, digest = sha256Hex("policy", String(version))): number {
    return this.append(2, "policy", { id: "default", version, digest });
  }

  erase(commitment: string): number {
    this.blobs.delete(commitment);
    return this.append(2, "blob.erased", { commitment, reason: "asked for by the person named in it" });
  }
}

function reviewerContent({ key, person }: FixtureReviewer): JsonObject {
  return { key: key.vkey, keyid: key.keyid, person, protection: "keychain" };
}

function bothSign(said: Buffer, before: FixtureKey, after: FixtureKey): JsonObject {
  return {
    old: sign(null, said, before.privateKey).toString("base64"),
    new: sign(null, said, after.privateKey).toString("base64"),
  };
}
