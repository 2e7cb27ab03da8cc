import { createPublicKey } from "node:crypto";
import type { IdentityState } from "../../shared/contract/identity";
import type { KeyPerson } from "../../shared/model/audit-entry";
import { encodeVkey } from "../audit/signed-note";
import { publicKeyId } from "../audit/signers";
import type { Core } from "./core";
import { currentSettings } from "./settings";

/** Which keys sign here, how well they are kept, and what the log tells of all of them. */
export function identityState(core: Core): IdentityState {
  const { keyring, ledger } = core;
  const history = ledger.keys();
  const origin = ledger.origin();
  const found = keyring.files.find("reviewer");
  const signer = found.ok ? found.value : null;
  const keyid = signer === null ? null : publicKeyId(signer.key);
  const told = keyid === null ? undefined : history.known(keyid);
  const ended = keyid !== null && told !== undefined && history.active(keyid, ledger.size()) === undefined;
  return {
    origin,
    log: logKeyState(core, origin),
    reviewer: {
      state: found.ok
        ? signer === null
          ? "none"
          : ended
            ? "ended"
            : "ready"
        : found.error.code === "key-locked"
          ? "locked"
          : "unreadable",
      keyid,
      vkey: told?.vkey ?? null,
      protection: signer?.protection ?? null,
      person: told?.person ?? reviewerPerson(core),
      file: keyring.files.file("reviewer"),
      offered: keyring.secrets()[0]?.protection ?? "nothing",
      problem: found.ok
        ? ended
          ? `The key here was ${told.ended?.how === "revoked" ? "revoked" : "replaced by another"} (entry ${String(told.ended?.seq ?? told.until)}): nothing is signed with it any more.`
          : signer === null && keyring.secrets().length === 0 && !keyring.mayBePlain()
            ? "The first decision makes the key it is signed with. Nothing protects that yet: give a passphrase, or say that a file alone is enough."
            : null
        : `${found.error.message} ${found.error.remedy ?? ""}`.trim(),
    },
    keys: history.reviewers.map((row) => ({
      keyid: row.keyid,
      vkey: row.vkey,
      person: row.person,
      protection: row.protection,
      from: row.from,
      until: row.until,
      ended: row.ended,
      own: row.keyid === keyid,
    })),
  };
}

function logKeyState(core: Core, origin: string | null): IdentityState["log"] {
  const { log } = core.ledger.keys();
  const file = core.keyring.files.file("log");
  const found = core.keyring.files.find("log");
  const earlier = log.slice(0, -1).map(({ vkey, from }) => ({ vkey, from }));
  const inUse = log.at(-1);
  if (!found.ok)
    return { state: "unreadable", vkey: inUse?.vkey ?? null, protection: inUse?.protection ?? null, file, earlier };
  const here = found.value === null || origin === null ? null : encodeVkey(origin, createPublicKey(found.value.key));
  if (inUse === undefined)
    return {
      state: found.value === null ? "none" : "ready",
      vkey: here,
      protection: found.value?.protection ?? null,
      file,
      earlier,
    };
  const state = here === inUse.vkey ? "ready" : "lost";
  return { state, vkey: inUse.vkey, protection: inUse.protection, file, earlier };
}

/** Who reviews here, by the name in the settings alone. */
function reviewerPerson(core: Core): KeyPerson {
  return { name: currentSettings(core).reviewerName, binding: "self-asserted" };
}
