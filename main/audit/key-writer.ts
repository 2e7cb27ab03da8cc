import { randomUUID, type KeyObject } from "node:crypto";
import { writeOrigin } from "../store/audit-log";
import type { WriteDb } from "../store/database";
import { signRotation } from "./key-rotation";
import type { KeyHistory } from "./key-history";
import type { LogReader } from "./log-reader";
import { EntryRefused, type Appended, type KeyContent, type LogWriter } from "./log-writer";
import { encodeVkey } from "./signed-note";
import { publicKeyId, reviewerKeyName, type ReviewerSigner, type Signer } from "./signers";

function refuse(code: string, message: string, remedy: string): never {
  throw new EntryRefused({ code, message: `Nothing was recorded: ${message}`, remedy });
}

/** Writes what the log tells of keys. Every method works inside a transaction of the ledger, which it may end. */
export class KeyWriter {
  readonly #db: WriteDb;
  readonly #reader: LogReader;
  readonly #writer: LogWriter;
  readonly #app: string;

  constructor(db: WriteDb, reader: LogReader, writer: LogWriter, app: string) {
    this.#db = db;
    this.#reader = reader;
    this.#writer = writer;
    this.#app = app;
  }

  /** Opens the log where there is none, and tells of its key where it does not know it yet. Refuses another key than the one in use. */
  introduceLog(log: Signer): void {
    const origin = this.#reader.origin();
    if (origin === null) {
      const made = `countersign.invalid/${randomUUID()}`;
      writeOrigin(this.#db, made);
      const logKey = encodeVkey(made, log.key);
      this.#write({ kind: "log.created", app: this.#app, logKey, protection: log.protection });
      return;
    }
    const key = encodeVkey(origin, log.key);
    const inUse = this.#history().log.at(-1);
    if (inUse === undefined) this.#write({ kind: "log.key", action: "created", key, protection: log.protection });
    else if (inUse.vkey !== key)
      throw new EntryRefused({
        code: "log-key-lost",
        message: "The log's key on this machine is not the one that its checkpoints are signed with.",
        remedy:
          "Put it back from a backup (countersign identity restore FILE) or from a copy of the data folder (keys/log.pem), or begin a new log in another folder (--home DIR). What is recorded can still be read and exported.",
      });
  }

  /** Tells of the reviewer's key before it signs for the first time. Refuses one that no longer counts. */
  introduceReviewer(reviewer: ReviewerSigner): void {
    const keyid = publicKeyId(reviewer.key);
    if (this.#history().active(keyid, this.#reader.size()) === undefined) this.introduced(reviewer);
  }

  /** Tells of a new reviewer's key. */
  introduced(reviewer: ReviewerSigner): Appended {
    const keyid = publicKeyId(reviewer.key);
    const known = this.#history().known(keyid);
    if (known !== undefined)
      refuse(
        "key-not-in-use",
        `the key ${keyid.slice(0, 12)} on this machine was ${known.ended?.how === "revoked" ? "revoked" : "replaced by another"} (entry ${String(known.ended?.seq ?? known.until)}).`,
        known.ended?.how === "revoked"
          ? "countersign identity create makes a new one."
          : "Put the key back that took its place: countersign identity restore FILE.",
      );
    return this.#write({
      kind: "reviewer.key",
      action: "created",
      key: encodeVkey(reviewerKeyName(reviewer.person), reviewer.key),
      keyid,
      person: reviewer.person,
      protection: reviewer.protection,
    });
  }

  /** Tells again of a key in use: put back, kept otherwise, or for a person that is now known otherwise. */
  restored({ key, person, protection }: ReviewerSigner): Appended {
    const keyid = publicKeyId(key);
    const known = this.#inUse(keyid);
    return this.#write({ kind: "reviewer.key", action: "restored", key: known.vkey, keyid, person, protection });
  }

  /** Puts a reviewer's key in the place of another. In: the private keys of both. */
  rotateReviewer(old: KeyObject, next: ReviewerSigner): Appended {
    const previous = publicKeyId(old);
    this.#inUse(previous);
    const keyid = publicKeyId(next.key);
    const { origin, seq } = this.#writer.header(2);
    return this.#write({
      kind: "reviewer.key",
      action: "rotated",
      key: encodeVkey(reviewerKeyName(next.person), next.key),
      keyid,
      person: next.person,
      protection: next.protection,
      previous,
      signatures: signRotation({ role: "reviewer", origin, seq, previous, next: keyid }, { old, new: next.key }),
    });
  }

  /** Ends a reviewer's key. In: its id, the place from which its signatures do not count (null: from here on), why. */
  revokeReviewer(keyid: string, place: number | null, reason: string): Appended {
    const from = place ?? this.#reader.size();
    const known = this.#history().known(keyid);
    if (known === undefined)
      return refuse(
        "not-found",
        `the log knows no key ${keyid.slice(0, 12)}.`,
        "countersign identity show names them.",
      );
    if (from > this.#reader.size())
      refuse(
        "from-later",
        `the log has ${String(this.#reader.size())} entries.`,
        "Name a place in it, or leave it out to revoke the key from here on.",
      );
    const { vkey: key, person, protection } = known;
    return this.#write({ kind: "reviewer.key", action: "revoked", key, keyid, person, protection, from, reason });
  }

  /** Puts a key of the log in the place of the one in use. In: the private keys of both. */
  rotateLog(old: KeyObject, next: Signer): Appended {
    const { origin, seq } = this.#writer.header(2);
    const previous = encodeVkey(origin, old);
    const key = encodeVkey(origin, next.key);
    return this.#write({
      kind: "log.key",
      action: "rotated",
      key,
      protection: next.protection,
      previous,
      signatures: signRotation({ role: "log", origin, seq, previous, next: key }, { old, new: next.key }),
    });
  }

  #inUse(keyid: string) {
    const known = this.#history().active(keyid, this.#reader.size());
    return (
      known ??
      refuse(
        "key-not-in-use",
        `the key ${keyid.slice(0, 12)} is not in use.`,
        "countersign identity show names the keys.",
      )
    );
  }

  #history(): KeyHistory {
    return this.#reader.keys();
  }

  #write(content: KeyContent): Appended {
    return this.#writer.aboutKeys(content);
  }
}
