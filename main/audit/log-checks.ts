import { unknownKindsSentence } from "../../shared/review/unknown-kinds";
import { atOnce } from "../../shared/steps";
import type { WriteDb } from "../store/database";
import { countCheckpoints } from "../store/log-counts";
import type { LogMark } from "../store/log-mark";
import { recordMigrations } from "../store/migrations/record";
import { schemaProblem } from "../store/schema-check";
import { isOfStore } from "../store/store-fault";
import { checkSteps, endProblem, heldAgainst, type LogCheck, type Progress } from "./check-log";
import { KeyHistory } from "./key-history";
import type { LogReader } from "./log-reader";
import { PolicyHistory } from "./policy-history";
import { RootAccumulator } from "./tree";

/** Entries at the end of the log that a glance reads. */
const glanced = 64;

function fromTheStart(): Progress {
  return {
    tree: new RootAccumulator(),
    keys: new KeyHistory(),
    policies: new PolicyHistory(),
    decisions: 0,
    marked: 0,
    unknown: new Set(),
  };
}

/** A page that cannot be read: what was read before it is all that can be said. Anything but the store's own faults is a bug. */
function unreadable(error: unknown): string {
  if (!isOfStore(error)) throw error;
  return `The record cannot be read: ${error.message}.`;
}

/**
 * Whether the log holds: checked whole in one piece or in steps, or in what was added since; and why nothing is recorded any more,
 * where something was found. Nothing is taken on trust but the files themselves.
 */
export class LogChecks {
  readonly #db: WriteDb;
  readonly #log: LogReader;
  readonly #mark: LogMark;
  /** How far a check of the whole log came that held; null where none has, or where one found something. */
  #held: Progress | null = null;
  /** Entries of kinds that this version does not know, as the last check of all found. */
  #unknown = 0;
  /** A check of the whole log that goes on in steps. */
  #under: { readonly progress: Progress; readonly total: number } | null = null;
  /** Only a glance was taken: the whole is still to be checked. */
  #glancedOnly = false;
  /** What of the record's form is not as the program made it, when all was checked last. */
  #form: string | null = null;
  #closed: string | null = null;
  #diverged = false;

  constructor(db: WriteDb, log: LogReader, mark: LogMark) {
    this.#db = db;
    this.#log = log;
    this.#mark = mark;
  }

  /** Why nothing is recorded any more; null where nothing was found. */
  get closed(): string | null {
    return this.#closed ?? unknownKindsSentence(Math.max(this.#unknown, this.#under?.progress.unknown.size ?? 0));
  }

  /** Nothing was found that does not hold. */
  get holds(): boolean {
    return this.#closed === null;
  }

  /** Nothing is recorded from here on: a fault that lasts. */
  close(why: string): void {
    this.#closed = why;
  }

  /** A person goes on with it all the same. */
  open(): void {
    this.#closed = null;
    this.#diverged = false;
  }

  /** Checks the whole log now, in one piece. */
  whole(): LogCheck {
    this.#held = null;
    return this.#added();
  }

  /** Checks the whole log in steps; entries may be added meanwhile. What was known of it before stands until the end. */
  *steps(): Generator<void, LogCheck> {
    const progress = fromTheStart();
    const under = { progress, total: this.#log.size() };
    this.#under = under;
    try {
      return this.#settle(progress, yield* checkSteps(this.#db, this.#log.nodes, progress), true);
    } catch (error) {
      return this.#settle(progress, unreadable(error), true);
    } finally {
      if (this.#under === under) this.#under = null;
    }
  }

  /** The state as it is known: what was added since the last whole check is checked on top. Cheap while a first check goes on. */
  state(): LogCheck {
    return this.#held === null && this.#glancedOnly ? this.#asKnown() : this.#added();
  }

  /**
   * Looks at the end of the log and at what it is held against, in a time that does not grow with it: its form, its newest entries,
   * the root under its newest checkpoint by the stored tree, the checkpoint outside of the database. The rest is for `steps`.
   */
  glance(): LogCheck {
    this.#held = null;
    this.#glancedOnly = true;
    this.#form = this.#otherForm();
    const problem = this.#store(() => endProblem(this.#db, this.#log, glanced));
    const diverged = problem === null ? this.#store(() => this.#divergence()) : null;
    this.#closed = problem ?? diverged ?? this.#form;
    this.#diverged = diverged !== null;
    return this.#asKnown();
  }

  #added(): LogCheck {
    // One read transaction: entries, nodes and index are of the same moment, whoever else is writing.
    const whole = this.#held === null;
    const progress = this.#held ?? fromTheStart();
    this.#held = null;
    const read = this.#db.transaction(() => atOnce(checkSteps(this.#db, this.#log.nodes, progress)));
    return this.#settle(progress, this.#store(read), whole);
  }

  #settle(progress: Progress, problem: string | null, whole: boolean): LogCheck {
    this.#held = problem === null ? progress : null;
    this.#glancedOnly = false;
    const diverged = problem === null ? this.#divergence() : null;
    if (whole) this.#form = this.#otherForm();
    this.#closed = problem ?? diverged ?? this.#form;
    this.#diverged = diverged !== null;
    this.#unknown = progress.unknown.size;
    return {
      entries: problem === null ? progress.tree.size : this.#size(progress.tree.size),
      root: progress.tree.root().toString("hex"),
      verified: this.#closed === null && this.#unknown === 0,
      problem: this.#closed,
      diverged: this.#diverged,
      unknown: this.#unknown,
      checking: this.#far(),
    };
  }

  #asKnown(): LogCheck {
    const entries = this.#size(0);
    return {
      entries,
      root: this.#log.storedRoot(entries),
      verified: false,
      problem: this.#closed,
      diverged: this.#diverged,
      unknown: this.#under?.progress.unknown.size ?? 0,
      checking: this.#far(),
    };
  }

  #far(): LogCheck["checking"] {
    return this.#under === null ? null : { done: this.#under.progress.tree.size, total: this.#under.total };
  }

  /** Entries there are; of a record that cannot be read, those that were. */
  #size(read: number): number {
    try {
      return this.#log.size();
    } catch (error) {
      if (isOfStore(error)) return read;
      throw error;
    }
  }

  #store(look: () => string | null): string | null {
    try {
      return look();
    } catch (error) {
      return unreadable(error);
    }
  }

  /** What of the record's form is not as the program made it: without its guards it is not written to. */
  #otherForm(): string | null {
    const found = schemaProblem(this.#db, recordMigrations);
    return found === null
      ? null
      : `${found} Its entries hold; nothing is added to a record that was changed by something else.`;
  }

  /** What of the log is not as it was left, by the checkpoint outside of the database; null where it agrees. */
  #divergence(): string | null {
    const mark = this.#mark.read();
    // The first append may have ended before its mark; after that there always is one.
    if (mark === null && countCheckpoints(this.#db) > 1)
      return "The checkpoint that is kept beside the log (log.mark) is gone: whether the log still has its end cannot be told.";
    return heldAgainst(mark, this.#log.nodes, this.#log.keys(), this.#log.size());
  }
}
