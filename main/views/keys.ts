import type { KeyRow } from "../../shared/contract/keys";
import type { TrustedKey } from "../../shared/model/trusted-key";
import { readAttempt } from "../store/tasks";
import { readTrustedKeys, signedPacks } from "../store/trusted-keys";
import type { Core } from "./core";

/** The keys trusted now, by name, each with how many attempts have evidence that is attested by it. */
export function trustedKeys(core: Core): KeyRow[] {
  return readTrustedKeys(core.record).map((key) => keyRow(core, key));
}

export function keyRow(core: Core, key: TrustedKey): KeyRow {
  const { id, name, kind, algorithm, identity, issuer, addedAt } = key;
  const signed = signedPacks(core.record).filter(
    (attemptId) =>
      readAttempt(core.index, attemptId)?.fileEvidence.some(({ signatures }) =>
        signatures.some((check) => check.outcome === "verified" && check.keyId === id),
      ) === true,
  );
  return { id, name, kind, algorithm, identity, issuer, addedAt, attempts: signed.length };
}
