import type { Evidence } from "../../shared/model/evidence";
import type { TrustedKey } from "../../shared/model/trusted-key";
import { parseManifest, manifestName } from "../evidence/pack";
import { besideUncommitted, signedStanding } from "../evidence/signed-standing";
import { attestationsOf } from "../pack/pack-folder";
import { packSignatures } from "../pack/pack-signatures";
import { readAttempt, upsertAttempt } from "../store/tasks";
import {
  forgetSignedPack,
  keysStamp,
  packsNotStanding,
  readTrustedKeys,
  writeSignedPack,
  type SignedPack,
} from "../store/trusted-keys";
import type { Core } from "../views/core";
import { breathe } from "./breathe";
import { judgeAttempt } from "./judge-attempt";
import { readEvidence } from "./read-evidence";

/**
 * Lets the evidence of every signed pack stand as the given keys have it, out of the archive, and judges its attempts anew.
 * Packs that stand so already are passed over. Out: how many attempts have evidence that stands otherwise than before.
 */
export async function standAgain(core: Core, trusted: readonly TrustedKey[]): Promise<number> {
  const stamp = keysStamp(trusted);
  let changed = 0;
  for (const pack of packsNotStanding(core.record, stamp)) {
    if (await one(core, pack, trusted)) changed += 1;
    writeSignedPack(core.record, pack, stamp);
    await breathe();
  }
  if (changed > 0) core.publish("changed", { scopes: ["inbox", "task"] });
  return changed;
}

/** Whether evidence stands by other keys than those trusted now: the program was ended in between. */
export function standsOtherwise(core: Core): boolean {
  return packsNotStanding(core.record, keysStamp(readTrustedKeys(core.record))).length > 0;
}

async function one(core: Core, pack: SignedPack, trusted: readonly TrustedKey[]): Promise<boolean> {
  const stored = readAttempt(core.index, pack.attemptId);
  if (stored === null) {
    // An index that is being made anew reads the pack again itself.
    forgetSignedPack(core.record, pack.attemptId);
    return false;
  }
  const bytes = core.archive.get(pack.manifest);
  const manifest = bytes.ok ? parseManifest(bytes.value.toString("utf8"), manifestName) : bytes;
  if (!bytes.ok || !manifest.ok) return false;
  const { base, head, tree = null, uncommitted } = manifest.value.predicate.attempt;
  const here = new Set(stored.fileEvidence.map(({ file }) => `${file?.path ?? ""} ${file?.digest ?? ""}`));
  const files = manifest.value.predicate.files.filter((file) => here.has(`${file.path} ${file.sha256}`));
  const envelope = pack.envelope === null ? null : core.archive.get(pack.envelope);
  const { ofFile } = packSignatures(
    {
      manifest: manifest.value,
      manifestBytes: bytes.value,
      envelope: envelope?.ok === true ? envelope.value.toString("utf8") : null,
      attestations: await attestationsOf(files, (file) => {
        const content = core.archive.get(file.sha256);
        return Promise.resolve(content.ok ? content.value : null);
      }),
    },
    trusted,
  );
  const bare = await readEvidence(core, files, { base, head, tree });
  const evidence = bare.map((item) =>
    signedStanding(besideUncommitted(item, uncommitted), ofFile.get(item.file?.path ?? "") ?? []),
  );
  const differs = standings(evidence) !== standings(stored.fileEvidence);
  upsertAttempt(core.index, stored.key, stored.origin, stored.attempt, evidence);
  judgeAttempt(core, pack.attemptId);
  return differs;
}

function standings(evidence: readonly Evidence[]): string {
  return JSON.stringify(evidence.map(({ id, standing }) => [id, standing]).sort());
}
