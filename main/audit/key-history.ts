import type { KeyObject } from "node:crypto";
import type { AuditBody, KeyPerson, KeyProtection } from "../../shared/model/audit-entry";
import { rotationHolds } from "./key-rotation";
import { publicKeyId } from "./signers";
import { parseVkey, type NoteKey } from "./signed-note";

/** A reviewer's key, and the places in the log between which its signatures count. */
export interface ReviewerKey {
  readonly keyid: string;
  readonly vkey: string;
  readonly key: KeyObject;
  /** Who it speaks for, as the log said last. */
  person: KeyPerson;
  protection: KeyProtection;
  readonly from: number;
  /** First place where a signature no longer counts; null while it is in use. */
  until: number | null;
  /** How it ended: another took its place, or it was revoked; null while it is in use. */
  ended: { readonly seq: number; readonly how: "rotated" | "revoked"; readonly reason: string | null } | null;
}

/** A key of the log, with the size of the tree from which it signs. */
export interface LogKey {
  readonly from: number;
  readonly vkey: string;
  readonly key: NoteKey;
  readonly protection: KeyProtection;
}

type ReviewerBody = Extract<AuditBody, { kind: "reviewer.key" }>;
type LogKeyBody = Extract<AuditBody, { kind: "log.key" }>;

/** What the log itself says of keys, as far as it was read: its own, and those of reviewers. */
export class KeyHistory {
  /** The last one is in use. */
  readonly log: LogKey[] = [];
  readonly reviewers: ReviewerKey[] = [];
  /** Entries about keys among those that were taken. */
  told = 0;

  /** Takes the next entry's body. Out: what in it cannot be, or null. */
  add(body: AuditBody): string | null {
    if (body.v === 1 || !(body.kind === "log.created" || body.kind === "log.key" || body.kind === "reviewer.key"))
      return null;
    this.told += 1;
    if (body.kind === "log.created")
      return body.seq === 0 ? this.#addLogKey(body, body.logKey) : "A log begins only once.";
    return body.kind === "log.key" ? this.#logKey(body) : this.#reviewer(body);
  }

  /** The key that a reviewer's signature at this place was made with, if it counts there by all that was taken. */
  active(keyid: string, seq: number): ReviewerKey | undefined {
    return this.reviewers.find(
      (one) => one.keyid === keyid && one.from <= seq && (one.until === null || seq < one.until),
    );
  }

  /** A reviewer's key the log knows, in use or not. */
  known(keyid: string): ReviewerKey | undefined {
    return this.reviewers.find((one) => one.keyid === keyid);
  }

  /** The log's key that signs checkpoints of this size. */
  logKeyFor(size: number): NoteKey | undefined {
    return this.log.findLast(({ from }) => from < size)?.key;
  }

  #addLogKey(body: { seq: number; origin: string; protection: KeyProtection }, vkey: string): string | null {
    const key = parseVkey(vkey);
    if (!key.ok) return key.error.message;
    if (key.value.name !== body.origin) return "The log's key has another name than the log.";
    this.log.push({ from: body.seq, vkey, key: key.value, protection: body.protection });
    return null;
  }

  #logKey(body: LogKeyBody): string | null {
    const inUse = this.log.at(-1);
    if (body.action === "created") {
      if (inUse !== undefined) return "The log has a key already.";
      if (body.previous !== undefined || body.signatures !== undefined)
        return "A key that takes no other's place names one.";
      return this.#addLogKey(body, body.key);
    }
    if (inUse === undefined || body.previous !== inUse.vkey)
      return "The log's key takes the place of one that was not in use.";
    if (this.log.some(({ vkey }) => vkey === body.key)) return "The log's key takes the place of itself.";
    const next = parseVkey(body.key);
    if (!next.ok) return next.error.message;
    const { origin, seq, previous, signatures } = body;
    const said = { role: "log", origin, seq, previous, next: body.key } as const;
    const keys = { old: inUse.key.key, new: next.value.key };
    if (signatures === undefined || !rotationHolds(said, keys, signatures))
      return "The log's key was not changed by both keys.";
    return this.#addLogKey(body, body.key);
  }

  #reviewer(body: ReviewerBody): string | null {
    const parsed = parseVkey(body.key);
    if (!parsed.ok) return parsed.error.message;
    const { key, name } = parsed.value;
    if (!name.startsWith("reviewer/")) return "A reviewer's key has another name than reviewer/….";
    if (publicKeyId(key) !== body.keyid) return "A key's id is not of that key.";
    if (body.action !== "rotated" && (body.previous !== undefined || body.signatures !== undefined))
      return "A key that takes no other's place names one.";
    if (body.action !== "revoked" && body.from !== undefined) return "A key that is not revoked says from where.";
    switch (body.action) {
      case "created":
        if (this.known(body.keyid) !== undefined) return "A key is made that the log knows already.";
        this.#begin(body, key);
        return null;
      case "restored":
        return this.#restored(body);
      case "rotated":
        return this.#rotated(body, key);
      case "revoked":
        return this.#revoked(body);
    }
  }

  #begin({ keyid, key: vkey, person, protection, seq }: ReviewerBody, key: KeyObject): void {
    this.reviewers.push({ keyid, vkey, key, person, protection, from: seq, until: null, ended: null });
  }

  /** A key that is in use is told of again: put back from a backup, or for a person that is now known otherwise. */
  #restored({ keyid, person, protection, seq }: ReviewerBody): string | null {
    const own = this.active(keyid, seq);
    if (own === undefined) return "A key is put back that is not in use.";
    own.person = person;
    own.protection = protection;
    return null;
  }

  #rotated(body: ReviewerBody, key: KeyObject): string | null {
    const { origin, seq, previous = "", keyid, signatures } = body;
    const before = this.active(previous, seq);
    if (before === undefined) return "A key takes the place of one that was not in use.";
    if (this.known(keyid) !== undefined) return "A key takes another's place that the log knows already.";
    const said = { role: "reviewer", origin, seq, previous, next: keyid } as const;
    if (signatures === undefined || !rotationHolds(said, { old: before.key, new: key }, signatures))
      return "A key was not changed by both keys.";
    before.until = seq;
    before.ended = { seq, how: "rotated", reason: null };
    this.#begin(body, key);
    return null;
  }

  #revoked({ keyid, seq, from, reason }: ReviewerBody): string | null {
    const own = this.known(keyid);
    if (own === undefined) return "A key is revoked that the log does not know.";
    if (from === undefined || from > seq) return "A key is revoked without saying from where, or from later on.";
    own.until = Math.min(own.until ?? Infinity, from);
    own.ended = { seq, how: "revoked", reason: reason ?? null };
    return null;
  }
}
