import type { Decision } from "../../shared/model/decision";
import { err, ok, type Problem, type Result } from "../../shared/result";
import type { Clock } from "../platform/clock";
import type { WriteDb } from "../store/database";
import type { LogMark } from "../store/log-mark";
import { deleteBlob, forgetDeleted } from "../store/text-blobs";
import { isOfStore, storeFault } from "../store/store-fault";
import { clockAnomaly } from "./clock-check";
import type { LogCheck } from "./check-log";
import { parseCheckpoint } from "./checkpoint";
import { KeyWriter } from "./key-writer";
import { LogChecks } from "./log-checks";
import { LogReader } from "./log-reader";
import { EntryRefused, LogWriter, must, type Appended, type DecidingReviewer, type EntryContent } from "./log-writer";
import { publicKeyId, type Signer, type Signers } from "./signers";

/** An erasure: `clean` where nothing of the text is left in the record's file. */
interface Erased extends Appended {
  readonly clean: boolean;
}

/** The audit log: its sole writer, and the only reader of its rows. */
export class Ledger extends LogReader {
  readonly #db: WriteDb;
  readonly #signers: Signers;
  readonly #mark: LogMark;
  readonly #writer: LogWriter;
  readonly #keyWriter: KeyWriter;
  readonly #checks: LogChecks;
  /** A transaction of `together` is under way. */
  #together = false;

  constructor(db: WriteDb, clock: Clock, version: string, signers: Signers, mark: LogMark) {
    super(db);
    this.#db = db;
    this.#signers = signers;
    this.#mark = mark;
    this.#writer = new LogWriter(db, clock);
    this.#keyWriter = new KeyWriter(db, this, this.#writer, `Countersign ${version}`);
    this.#checks = new LogChecks(db, this, mark);
  }

  /**
   * Appends entries in one durable transaction, with a signed checkpoint of the tree they end; a decision is signed with the
   * reviewer's key and its row is written with its entry. When this returns ok the entries are on the disk, and the checkpoint
   * is outside of the database too. A refused entry writes nothing at all.
   */
  append(contents: readonly EntryContent[]): Result<Appended[]> {
    return this.#change(() => {
      const reviewer = contents.some(({ kind }) => kind === "decision") ? this.#deciding() : null;
      for (const content of contents) if (content.kind === "decision") this.#introducePolicy(content.decision.policy);
      return contents.map((content) => this.#writer.write(content, reviewer));
    });
  }

  /** Changes what the log tells of reviewers' keys. In: what is written of them. */
  changeKeys(work: (keys: KeyWriter) => Appended): Result<Appended> {
    return this.#change(() => work(this.#keyWriter));
  }

  /** Puts a new log key in the place of the one in use: the head after it is signed with the new one. */
  rotateLogKey(next: Signer): Result<Appended> {
    return this.#change((log) => this.#keyWriter.rotateLog(log.key, next), next);
  }

  /**
   * Erases what was typed with a decision: the entry that says so is written, then the text is deleted and the file written anew,
   * so that nothing of it stays in it. In: the commitment, why, and what else is taken out in the same transaction. Codes:
   * "not-found" where no such text is kept.
   */
  erase(commitment: string, reason: string, also: () => void = () => undefined): Result<Erased> {
    const done = this.#change(() => {
      if (this.blob(commitment) === null)
        throw new EntryRefused({
          code: "not-found",
          message: "Nothing was erased: there is no such text here.",
          remedy: "countersign audit show SEQ says what an entry holds.",
        });
      const written = this.#writer.write({ kind: "blob.erased", commitment, reason }, null);
      deleteBlob(this.#db, commitment, also);
      return written;
    });
    return done.ok ? ok({ ...done.value, clean: this.forgetErased() }) : done;
  }

  /** Writes the record's file anew without what was deleted. Out: whether nothing of that is left in it. */
  forgetErased(): boolean {
    return forgetDeleted(this.#db);
  }

  /** The reviewer's key, told to the log where it does not know it yet, and whom the log says that it speaks for. */
  #deciding(): DecidingReviewer {
    const reviewer = must(this.#signers.reviewer());
    this.#keyWriter.introduceReviewer(reviewer);
    const told = this.keys().active(publicKeyId(reviewer.key), this.size());
    return { key: reviewer.key, person: told?.person ?? reviewer.person };
  }

  /** Tells of the policy that decisions are made by, where it is this machine's and the log does not know it yet. */
  #introducePolicy(policy: Decision["policy"]): void {
    // A repository's own policy is of the commit that an attempt began from: attempts on older commits go by older ones.
    if (policy === undefined || policy.source === "repository") return;
    const { id, version, digest } = policy;
    if (must(this.policies().next({ id, version, digest })) === "new")
      this.#writer.write({ kind: "policy", id, version, digest }, null);
  }

  /** Says so where the clocks are odd: what is recorded from here on has a time that is suspect. */
  #watchClock(): void {
    const size = this.size();
    const before = size === 0 ? null : this.clockAt(size - 1);
    const message = before === null ? null : clockAnomaly(before, this.#writer.moment());
    if (message !== null) this.#writer.write({ kind: "clock.anomaly", message }, null);
  }

  /**
   * Does work that appends and writes other rows in one durable transaction. An err, or what it throws, writes nothing; a
   * failing disk is a problem. When this returns ok the checkpoint is outside of the database too.
   */
  together<T>(work: () => Result<T>): Result<T> {
    if (this.#together) return work();
    this.#together = true;
    try {
      const done = this.#db
        .transaction(() => {
          const result = work();
          if (!result.ok) throw new EntryRefused(result.error);
          return result;
        })
        .immediate();
      return this.#marked(done.value);
    } catch (error) {
      this.forgetKeys();
      if (error instanceof EntryRefused || isOfStore(error)) return err(this.#failure(error));
      throw error;
    } finally {
      this.#together = false;
    }
  }

  /**
   * Goes on with a log that is not the one that was left, because the person says so: the entry says what is missing, and its
   * checkpoint takes the place of the one that does not agree. A log that is damaged in itself is refused: `log-damaged`.
   */
  goOn(message: string): Result<Appended> {
    const check = this.verify();
    if (check.problem === null)
      return err({
        code: "not-diverged",
        message: "The log is the one that was left: there is nothing to go on from.",
      });
    if (!check.diverged)
      return err({
        code: "log-damaged",
        message: `Nothing is recorded in a damaged log: ${check.problem}`,
        remedy: "Restore a backup that holds: countersign backup list.",
      });
    this.#checks.open();
    const done = this.append([{ kind: "recovery", message }]);
    this.verify();
    if (!done.ok) return done;
    const [entry] = done.value;
    if (entry === undefined) throw new Error("the ledger recorded nothing and said ok");
    return ok(entry);
  }

  /** Head of the log as it was left, by the checkpoint outside of the database; null where there is none that can be read. */
  left(): { readonly size: number; readonly root: string } | null {
    const note = this.#mark.read();
    const head = note === null ? null : parseCheckpoint(note.slice(0, note.indexOf("\n\n") + 1));
    return head?.ok === true ? { size: head.value.size, root: Buffer.from(head.value.root).toString("hex") } : null;
  }

  /** Runs a change of the log in its transaction, with the keys it needs and a signed head at its end. In: also who signs that, if not the key in use. */
  #change<T>(work: (log: Signer) => T, next?: Signer): Result<T> {
    const closed = this.#checks.closed;
    if (closed !== null)
      return err({
        code: "log-closed",
        message: `Nothing is recorded: ${closed}`,
        remedy: this.#checks.holds
          ? "Record with the Countersign that wrote it. Everything can be read and exported here."
          : "Everything can still be read and exported. countersign backup recover says what is missing or damaged, and how to go on; in the window, Settings, Backups.",
      });
    if (this.#db.inTransaction && !this.#together)
      throw new Error("the ledger is used inside a transaction that is not its own");
    let done: T;
    try {
      done = this.#db
        .transaction(() => {
          const log = must(this.#signers.log());
          this.#writer.begin();
          this.#keyWriter.introduceLog(log);
          this.#watchClock();
          const value = work(log);
          this.#writer.checkpoint((next ?? log).key);
          return value;
        })
        .immediate();
    } catch (error) {
      this.forgetKeys();
      return err(this.#failure(error));
    }
    // Within other work the entries are not on the disk yet: `together` writes the mark when they are.
    return this.#together ? ok(done) : this.#marked(done);
  }

  /** What a failed append says; after a fault that lasts nothing more is recorded. */
  #failure(error: unknown): Problem {
    if (error instanceof EntryRefused) return error.problem;
    const fault = storeFault(error, this.#db.name);
    if (fault.lasting) this.#checks.close(fault.problem.message);
    return fault.problem;
  }

  /** Writes the newest checkpoint beside the log; under the write lock, so that another process cannot put back an older one. */
  #marked<T>(value: T): Result<T> {
    try {
      this.#db
        .transaction(() => {
          const newest = this.checkpoint();
          if (newest !== null) this.#mark.write(newest.note);
        })
        .immediate();
      return ok(value);
    } catch (error) {
      return err({
        code: "log-mark-failed",
        message: `The entries are recorded, and their checkpoint could not be written beside the log: ${error instanceof Error ? error.message : String(error)}.`,
        remedy: "Free disk space or mend the disk: the next entry writes it again.",
      });
    }
  }

  /**
   * Checks the whole log from its bytes: order, form, origin, every leaf against the stored tree, every signature, the root
   * against the checkpoints in the database and outside of it. Nothing is taken on trust but the files themselves.
   */
  verify(): LogCheck {
    return this.#checks.whole();
  }

  /** The same in steps, while others use the log. What it finds closes the log at once. */
  verifySteps(): Generator<void, LogCheck> {
    return this.#checks.steps();
  }

  /** Looks at the log's end and at what it is held against, in a time that does not grow with it; `verifySteps` is to follow. */
  glance(): LogCheck {
    return this.#checks.glance();
  }

  /** The log as it is known: what was added since the last whole check is checked on top. */
  verifyNew(): LogCheck {
    return this.#checks.state();
  }
}
