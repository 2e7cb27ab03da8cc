import type { AuditBody, AuditEntry, EntryTexts } from "../../shared/model/audit-entry";
import type { Decision } from "../../shared/model/decision";
import { err, ok, type Result } from "../../shared/result";
import {
  countEntries,
  decisionSeqs,
  entriesOfKind,
  isDecision,
  iterateEntries,
  keyEntries,
  readCheckpoint,
  readEntriesBefore,
  readEntry,
  readNode,
  readOrigin,
  type MarkedKind,
} from "../store/audit-log";
import type { ReadDb } from "../store/database";
import { decisionsFrom } from "../store/log-counts";
import { erasureOf, readBlob, type TextBlob } from "../store/text-blobs";
import { decodeEntry, decodeShown } from "./canonical";
import { readClock, type EntryClock } from "./clock-check";
import { joinTexts } from "./decision-texts";
import { readSealed } from "./decision-envelope";
import { KeyHistory } from "./key-history";
import { PolicyHistory } from "./policy-history";
import { leafHash, rootOf, type NodeStore } from "./tree";

/** A decision as views ask for it: with what was typed, where that is still there. */
export interface RecordedDecision {
  readonly seq: number;
  readonly recordedAt: string;
  readonly leafHash: string;
  readonly decision: Decision;
  /** The key that signed it; null where it was recorded before decisions were signed. */
  readonly keyid: string | null;
  readonly texts: EntryTexts | null;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** The audit log as it is read. Only the ledger makes one. */
export class LogReader {
  readonly #db: ReadDb;
  /** Stored nodes of the tree, for proofs. */
  readonly nodes: Pick<NodeStore, "get">;
  #keys: { entries: number; history: KeyHistory } | null = null;
  #policies: { entries: number; history: PolicyHistory } | null = null;

  constructor(db: ReadDb) {
    this.#db = db;
    this.nodes = { get: (level, index) => readNode(db, level, index) };
  }

  /** Names the log; null before its first entry. */
  origin(): string | null {
    return readOrigin(this.#db);
  }

  size(): number {
    return countEntries(this.#db);
  }

  /** The newest signed head; null before the first. */
  checkpoint(): { readonly size: number; readonly note: string } | null {
    return readCheckpoint(this.#db, null);
  }

  /** The signed head of one size, where one was made. */
  checkpointAt(size: number): string | null {
    return readCheckpoint(this.#db, size)?.note ?? null;
  }

  /** Root of the first `size` entries by the stored tree, lower-case hex; empty where that is damaged. */
  storedRoot(size: number): string {
    try {
      return hex(rootOf(this.nodes, size));
    } catch {
      return "";
    }
  }

  /** What the log says of keys. Not to be added to: it is kept until the log says more. */
  keys(): KeyHistory {
    const places = keyEntries(this.#db);
    if (this.#keys?.entries === places.length) return this.#keys.history;
    const history = new KeyHistory();
    for (const seq of places) {
      const body = this.body(seq);
      if (body !== null) history.add(body);
    }
    this.#keys = { entries: places.length, history };
    return history;
  }

  /** The versions of policies that were in force. Not to be added to: it is kept until the log says more. */
  policies(): PolicyHistory {
    const places = this.entriesOf("policy");
    if (this.#policies?.entries === places.length) return this.#policies.history;
    const history = new PolicyHistory();
    for (const seq of places) {
      const body = this.body(seq);
      if (body !== null) history.add(body);
    }
    this.#policies = { entries: places.length, history };
    return history;
  }

  /** What was read of keys and policies inside of a transaction that was undone does not hold. */
  protected forgetKeys(): void {
    this.#keys = null;
    this.#policies = null;
  }

  /** Places of all entries about keys, in order; the log's first entry is among them. */
  keyPlaces(): number[] {
    return keyEntries(this.#db);
  }

  /** Places of all entries of a kind, in order. */
  entriesOf(kind: MarkedKind): number[] {
    return entriesOfKind(this.#db, kind);
  }

  /** What an entry says; null where there is none, or where it cannot be read. */
  body(seq: number): AuditBody | null {
    const bytes = readEntry(this.#db, seq);
    const read = bytes === null ? null : decodeEntry(bytes);
    return read?.ok === true ? read.value : null;
  }

  /** The clocks as an entry tells them, read without looking at the rest of it; null where it has none. */
  protected clockAt(seq: number): EntryClock | null {
    const bytes = readEntry(this.#db, seq);
    return bytes === null ? null : readClock(bytes);
  }

  /** The bytes of the entries in [from, to), in order, as they are stored. */
  stored(from: number, to: number): { readonly seq: number; readonly bytes: Uint8Array }[] {
    const rows: { seq: number; bytes: Uint8Array }[] = [];
    for (const row of iterateEntries(this.#db, from)) {
      if (row.seq >= to) break;
      rows.push(row);
    }
    return rows;
  }

  /** What was typed with a decision, with its salt; null where it was erased or is not there. */
  blob(commitment: string): TextBlob | null {
    return readBlob(this.#db, commitment);
  }

  /** One entry with its hashes, or null where there is none. Damage is an error. */
  read(seq: number): Result<{ entry: AuditEntry; canonical: string } | null> {
    const bytes = readEntry(this.#db, seq);
    if (bytes === null) return ok(null);
    const entry = this.#entry(seq, bytes);
    return entry.ok ? ok({ entry: entry.value, canonical: new TextDecoder().decode(bytes) }) : entry;
  }

  /** Entries before `before` (null: from the end), newest first. */
  page(before: number | null, limit: number): Result<AuditEntry[]> {
    const entries: AuditEntry[] = [];
    for (const row of readEntriesBefore(this.#db, before, limit)) {
      const entry = this.#entry(row.seq, row.bytes);
      if (!entry.ok) return entry;
      entries.push(entry.value);
    }
    return ok(entries);
  }

  /** How many decisions stand at or after a place, and where the first of them is; null where there is none. */
  decisionsFrom(seq: number): { readonly count: number; readonly first: number | null } {
    return decisionsFrom(this.#db, seq);
  }

  /** Places of all decisions, in order. */
  decisionPlaces(): number[] {
    return decisionSeqs(this.#db, null);
  }

  /** Whether the entry at a place is a decision. */
  isDecision(seq: number): boolean {
    return isDecision(this.#db, seq);
  }

  /** Decisions on a task (or on all), oldest first. */
  decisions(taskId: string | null): RecordedDecision[] {
    return decisionSeqs(this.#db, taskId).flatMap((seq) => this.decision(seq) ?? []);
  }

  /** One decision; null where the entry is none, or cannot be read. */
  decision(seq: number): RecordedDecision | null {
    const bytes = readEntry(this.#db, seq);
    const body = bytes === null ? null : decodeEntry(bytes);
    if (bytes === null || body?.ok !== true) return null;
    const made = this.#decisionOf(body.value);
    if (made === null) return null;
    const { recordedAt } = body.value;
    return { seq, recordedAt, leafHash: hex(leafHash(bytes)), ...made };
  }

  #entry(seq: number, bytes: Uint8Array): Result<AuditEntry> {
    const body = decodeShown(bytes, { seq, origin: this.origin() ?? "" });
    if (!body.ok) return err({ ...body.error, place: `entry ${String(seq)}` });
    const made = body.value.kind === "unknown" ? null : this.#decisionOf(body.value);
    return ok({
      body: body.value,
      decision: made?.decision ?? null,
      texts: made?.texts ?? null,
      leafHash: hex(leafHash(bytes)),
      root: hex(rootOf(this.nodes, seq + 1)),
    });
  }

  /** The decision of an entry, signed or not, with what was typed; null for other kinds and for envelopes that hold none. */
  #decisionOf(body: AuditBody): Pick<RecordedDecision, "decision" | "keyid" | "texts"> | null {
    if (body.kind !== "decision") return null;
    if (body.v === 1) return { decision: body.decision, keyid: null, texts: null };
    const read = readSealed(body.envelope, body);
    if (!read.ok) return null;
    const { decision, texts: commitment } = read.value;
    const keyid = body.envelope.signatures[0]?.keyid ?? null;
    if (commitment === null) return { decision, keyid, texts: null };
    const blob = readBlob(this.#db, commitment);
    const joined = blob === null ? null : joinTexts(decision, commitment, blob);
    if (joined?.ok === true) return { decision: joined.value, keyid, texts: { commitment, state: "kept" } };
    const state = erasureOf(this.#db, commitment) === null ? "absent" : "erased";
    return { decision, keyid, texts: { commitment, state } };
  }
}
