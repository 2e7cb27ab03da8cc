import { opendir } from "node:fs/promises";
import path from "node:path";
import type { PackFile, PackManifest } from "../../shared/model/pack";
import { err, ok, type Problem, type Result } from "../../shared/result";
import { inToto } from "../evidence/parsers/in-toto";
import { checksumName, envelopeName, manifestName, ownNames, parseManifest, verifyPackFiles } from "../evidence/pack";
import { fileProblem, readWhole, resolveRoot, sha256, sha256File, statRegular } from "../platform/files";

const manifestLimit = 16 * 1024 * 1024;
const envelopeLimit = 32 * 1024 * 1024;
/** The most one file of a pack may have; transcripts are read piece by piece and may have more. */
export const artifactLimit = 64 * 1024 * 1024;
/** A pack lists at most 10,000 files; what lies beside them is not walked without end. */
const maxEntries = 40_000;

/** A pack's folder, held against its manifest. */
export interface PackFolder {
  /** Real path. */
  readonly root: string;
  readonly manifest: PackManifest;
  readonly manifestBytes: Uint8Array;
  /** Content of manifest.dsse.json; null where there is none. */
  readonly envelope: Uint8Array | null;
  /** Files of the manifest that are there with the size and digest it says. */
  readonly sound: readonly PackFile[];
  /** What does not hold, by name; `place` is a path inside the pack. */
  readonly problems: readonly Problem[];
  readonly bytes: number;
}

/**
 * Reads a pack's manifest and holds its folder to it: every file's size and digest, what is there and not listed, links and
 * special files by name. Nothing outside the folder is read, nothing is executed. In: the path of its manifest.json.
 * A manifest that is not as it was written is refused: "manifest-changed", and the codes of `parseManifest`.
 */
export async function readPackFolder(manifestPath: string, cancelled: () => boolean): Promise<Result<PackFolder>> {
  const folder = await resolveRoot(path.dirname(manifestPath));
  if (!folder.ok) return folder;
  const root = folder.value.path;
  const manifestBytes = await readWhole(path.join(root, manifestName), manifestLimit);
  if (!manifestBytes.ok) return manifestBytes;
  const problems: Problem[] = [];
  const names = await namesBelow(root, problems);
  const changed = names.has(checksumName) ? await checksumFlaw(root, manifestBytes.value) : null;
  if (changed !== null) return err(changed);
  const text = Buffer.from(manifestBytes.value).toString("utf8");
  const manifest = parseManifest(text, manifestPath);
  if (!manifest.ok) return manifest;

  const listed = new Map(manifest.value.predicate.files.map((file) => [file.path, file]));
  const found = new Map<string, { bytes: number; sha256: string }>();
  let bytes = manifestBytes.value.length;
  for (const name of names) {
    if (cancelled())
      return err({
        code: "cancelled",
        message: "Reading the pack was cancelled.",
        place: root,
        remedy: "Sync again to read it.",
      });
    if (ownNames.has(name)) continue;
    const file = listed.get(name);
    // What the manifest does not list is named and not opened.
    if (file === undefined) found.set(name, { bytes: 0, sha256: "" });
    else {
      const digested = await digest(root, file, problems);
      if (digested !== null) {
        found.set(name, digested);
        bytes += digested.bytes;
      }
    }
  }
  problems.push(...verifyPackFiles(manifest.value, found).filter(({ place = "" }) => !namedBefore(problems, place)));
  const envelope = names.has(envelopeName) ? await readWhole(path.join(root, envelopeName), envelopeLimit) : null;
  if (envelope?.ok === false) problems.push({ ...envelope.error, place: envelopeName });
  return ok({
    root,
    manifest: manifest.value,
    manifestBytes: manifestBytes.value,
    envelope: envelope?.ok === true ? envelope.value : null,
    sound: manifest.value.predicate.files.filter((file) => {
      const actual = found.get(file.path);
      return actual?.sha256 === file.sha256 && actual.bytes === file.bytes;
    }),
    problems,
    bytes,
  });
}

/** The signed statements among a pack's evidence, as texts. In: how to get a file's content. */
export async function attestationsOf(
  files: readonly PackFile[],
  read: (file: PackFile) => Promise<Uint8Array | null>,
): Promise<{ path: string; sha256: string; text: string }[]> {
  const found: { path: string; sha256: string; text: string }[] = [];
  for (const file of files) {
    if (file.role !== "evidence" || file.bytes > inToto.maxBytes) continue;
    // Only a file that says it is one, or has a name as such files have, is opened for it.
    if (file.evidence?.kind !== "attestation" && !/\.(json|jsonl|sigstore|slsa|intoto|att|bundle)$/i.test(file.path))
      continue;
    const bytes = await read(file);
    if (bytes === null || !inToto.recognises({ path: file.path, bytes: bytes.subarray(0, 65_536) })) continue;
    found.push({ path: file.path, sha256: file.sha256, text: Buffer.from(bytes).toString("utf8") });
  }
  return found;
}

/** `manifest.sha256`, as sha256sum writes it, tells a damaged manifest where nobody signed it. It proves nothing about who wrote it. */
async function checksumFlaw(root: string, manifest: Uint8Array): Promise<Problem | null> {
  const read = await readWhole(path.join(root, checksumName), 1024);
  if (!read.ok) return read.error;
  if (Buffer.from(read.value).toString("latin1") === checksumLine(manifest)) return null;
  return {
    code: "manifest-changed",
    message: `${manifestName} is not the one that ${checksumName} was written for: one of them was changed, so the pack is not read.`,
    place: path.join(root, manifestName),
    remedy: "Get the pack again from whoever made it.",
  };
}

/** What `manifest.sha256` says. */
export function checksumLine(manifest: Uint8Array): string {
  return `${sha256(manifest)}  ${manifestName}\n`;
}

async function digest(
  root: string,
  file: PackFile,
  problems: Problem[],
): Promise<{ bytes: number; sha256: string } | null> {
  const full = path.join(root, file.path);
  const stat = await statRegular(full);
  if (!stat.ok) {
    problems.push({ ...stat.error, place: file.path });
    return null;
  }
  const { size } = stat.value;
  // Another size is another file: its bytes are not read for it.
  if (size !== file.bytes) return { bytes: size, sha256: "" };
  if (size > artifactLimit && file.role !== "transcript") {
    problems.push({
      code: "file-too-large",
      message: `${file.path} has ${String(size)} bytes, over the limit of ${String(artifactLimit)}.`,
      place: file.path,
      remedy: "Make it smaller; nothing was taken from it.",
    });
    return null;
  }
  try {
    return { bytes: size, sha256: await sha256File(full) };
  } catch (error) {
    problems.push({ ...fileProblem(full, error), place: file.path });
    return null;
  }
}

function namedBefore(problems: readonly Problem[], place: string): boolean {
  return problems.some((one) => one.place === place && one.code !== "pack-file-link");
}

/** Paths of the regular files below a folder, with forward slashes; links and special files are problems, and never followed. */
async function namesBelow(root: string, problems: Problem[]): Promise<Set<string>> {
  const names = new Set<string>();
  const folders = [""];
  let entries = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    try {
      for await (const item of await opendir(path.join(root, folder))) {
        const name = folder === "" ? item.name : `${folder}/${item.name}`;
        entries += 1;
        if (entries > maxEntries) {
          problems.push({
            code: "pack-too-many-files",
            message: `The folder has more than ${String(maxEntries)} files and folders; what came after them was not looked at.`,
            place: root,
          });
          return names;
        }
        if (item.isDirectory()) folders.push(name);
        else if (item.isFile()) names.add(name);
        else
          problems.push({
            code: "pack-file-link",
            message: `${JSON.stringify(name)} is ${item.isSymbolicLink() ? "a link" : "no regular file"}: it was not followed.`,
            place: name,
          });
      }
    } catch (error) {
      problems.push({ ...fileProblem(path.join(root, folder), error), place: folder });
    }
  }
  return names;
}
