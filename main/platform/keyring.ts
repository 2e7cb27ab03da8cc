import type { KeyPerson } from "../../shared/model/audit-entry";
import type { KeySecret } from "../audit/signers";
import { KeyFiles } from "./key-files";

interface KeyringOptions {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly person: () => KeyPerson;
}

/**
 * The keys of a data folder and what opens them: a passphrase that was typed, one in COUNTERSIGN_PASSPHRASE, or one that the window's
 * process keeps in the system's keychain. Passphrases are held in memory alone, as long as the program runs.
 */
export class Keyring {
  readonly files: KeyFiles;
  readonly #env: KeyringOptions["env"];
  #typed: string | null = null;
  #sealed: KeySecret | null = null;

  constructor({ home, env, person }: KeyringOptions) {
    this.#env = env;
    this.files = new KeyFiles(
      home,
      person,
      () => this.secrets(),
      () => this.mayBePlain(),
    );
  }

  /** What may open the reviewer's key; the first protects a new one. */
  secrets(): readonly KeySecret[] {
    const given = this.#env["COUNTERSIGN_PASSPHRASE"];
    const typed = [this.#typed, given].filter((one) => one !== null && one !== undefined && one !== "");
    return [
      ...typed.map((passphrase) => ({ passphrase: passphrase ?? "", protection: "passphrase" as const })),
      ...(this.#sealed === null ? [] : [this.#sealed]),
    ];
  }

  /** What the window keeps for this folder; null where no window does. */
  sealed(): KeySecret | null {
    return this.#sealed;
  }

  /** Whether a reviewer's key may be made that nothing protects: only where that was said. */
  mayBePlain(): boolean {
    return this.#env["COUNTERSIGN_KEY_PROTECTION"] === "file";
  }

  /** Takes a passphrase that was typed. */
  type(passphrase: string): void {
    this.#typed = passphrase;
  }

  /** Takes what the window keeps. */
  seal(secret: KeySecret): void {
    this.#sealed = secret;
  }

  /** Forgets a passphrase that opened nothing. */
  forgetTyped(): void {
    this.#typed = null;
  }
}
