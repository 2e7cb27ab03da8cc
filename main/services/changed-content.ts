import { inflateSync } from "node:zlib";
import type { Input, Output } from "../../shared/contract/api";
import type { ChangedContent } from "../../shared/contract/diff";
import { binaryLiterals, type BinaryLiteral } from "../../shared/diff/binary-literal";
import { fileDigestInput, parsePatch, type PatchFile } from "../../shared/diff/parse-patch";
import { ok, type Result } from "../../shared/result";
import { parserFor } from "../evidence/read-file";
import { findGitSource } from "../platform/git-source";
import type { GitStore } from "../platform/git-store";
import { readSession } from "../store/sessions";
import { readAttempt, type StoredAttempt } from "../store/tasks";
import type { Core } from "../views/core";
import { foldedByAttributes } from "../views/git-attributes";
import { attemptMissing } from "../views/timeline";
import { openStore } from "./repository-patch";

/** A text above this is not shown whole: expanding it would cost more than reading it is worth. */
const mostText = 8 * 1024 * 1024;
const mostPicture = 16 * 1024 * 1024;
const mostPixels = 40_000_000;
const mostAttributes = 1024 * 1024;
const fullId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Why a thing is not at hand, in a sentence. */
class NotHere extends Error {}

/**
 * One side of a changed file whole: from the patch where it carries it, else from the repository that a session of the attempt
 * worked in, by the very blob that the patch names. What recorded edits or reads hold is never used: it need not be what the tree
 * held. An answer always says where it is from, or why there is none.
 */
export async function changedContent(
  core: Core,
  { attemptId, path, side }: Input<"diff.content">,
  cancelled: () => boolean,
): Promise<Result<Output<"diff.content">>> {
  const stored = readAttempt(core.index, attemptId);
  if (stored === null) return attemptMissing(attemptId);
  const { patchDigest } = stored.attempt;
  const patch = patchDigest === null ? ok(Buffer.alloc(0)) : core.archive.get(patchDigest);
  if (!patch.ok) return patch;
  const text = patch.value.toString("utf8");
  const file = parsePatch(text).files.find((each) => each.path === path);
  if (file === undefined) return ok({ kind: "absent", why: "The patch does not change this file." });
  if ((side === "old" && file.status === "added") || (side === "new" && file.status === "deleted"))
    return ok({ kind: "none" });
  const part = fileDigestInput(text, file);
  const literal = binaryLiterals(part)[side];
  if (literal !== null) return ok(judged(core, file.path, inflated(literal), "the patch"));
  const wanted = blobNamed(part, side);
  if (wanted !== null && /^0+$/.test(wanted)) return ok({ kind: "none" });
  try {
    const { bytes, from } = await fromRepository(core, stored, file, side, wanted, cancelled);
    return ok(judged(core, side === "old" ? (file.oldPath ?? file.path) : file.path, bytes, from));
  } catch (error) {
    if (error instanceof NotHere) return ok({ kind: "absent", why: error.message });
    throw error;
  }
}

/** What the base commit's own .gitattributes says of the changed files; see the contract. */
export async function changedAttributes(
  core: Core,
  attemptId: string,
  cancelled: () => boolean,
): Promise<Result<Output<"diff.attributes">>> {
  const stored = readAttempt(core.index, attemptId);
  if (stored === null) return attemptMissing(attemptId);
  try {
    const { store } = await repositoryOf(core, stored, cancelled);
    const commit = await commitOf(store, stored, "old");
    const file = await store.fileAt(commit, ".gitattributes");
    if (!file.ok) return ok({ known: false, files: [] });
    if (file.value === null) return ok({ known: true, files: [] });
    const bytes = await store.blob(file.value.oid, mostAttributes);
    if (!bytes.ok) return ok({ known: false, files: [] });
    const paths = stored.attempt.files.map((each) => each.path);
    return ok({ known: true, files: foldedByAttributes(bytes.value.toString("utf8"), paths) });
  } catch (error) {
    if (error instanceof NotHere) return ok({ known: false, files: [] });
    throw error;
  }
}

/** The blob that the file's `index` line names for a side; null where the patch has none. */
function blobNamed(part: string, side: "old" | "new"): string | null {
  const found = /^index ([0-9a-f]{4,64})\.\.([0-9a-f]{4,64})/m.exec(part.slice(0, 20_000));
  return (side === "old" ? found?.[1] : found?.[2]) ?? null;
}

async function repositoryOf(
  core: Core,
  { attempt }: StoredAttempt,
  cancelled: () => boolean,
): Promise<{ store: GitStore; name: string }> {
  if (attempt.patchSource === "recorded-edits")
    throw new NotHere("the patch was rebuilt from recorded edits, not read from a tree.");
  const folders = new Set(attempt.sessions.flatMap((id) => readSession(core.index, id)?.session.cwd ?? []));
  let why = "no session of this attempt names the folder it worked in.";
  for (const folder of folders) {
    const source = await findGitSource(folder);
    if (!source.ok) why = source.error.message;
    else if (source.value === null) why = `there is no repository at ${folder} now.`;
    else {
      const opened = await openStore(core, source.value, cancelled);
      if (opened.ok) return { store: opened.value.store, name: nameOf(source.value.gitDir) };
      why = opened.error.message;
    }
  }
  throw new NotHere(why);
}

/** The full id of the attempt's base or head, in the store. */
async function commitOf(store: GitStore, { attempt }: StoredAttempt, side: "old" | "new"): Promise<string> {
  const named = (side === "old" ? attempt.base : attempt.head)?.toLowerCase() ?? null;
  if (named === null || !/^[0-9a-f]{7,64}$/.test(named))
    throw new NotHere(`no commit is known for its ${side === "old" ? "base" : "head"}.`);
  const known = await store.resolve(named);
  if (known !== null) return known;
  if (fullId.test(named)) {
    await store.fetch([named]);
    const fetched = await store.resolve(named);
    if (fetched !== null) return fetched;
  }
  throw new NotHere(`the repository does not have ${side === "old" ? "base" : "head"} ${named.slice(0, 7)}.`);
}

async function fromRepository(
  core: Core,
  stored: StoredAttempt,
  file: PatchFile,
  side: "old" | "new",
  wanted: string | null,
  cancelled: () => boolean,
): Promise<{ bytes: Buffer; from: string }> {
  const { store, name } = await repositoryOf(core, stored, cancelled);
  const from = `the repository ${name}`;
  if (wanted !== null && fullId.test(wanted)) {
    // The blob of an attempt whose patch was read here is in the store without its commit being looked for.
    const bytes = await store.blob(wanted, mostText + 1);
    if (bytes.ok) return { bytes: bytes.value, from };
  }
  const commit = await commitOf(store, stored, side);
  const path = side === "old" ? (file.oldPath ?? file.path) : file.path;
  const found = await store.fileAt(commit, path);
  if (!found.ok) throw new NotHere(found.error.message);
  if (found.value === null) throw new NotHere(`commit ${commit.slice(0, 7)} has no regular file of that name.`);
  if (wanted !== null && !found.value.oid.startsWith(wanted))
    throw new NotHere(`commit ${commit.slice(0, 7)} holds other content than the patch was made from.`);
  if (found.value.bytes > mostText)
    throw new NotHere(`the file has ${found.value.bytes.toLocaleString("en-US")} bytes: too many to be shown whole.`);
  const bytes = await store.blob(found.value.oid, mostText + 1);
  if (!bytes.ok) throw new NotHere(bytes.error.message);
  return { bytes: bytes.value, from };
}

function nameOf(gitDir: string): string {
  const parts = gitDir.split(/[\\/]/u).filter((part) => part !== "" && part !== ".git");
  return (parts.at(-1) ?? gitDir).replace(/\.git$/u, "");
}

function inflated({ size, deflated }: BinaryLiteral): Buffer | null {
  if (size > mostPicture) return null;
  try {
    const bytes = inflateSync(deflated, { maxOutputLength: size + 1 });
    return bytes.length === size ? bytes : null;
  } catch {
    return null;
  }
}

/** What bytes are: a picture by its own header, text, or neither. */
function judged(core: Core, path: string, bytes: Buffer | null, from: string): ChangedContent {
  if (bytes === null) return { kind: "absent", why: `${from} carries it damaged, or too large.` };
  const head = bytes.subarray(0, 8000);
  const parser = parserFor(core.plugins.parsers, { path, bytes });
  const parsed = parser?.id === "image" && bytes.length <= mostPicture ? parser.parse(bytes) : null;
  if (parsed?.ok === true && parsed.value.totals?.of === "image") {
    const { format, width, height } = parsed.value.totals;
    if (width * height <= mostPixels)
      return { kind: "picture", format, width, height, bytes: new Uint8Array(bytes), from };
  }
  if (head.includes(0)) return { kind: "binary", bytes: bytes.length, from };
  if (bytes.length > mostText)
    return {
      kind: "absent",
      why: `the file has ${bytes.length.toLocaleString("en-US")} bytes: too many to be shown whole.`,
    };
  return { kind: "text", text: bytes.toString("utf8"), bytes: bytes.length, from };
}
