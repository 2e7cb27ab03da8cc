import { mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { keyProtectionSchema } from "../../../shared/model/audit-entry";
import { instantSchema } from "../../../shared/model/ids";
import { err, ok, type Result } from "../../../shared/result";
import { syncFolder, writeFileDurably } from "../../store/durable-files";
import { sealedSchema } from "./seal";

/** A secret under a passphrase or the keychain's secret; as it is only where that was said. */
const secretSchema = z.union([sealedSchema, z.strictObject({ plain: z.string().max(1000) })]);
export type KeptSecret = z.infer<typeof secretSchema>;

/** What renews a token that ends. */
const renewalSchema = z.strictObject({
  /** Of the app that was signed in through. */
  clientId: z.string().max(100),
  /** The refresh token: GitHub takes it once, and gives another with the new token. */
  token: secretSchema,
  endsAt: instantSchema.nullable(),
  /** Set before GitHub is asked and taken away with its answer: where it stands, the refresh token may be used up. */
  begun: z.strictObject({ at: instantSchema, pid: z.int().positive() }).nullable(),
});

const accountSchema = z.strictObject({
  host: z.string().max(300),
  login: z.string().max(200),
  /** GitHub's number of the account: the login may change. */
  id: z.int().nonnegative(),
  kind: z.enum(["fine-grained", "classic", "app-user", "oauth", "installation", "unknown"]),
  /** Names the sign-in where answers are kept, also when its token is renewed; says nothing of the token. */
  tokenId: z.string().max(64),
  addedAt: instantSchema,
  expiresAt: instantSchema.nullable(),
  scopes: z.array(z.string().max(100)).max(100).nullable(),
  protection: keyProtectionSchema,
  token: secretSchema,
  /** Null where the token does not end, or ends for good. */
  renewal: renewalSchema.nullable().default(null),
  /** Set once the token cannot be renewed any more: somebody has to sign in again. */
  ended: z
    .strictObject({ at: instantSchema, why: z.enum(["refused", "cut-short", "too-late"]) })
    .nullable()
    .default(null),
});
export type KeptAccount = z.infer<typeof accountSchema>;

const fileSchema = z.strictObject({
  v: z.literal(1),
  accounts: z.array(accountSchema).max(50),
  /** Client ids of apps to sign in with, by host. They are public. */
  apps: z.record(z.string(), z.string().max(100)),
});
type Kept = z.infer<typeof fileSchema>;

const nothing: Kept = { v: 1, accounts: [], apps: {} };

/** What a token is bound to in its sealed form: it opens beside no other account, and one that renews in no token's place. */
export function belonging({ host, id }: Pick<KeptAccount, "host" | "id">, what: "token" | "renewal"): string {
  return `countersign-github-v1\n${host}\n${String(id)}${what === "token" ? "" : "\nrenewal"}`;
}

/** The accounts' file in the data folder's keys: readable by this account of the system alone. */
export class KeptAccounts {
  readonly file: string;
  #read: { readonly stamp: string; readonly kept: Kept } | null = null;

  constructor(home: string) {
    this.file = path.join(home, "keys", "github.json");
  }

  /** What is kept; nothing where there is no file. Codes: "github-accounts-unreadable". */
  read(): Result<Kept> {
    let stamp: string;
    try {
      const { ino, mtimeMs, size } = statSync(this.file);
      stamp = [ino, mtimeMs, size].join(":");
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return ok(nothing);
      return this.#unreadable(error);
    }
    if (this.#read?.stamp === stamp) return ok(this.#read.kept);
    try {
      const kept = fileSchema.parse(JSON.parse(readFileSync(this.file, "utf8")));
      this.#read = { stamp, kept };
      return ok(kept);
    } catch {
      // What stands in it may be a token: it is not quoted.
      return this.#unreadable(new Error("it does not have the form it was written in"));
    }
  }

  /** Changes what is kept; the whole file is written beside and takes the old one's place. */
  change(change: (kept: Kept) => Kept): Result<undefined> {
    const before = this.read();
    if (!before.ok) return before;
    const folder = path.dirname(this.file);
    const aside = `${this.file}.${String(process.pid)}.part`;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      rmSync(aside, { force: true });
      writeFileDurably(aside, `${JSON.stringify(change(before.value), null, 2)}\n`);
      renameSync(aside, this.file);
      syncFolder(folder);
      this.#read = null;
      return ok(undefined);
    } catch (error) {
      discard(aside);
      return err({
        code: "github-accounts-unwritable",
        message: `The GitHub accounts could not be written: ${error instanceof Error ? error.message : String(error)}.`,
        place: this.file,
        remedy: "Check that this account may write into the data folder, and that its disk has free space.",
      });
    }
  }

  #unreadable(error: unknown): Result<never> {
    return err({
      code: "github-accounts-unreadable",
      message: `The GitHub accounts could not be read: ${error instanceof Error ? error.message : String(error)}.`,
      place: this.file,
      remedy: "Remove the file and sign in again.",
    });
  }
}

/** What is left of a file that could not be written; that it cannot be removed either is no second problem. */
function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It is in the way of the next writing, which says so.
  }
}
