/** Step 60 of `record.db`: keys the reviewer trusts, and which packs are signed. */
export const trustedKeysSql = `
CREATE TABLE trusted_key (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  algorithm TEXT NOT NULL,
  -- PEM of a public key, or a Sigstore root as JSON.
  text TEXT NOT NULL,
  identity TEXT,
  issuer TEXT,
  added_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX trusted_key_name ON trusted_key (name);
-- Attempts whose pack brings signatures: what is checked again when the trusted keys change.
CREATE TABLE signed_pack (
  attempt_id TEXT PRIMARY KEY,
  -- Digests of archived files.
  manifest TEXT NOT NULL,
  envelope TEXT,
  -- The keys that the standing of its evidence was derived with (see keysStamp).
  keys TEXT NOT NULL
) STRICT;
CREATE INDEX signed_pack_manifest ON signed_pack (manifest);
`;
