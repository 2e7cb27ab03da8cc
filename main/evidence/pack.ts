import { LineCounter, parseDocument } from "yaml";
import { packManifestSchema, packPredicateType } from "../../shared/model/pack";
import type { PackManifest } from "../../shared/model/pack";
import { err, ok } from "../../shared/result";
import type { Problem, Result } from "../../shared/result";
import { deeperThan, duplicateKey } from "./json-keys";
import { knownKeys, locatedProblems, placeOf } from "../yaml/located-problems";
import { pathKey, unsafePath } from "./pack-path";

/** Where a pack says what it holds. */
export const manifestName = "manifest.json";
/** The manifest as a signed DSSE envelope; a pack nobody signed has none. */
export const envelopeName = "manifest.dsse.json";
/** The manifest's SHA-256, as sha256sum writes it. */
export const checksumName = "manifest.sha256";
/** What a pack has beside the files it lists. */
export const ownNames: ReadonlySet<string> = new Set([manifestName, envelopeName, checksumName]);
/** Larger manifests are not read: 10,000 files need far less. */
export const maxManifestCharacters = 16 * 1024 * 1024;
const maxDepth = 100;
/** Files that do not belong to the pack, named one by one. */
const maxExtraNamed = 100;
const maxLocatedCharacters = 131_072;
const notAPack = {
  code: "manifest-invalid",
  message: `This statement is not an evidence pack: its predicateType is not ${packPredicateType}.`,
};
const manifestKeys = knownKeys(packManifestSchema);

/**
 * Reads the manifest of an evidence pack: an in-toto Statement v1 (in-toto/attestation spec/v1) whose predicate lists the pack's
 * files. Also checked: safe and distinct paths, one patch and one contract at most, evidence described, and that the subject names
 * the attempt's head and the patch. It is unsigned: it proves nothing about who wrote it.
 * Codes: "manifest-too-large", "manifest-json", "manifest-invalid", with `path:line:column` in `place` where there is one.
 */
export function parseManifest(text: string, path: string): Result<PackManifest> {
  if (text.length > maxManifestCharacters) {
    return err({
      code: "manifest-too-large",
      message: `The manifest has ${String(text.length)} characters; at most ${String(maxManifestCharacters)} are read.`,
      place: path,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    return err({
      code: "manifest-json",
      message: `Not JSON: ${error instanceof Error ? error.message : "unreadable"}.`,
      place: path,
    });
  }
  if (deeperThan(text, maxDepth))
    return err({
      code: "manifest-json",
      message: `The manifest is nested more than ${String(maxDepth)} deep.`,
      place: path,
    });
  const twice = duplicateKey(text);
  if (twice !== null)
    return err({
      code: "manifest-json",
      message: `The key ${JSON.stringify(twice.key)} is written twice in one object.`,
      place: place(text, twice.offset, path),
    });
  const checked = packManifestSchema.safeParse(value);
  if (!checked.success) return err(inOne(schemaProblems(checked.error.issues, text, path), path));
  const problems = manifestProblems(checked.data, path);
  return problems.length === 0 ? ok(checked.data) : err(inOne(problems, path));
}

/**
 * Holds a pack's files to its manifest. In: the manifest and what is in the folder, by path relative to it (without the manifest).
 * Out: one problem for each file that is missing, has another size or digest, is not listed, or has an unsafe path; empty when all holds.
 * Codes: "pack-file-missing", "pack-file-changed", "pack-file-extra", "pack-path-unsafe".
 */
export function verifyPackFiles(
  manifest: PackManifest,
  files: ReadonlyMap<string, { readonly bytes: number; readonly sha256: string }>,
): Problem[] {
  const problems: Problem[] = [];
  const listed = new Set<string>();
  for (const file of manifest.predicate.files) {
    listed.add(file.path);
    const unsafe = unsafePath(file.path);
    if (unsafe !== null) {
      problems.push({
        code: "pack-path-unsafe",
        message: `The path ${JSON.stringify(file.path)} is not used: ${unsafe}.`,
        place: file.path,
      });
      continue;
    }
    const found = files.get(file.path);
    if (found === undefined) {
      problems.push({
        code: "pack-file-missing",
        message: `${file.path} is listed in the manifest and is not in the pack.`,
        place: file.path,
        remedy: "Write the pack again, with all its files.",
      });
    } else if (found.bytes !== file.bytes) {
      problems.push({
        code: "pack-file-changed",
        message: `${file.path} has ${String(found.bytes)} bytes; the manifest says ${String(file.bytes)}.`,
        place: file.path,
      });
    } else if (found.sha256 !== file.sha256) {
      problems.push({
        code: "pack-file-changed",
        message: `${file.path} has the digest ${found.sha256.slice(0, 12)}; the manifest says ${file.sha256.slice(0, 12)}.`,
        place: file.path,
      });
    }
  }
  const extra = [...files.keys()].filter((path) => !listed.has(path) && !ownNames.has(path)).sort();
  for (const path of extra.slice(0, maxExtraNamed)) {
    problems.push({
      code: "pack-file-extra",
      message: `${JSON.stringify(path)} is in the pack and not in its manifest: it was not read.`,
      place: path,
    });
  }
  if (extra.length > maxExtraNamed)
    problems.push({
      code: "pack-file-extra",
      message: `${String(extra.length - maxExtraNamed)} more files are in the pack and not in its manifest.`,
      place: "",
    });
  return problems;
}

function manifestProblems(manifest: PackManifest, path: string): Problem[] {
  const { files, attempt } = manifest.predicate;
  const problems: Problem[] = [];
  const wrong = (message: string): void => void problems.push({ code: "manifest-invalid", message, place: path });
  const seen = new Map<string, string>();
  for (const file of files) {
    const name = JSON.stringify(file.path);
    const unsafe = unsafePath(file.path);
    if (unsafe !== null) wrong(`The path ${name} is not used: ${unsafe}.`);
    const twin = seen.get(pathKey(file.path));
    if (twin !== undefined) wrong(`${name} and ${JSON.stringify(twin)} are the same file on some systems.`);
    seen.set(pathKey(file.path), file.path);
    if (ownNames.has(pathKey(file.path))) wrong(`The manifest cannot list ${file.path}.`);
    if (file.role === "evidence" && file.evidence === undefined)
      wrong(`${name} has the role evidence and does not say its kind and producer.`);
  }
  for (const role of ["patch", "contract", "codeowners"] as const) {
    const count = files.filter((file) => file.role === role).length;
    if (count > 1) wrong(`${String(count)} files have the role ${role}; at most one can.`);
  }
  const digests = new Set(manifest.subject.flatMap((subject) => Object.values(subject.digest)));
  if (!digests.has(attempt.head)) wrong(`No subject has the attempt's head ${attempt.head.slice(0, 12)} as a digest.`);
  const patch = files.find((file) => file.role === "patch");
  if (patch !== undefined && !digests.has(patch.sha256))
    wrong(`No subject has the digest of ${patch.path}, ${patch.sha256.slice(0, 12)}.`);
  return problems;
}

function schemaProblems(issues: Parameters<typeof locatedProblems>[0], text: string, path: string): Problem[] {
  const other = issues.find((issue) => issue.path[0] === "predicateType");
  // Finding lines takes a second reader, which is slow on large texts: a large manifest's problems are named by path alone.
  if (text.length > maxLocatedCharacters) {
    if (other !== undefined) return [{ ...notAPack, place: path }];
    return issues.map((issue) => ({
      code: "manifest-invalid",
      message: `${issue.path.map(String).join(".")}: ${issue.message}.`,
      place: path,
    }));
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const problems = locatedProblems(issues, { document, lines, path, code: "manifest-invalid", known: manifestKeys });
  if (other === undefined) return problems;
  return [
    {
      code: "manifest-invalid",
      message: `This statement is not an evidence pack: its predicateType is not ${packPredicateType}.`,
      place: problems[0]?.place ?? path,
    },
  ];
}

function inOne(problems: readonly Problem[], path: string): Problem {
  const first = problems[0] ?? { code: "manifest-invalid", message: "The manifest could not be read.", place: path };
  if (problems.length === 1) return first;
  const shown = problems.slice(0, 20).map((problem) => problem.message);
  const rest = problems.length > shown.length ? ` And ${String(problems.length - shown.length)} more.` : "";
  return { ...first, message: `${String(problems.length)} problems in the manifest. ${shown.join(" ")}${rest}` };
}

function place(text: string, offset: number, path: string): string {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) lines.addNewLine(at + 1);
  return placeOf(offset, { lines, path });
}
