#!/usr/bin/env node
// Verifies a Countersign audit bundle, offline. One file, no dependencies, nothing shared with the program that wrote the
// bundle: it is written from the description of the format alone. It runs nothing from the bundle, writes nothing beside
// two temporary files for `openssl ts -verify` (only with --tsa-root), and reaches no network.
// The exit code is the verdict: 0 anchored, 10 consistent, 20 unpinned, 30 diverged, 40 invalid, 50 unsupported/malformed.

import { spawnSync } from "node:child_process";
import { createHash, createPublicKey, hash as hashOnce, verify as verifySignature } from "node:crypto";
import { isUtf8 } from "node:buffer";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { Worker, parentPort, workerData } from "node:worker_threads";

const VERSION = "1.0.0";

const VERDICTS = {
  0: "ANCHORED",
  10: "CONSISTENT",
  20: "UNPINNED",
  30: "DIVERGED",
  40: "INVALID",
  50: "UNSUPPORTED/MALFORMED",
};

const KIB = 1024;
const MIB = 1024 * KIB;
const MAX_ENTRY = 256 * KIB;
const MAX_FILES = 300_000;
const MAX_DEPTH = 12;
const WITHHELD = 0xffffffff;

const THREATS = [
  "that a decision was wise, that the person was at the keyboard, or that the wall clock was right (recordedAt is the local clock)",
  "anything newer than the last outside anchor against someone who controls the reviewer's account and the signing keys",
];

/** Thrown where a bundle cannot be read at all: nothing outranks it. */
class Unreadable extends Error {
  constructor(file, place, message) {
    super(message);
    this.file = file;
    this.place = place;
  }
}

/** Thrown by readers of one piece: the caller says in which file, at which place, and what it is worth. */
class BadForm extends Error {}

/** A key that no version known here has: thrown by readers of one piece. */
class UnknownKey extends Error {}

// ---------------------------------------------------------------------------------------------------------------------
// Canonical JSON (RFC 8785), with integers only

/** The one text of a value. Keys are sorted by UTF-16 code units. */
export function canonicalText(value) {
  // The engine writes keys in the order it has them.
  return isSorted(value) ? JSON.stringify(value) : sortedText(value);
}

function isSorted(value) {
  if (value === null || typeof value !== "object") return true;
  if (Array.isArray(value)) return value.every(isSorted);
  let before;
  for (const key of Object.keys(value)) {
    if ((before !== undefined && !(before < key)) || !isSorted(value[key])) return false;
    before = key;
  }
  return true;
}

function sortedText(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  const keys = Object.keys(value).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalText(value[key])}`).join(",")}}`;
}

/** Reads JSON character by character: no duplicate keys, integers up to 2^53-1 only, well-formed strings, limited depth. */
function readStrict(text) {
  let at = 0;
  const fail = (why) => {
    throw new BadForm(`${why} at character ${at}`);
  };
  const readString = () => {
    const start = at;
    at += 1;
    for (;;) {
      const code = text.charCodeAt(at);
      if (Number.isNaN(code)) fail("a string has no end");
      if (code === 0x22) break;
      if (code < 0x20) fail("a control character in a string");
      at += code === 0x5c ? 2 : 1;
    }
    at += 1;
    let value;
    try {
      value = JSON.parse(text.slice(start, at));
    } catch {
      return fail("a string with a wrong escape");
    }
    if (!value.isWellFormed()) fail("half a surrogate pair");
    return value;
  };
  const readNumber = () => {
    const form = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
    form.lastIndex = at;
    const found = form.exec(text)?.[0];
    if (found === undefined) return fail("no JSON value");
    if (!/^(?:0|-?[1-9][0-9]*)$/.test(found)) fail("a number that is no plain integer");
    const value = Number(found);
    if (!Number.isSafeInteger(value)) fail("an integer beyond 2^53-1");
    at += found.length;
    return value;
  };
  const expect = (character) => {
    if (text[at] !== character) fail(`no ${character}`);
    at += 1;
  };
  const readValue = (depth) => {
    if (depth > MAX_DEPTH) fail(`more than ${MAX_DEPTH} levels`);
    const first = text[at];
    if (first === '"') return readString();
    if (first === "{") {
      at += 1;
      const object = Object.create(null);
      if (text[at] !== "}") {
        for (;;) {
          if (text[at] !== '"') fail("no key");
          const key = readString();
          if (key in object) fail("a key twice");
          expect(":");
          object[key] = readValue(depth + 1);
          if (text[at] !== ",") break;
          at += 1;
        }
      }
      expect("}");
      return object;
    }
    if (first === "[") {
      at += 1;
      const list = [];
      if (text[at] !== "]") {
        for (;;) {
          list.push(readValue(depth + 1));
          if (text[at] !== ",") break;
          at += 1;
        }
      }
      expect("]");
      return list;
    }
    for (const [word, value] of [
      ["true", true],
      ["false", false],
      ["null", null],
    ]) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return value;
      }
    }
    return readNumber();
  };
  const value = readValue(0);
  if (at !== text.length) fail("something after the value");
  return value;
}

/**
 * How many members the objects of a JSON text have, where its bytes show no other form of anything: no escape, no white space, no number
 * that is not written plainly, no key that begins with a digit, which the engine may have moved. Else -1. In: bytes that the engine's
 * parser takes, from the byte `from` on.
 */
function plainMembers(bytes, from) {
  let members = 0;
  for (let at = from; at < bytes.length; at += 1) {
    const code = bytes[at];
    if (code === 0x22) {
      const first = bytes[at + 1];
      // A byte of a longer UTF-8 sequence is never a quotation mark or a backslash.
      for (at += 1; bytes[at] !== 0x22; at += 1) if (bytes[at] === 0x5c) return -1;
      if (first >= 0x30 && first <= 0x39 && bytes[at + 1] === 0x3a) return -1;
    } else if (code === 0x3a) members += 1;
    else if (code <= 0x20 || code === 0x2e || code === 0x45) return -1;
    else if (code === 0x65 && bytes[at - 1] <= 0x39) return -1;
    else if (code === 0x2d && bytes[at + 1] === 0x30) return -1;
  }
  return members;
}

/** How many members the objects of a parsed value have, all in order, its numbers integers and its depth allowed. Else -2. */
function orderedMembers(value, depth) {
  if (depth > MAX_DEPTH) return -2;
  if (typeof value === "number") return Number.isSafeInteger(value) ? 0 : -2;
  if (value === null || typeof value !== "object") return 0;
  let members = 0;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) {
      const inside = orderedMembers(value[at], depth + 1);
      if (inside < 0) return -2;
      members += inside;
    }
    return members;
  }
  let before;
  for (const key in value) {
    if (before !== undefined && !(before < key)) return -2;
    before = key;
    const inside = orderedMembers(value[key], depth + 1);
    if (inside < 0) return -2;
    members += 1 + inside;
  }
  return members;
}

/**
 * The value of canonical bytes; throws BadForm where they are anything else. The quick ways are taken first. Of a text of plain tokens
 * only the order of keys and a key that stands twice are left to be seen: the value has its members, in order. A text that the engine's
 * own parser and writer give back unchanged has no white space, no duplicate key and one form of each string and number; what it does
 * not show is looked at value by value. Every text that neither vouches for is read strictly.
 * The value stands from the byte `from` on: before it is nothing or a leaf's 0x00.
 */
export function readCanonical(bytes, from = 0) {
  // 0x00 is UTF-8 as well: no view of the rest is made for each of many entries.
  if (!isUtf8(bytes)) throw new BadForm("bytes that are not UTF-8");
  const text = bytes.toString("utf8", from);
  let quick;
  try {
    quick = JSON.parse(text);
  } catch {
    quick = undefined;
  }
  if (quick !== undefined) {
    const members = orderedMembers(quick, 0);
    if (plainMembers(bytes, from) === members) return quick;
    // A key __proto__ is an own key of what JSON.parse gives; half a surrogate pair can only come from an escape \ud...
    if (members >= 0 && !text.includes("\\ud") && JSON.stringify(quick) === text) return quick;
  }
  const value = readStrict(text);
  if (canonicalText(value) !== text) throw new BadForm("not the canonical form (RFC 8785)");
  return value;
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const own = (value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined);
const isText = (value) => typeof value === "string";
const textOrNull = (value) => (typeof value === "string" ? value : null);
const isCount = (value) => typeof value === "number" && value >= 0;
const isHash = (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);

/** Throws unless the value is an object with these keys: every one of `must`, none but those and `may`. */
function checkKeys(value, must, may, what) {
  if (!isObject(value)) throw new BadForm(`${what} is no object`);
  for (const key of Object.keys(value))
    if (!must.includes(key) && !may.includes(key))
      throw new UnknownKey(`${what} has an unknown key ${JSON.stringify(key)}`);
  for (const key of must) if (!Object.hasOwn(value, key)) throw new BadForm(`${what} has no ${key}`);
}

function need(holds, message) {
  if (!holds) throw new BadForm(message);
}

/** Bytes of standard padded base64 in its one form, else null. */
export function fromBase64(text) {
  if (typeof text !== "string") return null;
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : null;
}

const INSTANT =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** An RFC 3339 instant with seconds and zone, on a day there is. */
function isInstant(value) {
  if (typeof value !== "string" || !INSTANT.test(value)) return false;
  // Every month has 28 days.
  if (value[8] < "2" || (value[8] === "2" && value[9] < "9")) return true;
  const [year, month, day] = value.slice(0, 10).split("-").map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
}

// ---------------------------------------------------------------------------------------------------------------------
// The tree (RFC 6962, SHA-256)

const sha256 = (bytes) => hashOnce("sha256", bytes, "buffer");
/** As a string of 32 characters, one for each byte: a third of the cost of a buffer, and there are two for every entry. */
const sha256Text = (bytes) => hashOnce("sha256", bytes, "latin1");
const EMPTY_ROOT = sha256(Buffer.alloc(0));

const pair = Buffer.alloc(65);
pair[0] = 1;
function nodeHash(left, right) {
  left.copy(pair, 1);
  right.copy(pair, 33);
  return sha256(pair);
}

const leafOf = (bytes) => sha256(Buffer.concat([Buffer.of(0), bytes]));

/** Complete subtrees by level, from `from` on, so that the root of every size in [from, size] can be had. 64 bytes a leaf. */
class Tree {
  constructor() {
    this.levels = [];
    this.size = 0;
  }

  /** Begins with the complete subtrees of [0, from), largest first. */
  static after(from, hashes) {
    const tree = new Tree();
    let start = 0;
    let next = 0;
    for (let level = 52; level >= 0; level -= 1) {
      const width = 2 ** level;
      if (Math.floor(from / width) % 2 === 0) continue;
      tree.#store(level, start / width, hashes[next].toString("latin1"));
      next += 1;
      start += width;
    }
    tree.size = from;
    return tree;
  }

  #store(level, index, hash) {
    let row = this.levels[level];
    if (row === undefined) {
      row = { first: index, count: 0, bytes: Buffer.alloc(32 * 64) };
      this.levels[level] = row;
    }
    // The first 32 bytes of a row stay free: a byte is needed before each pair.
    if ((row.count + 2) * 32 > row.bytes.length) {
      const grown = Buffer.alloc(row.bytes.length * 2);
      row.bytes.copy(grown);
      row.bytes = grown;
    }
    row.bytes.write(hash, (row.count + 1) * 32, 32, "latin1");
    row.count += 1;
  }

  #get(level, index) {
    const row = this.levels[level];
    const place = (index - row.first + 1) * 32;
    return row.bytes.subarray(place, place + 32);
  }

  /** The hash over two neighbours of a level, where they lie: the byte before them is 0x01 for the while. */
  #joined(level, left) {
    const { bytes, first } = this.levels[level];
    const before = (left - first + 1) * 32 - 1;
    const kept = bytes[before];
    bytes[before] = 1;
    const hash = sha256Text(bytes.subarray(before, before + 65));
    bytes[before] = kept;
    return hash;
  }

  /** Adds a leaf by its hash, a string of 32 characters. */
  append(leafHash) {
    let index = this.size;
    let level = 0;
    this.#store(level, index, leafHash);
    while (index % 2 === 1) {
      const hash = this.#joined(level, index - 1);
      index = (index - 1) / 2;
      level += 1;
      this.#store(level, index, hash);
    }
    this.size += 1;
  }

  leaf(index) {
    return this.#get(0, index);
  }

  /** The inclusion proof of a leaf in the tree as it is, of a tree that began with its first leaf: its hashes, from below. */
  proofOf(index) {
    const hashes = [];
    let at = index;
    let last = this.size - 1;
    for (let level = 0; last > 0; level += 1) {
      if (at % 2 === 1) hashes.push(this.#get(level, at - 1));
      else if (at < last) hashes.push(at + 1 === last ? this.#edge(level) : this.#get(level, at + 1));
      at = Math.floor(at / 2);
      last = Math.floor(last / 2);
    }
    return hashes;
  }

  /** The hash of the last subtree of a level, complete or not. */
  #edge(level) {
    if (this.edges?.size !== this.size) this.edges = { size: this.size, hashes: [] };
    const { hashes } = this.edges;
    const last = Math.floor((this.size - 1) / 2 ** level);
    if ((last + 1) * 2 ** level <= this.size) hashes[level] ??= this.#get(level, last);
    else if (Math.floor((this.size - 1) / 2 ** (level - 1)) % 2 === 0) hashes[level] ??= this.#edge(level - 1);
    else hashes[level] ??= nodeHash(this.#get(level - 1, last * 2), this.#edge(level - 1));
    return hashes[level];
  }

  /** The root of the first `size` leaves; `size` is one the tree was at since it began. */
  root(size) {
    if (size === 0) return EMPTY_ROOT;
    let hash = null;
    for (let level = 0, index = size; index > 0; level += 1, index = Math.floor(index / 2)) {
      if (index % 2 === 0) continue;
      const subtree = this.#get(level, index - 1);
      hash = hash === null ? Buffer.from(subtree) : nodeHash(subtree, hash);
    }
    return hash;
  }
}

/** RFC 9162, 2.1.3.2: whether `proof` leads from the leaf at `index` to the root of a tree of `size`. */
export function inclusionHolds(index, size, leafHash, proof, root) {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false;
  if (leafHash.length !== 32 || root.length !== 32) return false;
  let at = index;
  let last = size - 1;
  let hash = leafHash;
  for (const sibling of proof) {
    if (last === 0 || sibling.length !== 32) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(sibling, hash);
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
    } else hash = nodeHash(hash, sibling);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && hash.equals(root);
}

/** RFC 9162, 2.1.4.2: whether the tree of `size1` is the beginning of the tree of `size2`. */
export function consistencyHolds(size1, size2, root1, root2, proof) {
  if (!Number.isSafeInteger(size1) || !Number.isSafeInteger(size2) || size1 < 0 || size1 > size2) return false;
  if (size1 === size2) return proof.length === 0 && root1.equals(root2);
  if (size1 === 0 || proof.length === 0 || root1.length !== 32 || root2.length !== 32) return false;
  if (proof.some((hash) => hash.length !== 32)) return false;
  const path = Math.log2(size1) % 1 === 0 ? [root1, ...proof] : proof;
  let at = size1 - 1;
  let last = size2 - 1;
  while (at % 2 === 1) {
    at = (at - 1) / 2;
    last = Math.floor(last / 2);
  }
  let [first] = path;
  let second = first;
  for (const hash of path.slice(1)) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      first = nodeHash(hash, first);
      second = nodeHash(hash, second);
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
    } else second = nodeHash(second, hash);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && first.equals(root1) && second.equals(root2);
}

// ---------------------------------------------------------------------------------------------------------------------
// Keys, notes, envelopes

const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

function keyOfRaw(raw) {
  const der = Buffer.concat([SPKI_PREFIX, raw]);
  const object = createPublicKey({ key: der, format: "der", type: "spki" });
  return { keyid: sha256(der).toString("hex"), raw: Buffer.from(raw), object };
}

/** Reads the C2SP text form of an Ed25519 key: NAME+HASH+base64(0x01 || key). Null where it is anything else. */
export function parseVkey(text) {
  if (typeof text !== "string") return null;
  const found = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u.exec(text);
  if (found === null) return null;
  const [, name, id, encoded] = found;
  const bytes = fromBase64(encoded);
  if (bytes === null || bytes.length !== 33 || bytes[0] !== 1) return null;
  if (sha256(Buffer.concat([Buffer.from(`${name}\n`), bytes])).toString("hex", 0, 4) !== id) return null;
  return { text, name, id, ...keyOfRaw(bytes.subarray(1)) };
}

function signatureHolds(key, message, signature) {
  return signature.length === 64 && verifySignature(null, message, key.object, signature);
}

/** Signatures in one parcel, and bytes of parcels that may wait: a log of many decisions is not held in memory. */
const PARCEL = 128;
const WAITING = 16 * MIB;
/** From how many signatures on a thread is worth its start. */
const WORTH_A_THREAD = 2_000;
/** Most threads beside this one. */
const MOST_THREADS = Math.max(0, Math.min(3, os.availableParallelism() - 1));
/** What tells a thread that it was started for this. */
const THREAD = "countersign-verify: signatures";
const [OPEN, TAKEN, HOLD, FAIL] = [0, 1, 2, 3];

/**
 * Signatures that are looked at while the rest of the bundle is read: in threads, and at the end by whoever is free. Where one of them is
 * wrong the bundle is read again with each looked at in its place, so that what is said never depends on this.
 */
class Signatures {
  constructor() {
    this.wrong = false;
    this.pending = [];
    this.parcels = [];
    this.threads = [];
    this.started = false;
    this.taken = 0;
  }

  add(key, message, signature) {
    if (signature.length !== 64) this.wrong = true;
    if (this.wrong) return;
    this.taken += 1;
    this.pending.push([key.raw, signature, message]);
    if (this.pending.length >= PARCEL) this.#pack();
  }

  /** Puts what is pending where every thread sees it: a state and a count, then key, signature, length and bytes of each message. */
  #pack() {
    const length = this.pending.reduce((sum, [, , message]) => sum + 100 + message.length, 8);
    const parcel = Buffer.from(new SharedArrayBuffer(Math.ceil(length / 4) * 4));
    parcel.writeInt32LE(this.pending.length, 4);
    let at = 8;
    for (const [raw, signature, message] of this.pending) {
      raw.copy(parcel, at);
      signature.copy(parcel, at + 32);
      parcel.writeUInt32LE(message.length, at + 96);
      message.copy(parcel, at + 100);
      at += 100 + message.length;
    }
    this.pending = [];
    this.parcels.push(parcel);
    if (this.taken >= WORTH_A_THREAD && !this.started) this.#start();
    else for (const thread of this.threads) thread.postMessage(parcel.buffer);
    this.parcels = this.parcels.filter((one) => this.#stateOf(one) !== HOLD);
    const waiting = this.parcels.reduce((sum, one) => sum + one.length, 0);
    if (waiting > WAITING) lookAt(this.parcels[0]);
  }

  #start() {
    this.started = true;
    for (let at = 0; at < MOST_THREADS; at += 1) {
      let thread;
      try {
        thread = new Worker(fileURLToPath(import.meta.url), { workerData: THREAD, env: {}, execArgv: [], argv: [] });
      } catch {
        // Where none may be started, all of it is done in this one.
        return;
      }
      thread.on("error", () => undefined);
      thread.unref();
      for (const parcel of this.parcels) thread.postMessage(parcel.buffer);
      this.threads.push(thread);
    }
  }

  #stateOf(parcel) {
    return Atomics.load(new Int32Array(parcel.buffer, 0, 1), 0);
  }

  /** Whether all of them hold. */
  allHold() {
    if (this.pending.length > 0 && !this.wrong) this.#pack();
    for (const parcel of this.parcels) if (!this.wrong) lookAt(parcel);
    for (const parcel of this.parcels) if (!this.wrong) this.#await(parcel);
    for (const thread of this.threads) void thread.terminate();
    return !this.wrong;
  }

  #await(parcel) {
    const state = new Int32Array(parcel.buffer, 0, 1);
    // A thread that took it and ended is no reason to wait for ever: it is looked at anew.
    if (Atomics.wait(state, 0, TAKEN, 5_000) === "timed-out") Atomics.store(state, 0, OPEN);
    lookAt(parcel);
    if (Atomics.load(state, 0) !== HOLD) this.wrong = true;
  }
}

/** Looks at the signatures of a parcel that nobody has taken, and says in it whether they hold. */
function lookAt(parcel) {
  const state = new Int32Array(parcel.buffer, 0, 1);
  if (Atomics.compareExchange(state, 0, OPEN, TAKEN) !== OPEN) return;
  let at = 8;
  let hold = true;
  for (let left = parcel.readInt32LE(4); left > 0 && hold; left -= 1) {
    const length = parcel.readUInt32LE(at + 96);
    const key = knownKey(parcel.subarray(at, at + 32));
    hold = verifySignature(null, parcel.subarray(at + 100, at + 100 + length), key, parcel.subarray(at + 32, at + 96));
    at += 100 + length;
  }
  Atomics.store(state, 0, hold ? HOLD : FAIL);
  Atomics.notify(state, 0);
}

const opened = new Map();
function knownKey(raw) {
  const name = raw.toString("latin1");
  const found = opened.get(name);
  if (found !== undefined) return found;
  if (opened.size >= 100) opened.clear();
  const { object } = keyOfRaw(raw);
  opened.set(name, object);
  return object;
}

/** Reads a C2SP signed note: its text with the last newline, and its signature lines. Null where it is anything else. */
export function parseNote(bytes) {
  if (bytes.length > 64 * KIB || !isUtf8(bytes)) return null;
  const whole = bytes.toString("utf8");
  for (let at = 0; at < whole.length; at += 1) {
    const code = whole.charCodeAt(at);
    if (code < 0x20 && code !== 0x0a) return null;
  }
  const split = whole.lastIndexOf("\n\n");
  if (split < 0 || !whole.endsWith("\n")) return null;
  const lines = whole.slice(split + 2, -1).split("\n");
  const signatures = [];
  for (const line of lines) {
    const found = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)$/u.exec(line);
    const signature = found === null ? null : fromBase64(found[2]);
    if (signature === null || signature.length < 5) return null;
    signatures.push({ name: found[1], id: signature.toString("hex", 0, 4), signature: signature.subarray(4) });
  }
  return { text: whole.slice(0, split + 1), signatures };
}

/**
 * The names of the known keys that signed a note; null where a signature said to be of a known key does not verify.
 * Signatures of keys nobody knows are passed over.
 */
export function noteSigners(note, keys) {
  const signers = [];
  for (const { name, id, signature } of note.signatures) {
    for (const key of keys) {
      if (key.name !== name || key.id !== id) continue;
      if (!signatureHolds(key, Buffer.from(note.text), signature)) return null;
      signers.push(key);
    }
  }
  return signers;
}

/** Reads the text of a checkpoint (C2SP tlog-checkpoint) of exactly three lines. Null where it is anything else. */
export function parseCheckpoint(text) {
  const found = /^([^\n]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/=]+)\n$/.exec(text);
  if (found === null) return null;
  const size = Number(found[2]);
  const root = fromBase64(found[3]);
  if (!Number.isSafeInteger(size) || root === null || root.length !== 32) return null;
  return { origin: found[1], size, root };
}

/** DSSE v1: the bytes that are signed. */
function preAuthentication(type, payload) {
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

// ---------------------------------------------------------------------------------------------------------------------
// The container: a folder or a ustar file. Names are fixed; whatever else is there refuses the whole.

const NAME_FORMS = [
  [/^(?:manifest|left-edge|earlier-keys|keys|report)\.json$/, 64 * MIB],
  [/^report\.html$/, 64 * MIB],
  [/^entries\.bin$/, Number.MAX_SAFE_INTEGER],
  [/^checkpoints\/(?:0|[1-9][0-9]{0,15})\.note$/, 64 * KIB],
  [/^proofs\/(?:0|[1-9][0-9]{0,15})\.tlog-proof$/, 64 * KIB],
  [/^anchors\/(?:0|[1-9][0-9]{0,15})\.bin$/, 64 * KIB],
  [/^blobs\/[0-9a-f]{64}$/, MIB + 33],
];
const FOLDERS = ["checkpoints", "proofs", "anchors", "blobs"];

function checkFile(name, size) {
  const form = NAME_FORMS.find(([pattern]) => pattern.test(name));
  if (form === undefined) throw new Unreadable(name, null, "a file that is no part of a bundle");
  if (size > form[1]) throw new Unreadable(name, null, `${size} bytes are over the limit of ${form[1]}`);
}

function readFully(fd, size, start) {
  const bytes = Buffer.alloc(size);
  let done = 0;
  while (done < size) {
    const got = fs.readSync(fd, bytes, done, size - done, start + done);
    if (got === 0) throw new Unreadable(null, start + done, "the file ended while it was read");
    done += got;
  }
  return bytes;
}

function openFolder(folder) {
  const files = new Map();
  const add = (name, item) => {
    if (!item.isFile()) throw new Unreadable(name, null, "not a regular file");
    if (files.size >= MAX_FILES) throw new Unreadable(null, null, `more than ${MAX_FILES} files`);
    checkFile(name, 0);
    files.set(name, 0);
  };
  for (const item of fs.readdirSync(folder, { withFileTypes: true })) {
    if (!item.isDirectory() || !FOLDERS.includes(item.name)) add(item.name, item);
    else
      for (const inner of fs.readdirSync(path.join(folder, item.name), { withFileTypes: true }))
        add(`${item.name}/${inner.name}`, inner);
  }
  const open = (name) => {
    // A link put in the place of a file after it was listed is not followed.
    const fd = fs.openSync(
      path.join(folder, ...name.split("/")),
      fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0),
    );
    const { size } = fs.fstatSync(fd);
    return { fd, start: 0, size, close: () => fs.closeSync(fd) };
  };
  for (const name of files.keys()) {
    const { size } = fs.lstatSync(path.join(folder, ...name.split("/")));
    checkFile(name, size);
    files.set(name, size);
  }
  return { files, open, close: () => undefined };
}

function tarText(header, start, length, what) {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  const text = end < 0 ? field : field.subarray(0, end);
  if (end >= 0 && field.subarray(end).some((byte) => byte !== 0))
    throw new Unreadable(null, null, `tar: bytes after ${what}`);
  if (text.some((byte) => byte < 0x20 || byte > 0x7e))
    throw new Unreadable(null, null, `tar: ${what} is no plain text`);
  return text.toString("latin1");
}

function openTar(file) {
  const fd = fs.openSync(file, "r");
  try {
    const total = fs.fstatSync(fd).size;
    const files = new Map();
    const places = new Map();
    let at = 0;
    const fail = (message) => {
      throw new Unreadable(null, at, `tar: ${message}`);
    };
    if (total % 512 !== 0) fail("its length is no multiple of 512");
    for (;;) {
      if (at + 512 > total) fail("it has no end");
      const header = readFully(fd, 512, at);
      if (header.every((byte) => byte === 0)) break;
      if (header.toString("latin1", 257, 265) !== "ustar\u000000") fail("a header that is not ustar");
      const sum = header.toString("latin1", 148, 156);
      let expected = 8 * 0x20;
      for (let index = 0; index < 512; index += 1) if (index < 148 || index >= 156) expected += header[index];
      if (!/^[0-7]{6}\0 $/.test(sum) || Number.parseInt(sum, 8) !== expected) fail("a header whose checksum is wrong");
      if (header[156] !== 0x30) fail("something other than a regular file");
      const name = tarText(header, 0, 100, "a name");
      if (tarText(header, 157, 100, "a link") !== "" || tarText(header, 345, 155, "a prefix") !== "")
        fail("a link or a prefix");
      const sizeText = header.toString("latin1", 124, 136);
      if (!/^[0-7]{11}[\0 ]$/.test(sizeText)) fail("a size that is no octal number");
      const size = Number.parseInt(sizeText, 8);
      if (files.has(name)) fail(`${JSON.stringify(name)} twice`);
      if (files.size >= MAX_FILES) fail(`more than ${MAX_FILES} files`);
      checkFile(name, size);
      const padded = Math.ceil(size / 512) * 512;
      if (at + 512 + padded > total) fail("a file that is cut short");
      if (readFully(fd, padded - size, at + 512 + size).some((byte) => byte !== 0))
        fail("bytes after a file that are not zero");
      files.set(name, size);
      places.set(name, at + 512);
      at += 512 + padded;
    }
    if (total - at < 1024) fail("it does not end with two empty blocks");
    if (total - at > MIB) fail("too much after its end");
    if (readFully(fd, total - at, at).some((byte) => byte !== 0)) fail("bytes after its end");
    const open = (name) => ({ fd, start: places.get(name), size: files.get(name), close: () => undefined });
    return { files, open, close: () => fs.closeSync(fd) };
  } catch (error) {
    fs.closeSync(fd);
    throw error;
  }
}

/** Opens what a path names, without following anything inside. `files`: name to size. */
function openContainer(where) {
  let stat;
  try {
    stat = fs.statSync(where);
  } catch {
    throw new Unreadable(null, null, `there is nothing to read at ${where}`);
  }
  if (stat.isDirectory()) return openFolder(where);
  if (stat.isFile()) return openTar(where);
  throw new Unreadable(null, null, "neither a folder nor a file");
}

function readWhole(container, name) {
  const file = container.open(name);
  try {
    return readFully(file.fd, file.size, file.start);
  } finally {
    file.close();
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// What stands in entries

const HEADER = ["v", "origin", "seq", "recordedAt", "bootId", "monotonicNs", "kind"];
const V1_KINDS = ["log.created", "decision", "ingest", "export", "key", "clock.anomaly"];
const PROTECTIONS = ["keychain", "passphrase", "file", "basic_text"];
const BINDINGS = ["self-asserted", "github", "ssh", "roster"];
const ORIGIN = /^countersign\.invalid\/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const PAYLOAD_TYPE = "application/vnd.countersign.decision.v1+json";
const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
const PREDICATE_TYPE = "https://countersign.invalid/decision/v1";

/** Keys of each v 2 kind beside the header; where it has actions, which of the keys that may stand belong to which. */
const V2_KINDS = {
  "log.created": { must: ["app", "logKey", "protection"] },
  decision: { must: ["envelope"] },
  "reviewer.key": {
    must: ["action", "key", "keyid", "person", "protection"],
    may: ["previous", "signatures", "from", "reason"],
    actions: { created: [], rotated: ["previous", "signatures"], revoked: ["from"], restored: [] },
  },
  "log.key": {
    must: ["action", "key", "protection"],
    may: ["previous", "signatures"],
    actions: { created: [], rotated: ["previous", "signatures"] },
  },
  anchor: { must: ["type", "size", "root", "receipt", "detail"] },
  "blob.erased": { must: ["commitment", "reason"] },
  policy: { must: ["id", "version", "digest"] },
  recovery: { must: ["message"] },
  effect: {
    must: ["effect", "decision", "via", "operation", "target", "state", "head", "remote", "detail", "digest"],
  },
  "decision.received": { must: ["entry", "key", "person", "from", "at", "logKey", "proof"] },
};

function checkPerson(person) {
  checkKeys(person, ["name", "binding"], ["account", "accountId", "boundAt"], "person");
  need(isText(person.name) && BINDINGS.includes(person.binding), "person has no name or no known binding");
  need(!Object.hasOwn(person, "account") || isText(person.account), "account is no text");
  need(!Object.hasOwn(person, "accountId") || isCount(person.accountId), "accountId is no number");
  need(!Object.hasOwn(person, "boundAt") || isInstant(person.boundAt), "boundAt is no instant");
}

/** Form of an effect: something done outside, or that was to be. */
function checkEffect(body) {
  need(isText(body.effect) && UUID.test(body.effect), "effect is no UUID");
  need(body.decision === null || isCount(body.decision), "decision is no place");
  need(["github", "webhook", "mail"].includes(body.via), "via is none of the three");
  need(["confirmed", "held", "failed", "cancelled"].includes(body.state), "a state that does not exist");
  need(isText(body.operation) && isText(body.target) && isText(body.detail), "operation, target or detail is no text");
  need(body.head === null || isText(body.head), "head is no text");
  need(body.digest === null || isHash(body.digest), "digest is no SHA-256");
  if (body.remote === null) return;
  checkKeys(body.remote, ["id", "url", "at"], [], "remote");
  need(isText(body.remote.id) && isText(body.remote.url) && isInstant(body.remote.at), "remote is of another form");
}

/** Form of another log's decision; what stands inside of it is looked at by Verification.takeReceived. */
function checkReceived(body) {
  const entry = fromBase64(body.entry);
  need(entry !== null && entry.length <= MAX_ENTRY, "entry is no base64 of an entry");
  need(isText(body.key) && isText(body.logKey), "key or logKey is no text");
  checkPerson(body.person);
  need(isText(body.from) && ORIGIN.test(body.from), "from is no origin of a log");
  need(isCount(body.at), "at is no place");
  const proof = fromBase64(body.proof);
  need(proof !== null && proof.length <= 64 * KIB, "the proof is no base64 of at most 64 KiB");
}

/** Form of a v 2 body: its keys exactly, its values by type. */
function checkSecondForm(body) {
  const kind = V2_KINDS[body.kind];
  checkKeys(body, [...HEADER, ...kind.must], kind.may ?? [], "the entry");
  if (kind.actions !== undefined) {
    need(isText(body.action) && Object.hasOwn(kind.actions, body.action), "an action that does not exist");
    const wanted = kind.actions[body.action];
    for (const key of kind.may.filter((one) => one !== "reason"))
      need(Object.hasOwn(body, key) === wanted.includes(key), `${key} is missing, or belongs to another action`);
  }
  if (kind.must.includes("protection")) need(PROTECTIONS.includes(body.protection), "protection is none of the four");
  if (Object.hasOwn(body, "signatures")) {
    checkKeys(body.signatures, ["old", "new"], [], "signatures");
    need(
      fromBase64(body.signatures.old) !== null && fromBase64(body.signatures.new) !== null,
      "signatures are no base64",
    );
  }
  switch (body.kind) {
    case "log.created":
      return need(isText(body.app), "app is no text");
    case "reviewer.key": {
      need(isHash(body.keyid), "keyid is no SHA-256");
      checkPerson(body.person);
      need(!Object.hasOwn(body, "previous") || isHash(body.previous), "previous is no SHA-256");
      need(!Object.hasOwn(body, "from") || isCount(body.from), "from is no number");
      return need(!Object.hasOwn(body, "reason") || isText(body.reason), "reason is no text");
    }
    case "log.key":
      return need(!Object.hasOwn(body, "previous") || isText(body.previous), "previous is no text");
    case "anchor": {
      need(["export", "github", "git", "rfc3161"].includes(body.type), "a type of anchor that does not exist");
      need(isCount(body.size) && isHash(body.root) && isText(body.detail), "size, root or detail is of another form");
      const receipt = fromBase64(body.receipt);
      return need(receipt !== null && receipt.length <= 64 * KIB, "the receipt is no base64 of at most 64 KiB");
    }
    case "blob.erased":
      return need(isHash(body.commitment) && isText(body.reason), "commitment or reason is of another form");
    case "policy":
      return need(
        isText(body.id) && isCount(body.version) && isHash(body.digest),
        "id, version or digest is of another form",
      );
    case "recovery":
      return need(isText(body.message), "message is no text");
    case "effect":
      return checkEffect(body);
    case "decision.received":
      return checkReceived(body);
    default:
      return undefined;
  }
}

/** The subject a decision must be about: what it is bound to, in this order. */
function subjectOf(decision) {
  const bound = own(decision, "bound");
  const subject = [];
  const patch = own(bound, "patch") ?? null;
  const head = own(bound, "head") ?? null;
  if (patch !== null) subject.push({ digest: { sha256: patch }, name: "patch" });
  if (head !== null) subject.push({ digest: { gitCommit: head }, name: "head" });
  subject.push({ digest: { sha256: own(bound, "evidence") ?? null }, name: "evidence" });
  return subject;
}

/** What a DSSE envelope of a decision holds, its form checked: the signed bytes, the payload, the signatures. */
function openEnvelope(envelope) {
  checkKeys(envelope, ["payloadType", "payload", "signatures"], [], "the envelope");
  const { signatures } = envelope;
  need(Array.isArray(signatures) && signatures.length >= 1 && signatures.length <= 10, "not 1 to 10 signatures");
  for (const one of signatures) {
    checkKeys(one, ["keyid", "sig"], [], "a signature");
    need(isHash(one.keyid) && fromBase64(one.sig) !== null, "keyid or sig is of another form");
  }
  need(envelope.payloadType === PAYLOAD_TYPE, "the envelope holds something other than a decision");
  const payload = fromBase64(envelope.payload);
  need(payload !== null, "the payload is no base64");
  return { message: preAuthentication(PAYLOAD_TYPE, payload), payload, signatures };
}

/** The decision of a signed payload, and the commitment to its texts; it must have been signed for this log and place. */
function readStatement(payload, { origin, seq }) {
  const statement = readCanonical(payload);
  checkKeys(statement, ["_type", "predicate", "predicateType", "subject"], [], "the statement");
  need(
    statement._type === STATEMENT_TYPE && statement.predicateType === PREDICATE_TYPE,
    "the statement is of another type",
  );
  const { predicate, subject } = statement;
  checkKeys(predicate, ["origin", "seq", "decision"], ["texts"], "the predicate");
  need(Array.isArray(subject), "the subject is no list");
  for (const item of subject) {
    checkKeys(item, ["name", "digest"], [], "a subject");
    checkKeys(item.digest, [], ["sha256", "gitCommit"], "a digest");
  }
  need(predicate.origin === origin && predicate.seq === seq, "the decision was signed for another log or place");
  const { decision } = predicate;
  need(isText(own(decision, "kind")), "the decision has no kind");
  const expected = subjectOf(decision);
  need(isHash(expected.at(-1).digest.sha256), "the decision is bound to no evidence");
  need(canonicalText(subject) === canonicalText(expected), "the subject is not what the decision is bound to");
  if (!Object.hasOwn(predicate, "texts")) return { decision, texts: null };
  need(isHash(predicate.texts), "texts is no commitment");
  need(decision.reason === "" && !Object.hasOwn(decision, "comments"), "texts stand in the entry and beside it");
  return { decision, texts: predicate.texts };
}

/** What one decision says in the report. `reason` and `keyid` are filled in when all entries are read. */
function reportRow(body, decision) {
  const bound = own(decision, "bound");
  const gates = own(decision, "gates");
  const withdrawn = own(own(decision, "withdraws"), "seq");
  return {
    attemptId: textOrNull(own(decision, "attemptId")),
    attemptLetter: textOrNull(own(decision, "attemptLetter")),
    bound: {
      base: textOrNull(own(bound, "base")),
      head: textOrNull(own(bound, "head")),
      patch: textOrNull(own(bound, "patch")),
    },
    gatesUnmet: (Array.isArray(gates) ? gates : [])
      .filter((gate) => own(gate, "met") === false && isText(own(gate, "id")))
      .map((gate) => gate.id),
    keyid: null,
    kind: decision.kind,
    person: textOrNull(own(decision, "person")),
    reason: textOrNull(own(decision, "reason")),
    recordedAt: body.recordedAt,
    repository: textOrNull(own(decision, "repository")),
    reviewer: textOrNull(own(own(decision, "reviewer"), "name")),
    seq: body.seq,
    taskId: textOrNull(own(decision, "taskId")),
    taskRef: textOrNull(own(decision, "taskRef")),
    taskTitle: textOrNull(own(decision, "taskTitle")),
    tier: textOrNull(own(decision, "tier")),
    until: textOrNull(own(decision, "until")),
    withdraws: isCount(withdrawn) ? withdrawn : null,
  };
}

/** What the key entries say, in the order of the log. */
class Keys {
  constructor(origin) {
    this.origin = origin;
    /** The log's keys in the order they came into use. */
    this.log = [];
    this.logLinks = [];
    /** keyid to {key, vkeys, names, from, out, revoked} */
    this.reviewers = new Map();
    this.reviewerLinks = [];
  }

  /** The log's key in use at a size: that of the last entry before it. */
  logKeyAt(size) {
    return this.log.findLast((one) => one.seq < size)?.key ?? null;
  }

  /** Whether a signature of this key counts at `seq` by what was taken so far; null where the key is not known. */
  active(keyid, seq) {
    const reviewer = this.reviewers.get(keyid);
    return reviewer !== undefined && reviewer.out > seq && reviewer.revoked > seq ? reviewer : null;
  }

  /** Takes a v 2 entry that tells of a key; throws BadForm where it cannot stand there. */
  take(body) {
    if (body.kind === "log.created") this.#addLogKey(body.seq, body.logKey);
    else if (body.kind === "log.key") this.#takeLogKey(body);
    else this.#takeReviewer(body);
  }

  #addLogKey(seq, text) {
    const key = parseVkey(text);
    need(key !== null && key.name === this.origin, "the log's key is no Ed25519 key of this log");
    this.log.push({ seq, key });
    return key;
  }

  #takeLogKey(body) {
    const before = this.log.at(-1)?.key ?? null;
    if (body.action === "created") need(before === null, "a first key of a log that has one");
    else need(before !== null && before.text === body.previous, "the rotation is not from the key in use");
    const key = this.#addLogKey(body.seq, body.key);
    if (body.action !== "rotated") return;
    const said = `countersign-log-key-rotation-v1\n${this.origin}\n${body.seq}\n${body.previous}\n${body.key}\n`;
    this.#needBoth(body, before, key, said);
    this.logLinks.push([before.text, key.text]);
  }

  #needBoth(body, before, key, said) {
    const bytes = Buffer.from(said);
    need(signatureHolds(before, bytes, fromBase64(body.signatures.old)), "the old key did not sign the rotation");
    need(signatureHolds(key, bytes, fromBase64(body.signatures.new)), "the new key did not sign the rotation");
  }

  #takeReviewer(body) {
    const key = parseVkey(body.key);
    need(key !== null && /^reviewer\/./.test(key.name), "the reviewer's key is no Ed25519 key of a reviewer");
    need(key.keyid === body.keyid, "keyid is not that of the key");
    const known = this.reviewers.get(body.keyid);
    if (body.action === "restored" || body.action === "revoked") need(known !== undefined, "the key is not known");
    else need(known === undefined, "the key is known already");
    if (body.action === "revoked") {
      need(body.from <= body.seq, "revoked from an entry that is yet to come");
      known.revoked = Math.min(known.revoked, body.from);
    }
    if (body.action === "rotated") {
      const before = this.active(body.previous, body.seq);
      need(before !== null, "the rotation is from a key that is not active");
      const said = `countersign-key-rotation-v1\n${this.origin}\n${body.seq}\n${body.previous}\n${body.keyid}\n`;
      this.#needBoth(body, before.key, key, said);
      before.out = body.seq;
      this.reviewerLinks.push([body.previous, body.keyid]);
    }
    const reviewer = known ?? { key, vkeys: new Set(), names: new Set(), out: Infinity, revoked: Infinity };
    reviewer.vkeys.add(key.text);
    reviewer.names.add(body.person.name);
    this.reviewers.set(body.keyid, reviewer);
  }
}

/** Checks a C2SP tlog-proof of another log: it leads from the leaf to a checkpoint that the log's key signed. */
function checkReceivedProof(bytes, { at, from, log, leaf }) {
  const split = bytes.indexOf("\n\n");
  need(split > 0, "the proof has no checkpoint");
  const lines = bytes.toString("latin1", 0, split).split("\n");
  need(lines[0] === "c2sp.org/tlog-proof@v1", "no proof of version 1");
  need(lines[1] === `index ${at}`, "the proof of another entry");
  const hashes = lines.slice(2).map(fromBase64);
  need(
    hashes.every((hash) => hash !== null && hash.length === 32),
    "a hash of the proof is of another form",
  );
  const note = parseNote(bytes.subarray(split + 2));
  const head = note === null ? null : parseCheckpoint(note.text);
  need(head !== null && head.origin === from, "the proof ends with no checkpoint of the other log");
  const signers = noteSigners(note, [log]);
  need(signers !== null && signers.length > 0, "the other log's key did not sign the checkpoint of the proof");
  need(inclusionHolds(at, head.size, leaf, hashes, head.root), "the proof does not lead to its checkpoint");
}

/** Everything that rotations join to the given ones, in either direction. */
function joined(given, links) {
  const all = new Set(given);
  for (let grew = true; grew;) {
    grew = false;
    for (const [a, b] of links)
      if (all.has(a) !== all.has(b)) {
        all.add(a).add(b);
        grew = true;
      }
  }
  return all;
}

// ---------------------------------------------------------------------------------------------------------------------
// The verification

/** One run over one bundle. A problem that does not end the reading is kept; what cannot be read at all is thrown. */
class Verification {
  /** In: the bundle, what was asked, and where signatures of decisions are looked at meanwhile; null for each in its place. */
  constructor(container, options, signatures) {
    this.container = container;
    this.options = options;
    this.signatures = signatures;
    this.problems = [];
    this.worst = 0;
    this.notes = new Map();
    this.proved = [];
    this.notProved = [];
    this.rows = [];
    this.count = { open: 0, withheld: 0, unsigned: 0, textsWithheld: 0, blobs: 0, noLongerCounting: 0 };
    this.report = { keys: [], anchors: [], policies: [], erased: [], recoveries: [], clock: [], withheld: [] };
    this.period = { first: null, last: null };
    this.anchors = [];
    /** Effects and decisions of other logs, as the report names them. */
    this.effects = [];
    this.received = [];
    /** Whose the keys of other logs' decisions are said to be, and places of decisions that are open. */
    this.receivedNames = new Map();
    this.decided = new Set();
    this.hidden = new Set();
    this.texts = new Map();
    this.policies = new Map();
    this.readable = true;
  }

  problem(code, file, place, message) {
    this.worst = Math.max(this.worst, code);
    if (this.problems.length < 200) this.problems.push({ code, file, place, message });
  }

  /** Runs a reader of one piece: a wrong form is a problem of 40, an unknown key ends the reading. Whether it held. */
  piece(file, place, work) {
    try {
      work();
      return true;
    } catch (error) {
      if (error instanceof UnknownKey) throw new Unreadable(file, place, error.message);
      if (!(error instanceof BadForm)) throw error;
      this.problem(40, file, place, error.message);
      return false;
    }
  }

  run() {
    this.readManifest();
    this.tree = new Tree();
    this.keys = new Keys(this.origin);
    this.signed = false;
    const earlier = this.from > 0 ? this.readEarlier() : [];
    const listed = this.readListedKeys();
    this.readEntries();
    const whole = this.readable;
    this.root = this.tree.size === this.to ? this.tree.root(this.to) : null;
    if (this.root !== null) {
      this.checkEarlier(earlier);
      this.checkListedKeys(listed);
      this.checkNotes(whole);
      this.checkProofs(whole);
      this.checkAnchors(whole);
    }
    this.readBlobs(whole);
    this.checkReport(whole && this.root !== null);
    this.checkDigestOnly("report.html");
  }

  /** Bytes of a file whose digest is compared with the manifest's; its reading goes on where it differs. */
  bytesOf(name) {
    const bytes = readWhole(this.container, name);
    this.compareDigest(name, sha256(bytes).toString("hex"), bytes.length);
    return bytes;
  }

  compareDigest(name, digest, size) {
    const listed = this.listed.get(name);
    if (listed.size !== size) this.problem(40, name, null, `has ${size} bytes; the manifest says ${listed.size}`);
    else if (listed.sha256 !== digest) this.problem(40, name, null, "its SHA-256 is not the manifest's");
  }

  checkDigestOnly(name) {
    if (this.container.files.has(name)) this.bytesOf(name);
  }

  /** A JSON file of the bundle itself: of another form it makes the bundle unreadable. */
  jsonOf(name, bytes, check) {
    try {
      const value = readCanonical(bytes);
      check(value);
      return value;
    } catch (error) {
      if (error instanceof BadForm || error instanceof UnknownKey) throw new Unreadable(name, null, error.message);
      throw error;
    }
  }

  readManifest() {
    const { files } = this.container;
    if (!files.has("manifest.json")) throw new Unreadable("manifest.json", null, "is missing: this is no bundle");
    const manifest = this.jsonOf("manifest.json", readWhole(this.container, "manifest.json"), (value) => {
      need(own(value, "format") === "countersign-audit-bundle", "not the manifest of an audit bundle");
      need(own(value, "version") === 1, "a version of the bundle that is not known here");
      checkKeys(value, ["format", "version", "origin", "from", "to", "files"], [], "the manifest");
      need(isText(value.origin) && ORIGIN.test(value.origin), "origin is no log's");
      need(isCount(value.from) && isCount(value.to) && value.from < value.to, "from and to are no range");
      need(Array.isArray(value.files), "files is no list");
      let before = "";
      for (const file of value.files) {
        checkKeys(file, ["name", "size", "sha256"], [], "a file of the manifest");
        need(
          isText(file.name) && isCount(file.size) && isHash(file.sha256),
          "a file of the manifest is of another form",
        );
        need(before < file.name && file.name !== "manifest.json", "files are not in order");
        before = file.name;
      }
    });
    this.origin = manifest.origin;
    this.from = manifest.from;
    this.to = manifest.to;
    this.listed = new Map(manifest.files.map((file) => [file.name, file]));
    for (const name of this.listed.keys())
      if (!files.has(name)) throw new Unreadable(name, null, "is listed and missing");
    for (const name of files.keys())
      if (name !== "manifest.json" && !this.listed.has(name))
        throw new Unreadable(name, null, "is not listed in the manifest");
    const always = ["entries.bin", "keys.json", "report.json", `checkpoints/${this.to}.note`];
    for (const name of always) if (!files.has(name)) throw new Unreadable(name, null, "is missing");
    for (const name of ["left-edge.json", "earlier-keys.json"])
      if (files.has(name) !== this.from > 0)
        throw new Unreadable(name, null, this.from > 0 ? "is missing" : "has no place in a bundle from entry 0");
  }

  readEarlier() {
    const edge = this.jsonOf("left-edge.json", this.bytesOf("left-edge.json"), (value) => {
      need(Array.isArray(value) && value.every(isHash), "not a list of hashes");
    });
    let wanted = 0;
    for (let rest = this.from; rest > 0; rest = Math.floor(rest / 2)) wanted += rest % 2;
    this.edgeHolds = edge.length === wanted;
    if (this.edgeHolds)
      this.tree = Tree.after(
        this.from,
        edge.map((hash) => Buffer.from(hash, "hex")),
      );
    else this.problem(40, "left-edge.json", null, `${edge.length} subtrees; ${this.from} entries have ${wanted}`);

    const name = "earlier-keys.json";
    const list = this.jsonOf(name, this.bytesOf(name), (value) => {
      need(Array.isArray(value), "not a list");
      for (const item of value) {
        checkKeys(item, ["seq", "entry", "proof"], [], "an earlier key");
        need(isCount(item.seq) && fromBase64(item.entry) !== null, "seq or entry is of another form");
        need(Array.isArray(item.proof) && item.proof.every(isHash), "a proof is no list of hashes");
      }
    });
    if (list[0]?.seq !== 0) this.problem(40, name, null, "entry 0 is not among the earlier keys");
    let before = -1;
    for (const item of list) {
      if (item.seq <= before || item.seq >= this.from) this.problem(40, name, `entry ${item.seq}`, "is out of order");
      before = item.seq;
      const body = this.readBody(name, item.seq, fromBase64(item.entry));
      if (body === null) continue;
      if (!["log.created", "log.key", "reviewer.key"].includes(body.kind))
        this.problem(40, name, `entry ${item.seq}`, "tells of no key");
      else if (body.v === 2 && !body.broken) this.piece(name, `entry ${item.seq}`, () => this.keys.take(body));
    }
    return list;
  }

  readListedKeys() {
    return this.jsonOf("keys.json", this.bytesOf("keys.json"), (value) => {
      checkKeys(value, ["log", "reviewers"], [], "keys.json");
      need(Array.isArray(value.log) && value.log.every(isText), "log is no list of keys");
      need(Array.isArray(value.reviewers), "reviewers is no list");
      for (const reviewer of value.reviewers) {
        checkKeys(reviewer, ["vkey", "keyid", "person"], [], "a reviewer");
        need(
          isText(reviewer.vkey) && isHash(reviewer.keyid) && isText(reviewer.person),
          "a reviewer is of another form",
        );
      }
    });
  }

  /** The body of an entry's bytes with its header checked and, of v 2, its form; null where it is none (40 is said). */
  readBody(file, seq, bytes, from = 0) {
    let body;
    try {
      body = this.headed(seq, bytes, from);
    } catch (error) {
      // The same as in piece(), without its closure: this runs for every entry.
      if (error instanceof UnknownKey) throw new Unreadable(file, `entry ${seq}`, error.message);
      if (!(error instanceof BadForm)) throw error;
      this.problem(40, file, `entry ${seq}`, error.message);
      this.readable = false;
      return null;
    }
    if (body.v === 2) {
      this.signed = true;
      const whole = this.piece(file, `entry ${seq}`, () => checkSecondForm(body));
      if (!whole) return { ...body, broken: true };
    }
    return body;
  }

  headed(seq, bytes, from, origin = this.origin) {
    need(bytes.length - from <= MAX_ENTRY, "over the limit of an entry");
    const value = readCanonical(bytes, from);
    need(isObject(value), "no object");
    const { v, kind } = value;
    need(Number.isSafeInteger(v) && v >= 1, "v is no version");
    if (v > 2) throw new UnknownKey(`version ${v} of an entry is not known here`);
    need(value.origin === origin, "origin is another log's");
    if (value.seq !== seq) throw new BadForm(`seq is ${JSON.stringify(value.seq)}: an entry of another place`);
    need(isInstant(value.recordedAt), "recordedAt is no instant");
    need(isText(value.bootId), "bootId is no text");
    need(isText(value.monotonicNs) && /^[0-9]+$/.test(value.monotonicNs), "monotonicNs is no number");
    need(isText(kind), "kind is no text");
    if (v === 1) need(V1_KINDS.includes(kind), "a kind that the first form of entries never had");
    else if (!Object.hasOwn(V2_KINDS, kind)) throw new UnknownKey(`kind ${JSON.stringify(kind)} is not known here`);
    need((seq === 0) === (kind === "log.created"), seq === 0 ? "entry 0 is not log.created" : "a log begins once");
    return value;
  }

  readEntries() {
    const name = "entries.bin";
    const file = this.container.open(name);
    const hasher = createHash("sha256");
    let chunk = Buffer.alloc(2 * MIB);
    let [start, end, position] = [0, 0, 0];
    const have = (wanted) => {
      if (end - start >= wanted) return true;
      chunk.copyWithin(0, start, end);
      [start, end] = [0, end - start];
      while (end < chunk.length && position < file.size) {
        const got = fs.readSync(
          file.fd,
          chunk,
          end,
          Math.min(chunk.length - end, file.size - position),
          file.start + position,
        );
        if (got === 0) throw new Unreadable(name, position, "the file ended while it was read");
        hasher.update(chunk.subarray(end, end + got));
        end += got;
        position += got;
      }
      return end - start >= wanted;
    };
    const cut = (seq) => {
      this.problem(
        40,
        name,
        `entry ${seq}`,
        `is cut short: the manifest speaks of entries ${this.from} to ${this.to - 1}`,
      );
      this.readable = false;
    };
    try {
      let seq = this.from;
      for (; seq < this.to; seq += 1) {
        if (!have(4)) return cut(seq);
        const length = chunk.readUInt32BE(start);
        if (length === WITHHELD) {
          if (!have(36)) return cut(seq);
          this.takeWithheld(seq, chunk.toString("latin1", start + 4, start + 36));
          start += 36;
          continue;
        }
        if (length > MAX_ENTRY)
          throw new Unreadable(name, `entry ${seq}`, `${length} bytes are over the limit of an entry`);
        if (!have(4 + length)) return cut(seq);
        // The last byte of the length has been read: it becomes the 0x00 that a leaf's hash begins with.
        chunk[start + 3] = 0;
        const leaf = chunk.subarray(start + 3, start + 4 + length);
        this.takeEntry(seq, leaf, sha256Text(leaf));
        start += 4 + length;
      }
      if (have(1)) {
        this.problem(40, name, null, `bytes after entry ${this.to - 1}`);
        this.readable = false;
        return undefined;
      }
      this.compareDigest(name, hasher.digest("hex"), file.size);
    } finally {
      file.close();
      chunk = null;
    }
    return undefined;
  }

  takeWithheld(seq, leafHash) {
    if (this.edgeHolds !== false) this.tree.append(leafHash);
    this.count.withheld += 1;
    this.hidden.add(seq);
    this.report.withheld.push(seq);
    if (seq === 0) this.problem(40, "entries.bin", "entry 0", "is withheld: log.created never is");
  }

  takeEntry(seq, leaf, leafHash) {
    if (this.edgeHolds !== false) this.tree.append(leafHash);
    this.count.open += 1;
    const hadSigned = this.signed;
    const body = this.readBody("entries.bin", seq, leaf, 1);
    if (body === null) return;
    this.period.first ??= body.recordedAt;
    this.period.last = body.recordedAt;
    if (body.kind === "decision") this.takeDecision(body, hadSigned);
    else if (body.kind === "clock.anomaly") this.report.clock.push(seq);
    else if (body.broken) {
      if (body.kind === "anchor") this.anchors.push({ seq, broken: true });
    } else if (body.v === 2) this.piece("entries.bin", `entry ${seq}`, () => this.takeOther(body));
  }

  takeDecision(body, hadSigned) {
    const { seq } = body;
    const row = { seq, verified: [], counting: [], texts: null, signed: body.v === 2, row: null };
    this.rows.push(row);
    this.decided.add(seq);
    if (body.broken) return;
    this.piece("entries.bin", `entry ${seq}`, () => {
      if (body.v === 1) this.takeUnsigned(body, row, hadSigned);
      else this.takeSigned(body, row);
    });
  }

  takeUnsigned(body, row, hadSigned) {
    need(!hadSigned, "a decision without a signature, in a log whose decisions are signed by then");
    const decision = own(body, "decision");
    need(isText(own(decision, "kind")), "the decision has no kind");
    this.count.unsigned += 1;
    row.row = reportRow(body, decision);
  }

  takeSigned(body, row) {
    const { message, payload, signatures } = openEnvelope(body.envelope);
    for (const { keyid, sig } of signatures) {
      const reviewer = this.keys.active(keyid, body.seq);
      if (reviewer === null) continue;
      if (this.signatures !== null) this.signatures.add(reviewer.key, message, fromBase64(sig));
      else
        need(signatureHolds(reviewer.key, message, fromBase64(sig)), `the signature of key ${keyid} does not verify`);
      row.verified.push(keyid);
    }
    need(row.verified.length > 0, "no key that was active at that entry signed the decision");
    const { decision, texts } = readStatement(payload, body);
    row.texts = texts;
    row.row = reportRow(body, decision);
  }

  takeOther(body) {
    const { seq, kind } = body;
    if (kind === "log.created" || kind === "log.key" || kind === "reviewer.key") {
      this.report.keys.push({
        action: kind === "log.created" ? "created" : body.action,
        binding: kind === "reviewer.key" ? body.person.binding : null,
        key: kind === "log.created" ? body.logKey : body.key,
        keyid: kind === "reviewer.key" ? body.keyid : null,
        kind,
        name: kind === "reviewer.key" ? body.person.name : null,
        protection: body.protection,
        seq,
      });
      this.keys.take(body);
    } else if (kind === "anchor") {
      this.anchors.push({ seq, type: body.type, size: body.size, root: body.root, receipt: fromBase64(body.receipt) });
      this.report.anchors.push({ root: body.root, seq, size: body.size, type: body.type });
      need(body.size <= seq, "an anchor of a size that was yet to come");
      if (body.size >= this.from && this.edgeHolds !== false)
        need(this.tree.root(body.size).toString("hex") === body.root, `not the root of the tree of ${body.size}`);
    } else if (kind === "policy") {
      const before = this.policies.get(body.id);
      this.policies.set(body.id, body);
      this.report.policies.push({ digest: body.digest, id: body.id, seq, version: body.version });
      if (before === undefined) return;
      need(body.version >= before.version, `policy version ${body.version} after version ${before.version}`);
      need(body.version > before.version || body.digest === before.digest, "two policies of one version");
    } else if (kind === "blob.erased") this.report.erased.push({ commitment: body.commitment, seq });
    else if (kind === "recovery") this.report.recoveries.push(seq);
    else if (kind === "effect") this.takeEffect(body);
    else if (kind === "decision.received") this.takeReceived(body);
  }

  takeEffect({ seq, effect, decision, via, operation, target, state }) {
    this.effects.push({ decision, effect, operation, seq, state, target, via });
    if (decision === null) return;
    need(decision < seq, "an effect of a decision that was yet to come");
    const open = decision >= this.from && !this.hidden.has(decision);
    need(!open || this.decided.has(decision), `an effect of entry ${decision}, which is no decision`);
  }

  /** A decision of another log: its signature by the key that is named, its place there, and the proof that it stood there. */
  takeReceived({ seq, entry, key, person, from, at, logKey, proof }) {
    need(from !== this.origin, "received from this very log");
    const reviewer = parseVkey(key);
    need(reviewer !== null && /^reviewer\/./.test(reviewer.name), "the key is no Ed25519 key of a reviewer");
    const log = parseVkey(logKey);
    need(log !== null && log.name === from, "logKey is no Ed25519 key of the other log");
    const bytes = fromBase64(entry);
    const body = this.headed(at, bytes, 0, from);
    need(body.v === 2 && body.kind === "decision", "the other log's entry is no signed decision");
    checkSecondForm(body);
    const { message, payload, signatures } = openEnvelope(body.envelope);
    const signed = signatures.filter(({ keyid }) => keyid === reviewer.keyid);
    need(signed.length > 0, "the key did not sign the other log's decision");
    for (const { sig } of signed)
      need(
        signatureHolds(reviewer, message, fromBase64(sig)),
        "the other log's decision: the signature does not verify",
      );
    const { decision } = readStatement(payload, body);
    checkReceivedProof(fromBase64(proof), { at, from, log, leaf: leafOf(bytes) });
    this.received.push({
      at,
      from,
      keyid: reviewer.keyid,
      kind: decision.kind,
      reviewer: textOrNull(own(own(decision, "reviewer"), "name")),
      seq,
      taskRef: textOrNull(own(decision, "taskRef")),
    });
    const names = this.receivedNames.get(reviewer.keyid) ?? new Set();
    this.receivedNames.set(reviewer.keyid, names.add(person.name));
  }

  checkEarlier(list) {
    for (const { seq, entry, proof } of list) {
      const hashes = proof.map((hash) => Buffer.from(hash, "hex"));
      if (!inclusionHolds(seq, this.to, leafOf(fromBase64(entry)), hashes, this.root))
        this.problem(40, "earlier-keys.json", `entry ${seq}`, "its proof does not lead to the root");
    }
  }

  checkListedKeys(listed) {
    const logs = new Set(this.keys.log.map((one) => one.key.text));
    for (const vkey of listed.log)
      if (!logs.has(vkey)) this.problem(40, "keys.json", null, `${vkey} is a key no entry tells of`);
    for (const { vkey, keyid, person } of listed.reviewers) {
      const reviewer = this.keys.reviewers.get(keyid);
      if (reviewer === undefined || !reviewer.vkeys.has(vkey) || !reviewer.names.has(person))
        this.problem(40, "keys.json", null, `key ${keyid} of ${JSON.stringify(person)} is not what the entries say`);
    }
  }

  /** Every note of the bundle: signed by the log's key in use at its size, its root that of the tree. */
  checkNotes(whole) {
    const sizes = new Set([this.to]);
    const wanted = new Set([this.to]);
    if (this.from > 0) sizes.add(this.from);
    for (const { size } of this.anchors) {
      if (size === undefined || size <= this.from || size > this.to) continue;
      sizes.add(size);
      wanted.add(size);
    }
    for (const size of wanted)
      if (!this.container.files.has(`checkpoints/${size}.note`))
        this.problem(40, `checkpoints/${size}.note`, null, "the checkpoint of an anchor is missing");
    const keys = this.keys.log.map((one) => one.key);
    for (const name of this.container.files.keys()) {
      if (!name.startsWith("checkpoints/")) continue;
      const size = Number(name.slice("checkpoints/".length, -".note".length));
      const bytes = this.bytesOf(name);
      if (size < this.from || size > this.to || (whole && !sizes.has(size))) {
        this.problem(40, name, null, "a checkpoint of a size that has no place here");
        continue;
      }
      this.piece(name, null, () => {
        const note = parseNote(bytes);
        need(note !== null, "no signed note");
        const checkpoint = parseCheckpoint(note.text);
        need(checkpoint !== null, "no checkpoint");
        need(checkpoint.origin === this.origin, "the checkpoint of another log");
        need(checkpoint.size === size, `the checkpoint of ${checkpoint.size} entries`);
        need(checkpoint.root.equals(this.tree.root(size)), "its root is not that of the entries");
        const signers = noteSigners(note, keys);
        need(signers !== null, "a signature of the log's key does not verify");
        const inUse = this.keys.logKeyAt(size);
        need(inUse !== null, "the log had no key at that size");
        need(signers.includes(inUse), "not signed by the log's key in use at that size");
        this.notes.set(size, bytes);
      });
    }
  }

  /** Each open decision has an inclusion proof, of this tree, with the newest checkpoint. */
  checkProofs(whole) {
    const noteName = `checkpoints/${this.to}.note`;
    const note = this.notes.get(this.to) ?? readWhole(this.container, noteName);
    const decisions = new Set(this.rows.map((row) => row.seq));
    for (const seq of decisions)
      if (!this.container.files.has(`proofs/${seq}.tlog-proof`))
        this.problem(40, `proofs/${seq}.tlog-proof`, null, "the proof of a decision is missing");
    for (const name of this.container.files.keys()) {
      if (!name.startsWith("proofs/")) continue;
      const seq = Number(name.slice("proofs/".length, -".tlog-proof".length));
      const bytes = this.bytesOf(name);
      if (seq < this.from || seq >= this.to || (whole && !decisions.has(seq))) {
        this.problem(40, name, null, "the proof of an entry that is no open decision");
        continue;
      }
      if (this.from === 0 && bytes.equals(this.proofText(seq, note))) continue;
      this.piece(name, null, () => {
        const split = bytes.length - note.length;
        need(split > 0 && bytes.subarray(split).equals(note), "does not end with the newest checkpoint");
        const lines = bytes.toString("latin1", 0, split).split("\n");
        need(lines[0] === "c2sp.org/tlog-proof@v1", "no proof of version 1");
        need(lines[1] === `index ${seq}`, "the proof of another entry");
        need(lines.length >= 4 && lines.at(-1) === "" && lines.at(-2) === "", "no empty line before the checkpoint");
        const hashes = lines.slice(2, -2).map(fromBase64);
        need(
          hashes.every((hash) => hash !== null && hash.length === 32),
          "a hash is of another form",
        );
        need(inclusionHolds(seq, this.to, this.tree.leaf(seq), hashes, this.root), "does not lead to the root");
      });
    }
  }

  /** The bytes of an entry's proof as the tree has it, of a bundle from entry 0. Another that holds is of another form: it is read. */
  proofText(seq, note) {
    const hashes = this.tree.proofOf(seq).map((hash) => `${hash.toString("base64")}\n`);
    return Buffer.concat([Buffer.from(`c2sp.org/tlog-proof@v1\nindex ${seq}\n${hashes.join("")}\n`, "latin1"), note]);
  }

  checkAnchors(whole) {
    const bySeq = new Map(this.anchors.map((anchor) => [anchor.seq, anchor]));
    for (const seq of bySeq.keys())
      if (!this.container.files.has(`anchors/${seq}.bin`))
        this.problem(40, `anchors/${seq}.bin`, null, "the receipt of an anchor is missing");
    for (const name of this.container.files.keys()) {
      if (!name.startsWith("anchors/")) continue;
      const seq = Number(name.slice("anchors/".length, -".bin".length));
      const bytes = this.bytesOf(name);
      const anchor = bySeq.get(seq);
      if (anchor === undefined) {
        if (whole) this.problem(40, name, null, "the receipt of an entry that is no anchor");
      } else if (!anchor.broken && !anchor.receipt.equals(bytes))
        this.problem(40, name, null, `is not the receipt of entry ${seq}`);
    }
  }

  /** What people typed, beside the entries: salt and text by their SHA-256. What is absent is withheld, never a fault. */
  readBlobs(whole) {
    const named = new Set(this.rows.flatMap((row) => (row.texts === null ? [] : [row.texts])));
    for (const name of this.container.files.keys()) {
      if (!name.startsWith("blobs/")) continue;
      const commitment = name.slice("blobs/".length);
      const bytes = this.bytesOf(name);
      this.piece(name, null, () => {
        need(bytes.length >= 33 && bytes[0] === 32, "does not begin with a salt of 32 bytes");
        need(sha256(bytes.subarray(1)).toString("hex") === commitment, "its SHA-256 is not its name");
        let texts;
        try {
          texts = readCanonical(bytes.subarray(33));
          checkKeys(texts, ["reason"], ["comments"], "the texts");
        } catch (error) {
          if (error instanceof UnknownKey) throw new BadForm(error.message);
          throw error;
        }
        need(isText(texts.reason), "reason is no text");
        need(!Object.hasOwn(texts, "comments") || Array.isArray(texts.comments), "comments is no list");
        if (whole) need(named.has(commitment), "a text that no decision names");
        this.texts.set(commitment, texts.reason);
        this.count.blobs += 1;
      });
    }
  }

  /** The report is a function of the entries: it is made again and compared byte for byte. */
  checkReport(whole) {
    const name = "report.json";
    const bytes = this.bytesOf(name);
    for (const row of this.rows) {
      if (row.row === null) continue;
      row.counting = row.verified.filter((keyid) => this.keys.active(keyid, row.seq) !== null);
      row.row.keyid = row.counting[0] ?? null;
      if (row.signed && row.row.keyid === null) this.count.noLongerCounting += 1;
      if (row.texts === null) continue;
      row.row.reason = this.texts.get(row.texts) ?? null;
      if (!this.texts.has(row.texts)) this.count.textsWithheld += 1;
    }
    if (whole && this.rows.every((row) => row.row !== null) && Buffer.from(this.reportText()).equals(bytes)) return;
    this.jsonOf(name, bytes, () => undefined);
    if (whole) this.problem(40, name, null, "is not what the entries say");
  }

  reportText() {
    const byKind = Object.create(null);
    for (const { row } of this.rows) byKind[row.kind] = (byKind[row.kind] ?? 0) + 1;
    return canonicalText({
      ...this.report,
      ...(this.effects.length === 0 ? {} : { effects: this.effects }),
      ...(this.received.length === 0 ? {} : { received: this.received }),
      counts: {
        byKind,
        decisions: this.rows.length,
        entries: this.to - this.from,
        textsWithheld: this.count.textsWithheld,
        unsigned: this.count.unsigned,
        withheld: this.count.withheld,
      },
      decisions: this.rows.map(({ row }) => row),
      format: "countersign-audit-report",
      from: this.from,
      origin: this.origin,
      period: this.period,
      root: this.root.toString("hex"),
      to: this.to,
      version: 1,
    });
  }

  // What the reader of the verdict brought along

  /** Compares with what was pinned and known outside. Gives the verdict. */
  judge() {
    const logPinned = this.judgeLogKey();
    const reviewersPinned = this.judgeReviewers();
    const anchoredTo = this.root === null ? 0 : Math.max(this.judgeKnown(), this.judgeTimestamps());
    if (this.worst >= 30) return this.worst;
    if (!logPinned || !reviewersPinned) return 20;
    return anchoredTo > 0 ? 0 : 10;
  }

  judgeLogKey() {
    const signer = this.keys.logKeyAt(this.to);
    if (signer === null) return false;
    if (this.options.logKeys.length === 0) {
      this.notProved.push("whose log it is: no --log-key was given, the log's key is the bundle's own word");
      return false;
    }
    const held = joined(this.options.logKeys, this.keys.logLinks).has(signer.text);
    if (held) this.proved.push(`the last checkpoint is signed by the pinned log key, or one that rotations join to it`);
    else this.problem(40, null, "--log-key", `the key that signed the last checkpoint, ${signer.text}, is not pinned`);
    return held;
  }

  judgeReviewers() {
    const counting = new Set([...this.rows.flatMap((row) => row.counting), ...this.receivedNames.keys()]);
    const pinned = joined(this.options.reviewerKeys, this.keys.reviewerLinks);
    const missing = [...counting].filter((keyid) => !pinned.has(keyid));
    const { noLongerCounting } = this.count;
    if (noLongerCounting > 0)
      this.notProved.push(
        `${noLongerCounting} of ${this.rows.length} decisions: their key was revoked from their entry or an earlier one on`,
      );
    for (const keyid of missing) {
      const names = [...(this.keys.reviewers.get(keyid)?.names ?? []), ...(this.receivedNames.get(keyid) ?? [])];
      this.notProved.push(
        `that key ${keyid} is ${[...new Set(names)].join(", ")}'s: it is not pinned with --reviewer-key, the name is the bundle's own word`,
      );
    }
    if (counting.size > 0 && missing.length === 0)
      this.proved.push("every signed decision that counts is by a pinned reviewer key");
    return missing.length === 0 && noLongerCounting === 0;
  }

  /** Checkpoints that were kept outside. Gives the largest size one of them vouches for. */
  judgeKnown() {
    let reached = 0;
    const keys = this.keys.log.map((one) => one.key);
    for (const { name, note, checkpoint } of this.options.known) {
      const signers = noteSigners(note, keys);
      if (checkpoint.origin !== this.origin || signers === null || signers.length === 0) {
        this.problem(40, name, "--known-checkpoint", "is signed by no key of this log");
      } else if (checkpoint.size > this.to) {
        this.problem(
          30,
          name,
          "--known-checkpoint",
          `speaks of ${checkpoint.size} entries; the bundle ends at ${this.to}`,
        );
      } else if (checkpoint.size < this.from) {
        this.notProved.push(
          `agreement with ${name}: its ${checkpoint.size} entries lie before the bundle's, it cannot be compared`,
        );
      } else if (!checkpoint.root.equals(this.tree.root(checkpoint.size))) {
        this.problem(
          30,
          name,
          "--known-checkpoint",
          `another history: its root of ${checkpoint.size} entries is not the bundle's`,
        );
      } else if (checkpoint.size > 0) {
        this.proved.push(`entries before ${checkpoint.size} are those of the checkpoint known from outside (${name})`);
        reached = Math.max(reached, checkpoint.size);
      }
    }
    return reached;
  }

  /** Time stamps of a trusted authority over checkpoints. Gives the largest size one of them vouches for. */
  judgeTimestamps() {
    const tokens = this.anchors.filter((anchor) => anchor.type === "rfc3161");
    if (tokens.length === 0) return 0;
    if (this.options.tsaRoot === null) {
      this.notProved.push(`${tokens.length} time stamps (RFC 3161) were not checked: no --tsa-root was given`);
      return 0;
    }
    let reached = 0;
    for (const { seq, size, receipt } of tokens) {
      const note = this.notes.get(size);
      if (note === undefined) {
        this.notProved.push(`the time stamp of entry ${seq}: the bundle has no checkpoint of ${size} entries`);
        continue;
      }
      const answer = askOpenssl(note, receipt, this.options.tsaRoot);
      if (answer === null) {
        this.notProved.push(`the time stamp of entry ${seq}: openssl could not be run here`);
      } else if (answer) {
        this.proved.push(
          `entries before ${size} existed when the time stamp of entry ${seq} was made (openssl ts -verify)`,
        );
        reached = Math.max(reached, size);
      } else this.problem(40, `anchors/${seq}.bin`, "--tsa-root", "openssl ts -verify refuses the time stamp");
    }
    return reached;
  }

  /** The sentences of a verdict that stands. */
  summarise() {
    const { open, withheld, unsigned, textsWithheld } = this.count;
    const signed = this.rows.length - unsigned;
    this.proved.unshift(
      `entries ${this.from} to ${this.to - 1} (${open} open, ${withheld} withheld) are the leaves, in this order, of the tree whose root the last checkpoint signs`,
      `${signed} of ${this.rows.length} open decisions were signed by a key that the log says was active then`,
      "report.json says what the entries say",
    );
    if (this.received.length > 0) {
      this.proved.push(
        `${this.received.length} decisions of other logs are signed by the key that stands with them, for their place there`,
      );
      this.notProved.push(
        `whose the other logs of ${this.received.length} received decisions are, and whether they still count there: ask for their bundles`,
      );
    }
    if (this.effects.length > 0)
      this.notProved.push(`that ${this.effects.length} effects are at the far end as their entries say`);
    if (unsigned > 0)
      this.notProved.unshift(`who made ${unsigned} decisions: they were recorded before decisions were signed`);
    if (withheld > 0) this.notProved.push(`what ${withheld} withheld entries say`);
    if (textsWithheld > 0)
      this.notProved.push(`what was typed with ${textsWithheld} decisions: the texts are withheld or erased`);
    if (this.from > 0)
      this.notProved.push(
        `what entries 0 to ${this.from - 1} say beside the keys that are shown; whether a key's revocation among them was left out`,
      );
    if (this.container.files.has("report.html"))
      this.notProved.push("what report.html says: only its digest was compared");
    this.notProved.push(...THREATS);
  }
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * When a time stamp says that it was made, in seconds since 1970, from what openssl prints of it; never later than now, and null where it
 * says none. Its authority's certificate is judged at that time: certificates end, and what they signed before stays signed.
 */
function stampedAt(printed, now) {
  const found = /^Time stamp: (\w{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.\d+)? (\d{4}) GMT$/m.exec(printed);
  const month = found === null ? -1 : MONTHS.indexOf(found[1]);
  if (month < 0) return null;
  const [day, hour, minute, second, year] = found.slice(2).map(Number);
  return Math.min(Math.floor(Date.UTC(year, month, day, hour, minute, second) / 1000), Math.floor(now / 1000));
}

/** Whether `openssl ts -verify` accepts a time stamp over a checkpoint; null where there is no openssl. */
function askOpenssl(note, receipt, root) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "countersign-verify-"));
  try {
    const data = path.join(folder, "checkpoint.note");
    const token = path.join(folder, "receipt.tsr");
    fs.writeFileSync(data, note, { flag: "wx" });
    fs.writeFileSync(token, receipt, { flag: "wx" });
    const ask = (args) => spawnSync("openssl", ["ts", ...args], { encoding: "utf8", timeout: 30_000 });
    const printed = ask(["-reply", "-in", token, "-text"]);
    if (printed.error !== undefined) return null;
    const at = stampedAt(printed.stdout, Date.now());
    if (at === null) return false;
    return ask(["-verify", "-in", token, "-data", data, "-CAfile", root, "-attime", String(at)]).status === 0;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// The command

const HELP = `countersign-verify ${VERSION}: verifies a Countersign audit bundle, offline.

Usage: countersign-verify BUNDLE [options]

BUNDLE is the exported folder or its .tar file.

A bundle proves only as much as you bring: keys inside of it are its own word.
  --log-key VKEY|FILE         the log's public key, as you got it elsewhere (repeatable).
                              Text form: countersign.invalid/<log>+<8 hex digits>+<base64>
  --reviewer-key VKEY|FILE    a reviewer's public key: text form or PEM (repeatable)
  --known-checkpoint FILE     a checkpoint of this log that you kept: checkpoints/<n>.note of an earlier
                              bundle, or one out of a pull request or git ref (repeatable)
  --tsa-root PEM              root certificate of a time-stamp authority you trust; time stamps in the bundle
                              are then checked with your openssl
  --json                      one JSON object instead of text
  --help, --version

The exit code is the verdict:
   0  ANCHORED     as 10, and a checkpoint or time stamp from outside agrees
  10  CONSISTENT   everything holds, under the keys you pinned; nothing from outside says since when
  20  UNPINNED     everything holds, but a key is only the bundle's own word
  30  DIVERGED     the log once was another: a checkpoint known outside contradicts it
  40  INVALID      something was changed, or does not hold
  50  UNSUPPORTED/MALFORMED   no bundle, or one that this version cannot read (also: wrong usage)

Examples:
  countersign-verify audit-2026-11 --log-key log.vkey --reviewer-key mara.vkey
  countersign-verify audit-2026-11.tar --log-key log.vkey --reviewer-key mara.pem \\
    --known-checkpoint audit-2026-10/checkpoints/812.note
`;

class Usage extends Error {}

/** A file's bytes where there is one of that name, else null. */
function readNamed(name, limit) {
  let stat;
  try {
    stat = fs.statSync(name);
  } catch {
    return null;
  }
  if (!stat.isFile() || stat.size > limit) throw new Usage(`${name} is no file of at most ${limit} bytes`);
  return fs.readFileSync(name);
}

function pinnedKey(option, value) {
  const given = parseVkey(value);
  if (given !== null) return given;
  const bytes = readNamed(value, 64 * KIB);
  if (bytes === null) throw new Usage(`${option} ${value}: neither a key nor a file`);
  const text = bytes.toString("utf8").trim();
  const read = parseVkey(text);
  if (read !== null) return read;
  if (option === "--reviewer-key" && text.startsWith("-----BEGIN PUBLIC KEY-----")) {
    try {
      const der = createPublicKey(text).export({ type: "spki", format: "der" });
      if (der.length === 44 && der.subarray(0, 12).equals(SPKI_PREFIX)) return keyOfRaw(der.subarray(12));
    } catch {
      // Said below.
    }
  }
  throw new Usage(`${option} ${value}: the file holds no Ed25519 public key`);
}

function knownCheckpoint(name) {
  const bytes = readNamed(name, 64 * KIB);
  if (bytes === null) throw new Usage(`--known-checkpoint ${name}: there is no such file`);
  const note = parseNote(bytes);
  const checkpoint = note === null ? null : parseCheckpoint(note.text);
  if (checkpoint === null) throw new Usage(`--known-checkpoint ${name}: the file is no checkpoint`);
  return { name, note, checkpoint };
}

/** Reads arguments; throws Usage where they cannot be followed. */
function readArguments(args) {
  const options = { bundle: null, logKeys: [], reviewerKeys: [], known: [], tsaRoot: null, json: false };
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at];
    const value = () => {
      at += 1;
      if (args[at] === undefined) throw new Usage(`${word} wants a value`);
      return args[at];
    };
    if (word === "--json") options.json = true;
    else if (word === "--log-key") options.logKeys.push(pinnedKey(word, value()).text ?? "");
    else if (word === "--reviewer-key") options.reviewerKeys.push(pinnedKey(word, value()).keyid);
    else if (word === "--known-checkpoint") options.known.push(knownCheckpoint(value()));
    else if (word === "--tsa-root") {
      if (options.tsaRoot !== null) throw new Usage("--tsa-root is given twice");
      options.tsaRoot = path.resolve(value());
      if (readNamed(options.tsaRoot, MIB) === null)
        throw new Usage(`--tsa-root ${options.tsaRoot}: there is no such file`);
    } else if (word.startsWith("-") && word !== "-") throw new Usage(`${word} is no option`);
    else if (options.bundle === null) options.bundle = word;
    else throw new Usage(`${word}: one bundle at a time`);
  }
  if (options.bundle === null) throw new Usage("which bundle?");
  return options;
}

/**
 * Verifies what arguments ask for, as the command does, and gives what `--json` prints. Nothing is thrown for anything a
 * bundle holds.
 */
export function verifyWith(args) {
  const nothing = { origin: null, from: null, to: null, root: null, proved: [], notProved: [], counts: null };
  let options;
  try {
    options = readArguments(args);
  } catch (error) {
    if (!(error instanceof Usage)) throw error;
    return {
      verdict: VERDICTS[50],
      exit: 50,
      ...nothing,
      problems: [{ code: 50, file: null, place: null, message: error.message }],
    };
  }
  return verifyBundle(options);
}

/** The error, where it says that a bundle cannot be read; any other is a bug here. */
function unreadable(error) {
  const system = typeof error.code === "string" && error.syscall !== undefined;
  if (error instanceof Unreadable || system) return error;
  throw error;
}

/** Reads a whole bundle. Out: the run, and why it could not go to its end; null where it could. */
function readBundle(container, options, signatures) {
  const run = new Verification(container, options, signatures);
  try {
    run.run();
    return { run, ended: null };
  } catch (error) {
    return { run, ended: unreadable(error) };
  }
}

/** Reads a bundle with its signatures looked at meanwhile; again, each in its place, where one of them is wrong. */
function readWithSignatures(container, options) {
  const signatures = new Signatures();
  let hold = false;
  let read;
  try {
    read = readBundle(container, options, signatures);
  } finally {
    hold = signatures.allHold();
  }
  return hold ? read : readBundle(container, options, null);
}

function verifyBundle(options) {
  let container = null;
  let read;
  try {
    container = openContainer(options.bundle);
    read = readWithSignatures(container, options);
  } catch (error) {
    read = { run: new Verification({ files: new Map() }, options, null), ended: unreadable(error) };
  } finally {
    container?.close();
  }
  const { run } = read;
  let { ended } = read;
  let exit = 50;
  if (ended === null)
    try {
      exit = run.judge();
    } catch (error) {
      ended = unreadable(error);
    }
  if (ended !== null) run.problem(50, ended.file ?? null, ended.place ?? null, ended.message);
  if (exit < 40 && run.root) run.summarise();
  if (exit === 40 || exit === 50) [run.proved, run.notProved] = [[], []];
  const { open, withheld, ...counts } = run.count;
  return {
    verdict: VERDICTS[exit],
    exit,
    origin: run.origin ?? null,
    from: run.from ?? null,
    to: run.to ?? null,
    root: run.root?.toString("hex") ?? null,
    proved: run.proved,
    notProved: run.notProved,
    problems: run.problems.toSorted((a, b) => b.code - a.code),
    counts: {
      entries: open + withheld,
      open,
      withheld,
      decisions: run.rows.length,
      anchors: run.anchors.length,
      ...counts,
    },
  };
}

/** Text of a bundle is anyone's: what would steer a terminal or turn the direction of writing is written out. */
function plain(text) {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function asText(bundle, result) {
  const lines = [`countersign-verify ${VERSION}`, `Bundle: ${plain(bundle)}`];
  if (result.origin !== null) {
    lines.push(`Log: ${plain(result.origin)}`);
    lines.push(`Entries: ${result.from} to ${result.to - 1} (${result.to - result.from})`);
    if (result.root !== null) lines.push(`Withheld: ${result.counts.withheld}`, `Root: ${result.root}`);
  }
  lines.push("", `Verdict: ${result.verdict} (exit code ${result.exit})`);
  const list = (title, items) => {
    if (items.length > 0) lines.push("", title, ...items.map((item) => `  - ${plain(item)}`));
  };
  const places = result.problems.map(({ code, file, place, message }) => {
    const where = [file, place].filter((one) => one !== null && one !== undefined).join(", ");
    return `${code} ${where === "" ? "" : `${where}: `}${message}`;
  });
  list(`Problems (${places.length})`, places);
  list("Proved", result.proved);
  list("Not proved", result.notProved);
  return `${lines.join("\n")}\n`;
}

/** Runs the vectors of transparency-dev/merkle from one JSON file; says how many came out as they must. */
function selfTest(file) {
  const vectors = JSON.parse(fs.readFileSync(file, "utf8"));
  const bytes = (text) => Buffer.from(text ?? "", "base64");
  const list = (texts) => (texts ?? []).map(bytes);
  const passed = [
    ...vectors.inclusion.map(
      (one) =>
        inclusionHolds(one.leafIdx, one.treeSize, bytes(one.leafHash), list(one.proof), bytes(one.root)) !==
        one.wantErr,
    ),
    ...vectors.consistency.map(
      (one) =>
        consistencyHolds(one.size1, one.size2, bytes(one.root1), bytes(one.root2), list(one.proof)) !== one.wantErr,
    ),
  ];
  const right = passed.filter(Boolean).length;
  process.stdout.write(`${right}/${passed.length}\n`);
  return right === passed.length ? 0 : 1;
}

function main(args) {
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(HELP);
    return 0;
  }
  if (args[0] === "--version") {
    process.stdout.write(`${VERSION}\n`);
    return 0;
  }
  if (args[0] === "--selftest-merkle" && args[1] !== undefined) return selfTest(args[1]);
  const result = verifyWith(args);
  if (args.includes("--json")) process.stdout.write(`${JSON.stringify(result)}\n`);
  else process.stdout.write(asText(args.find((word) => !word.startsWith("-")) ?? "(none)", result));
  if (result.exit === 50 && result.origin === null && !args.includes("--json"))
    process.stderr.write("countersign-verify --help says how it is used.\n");
  return result.exit;
}

if (workerData === THREAD)
  parentPort.on("message", (buffer) => {
    lookAt(Buffer.from(buffer));
  });

const started =
  workerData !== THREAD &&
  process.argv[1] !== undefined &&
  fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url);
if (started) {
  // Whoever read the text has seen enough: the verdict is the exit code all the same.
  process.stdout.on("error", (error) => {
    if (!("code" in error) || error.code !== "EPIPE") throw error;
  });
  process.exitCode = main(process.argv.slice(2));
}
