import { createHash } from "node:crypto";
import { trustedKeyKindSchema, type TrustedKey } from "../../shared/model/trusted-key";
import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";

interface Row {
  id: string;
  kind: string;
  name: string;
  algorithm: string;
  text: string;
  identity: string | null;
  issuer: string | null;
  added_at: string;
}

/** The keys the reviewer trusts now, by name. */
export function readTrustedKeys(db: ReadDb): TrustedKey[] {
  return prepared<[], Row>(
    db,
    "SELECT id, kind, name, algorithm, text, identity, issuer, added_at FROM trusted_key ORDER BY name",
  )
    .all()
    .map(({ added_at: addedAt, kind, ...row }) => ({ ...row, kind: trustedKeyKindSchema.parse(kind), addedAt }));
}

export function insertTrustedKey(db: WriteDb, key: TrustedKey): void {
  prepared<unknown[]>(
    db,
    "INSERT INTO trusted_key (id, kind, name, algorithm, text, identity, issuer, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  ).run(key.id, key.kind, key.name, key.algorithm, key.text, key.identity, key.issuer, key.addedAt);
}

export function deleteTrustedKey(db: WriteDb, id: string): void {
  prepared<unknown[]>(db, "DELETE FROM trusted_key WHERE id = ?").run(id);
}

/** Names a set of keys: another key more or less is another stamp. */
export function keysStamp(keys: readonly Pick<TrustedKey, "id" | "name">[]): string {
  const lines = keys.map(({ id, name }) => `${id} ${name}`).sort();
  return createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 32);
}

/** A pack with signatures, by the attempt it became. */
export interface SignedPack {
  readonly attemptId: string;
  /** Digest of its manifest in the archive. */
  readonly manifest: string;
  /** Digest of the manifest's envelope in the archive; null where only files inside are signed. */
  readonly envelope: string | null;
}

const packColumns = "attempt_id AS attemptId, manifest, envelope";

export function writeSignedPack(db: WriteDb, pack: SignedPack, stamp: string): void {
  prepared<unknown[]>(
    db,
    "INSERT INTO signed_pack (attempt_id, manifest, envelope, keys) VALUES (?, ?, ?, ?) ON CONFLICT (attempt_id) DO UPDATE SET manifest = excluded.manifest, envelope = excluded.envelope, keys = excluded.keys",
  ).run(pack.attemptId, pack.manifest, pack.envelope, stamp);
}

export function forgetSignedPack(db: WriteDb, attemptId: string): void {
  prepared<unknown[]>(db, "DELETE FROM signed_pack WHERE attempt_id = ?").run(attemptId);
}

/** The attempts whose packs bring signatures. */
export function signedPacks(db: ReadDb): string[] {
  return prepared<[], { attempt_id: string }>(db, "SELECT attempt_id FROM signed_pack ORDER BY attempt_id")
    .all()
    .map((row) => row.attempt_id);
}

/** Packs whose evidence has a standing that was derived with other keys than these. */
export function packsNotStanding(db: ReadDb, stamp: string): SignedPack[] {
  return prepared<[string], SignedPack>(
    db,
    `SELECT ${packColumns} FROM signed_pack WHERE keys <> ? ORDER BY attempt_id`,
  ).all(stamp);
}

/** Digest of the envelope that came with a manifest; null where none did. */
export function envelopeOf(db: ReadDb, manifest: string): string | null {
  return (
    prepared<[string], { envelope: string | null }>(
      db,
      "SELECT envelope FROM signed_pack WHERE manifest = ? AND envelope IS NOT NULL LIMIT 1",
    ).get(manifest)?.envelope ?? null
  );
}
