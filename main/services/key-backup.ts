import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import type { Input, Output } from "../../shared/contract/api";
import { keyPersonSchema } from "../../shared/model/audit-entry";
import { sha256Schema } from "../../shared/model/ids";
import { err, ok, type Result } from "../../shared/result";
import { encodeVkey } from "../audit/signed-note";
import { publicKeyId } from "../audit/signers";
import { sha256 } from "../platform/files";
import { makeFolder } from "../platform/make-folder";
import { readSmall } from "../platform/read-small";
import type { Core } from "../views/core";
import { ownKey, personOf, tellAgain } from "./identity-acts";

const maxBytes = 64 * 1024;

const backupSchema = z.strictObject({
  format: z.literal("countersign-keys"),
  version: z.literal(1),
  /** Says what the file is to whoever finds it. */
  says: z.string(),
  madeAt: z.string(),
  origin: z.string().nullable(),
  log: z.strictObject({ vkey: z.string().nullable(), pem: z.string() }).nullable(),
  reviewer: z.strictObject({ keyid: sha256Schema, person: keyPersonSchema, pem: z.string() }).nullable(),
});

const says =
  "Private keys of a Countersign data folder (Ed25519, PKCS#8 under a passphrase): the log's signs its checkpoints, the reviewer's signs decisions. Whoever has this file and its passphrase can sign in the reviewer's name. Put back with: countersign identity restore FILE.";

function sealed(key: KeyObject, passphrase: string): string {
  return key.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase }).toString();
}

/**
 * Writes both keys into one file under a passphrase, for this account's eyes alone. In: the file (null: the data folder's `keys`,
 * by the day), the passphrase. The file appears whole or not at all, and replaces none.
 */
export function backUpKeys(
  core: Core,
  { out, passphrase }: Input<"identity.backup">,
): Result<Output<"identity.backup">> {
  const reviewer = ownKey(core);
  if (!reviewer.ok) return reviewer;
  const log = core.keyring.files.find("log");
  if (!log.ok) return log;
  const now = core.platform.clock.now().toISOString();
  const keyid = publicKeyId(reviewer.value.key);
  const origin = core.ledger.origin();
  const backup: z.infer<typeof backupSchema> = {
    format: "countersign-keys",
    version: 1,
    says,
    madeAt: now,
    origin,
    log:
      log.value === null
        ? null
        : {
            vkey: origin === null ? null : encodeVkey(origin, createPublicKey(log.value.key)),
            pem: sealed(log.value.key, passphrase),
          },
    reviewer: { keyid, person: personOf(core, keyid), pem: sealed(reviewer.value.key, passphrase) },
  };
  const day = now.slice(0, 19).replaceAll(":", "-");
  const target = out === null ? path.join(core.home, "keys", `backup-${day}Z.json`) : path.resolve(out);
  const bytes = Buffer.from(`${JSON.stringify(backup, null, 2)}\n`, "utf8");
  const aside = `${target}.part`;
  try {
    makeFolder(path.dirname(target));
    writeFileSync(target, "", { mode: 0o600, flag: "wx" });
    rmSync(aside, { force: true });
    writeFileSync(aside, bytes, { mode: 0o600, flag: "wx", flush: true });
    renameSync(aside, target);
  } catch (error) {
    const there = error instanceof Error && "code" in error && error.code === "EEXIST";
    return err({
      code: there ? "file-exists" : "backup-unwritable",
      message: there
        ? "There is a file of this name already: a backup replaces none."
        : `Could not write the backup: ${error instanceof Error ? error.message : String(error)}.`,
      place: target,
      remedy: "Name another file.",
    });
  }
  return ok({ path: target, digest: sha256(bytes) });
}

/**
 * Puts keys of a backup back. The log's only where this log goes by it; the reviewer's where the log knows it as one in use, or
 * knows none. A key that is here and in use is left. Codes: "backup-unreadable", "passphrase-wrong".
 */
export function restoreKeys(core: Core, asked: Input<"identity.restore">): Result<Output<"identity.restore">> {
  const read = readBackup(path.resolve(asked.path));
  if (!read.ok) return read;
  const keys = {
    log: open(read.value.log?.pem, asked.passphrase),
    reviewer: open(read.value.reviewer?.pem, asked.passphrase),
  };
  if (keys.log === "wrong" || keys.reviewer === "wrong")
    return err({
      code: "passphrase-wrong",
      message: "Nothing was put back: this passphrase does not open the backup.",
      place: asked.path,
      remedy: "Type it again.",
    });
  const restored: ("log" | "reviewer")[] = [];
  const left: string[] = [];
  const say = (what: string | null, role: "log" | "reviewer") =>
    what === null ? restored.push(role) : left.push(what);
  if (keys.log !== null) {
    const done = restoreLog(core, keys.log);
    if (!done.ok) return done;
    say(done.value, "log");
  }
  if (keys.reviewer !== null) {
    const done = restoreReviewer(core, keys.reviewer, asked.passphrase);
    if (!done.ok) return done;
    say(done.value, "reviewer");
  }
  core.publish("changed", { scopes: ["settings", "audit"] });
  return ok({ restored, left });
}

function readBackup(file: string): Result<z.infer<typeof backupSchema>> {
  const bad = (why: string) =>
    err({
      code: "backup-unreadable",
      message: `This is no backup of keys: ${why}.`,
      place: file,
      remedy: "Name a file that countersign identity backup wrote.",
    });
  try {
    const small = readSmall(file, maxBytes);
    if (small === null) return bad("it is no file of at most 64 KiB");
    try {
      const parsed = backupSchema.safeParse(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(small.bytes)));
      return parsed.success ? ok(parsed.data) : bad("it has another form");
    } finally {
      small.release();
    }
  } catch (error) {
    return bad(error instanceof Error ? error.message : String(error));
  }
}

function open(pem: string | undefined, passphrase: string): KeyObject | "wrong" | null {
  if (pem === undefined) return null;
  try {
    const key = createPrivateKey({ key: pem, passphrase });
    return key.asymmetricKeyType === "ed25519" ? key : "wrong";
  } catch {
    return "wrong";
  }
}

/** Out: why it was left, or null where it was put back. */
function restoreLog(core: Core, key: KeyObject): Result<string | null> {
  const { files } = core.keyring;
  const origin = core.ledger.origin();
  const inUse = core.ledger.keys().log.at(-1);
  if (origin === null || inUse === undefined)
    return ok("The log's key was left out: this data folder has no log that goes by it.");
  if (encodeVkey(origin, createPublicKey(key)) !== inUse.vkey)
    return ok("The log's key was left out: this log goes by another.");
  const here = files.find("log");
  if (here.ok && here.value !== null && publicKeyId(here.value.key) === publicKeyId(key))
    return ok("The log's key is here already.");
  const written = files.replace("log", key, null);
  return written.ok ? ok(null) : written;
}

/** Out: why it was left, or null where it was put back. It is protected by the backup's passphrase, or as the key before it was. */
function restoreReviewer(core: Core, key: KeyObject, passphrase: string): Result<string | null> {
  const { files } = core.keyring;
  const keyid = publicKeyId(key);
  const history = core.ledger.keys();
  const known = history.known(keyid);
  if (known !== undefined && history.active(keyid, core.ledger.size()) === undefined)
    return ok(
      `The reviewer's key was left out: it was ${known.ended?.how === "revoked" ? "revoked" : "replaced by another"} (entry ${String(known.ended?.seq ?? known.until)}).`,
    );
  const here = files.find("reviewer");
  if (here.ok && here.value !== null) {
    if (publicKeyId(here.value.key) === keyid) return ok("The reviewer's key is here already.");
    if (history.active(publicKeyId(here.value.key), core.ledger.size()) !== undefined)
      return ok(
        "The reviewer's key was left out: another is in use here. Revoke that one first, if this one is to sign.",
      );
  }
  const sealedHere = core.keyring.sealed();
  const secret = sealedHere ?? { passphrase, protection: "passphrase" as const };
  const written = files.replace("reviewer", key, secret);
  if (!written.ok) return written;
  if (sealedHere === null) core.keyring.type(passphrase);
  const told = tellAgain(core, { ...written.value, person: personOf(core, keyid) });
  return told.ok ? ok(null) : told;
}
