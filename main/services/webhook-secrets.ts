import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { shortestPassphrase } from "../../shared/contract/identity";
import { keyProtectionSchema, type KeyProtection } from "../../shared/model/audit-entry";
import { err, ok, type Result } from "../../shared/result";
import type { KeySecret } from "../audit/signers";
import { syncFolder, writeFileDurably } from "../store/durable-files";
import { seal, sealedSchema, unseal } from "../platform/github/seal";

const fileSchema = z.strictObject({
  v: z.literal(1),
  webhooks: z
    .array(
      z.strictObject({
        id: z.uuid(),
        protection: keyProtectionSchema,
        secret: z.union([sealedSchema, z.strictObject({ plain: z.string().max(4096) })]),
      }),
    )
    .max(50),
});
type Kept = z.infer<typeof fileSchema>;

const secretSchema = z.strictObject({ url: z.string(), key: z.string().nullable() });
/** Who knows the address can write there; the key signs what is sent in the generic form. */
export type WebhookSecret = z.infer<typeof secretSchema>;

interface SecretsOptions {
  readonly home: string;
  readonly keyring: { secrets(): readonly KeySecret[]; mayBePlain(): boolean };
}

/**
 * Addresses and keys of webhooks, kept as tokens are: under the keychain's secret or a passphrase, or as they are where that was said, in
 * a file that this account of the system alone may read. None of it is ever shown, logged or put into an entry.
 */
export class WebhookSecrets {
  readonly #file: string;
  readonly #keyring: SecretsOptions["keyring"];

  constructor({ home, keyring }: SecretsOptions) {
    this.#file = path.join(home, "keys", "webhooks.json");
    this.#keyring = keyring;
  }

  /** Codes: "webhook-protection", "passphrase-short", "webhooks-unreadable", "webhooks-unwritable". Out: how it is protected. */
  put(id: string, secret: WebhookSecret, unprotected: boolean): Result<KeyProtection> {
    const [protector] = this.#keyring.secrets();
    if (protector?.protection === "passphrase" && protector.passphrase.length < shortestPassphrase)
      return err({
        code: "passphrase-short",
        message: `The passphrase has ${String(protector.passphrase.length)} characters; it needs ${String(shortestPassphrase)}.`,
        remedy: "A few words are easy to keep and hard to guess.",
      });
    const weak = protector === undefined ? !this.#keyring.mayBePlain() : protector.protection === "basic_text";
    if (weak && !unprotected)
      return err({
        code: "webhook-protection",
        message:
          protector === undefined
            ? "The address was not kept: nothing protects it here yet, and who has it can write there."
            : "The address was not kept: this system's keychain keeps it under a password that every copy of the program knows.",
        remedy:
          "Give a passphrase (COUNTERSIGN_PASSPHRASE), or say that the rights of its file are enough (--unprotected, in the window its check box).",
      });
    const row = rowOf(id, secret, protector ?? null);
    const written = this.#change((webhooks) => [...webhooks.filter((one) => one.id !== id), row]);
    return written.ok ? ok(row.protection) : written;
  }

  /** Codes: "webhook-locked", "webhook-secret-missing", "webhooks-unreadable". */
  get(id: string): Result<WebhookSecret> {
    const kept = this.#read();
    if (!kept.ok) return kept;
    const row = kept.value.webhooks.find((one) => one.id === id);
    if (row === undefined)
      return err({
        code: "webhook-secret-missing",
        message: "The webhook's address is not kept here any more.",
        remedy: "Remove the webhook and add it again.",
      });
    const { secret } = row;
    const text =
      "plain" in secret
        ? secret.plain
        : this.#keyring
            .secrets()
            .map(({ passphrase }) => unseal(secret, belonging(id), passphrase))
            .find((opened) => opened !== null);
    const parsed = text === undefined ? null : secretSchema.safeParse(JSON.parse(text));
    if (parsed?.success === true) return ok(parsed.data);
    return err({
      code: "webhook-locked",
      message: "The webhook's address is locked.",
      remedy:
        "Type the passphrase of the reviewer's key, or give it in COUNTERSIGN_PASSPHRASE. What the window's keychain keeps opens in the window.",
    });
  }

  /** Keeps what opens here under another protection: that of the reviewer's key has changed. What is locked stays as it is. */
  reseal(protector: KeySecret | null): Result<undefined> {
    const kept = this.#read();
    if (!kept.ok) return kept;
    if (kept.value.webhooks.length === 0) return ok(undefined);
    return this.#change((webhooks) =>
      webhooks.map((row) => {
        const opened = this.get(row.id);
        return opened.ok ? rowOf(row.id, opened.value, protector) : row;
      }),
    );
  }

  remove(id: string): Result<undefined> {
    return this.#change((webhooks) => webhooks.filter((one) => one.id !== id));
  }

  /** How each is protected. */
  protections(): ReadonlyMap<string, KeyProtection> {
    const kept = this.#read();
    return new Map(kept.ok ? kept.value.webhooks.map(({ id, protection }) => [id, protection]) : []);
  }

  #read(): Result<Kept> {
    try {
      return ok(fileSchema.parse(JSON.parse(readFileSync(this.#file, "utf8"))));
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return ok({ v: 1, webhooks: [] });
      // What stands in it may be an address: it is not quoted.
      return err({
        code: "webhooks-unreadable",
        message: "The webhooks' addresses could not be read.",
        place: this.#file,
        remedy: "Remove the file and add the webhooks again.",
      });
    }
  }

  #change(change: (webhooks: Kept["webhooks"]) => Kept["webhooks"]): Result<undefined> {
    const kept = this.#read();
    if (!kept.ok) return kept;
    const folder = path.dirname(this.#file);
    const aside = `${this.#file}.${String(process.pid)}.part`;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      rmSync(aside, { force: true });
      writeFileDurably(aside, `${JSON.stringify({ v: 1, webhooks: change(kept.value.webhooks) }, null, 2)}\n`);
      renameSync(aside, this.#file);
      syncFolder(folder);
      return ok(undefined);
    } catch {
      rmSync(aside, { force: true });
      return err({
        code: "webhooks-unwritable",
        message: "The webhooks' addresses could not be written.",
        place: this.#file,
        remedy: "Check that this account may write into the data folder, and that its disk has free space.",
      });
    }
  }
}

/** A secret as it is kept. In: what protects it; null for nothing but the rights of its file. */
function rowOf(id: string, secret: WebhookSecret, protector: KeySecret | null): Kept["webhooks"][number] {
  const text = JSON.stringify(secret);
  return {
    id,
    protection: protector?.protection ?? "file",
    secret: protector === null ? { plain: text } : seal(text, belonging(id), protector.passphrase),
  };
}

function belonging(id: string): string {
  return `countersign-webhook-v1\n${id}`;
}
