import { shortestPassphrase } from "../../../shared/contract/identity";
import { err, ok, type Result } from "../../../shared/result";
import type { KeySecret } from "../../audit/signers";
import { belonging, type KeptAccount, type KeptSecret } from "./kept-accounts";
import { sealer, unseal } from "./seal";

interface Keyring {
  secrets(): readonly KeySecret[];
  mayBePlain(): boolean;
}

/** The two secrets of a sign-in, in the form in which they are kept. */
type Keeps = (text: string, account: Pick<KeptAccount, "host" | "id">, what: "token" | "renewal") => KeptSecret;

/**
 * Seals and opens tokens as the reviewer's key is sealed and opened: under the keychain's secret, under a passphrase, or as they are
 * where that was said. What was opened is in this process's memory, and nowhere else.
 */
export class TokenVault {
  readonly #keyring: Keyring;
  /** Opened tokens by their sign-in, with the seal they were opened from. */
  readonly #open = new Map<string, { readonly iv: string; readonly text: string }>();

  constructor(keyring: Keyring) {
    this.#keyring = keyring;
  }

  /** What would keep a token that is added now. */
  offered(): KeptAccount["protection"] | "nothing" {
    const [secret] = this.#keyring.secrets();
    return secret?.protection ?? (this.#keyring.mayBePlain() ? "file" : "nothing");
  }

  /** What protects a token that is added now; null where the rights of its file do. Codes: "passphrase-short", "github-protection". */
  secretFor(unprotected: boolean): Result<KeySecret | null> {
    const [secret] = this.#keyring.secrets();
    if (secret?.protection === "passphrase" && secret.passphrase.length < shortestPassphrase)
      return err({
        code: "passphrase-short",
        message: `The passphrase has ${String(secret.passphrase.length)} characters; it needs ${String(shortestPassphrase)}.`,
        remedy: "A few words are easy to keep and hard to guess.",
      });
    const isWeak = secret === undefined ? !this.#keyring.mayBePlain() : secret.protection === "basic_text";
    if (!isWeak || unprotected) return ok(secret ?? null);
    return err({
      code: "github-protection",
      message:
        secret === undefined
          ? "The token was not kept: nothing protects it here yet."
          : "The token was not kept: this system's keychain keeps it under a password that every copy of the program knows.",
      remedy:
        "Give a passphrase (COUNTERSIGN_PASSPHRASE), or say that the rights of its file are enough (--unprotected, in the window its check box).",
    });
  }

  /** Makes ready to keep secrets of a sign-in: what takes time is done here. */
  keeper(secret: KeySecret | null): Keeps {
    if (secret === null) return (text) => ({ plain: text });
    const seal = sealer(secret.passphrase);
    return (text, account, what) => seal(text, belonging(account, what));
  }

  /** The same under what protects an account now; null where it cannot be opened here. */
  keeperOf(account: KeptAccount): Keeps | null {
    if ("plain" in account.token) return this.keeper(null);
    const secret = this.#keyring.secrets().find(({ passphrase }) => this.#opens(account, passphrase));
    return secret === undefined ? null : this.keeper(secret);
  }

  /** An account's token; null while it is locked. */
  tokenOf(account: KeptAccount): string | null {
    const { token, tokenId } = account;
    if ("plain" in token) return token.plain;
    const known = this.#open.get(tokenId);
    if (known?.iv === token.iv) return known.text;
    const text = this.#unsealed(token, belonging(account, "token"));
    if (text !== null) this.#open.set(tokenId, { iv: token.iv, text });
    return text;
  }

  /** What renews it; null while it is locked, or where nothing does. */
  renewalOf(account: KeptAccount): string | null {
    const token = account.renewal?.token;
    if (token === undefined) return null;
    return "plain" in token ? token.plain : this.#unsealed(token, belonging(account, "renewal"));
  }

  /** Remembers an opened token, so that it need not be opened out of what was just sealed. */
  remember({ token, tokenId }: KeptAccount, text: string): void {
    if (!("plain" in token)) this.#open.set(tokenId, { iv: token.iv, text });
  }

  /** Forgets what was opened of sign-ins that are not kept any more. Out: whether there were any. */
  keepOnly(tokenIds: ReadonlySet<string>): boolean {
    const gone = [...this.#open.keys()].filter((id) => !tokenIds.has(id));
    for (const id of gone) this.#open.delete(id);
    return gone.length > 0;
  }

  forget(): void {
    this.#open.clear();
  }

  #opens(account: KeptAccount, passphrase: string): boolean {
    return "plain" in account.token || unseal(account.token, belonging(account, "token"), passphrase) !== null;
  }

  #unsealed(token: Exclude<KeptSecret, { plain: string }>, belongsTo: string): string | null {
    for (const { passphrase } of this.#keyring.secrets()) {
      const text = unseal(token, belongsTo, passphrase);
      if (text !== null) return text;
    }
    return null;
  }
}
