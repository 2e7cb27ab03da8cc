import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";

/*
 * The passphrase of the reviewer's key, where the system keeps secrets: it is made at random, encrypted by the system's keychain, and
 * its encrypted form lies beside the key. The core gets it over its own channel to this process; the page never does.
 */

/** What of Electron's safeStorage is used: the async forms where there are any. */
export interface SecretStore {
  isEncryptionAvailable(): boolean;
  encryptString(text: string): Buffer;
  decryptString(sealed: Buffer): string;
  isAsyncEncryptionAvailable?(): Promise<boolean>;
  encryptStringAsync?(text: string): Promise<Buffer>;
  decryptStringAsync?(sealed: Buffer): Promise<{ readonly result: string; readonly shouldReEncrypt: boolean }>;
  getSelectedStorageBackend?(): string;
}

export interface SealedSecret {
  readonly passphrase: string;
  readonly protection: "keychain" | "basic_text";
}

interface Options {
  readonly home: string;
  readonly store: SecretStore;
  readonly note: (text: string) => void;
}

/**
 * The secret of a data folder, made where there is none yet. Out: null where the system keeps none, where what was kept does not
 * open any more, or where the folder's key is protected otherwise. Errors are noted, never their content.
 */
export async function sealedSecret({ home, store, note }: Options): Promise<SealedSecret | null> {
  const folder = join(home, "keys");
  const file = join(folder, "reviewer.sealed");
  try {
    if (!(await isAvailable(store))) return null;
    const protection = backendOf(store) === "basic_text" ? "basic_text" : "keychain";
    if (existsSync(file)) {
      const opened = await open(store, readFileSync(file));
      if (opened.again) write(folder, file, await seal(store, opened.passphrase));
      return { passphrase: opened.passphrase, protection };
    }
    // A key that a passphrase or nothing protects is left as it is.
    if (existsSync(join(folder, "reviewer.pem"))) return null;
    const passphrase = randomBytes(32).toString("base64");
    write(folder, file, await seal(store, passphrase));
    return { passphrase, protection };
  } catch (error) {
    const name = error instanceof Error ? error.name : "unknown";
    note(`The system's keychain does not give the secret of the reviewer's key (${name}).`);
    return null;
  }
}

async function isAvailable(store: SecretStore): Promise<boolean> {
  return store.isAsyncEncryptionAvailable === undefined
    ? store.isEncryptionAvailable()
    : store.isAsyncEncryptionAvailable();
}

/** Linux alone has several; everywhere else it is the system's own. */
function backendOf(store: SecretStore): string {
  return process.platform === "linux" ? (store.getSelectedStorageBackend?.() ?? "unknown") : "system";
}

async function seal(store: SecretStore, passphrase: string): Promise<Buffer> {
  return store.encryptStringAsync === undefined
    ? store.encryptString(passphrase)
    : store.encryptStringAsync(passphrase);
}

async function open(store: SecretStore, sealed: Buffer): Promise<{ passphrase: string; again: boolean }> {
  if (store.decryptStringAsync === undefined) return { passphrase: store.decryptString(sealed), again: false };
  const { result, shouldReEncrypt } = await store.decryptStringAsync(sealed);
  return { passphrase: result, again: shouldReEncrypt };
}

function write(folder: string, file: string, sealed: Buffer): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const aside = `${file}.part`;
  const handle = openSync(aside, "w", 0o600);
  try {
    for (let at = 0; at < sealed.length;) at += writeSync(handle, sealed, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(aside, file);
}
