import type { KeyObject } from "node:crypto";
import type { AuditBody, KeyPerson } from "../../shared/model/audit-entry";
import type { Decision } from "../../shared/model/decision";
import type { Problem, Result } from "../../shared/result";
import type { Clock } from "../platform/clock";
import {
  countEntries,
  insertCheckpoint,
  insertDecision,
  insertEntry,
  insertEntryKind,
  insertKeyEntry,
  insertNode,
  isDecision,
  readNode,
  readOrigin,
  type MarkedKind,
} from "../store/audit-log";
import type { WriteDb } from "../store/database";
import { insertErasure, insertBlob } from "../store/text-blobs";
import { encodeEntry } from "./canonical";
import { checkpointText } from "./checkpoint";
import { takeTexts } from "./decision-texts";
import { sealDecision } from "./decision-envelope";
import { readReceived } from "./received-decision";
import { signNote } from "./signed-note";
import { appendLeaf, leafHash, rootOf, type NodeStore } from "./tree";

type HeaderKeys = "v" | "origin" | "seq" | "recordedAt" | "bootId" | "monotonicNs";
type Headless<B> = B extends AuditBody ? Omit<B, HeaderKeys> : never;
type Of<K extends AuditBody["kind"], V extends 1 | 2> = Headless<Extract<AuditBody, { kind: K; v: V }>>;
/** What is said of keys: the ledger writes it, nobody else. */
export type KeyContent = Of<"log.created" | "log.key" | "reviewer.key", 2>;

/** What an entry says, without the header and the signature that the ledger makes. */
export type EntryContent =
  | Of<"ingest" | "export" | "key" | "clock.anomaly", 1>
  | Of<"anchor" | "recovery" | "blob.erased" | "policy" | "effect" | "decision.received", 2>
  | { readonly kind: "decision"; readonly decision: Decision };

/** The reviewer's private key, and whom the log says that it speaks for. */
export interface DecidingReviewer {
  readonly key: KeyObject;
  readonly person: KeyPerson;
}

export interface Appended {
  readonly seq: number;
  readonly leafHash: string;
  readonly root: string;
  readonly recordedAt: string;
}

/** Carries a refused entry's problem out of the transaction it ends. */
export class EntryRefused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** The value, or the end of the transaction. */
export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new EntryRefused(result.error);
  return result.value;
}

/** Kinds of entries that are found by their kind. */
export const markedKinds: readonly MarkedKind[] = [
  "anchor",
  "policy",
  "blob.erased",
  "recovery",
  "clock.anomaly",
  "effect",
  "decision.received",
];
const marked: ReadonlySet<string> = new Set(markedKinds);

/** The wall clock and the one that cannot be set, at one moment. */
interface Moment {
  readonly recordedAt: string;
  readonly bootId: string;
  readonly monotonicNs: string;
}

/** Whether an entry is found by its kind: see `entriesOf`. */
export function isMarked(kind: string): kind is MarkedKind {
  return marked.has(kind);
}

/** Whether an entry is about keys, and so part of the key history. */
function isAboutKeys({ v, kind }: Pick<AuditBody, "v" | "kind">): boolean {
  return v === 2 && (kind === "log.created" || kind === "log.key" || kind === "reviewer.key");
}

function treeOf(db: WriteDb): NodeStore {
  return {
    get: (level, index) => readNode(db, level, index),
    put: (level, index, hash) => {
      insertNode(db, level, index, hash);
    },
  };
}

/** Puts an entry at the end of the log, with its nodes of the tree and the rows that it is found by. Out: its leaf's hash. */
export function storeEntry(db: WriteDb, body: AuditBody, bytes: Uint8Array): Buffer {
  const leaf = leafHash(bytes);
  const { seq, kind } = body;
  insertEntry(db, seq, bytes);
  appendLeaf(treeOf(db), seq, leaf);
  if (isAboutKeys(body)) insertKeyEntry(db, seq);
  if (isMarked(kind)) insertEntryKind(db, kind, seq);
  if (kind === "blob.erased") insertErasure(db, body.commitment, seq);
  return leaf;
}

/** Writes entries with their tree nodes and rows. Every method works inside a transaction of the ledger, which it may end. */
export class LogWriter {
  readonly #db: WriteDb;
  readonly #clock: Clock;
  /** Clocks that were read for the next entry already. */
  #moment: Moment | null = null;
  /** Root of the newest entry's tree, where this wrote it within the transaction: the checkpoint after it is of the same. */
  #written: { readonly size: number; readonly root: Buffer } | null = null;

  constructor(db: WriteDb, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  get #nodes(): NodeStore {
    return treeOf(this.#db);
  }

  /** Writes what was asked for. A decision needs the reviewer's key, and whom the log says that it speaks for. */
  write(content: EntryContent, reviewer: DecidingReviewer | null): Appended {
    switch (content.kind) {
      case "decision":
        return this.#decision(content.decision, reviewer);
      case "anchor": {
        const size = countEntries(this.#db);
        if (content.size > size || hex(rootOf(this.#nodes, content.size)) !== content.root)
          throw new EntryRefused({
            code: "anchor-of-another-log",
            message: "Nothing was recorded: the anchor is not of this log.",
            remedy: "Anchor a checkpoint of this log.",
          });
        return this.#body({ ...content, ...this.header(2) });
      }
      case "effect":
        if (content.decision !== null && !isDecision(this.#db, content.decision))
          throw new EntryRefused({
            code: "no-such-decision",
            message: `Nothing was recorded: entry ${String(content.decision)} is no decision of this log.`,
            remedy: "Name the entry of the decision that the effect belongs to.",
          });
        return this.#body({ ...content, ...this.header(2) });
      case "decision.received": {
        const header = this.header(2);
        must(readReceived(content, header.origin));
        return this.#body({ ...content, ...header });
      }
      case "blob.erased":
      case "recovery":
      case "policy":
        return this.#body({ ...content, ...this.header(2) });
      default:
        return this.#body({ ...content, ...this.header(1) });
    }
  }

  /** Writes what is said of keys, made for the place it will have. */
  aboutKeys(content: KeyContent): Appended {
    return this.#body({ ...content, ...this.header(2) });
  }

  /** The clocks as they are now; the next entry takes them, so that what was looked at is what it says. */
  moment(): Moment {
    this.#moment = this.#read();
    return this.#moment;
  }

  /** Begins anew, for another transaction. */
  begin(): void {
    this.#moment = null;
    this.#written = null;
  }

  /** The header of the next entry. */
  header<V extends 1 | 2>(v: V) {
    const origin = readOrigin(this.#db);
    if (origin === null) throw new Error("audit log has no origin");
    return {
      v,
      origin,
      seq: countEntries(this.#db),
      ...(this.#moment ?? this.#read()),
    };
  }

  #read(): Moment {
    const { bootId } = this.#clock;
    return { recordedAt: this.#clock.now().toISOString(), bootId, monotonicNs: this.#clock.monotonicNs().toString() };
  }

  #root(size: number): Buffer {
    return this.#written?.size === size ? this.#written.root : rootOf(this.#nodes, size);
  }

  /** Signs the head of the log as it stands. Out: the note. */
  checkpoint(signer: KeyObject): string {
    const origin = readOrigin(this.#db) ?? "";
    const size = countEntries(this.#db);
    const note = signNote(checkpointText({ origin, size, root: this.#root(size) }), origin, signer);
    insertCheckpoint(this.#db, size, note);
    return note;
  }

  #decision(whole: Decision, reviewer: DecidingReviewer | null): Appended {
    if (reviewer === null) throw new Error("a decision is recorded without a key");
    const { decision, text } = must(takeTexts({ ...whole, reviewer: named(whole.reviewer, reviewer.person) }));
    const header = this.header(2);
    const envelope = must(sealDecision({ decision, texts: text?.commitment ?? null }, header, reviewer.key));
    if (text !== null) insertBlob(this.#db, text.commitment, text);
    const written = this.#body({ kind: "decision", envelope, ...header });
    const { kind, taskId, attemptId } = decision;
    insertDecision(this.#db, { seq: written.seq, kind, taskId, attemptId });
    return written;
  }

  #body(body: AuditBody): Appended {
    const bytes = must(encodeEntry(body));
    const leaf = storeEntry(this.#db, body, bytes);
    const { seq, recordedAt } = body;
    this.#moment = null;
    this.#written = { size: seq + 1, root: rootOf(this.#nodes, seq + 1) };
    return { seq, leafHash: hex(leaf), root: hex(this.#written.root), recordedAt };
  }
}

/** Who decided: a binding speaks for the name it was made for, and for no other that is typed later. */
function named({ name }: Decision["reviewer"], person: KeyPerson): Decision["reviewer"] {
  if (person.name !== name) return { name, binding: "self-asserted" };
  const { binding, account, accountId } = person;
  return {
    name,
    binding,
    ...(account === undefined ? {} : { account }),
    ...(accountId === undefined ? {} : { accountId }),
  };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
