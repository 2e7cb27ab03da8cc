import { generateKeyPairSync, type KeyObject } from "node:crypto";
import type { Input, Output } from "../../shared/contract/api";
import type { IdentityState, Protect } from "../../shared/contract/identity";
import type { KeyPerson } from "../../shared/model/audit-entry";
import { err, ok, type Result } from "../../shared/result";
import { publicKeyId, type KeySecret, type Signer } from "../audit/signers";
import type { Core } from "../views/core";
import { secretsOf } from "./webhook-acts";
import { identityState } from "../views/identity";
import { currentSettings } from "../views/settings";

type Told = Output<"identity.create">;

/** What a new key is protected by. In: what was asked for. Codes: "no-keychain". */
function secretOf(core: Core, protect: Protect): Result<KeySecret | null> {
  if (protect.by === "file") return ok(null);
  if (protect.by === "passphrase") return ok({ passphrase: protect.passphrase, protection: "passphrase" });
  const sealed = core.keyring.sealed();
  return sealed === null
    ? err({
        code: "no-keychain",
        message: "No keychain of the system is at hand here.",
        remedy: "Give a passphrase. The window uses the keychain, where the system has one.",
      })
    : ok(sealed);
}

/** Who the key speaks for: as the log says of it, or by the name in the settings. */
export function personOf(core: Core, keyid: string | null): KeyPerson {
  const known = keyid === null ? undefined : core.ledger.keys().known(keyid)?.person;
  return known ?? { name: currentSettings(core).reviewerName, binding: "self-asserted" };
}

function changed(core: Core, done: Result<Told>): Result<Told> {
  if (!done.ok) return done;
  core.publish("changed", { scopes: ["settings", "audit"] });
  const { seq, recordedAt } = done.value;
  return ok({ seq, recordedAt });
}

/**
 * Makes the reviewer's key and tells the log of it. Codes: "key-exists" where one is in use, "no-keychain", and those of the log and
 * the files.
 */
export function createIdentity(core: Core, { protect }: Input<"identity.create">): Result<Told> {
  const { files } = core.keyring;
  const state = identityState(core).reviewer.state;
  if (state === "ready" || state === "locked" || state === "unreadable")
    return err({
      code: "key-exists",
      message: "There is a reviewer's key here already.",
      place: files.file("reviewer"),
      remedy:
        "countersign identity rotate puts a new one in its place; countersign identity protect protects it otherwise.",
    });
  const secret = secretOf(core, protect);
  if (!secret.ok) return secret;
  if (protect.by === "passphrase") core.keyring.type(protect.passphrase);
  const { privateKey } = generateKeyPairSync("ed25519");
  const written = files.replace("reviewer", privateKey, secret.value);
  if (!written.ok) return written;
  const person = personOf(core, null);
  return changed(
    core,
    core.ledger.changeKeys((keys) => keys.introduced({ ...written.value, person })),
  );
}

/** Opens the reviewer's key with a passphrase that was typed. Codes: "passphrase-wrong". */
export function unlockIdentity(core: Core, { passphrase }: Input<"identity.unlock">): Result<IdentityState> {
  core.keyring.type(passphrase);
  const found = core.keyring.files.find("reviewer");
  if (!found.ok) {
    core.keyring.forgetTyped();
    return err({
      code: "passphrase-wrong",
      message: "This passphrase does not open the reviewer's key.",
      remedy: "Type it again, or put the key back from a backup.",
    });
  }
  core.publish("changed", { scopes: ["settings"] });
  return ok(identityState(core));
}

/** The reviewer's key, opened. Codes: "key-missing" and those of opening it. */
export function ownKey(core: Core): Result<Signer> {
  const found = core.keyring.files.find("reviewer");
  if (!found.ok) return found;
  return found.value === null
    ? err({
        code: "key-missing",
        message: "There is no reviewer's key here yet.",
        remedy: "countersign identity create makes it; the first decision does too.",
      })
    : ok(found.value);
}

/** Protects the reviewer's key otherwise, and tells the log of that. */
export function protectIdentity(core: Core, { protect }: Input<"identity.protect">): Result<Told> {
  const own = ownKey(core);
  if (!own.ok) return own;
  const secret = secretOf(core, protect);
  if (!secret.ok) return secret;
  const person = personOf(core, publicKeyId(own.value.key));
  const written = core.keyring.files.replace("reviewer", own.value.key, secret.value);
  if (!written.ok) return written;
  // GitHub's tokens are kept as the key is. One that cannot be sealed anew stays under what protected it before.
  core.github.reseal(secret.value);
  secretsOf(core).reseal(secret.value);
  if (protect.by === "passphrase") core.keyring.type(protect.passphrase);
  return changed(core, tellAgain(core, { ...written.value, person }));
}

/** Tells the log again of the reviewer's key; for the first time, where it does not know it yet. */
export function tellAgain(core: Core, signer: Signer & { readonly person: KeyPerson }): Result<Told> {
  return core.ledger.changeKeys((keys) =>
    core.ledger.keys().known(publicKeyId(signer.key)) === undefined ? keys.introduced(signer) : keys.restored(signer),
  );
}

/** Puts a new key in the place of one in use. What the log tells of and what lies in the folder agree whenever the program ends. */
export function rotateKey(core: Core, { role }: Input<"identity.rotate">): Result<Told> {
  return changed(core, role === "log" ? rotateLog(core) : rotateReviewer(core));
}

function rotateReviewer(core: Core): Result<Told> {
  const own = ownKey(core);
  if (!own.ok) return own;
  const secret = secretFor(core, own.value);
  if (!secret.ok) return secret;
  const next = core.keyring.files.prepare("reviewer", secret.value);
  if (!next.ok) return next;
  const person = personOf(core, publicKeyId(own.value.key));
  const done = core.ledger.changeKeys((keys) => keys.rotateReviewer(own.value.key, { ...next.value.signer, person }));
  if (done.ok) next.value.take();
  else next.value.drop();
  return done;
}

/** What a key is protected with now, for the one that takes its place. */
function secretFor(core: Core, { protection }: Signer): Result<KeySecret | null> {
  if (protection === "file") return ok(null);
  const secret = core.keyring.secrets().find((one) => one.protection === protection);
  return secret === undefined ? err({ code: "key-locked", message: "The reviewer's key is locked." }) : ok(secret);
}

function rotateLog(core: Core): Result<Told> {
  const next = core.keyring.files.prepare("log", null);
  if (!next.ok) return next;
  const done = core.ledger.rotateLogKey(next.value.signer);
  if (done.ok) next.value.take();
  else next.value.drop();
  return done;
}

/** Ends a reviewer's key, this folder's or another the log tells of. */
export function revokeKey(core: Core, { keyid, from, reason }: Input<"identity.revoke">): Result<Told> {
  return changed(
    core,
    core.ledger.changeKeys((keys) => keys.revokeReviewer(keyid, from, reason)),
  );
}

/** Whether the log goes by a key: what a change of keys that the program was ended in came to. */
export function isTold(core: Core, role: "log" | "reviewer", keyid: string): boolean {
  const history = core.ledger.keys();
  if (role === "reviewer") return history.active(keyid, core.ledger.size()) !== undefined;
  const inUse: KeyObject | undefined = history.log.at(-1)?.key.key;
  return inUse !== undefined && publicKeyId(inUse) === keyid;
}
