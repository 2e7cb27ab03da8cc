import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import {
  chmodSync,
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import path from "node:path";
import { shortestPassphrase } from "../../shared/contract/identity";
import type { KeyPerson } from "../../shared/model/audit-entry";
import { err, ok, type Result } from "../../shared/result";
import { publicKeyId, type KeySecret, type ReviewerSigner, type Signer, type Signers } from "../audit/signers";
import { syncFolder, writeFileDurably } from "../store/durable-files";

type KeyRole = "log" | "reviewer";

/** A new key that waits beside the one in use until the log tells of it. */
interface WaitingKey {
  readonly signer: Signer;
  /** Puts it in the place of the one before, which is gone then. */
  take(): void;
  drop(): void;
}

/**
 * The keys of a data folder, as files that only this account may read. A reviewer's key is protected by a passphrase, typed or kept
 * by the system's keychain; without one, whoever can read the account's files can sign in its name, and the log says so
 * (`protection: file`). The log's key signs whatever the program records, also when nobody is there to type: it is a file.
 */
export class KeyFiles implements Signers {
  readonly #folder: string;
  readonly #person: () => KeyPerson;
  readonly #secrets: () => string | readonly KeySecret[] | null;
  readonly #mayBePlain: () => boolean;
  readonly #open = new Map<KeyRole, { readonly stamp: string; readonly signer: Signer }>();

  /**
   * In: the data folder; who reviews here; passphrases of the reviewer's key, the one for a new key first (a text alone is one that was
   * typed); whether a new reviewer's key may be kept without any.
   */
  constructor(
    home: string,
    person: () => KeyPerson,
    secrets: () => string | readonly KeySecret[] | null,
    mayBePlain: () => boolean = () => true,
  ) {
    this.#folder = path.join(home, "keys");
    this.#person = person;
    this.#secrets = secrets;
    this.#mayBePlain = mayBePlain;
  }

  log(): Result<Signer> {
    const found = this.find("log");
    if (!found.ok) return found;
    return found.value === null ? this.#make("log", null) : ok(found.value);
  }

  reviewer(): Result<ReviewerSigner> {
    const found = this.find("reviewer");
    if (!found.ok) return found;
    const [secret] = this.#candidates();
    if (found.value === null && secret === undefined && !this.#mayBePlain())
      return err({
        code: "key-choice",
        message:
          "Nothing was recorded: the first decision makes the key it is signed with, and nothing protects that yet.",
        remedy:
          "Give a passphrase (countersign identity create, or COUNTERSIGN_PASSPHRASE), or say that a file alone is enough (countersign identity create --unprotected).",
      });
    if (found.value === null && secret?.protection === "passphrase" && secret.passphrase.length < shortestPassphrase)
      return err({
        code: "passphrase-short",
        message: `Nothing was recorded: the first decision makes the key it is signed with, and the passphrase for it has ${String(secret.passphrase.length)} characters; it needs ${String(shortestPassphrase)}.`,
        remedy: "A few words are easy to keep and hard to guess.",
      });
    const key = found.value === null ? this.#make("reviewer", secret ?? null) : ok(found.value);
    return key.ok ? ok({ ...key.value, person: this.#person() }) : key;
  }

  /** A key that is there, opened; null where none was made yet. Codes: "key-locked", "key-unreadable". */
  find(role: KeyRole): Result<Signer | null> {
    const file = this.file(role);
    let stamp: string;
    try {
      const { ino, mtimeMs, size, mode } = statSync(file);
      stamp = [ino, mtimeMs, size].join(":");
      // A copy may have come with looser rights than it was made with.
      if (process.platform !== "win32" && (mode & 0o077) !== 0) chmodSync(file, 0o600);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return ok(null);
      return unreadable(file, error);
    }
    const known = this.#open.get(role);
    if (known?.stamp === stamp) return ok(known.signer);
    const read = readKey(file, this.#candidates());
    if (read.ok) this.#open.set(role, { stamp, signer: read.value });
    return read;
  }

  /** Where a key is kept. */
  file(role: KeyRole): string {
    return path.join(this.#folder, `${role}.pem`);
  }

  /** Makes a key that waits for the log to tell of it. In: what protects it; null for nothing but the file's rights. */
  prepare(role: KeyRole, secret: KeySecret | null): Result<WaitingKey> {
    const { privateKey } = generateKeyPairSync("ed25519");
    const file = path.join(this.#folder, `${role}.next-${publicKeyId(privateKey)}.pem`);
    const signer = { key: privateKey, protection: secret?.protection ?? ("file" as const) };
    const written = this.#write(file, pemOf(privateKey, secret));
    if (!written.ok) return written;
    return ok({
      signer,
      take: () => {
        renameSync(file, this.file(role));
        syncFolder(this.#folder);
        this.#open.delete(role);
      },
      drop: () => {
        rmSync(file, { force: true });
      },
    });
  }

  /** Writes a key in the place of whatever is there: one put back, or protected otherwise from now on. */
  replace(role: KeyRole, key: KeyObject, secret: KeySecret | null): Result<Signer> {
    const aside = path.join(this.#folder, `${role}.${String(process.pid)}.part`);
    rmSync(aside, { force: true });
    const written = this.#write(aside, pemOf(key, secret));
    if (!written.ok) return written;
    renameSync(aside, this.file(role));
    syncFolder(this.#folder);
    this.#open.delete(role);
    return ok({ key, protection: secret?.protection ?? "file" });
  }

  /**
   * Ends changes of keys that the program was ended in: a waiting key that the log tells of takes its place, another is dropped. In:
   * whether the log tells of a key as one in use, by its id.
   */
  settle(isTold: (role: KeyRole, keyid: string) => boolean): void {
    let names: string[];
    try {
      names = readdirSync(this.#folder);
    } catch {
      return;
    }
    for (const name of names) {
      const [, role, keyid = ""] = /^(log|reviewer)\.next-([0-9a-f]{64})\.pem$/.exec(name) ?? [];
      if (role !== "log" && role !== "reviewer") continue;
      const file = path.join(this.#folder, name);
      if (isTold(role, keyid)) renameSync(file, this.file(role));
      else rmSync(file, { force: true });
      this.#open.delete(role);
    }
  }

  #candidates(): readonly KeySecret[] {
    const given = this.#secrets();
    if (given === null) return [];
    return typeof given === "string" ? [{ passphrase: given, protection: "passphrase" }] : given;
  }

  /** Makes a key and writes it where there is none yet: of two processes that try, one writes and both use its key. */
  #make(role: KeyRole, secret: KeySecret | null): Result<Signer> {
    const { privateKey } = generateKeyPairSync("ed25519");
    const aside = path.join(this.#folder, `${role}.${String(process.pid)}.new`);
    const written = this.#write(aside, pemOf(privateKey, secret));
    if (!written.ok) return written;
    try {
      putWhereNone(aside, this.file(role));
      syncFolder(this.#folder);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) return unwritable(aside, error);
    } finally {
      rmSync(aside, { force: true });
    }
    const found = this.find(role);
    if (!found.ok) return found;
    return found.value === null ? unreadable(this.file(role), new Error("it is gone")) : ok(found.value);
  }

  #write(file: string, text: string): Result<undefined> {
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      writeFileDurably(file, text);
      return ok(undefined);
    } catch (error) {
      // Part of a private key is of no use to anybody here.
      rmSync(file, { force: true });
      return unwritable(file, error);
    }
  }
}

/** Gives a file a second name where nothing has it yet; a link never replaces, and what it names is whole. */
function putWhereNone(aside: string, file: string): void {
  try {
    linkSync(aside, file);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") throw error;
    // Some file systems have no links.
    copyFileSync(aside, file, constants.COPYFILE_EXCL);
  }
}

function readKey(file: string, secrets: readonly KeySecret[]): Result<Signer> {
  let pem: string;
  try {
    pem = readFileSync(file, "utf8");
  } catch (error) {
    return unreadable(file, error);
  }
  const encrypted = pem.includes("ENCRYPTED PRIVATE KEY");
  const opened = encrypted ? openWith(pem, secrets) : plainKey(pem);
  if (opened !== null)
    return opened.key.asymmetricKeyType === "ed25519"
      ? ok(opened)
      : unreadable(file, new Error("it is not an Ed25519 key"));
  if (!encrypted) return unreadable(file, new Error("it is not a private key in PEM"));
  const tried = secrets.some(({ protection }) => protection === "passphrase");
  return err({
    code: "key-locked",
    message: tried
      ? "The passphrase does not open the reviewer's key: nothing is signed with it."
      : "The reviewer's key is locked: nothing is signed with it until its passphrase is given.",
    place: file,
    remedy:
      "Type its passphrase, or give it in COUNTERSIGN_PASSPHRASE. A key that the window's keychain keeps opens in the window; countersign identity protect there gives it a passphrase of yours.",
  });
}

function plainKey(pem: string): Signer | null {
  try {
    return { key: createPrivateKey(pem), protection: "file" };
  } catch {
    return null;
  }
}

function openWith(pem: string, secrets: readonly KeySecret[]): Signer | null {
  for (const { passphrase, protection } of secrets) {
    try {
      return { key: createPrivateKey({ key: pem, passphrase }), protection };
    } catch {
      // Another one may open it.
    }
  }
  return null;
}

function unreadable(file: string, error: unknown): Result<never> {
  return err({
    code: "key-unreadable",
    message: `Nothing was recorded: the key could not be read: ${error instanceof Error ? error.message : String(error)}.`,
    place: file,
    remedy: "Put it back from a backup: countersign identity restore FILE.",
  });
}

function unwritable(file: string, error: unknown): Result<never> {
  return err({
    code: "key-unwritable",
    message: `Nothing was recorded: the key could not be written: ${error instanceof Error ? error.message : String(error)}.`,
    place: file,
    remedy: "Check that this account may write into the data folder, and that its disk has free space.",
  });
}

function pemOf(key: KeyObject, secret: KeySecret | null): string {
  const plain = { type: "pkcs8", format: "pem" } as const;
  return key
    .export(secret === null ? plain : { ...plain, cipher: "aes-256-cbc", passphrase: secret.passphrase })
    .toString();
}
