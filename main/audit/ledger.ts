import { randomUUID } from "node:crypto";
import type { AuditBody, AuditEntry } from "../../shared/model/audit-entry";
import type { Decision } from "../../shared/model/decision";
import { err, ok, type Problem, type Result } from "../../shared/result";
import type { Clock } from "../platform/clock";
import {
  countDecisions,
  countEntries,
  decisionSeqs,
  insertDecision,
  insertEntry,
  insertNode,
  iterateEntries,
  readEntriesBefore,
  readEntry,
  readNode,
  readOrigin,
  writeOrigin,
} from "../store/audit-log";
import type { WriteDb } from "../store/database";
import { decodeEntry, encodeEntry } from "./canonical";
import { appendLeaf, leafHash, rootOf, RootAccumulator } from "./tree";

/** What an entry says, without the header that the ledger writes. */
type Headless<B> = B extends AuditBody
  ? Omit<B, "v" | "origin" | "seq" | "recordedAt" | "bootId" | "monotonicNs">
  : never;
export type EntryContent = Headless<AuditBody>;

export interface Appended {
  readonly seq: number;
  readonly leafHash: string;
  readonly root: string;
  readonly recordedAt: string;
}

/** How far a check has come that held so far. */
interface Progress {
  readonly tree: RootAccumulator;
  decisions: number;
}

export interface LogCheck {
  readonly entries: number;
  readonly root: string;
  readonly verified: boolean;
  readonly problem: string | null;
}

/** Carries a refused entry's problem out of the transaction it ends. */
class EntryRefused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** The audit log: its sole writer, and the only reader of its rows. */
export class Ledger {
  readonly #db: WriteDb;
  readonly #clock: Clock;
  readonly #version: string;
  #checked: Progress | null = null;

  constructor(db: WriteDb, clock: Clock, version: string) {
    this.#db = db;
    this.#clock = clock;
    this.#version = version;
  }

  get #nodes() {
    return {
      get: (level: number, index: number) => readNode(this.#db, level, index),
      put: (level: number, index: number, hash: Uint8Array) => {
        insertNode(this.#db, level, index, hash);
      },
    };
  }

  /**
   * Appends entries in one durable transaction; a decision's row is written with its entry. When this returns ok the
   * entries are on the disk. A refused entry writes nothing at all.
   */
  append(contents: readonly EntryContent[]): Result<Appended[]> {
    const appended: Appended[] = [];
    const run = this.#db.transaction(() => {
      if (readOrigin(this.#db) === null) {
        writeOrigin(this.#db, `countersign.invalid/${randomUUID()}`);
        const created = this.#one({ kind: "log.created", app: `Countersign ${this.#version}`, keyProtection: "none" });
        if (!created.ok) throw new Error(created.error.message);
      }
      for (const content of contents) {
        const one = this.#one(content);
        if (!one.ok) {
          // Thrown to roll the transaction back; caught right below.
          throw new EntryRefused(one.error);
        }
        appended.push(one.value);
      }
    });
    try {
      run.immediate();
    } catch (error) {
      if (error instanceof EntryRefused) return err(error.problem);
      return err({
        code: "log-write-failed",
        message: `Nothing was recorded: ${error instanceof Error ? error.message : String(error)}.`,
        place: this.#db.name,
        remedy: "Free disk space or mend the disk, then record again. What you typed is kept.",
      });
    }
    return ok(appended);
  }

  #one(content: EntryContent): Result<Appended> {
    const origin = readOrigin(this.#db);
    if (origin === null) throw new Error("audit log has no origin");
    const seq = countEntries(this.#db);
    const recordedAt = this.#clock.now().toISOString();
    const header = {
      v: 1 as const,
      origin,
      seq,
      recordedAt,
      bootId: this.#clock.bootId,
      monotonicNs: this.#clock.monotonicNs().toString(),
    };
    const bytes = encodeEntry({ ...header, ...content });
    if (!bytes.ok) return bytes;
    const leaf = leafHash(bytes.value);
    insertEntry(this.#db, seq, bytes.value);
    appendLeaf(this.#nodes, seq, leaf);
    if (content.kind === "decision") {
      const { kind, taskId, attemptId } = content.decision;
      insertDecision(this.#db, { seq, kind, taskId, attemptId });
    }
    return ok({ seq, leafHash: hex(leaf), root: hex(rootOf(this.#nodes, seq + 1)), recordedAt });
  }

  /** Names the log; null before its first entry. */
  origin(): string | null {
    return readOrigin(this.#db);
  }

  size(): number {
    return countEntries(this.#db);
  }

  /** One entry with its hashes, or null where there is none. Damage is an error. */
  read(seq: number): Result<{ entry: AuditEntry; canonical: string } | null> {
    const bytes = readEntry(this.#db, seq);
    if (bytes === null) return ok(null);
    const body = decodeEntry(bytes);
    if (!body.ok) return err({ ...body.error, place: `entry ${String(seq)}` });
    return ok({
      entry: { body: body.value, leafHash: hex(leafHash(bytes)), root: hex(rootOf(this.#nodes, seq + 1)) },
      canonical: new TextDecoder().decode(bytes),
    });
  }

  /** Entries before `before` (null: from the end), newest first. */
  page(before: number | null, limit: number): Result<AuditEntry[]> {
    const entries: AuditEntry[] = [];
    for (const row of readEntriesBefore(this.#db, before, limit)) {
      const body = decodeEntry(row.bytes);
      if (!body.ok) return err({ ...body.error, place: `entry ${String(row.seq)}` });
      entries.push({
        body: body.value,
        leafHash: hex(leafHash(row.bytes)),
        root: hex(rootOf(this.#nodes, row.seq + 1)),
      });
    }
    return ok(entries);
  }

  /** Decisions on a task (or on all), oldest first. */
  decisions(taskId: string | null): { seq: number; recordedAt: string; leafHash: string; decision: Decision }[] {
    return decisionSeqs(this.#db, taskId).flatMap((seq) => {
      const read = this.read(seq);
      const entry = read.ok ? read.value?.entry : undefined;
      if (entry?.body.kind !== "decision") return [];
      const { body, leafHash: leaf } = entry;
      return [{ seq, recordedAt: body.recordedAt, leafHash: leaf, decision: body.decision }];
    });
  }

  /**
   * Checks the whole log from its bytes: order, form, origin, every leaf against the stored tree, the root. Nothing is
   * taken on trust but the file itself; what was cut off at the end cannot be seen from here.
   */
  verify(): LogCheck {
    this.#checked = null;
    return this.verifyNew();
  }

  /** Checks the entries since the last check that held, on top of what it found; the whole log where none has. */
  verifyNew(): LogCheck {
    // One read transaction: entries, nodes and index are of the same moment, whoever else is writing.
    const progress = this.#checked ?? { tree: new RootAccumulator(), decisions: 0 };
    this.#checked = null;
    const problem = this.#db.transaction(() => this.#check(progress))();
    if (problem === null) this.#checked = progress;
    return { entries: countEntries(this.#db), root: hex(progress.tree.root()), verified: problem === null, problem };
  }

  /** Takes a check on to the log's end. Out: what does not hold, or null. */
  #check(progress: Progress): string | null {
    const { tree } = progress;
    const origin = readOrigin(this.#db);
    const size = countEntries(this.#db);
    if (size < tree.size) return `The log had ${String(tree.size)} entries and has ${String(size)}.`;
    for (const row of iterateEntries(this.#db, tree.size)) {
      const seq = tree.size;
      if (row.seq !== seq) return `Entry ${String(seq)} is missing.`;
      const body = decodeEntry(row.bytes);
      if (!body.ok) return `Entry ${String(seq)}: ${body.error.message}`;
      if (body.value.seq !== seq) return `Entry ${String(seq)} says it is entry ${String(body.value.seq)}.`;
      if (body.value.origin !== origin) return `Entry ${String(seq)} belongs to another log.`;
      const changed: number[] = [];
      tree.add(leafHash(row.bytes), (level, index, hash) => {
        const stored = readNode(this.#db, level, index);
        if (stored === undefined || !Buffer.from(stored).equals(hash)) changed.push(level);
      });
      if (changed.includes(0)) return `Entry ${String(seq)} was changed after it was recorded.`;
      if (changed.length > 0) return "The tree does not match the entries.";
      if (body.value.kind === "decision") progress.decisions += 1;
    }
    if (readNode(this.#db, 0, size) !== undefined)
      return `The tree has a leaf for entry ${String(size)}, which is gone.`;
    let stored: Buffer;
    try {
      stored = rootOf(this.#nodes, size);
    } catch (error) {
      return `The tree is damaged: ${error instanceof Error ? error.message : String(error)}.`;
    }
    if (!stored.equals(tree.root())) return "The tree does not match the entries.";
    const indexed = countDecisions(this.#db);
    return indexed === progress.decisions
      ? null
      : `The log tells of ${String(progress.decisions)} decisions, the index of ${String(indexed)}.`;
  }
}
