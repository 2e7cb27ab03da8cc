import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { sealedSecret, type SecretStore } from "../../../main/electron/sealed-secret";
import { tempFolder } from "../../support/temp-home";

/** A keychain that turns bytes over, so that what is kept is not what was given. */
function keychain(over: Partial<SecretStore> = {}): SecretStore {
  return {
    isEncryptionAvailable: () => true,
    encryptString: (text) => Buffer.from(text, "utf8").map((byte) => byte ^ 0xff) as Buffer,
    decryptString: (sealed) => Buffer.from(sealed.map((byte) => byte ^ 0xff)).toString("utf8"),
    getSelectedStorageBackend: () => "gnome_libsecret",
    ...over,
  };
}

const quiet = () => {
  throw new Error("nothing should be noted");
};

describe("the secret of the reviewer's key in the system's keychain", () => {
  it("is made once, kept encrypted for this account alone, and given again", async () => {
    const home = tempFolder();
    const made = await sealedSecret({ home, store: keychain(), note: quiet });
    expect(made?.protection).toBe("keychain");
    expect(Buffer.from(made?.passphrase ?? "", "base64")).toHaveLength(32);
    const file = path.join(home, "keys", "reviewer.sealed");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
    expect(readFileSync(file).includes(made?.passphrase ?? "")).toBe(false);
    expect(await sealedSecret({ home, store: keychain(), note: quiet })).toEqual(made);
    expect(readdirSync(path.dirname(file))).toEqual(["reviewer.sealed"]);
  });

  it("goes by the async forms where there are any, and is encrypted anew when the system asks for it", async () => {
    const home = tempFolder();
    let sealed = 0;
    const store = keychain({
      isEncryptionAvailable: quiet,
      encryptString: quiet,
      decryptString: quiet,
      isAsyncEncryptionAvailable: () => Promise.resolve(true),
      encryptStringAsync: (text) => {
        sealed += 1;
        return Promise.resolve(Buffer.from(`${String(sealed)} ${text}`));
      },
      decryptStringAsync: (kept) => {
        const [key = "", result = ""] = kept.toString("utf8").split(" ");
        return Promise.resolve({ result, shouldReEncrypt: key === "1" });
      },
    });
    const made = await sealedSecret({ home, store, note: quiet });
    expect(await sealedSecret({ home, store, note: quiet })).toEqual(made);
    expect(sealed).toBe(2);
    expect(await sealedSecret({ home, store, note: quiet })).toEqual(made);
    expect(sealed).toBe(2);
  });

  it("says that a hard-coded password keeps it, where Linux has no keyring and was told to do without", async () => {
    const store = keychain({ getSelectedStorageBackend: () => "basic_text" });
    const made = await sealedSecret({ home: tempFolder(), store, note: quiet });
    expect(made?.protection).toBe(process.platform === "linux" ? "basic_text" : "keychain");
  });

  it("is none where the system keeps none, and where the key is protected otherwise", async () => {
    const home = tempFolder();
    const none = keychain({ isEncryptionAvailable: () => false });
    expect(await sealedSecret({ home, store: none, note: quiet })).toBeNull();
    expect(readdirSync(home)).toEqual([]);
    mkdirSync(path.join(home, "keys"));
    writeFileSync(path.join(home, "keys", "reviewer.pem"), "a key under a passphrase");
    expect(await sealedSecret({ home, store: keychain(), note: quiet })).toBeNull();
    expect(readdirSync(path.join(home, "keys"))).toEqual(["reviewer.pem"]);
  });

  it("is none where what was kept does not open any more: said, without what it was", async () => {
    const home = tempFolder();
    const made = await sealedSecret({ home, store: keychain(), note: quiet });
    const notes: string[] = [];
    const store = keychain({
      decryptString: () => {
        throw new Error(`cannot decrypt ${made?.passphrase ?? ""}`);
      },
    });
    expect(await sealedSecret({ home, store, note: (text) => notes.push(text) })).toBeNull();
    expect(notes).toHaveLength(1);
    expect(notes[0]).not.toContain(made?.passphrase);
    // It is not overwritten: the keychain may come back.
    expect(await sealedSecret({ home, store: keychain(), note: quiet })).toEqual(made);
  });
});
