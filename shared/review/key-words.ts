import type { KeyPerson, KeyProtection } from "../model/audit-entry";

/** What keeps a private key, and what that is worth, in words. */
export const protectionWords: Readonly<Record<KeyProtection, string>> = {
  keychain: "the system's keychain: other programs of this account may be able to ask it",
  passphrase: "a passphrase: who has the file needs it too",
  file: "the rights of its file alone: whoever can read this account's files can sign with it",
  basic_text: "a password that every copy of the program knows: no better than the rights of its file",
};

/** The same in the few words that an entry has room for, after "kept". */
export const keptWords: Readonly<Record<KeyProtection, string>> = {
  keychain: "in the system’s keychain",
  passphrase: "in a file under a passphrase",
  file: "in a plain file: any program of this account can read it",
  basic_text: "under a known password: any program of this account can read it",
};

/** What the first decision does, in one sentence, wherever it is about to be made. */
export const firstKeySentence =
  "Your first decision makes your signing key: from then on every decision is signed with it, so that someone who does not trust this machine can check that it is yours and unchanged.";

/** How it is known who a person is. */
export function bindingWords({ binding, account }: KeyPerson): string {
  switch (binding) {
    case "self-asserted":
      return "self-asserted: nothing but this machine says so";
    case "ssh":
      return `SSH key ${account ?? "unknown"}`;
    case "github":
      return `GitHub account ${account ?? "unknown"}`;
    case "roster":
      return `roster entry ${account ?? "unknown"}`;
  }
}
