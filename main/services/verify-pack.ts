import path from "node:path";
import type { SignatureCheck } from "../../shared/model/evidence";
import type { PackFile } from "../../shared/model/pack";
import type { TrustedKey } from "../../shared/model/trusted-key";
import { ok, type Problem, type Result } from "../../shared/result";
import { manifestName } from "../evidence/pack";
import { attestationsOf, readPackFolder } from "../pack/pack-folder";
import { packSignatures } from "../pack/pack-signatures";
import { readWhole, sha256 } from "../platform/files";

/** What holds of a pack, and what does not. */
export interface PackVerdict {
  readonly folder: string;
  /** Digest of its manifest. */
  readonly manifest: string;
  readonly repository: string;
  readonly attempt: string;
  readonly base: string;
  readonly head: string;
  /** Every file the manifest lists. */
  readonly files: readonly {
    readonly path: string;
    readonly role: PackFile["role"];
    readonly bytes: number;
    /** It is there, with the size and digest of the manifest. */
    readonly holds: boolean;
    readonly signatures: readonly SignatureCheck[];
  }[];
  /** Over the manifest; empty for an unsigned pack. */
  readonly signatures: readonly SignatureCheck[];
  readonly signed: "unsigned" | "verified" | "not verified";
  readonly problems: readonly Problem[];
  readonly holds: boolean;
}

const attestationLimit = 16 * 1024 * 1024;

/**
 * Holds a pack's folder to its manifest and its signatures to keys. Nothing is written and nothing is executed.
 * In: with `required`, the pack must be signed by one of the keys; else an unsigned pack holds when its files do, and so does one
 * whose signer is not known here, which is said.
 */
export async function verifyPack(
  folder: string,
  keys: readonly TrustedKey[],
  required: boolean,
  cancelled: () => boolean,
): Promise<Result<PackVerdict>> {
  const held = await readPackFolder(path.join(path.resolve(folder), manifestName), cancelled);
  if (!held.ok) return held;
  const { root, manifest, manifestBytes, sound } = held.value;
  const attestations = await attestationsOf(sound, async (file) => {
    const read = await readWhole(path.join(root, file.path), attestationLimit);
    return read.ok && sha256(read.value) === file.sha256 ? read.value : null;
  });
  const envelope = held.value.envelope === null ? null : Buffer.from(held.value.envelope).toString("utf8");
  const { ofPack, ofFile, problems: wrong } = packSignatures({ manifest, manifestBytes, envelope, attestations }, keys);
  const signed = ofPack.length === 0 ? "unsigned" : isSigned(ofPack) ? "verified" : "not verified";
  const problems: Problem[] = [...held.value.problems, ...wrong];
  if (required && signed !== "verified")
    problems.push({
      code: signed === "unsigned" ? "pack-unsigned" : "pack-not-signed-by",
      message:
        signed === "unsigned"
          ? "The pack is not signed, and a key was given that must have signed it."
          : "The pack is not signed with the key that was given.",
      place: root,
      remedy: "Ask whoever made the pack, or do not rely on it.",
    });
  const holding = new Set(sound.map((file) => file.path));
  const { repository, attempt, files } = manifest.predicate;
  return ok({
    folder: root,
    manifest: sha256(manifestBytes),
    repository: repository.name,
    attempt: attempt.id,
    base: attempt.base,
    head: attempt.head,
    files: files.map((file) => ({
      path: file.path,
      role: file.role,
      bytes: file.bytes,
      holds: holding.has(file.path),
      signatures: ofFile.get(file.path) ?? [],
    })),
    signatures: ofPack,
    signed,
    problems,
    holds: problems.length === 0,
  });
}

function isSigned(checks: readonly SignatureCheck[]): boolean {
  return checks.some(({ outcome }) => outcome === "verified") && !checks.some(({ outcome }) => outcome === "wrong");
}
