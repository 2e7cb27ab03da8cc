import { hash } from "node:crypto";
import type { Output } from "../../shared/contract/api";
import type { SinceReadFile } from "../../shared/contract/interdiff";
import { interdiff, type Interdiff, type InterdiffInput } from "../../shared/diff/interdiff";
import { fileDigestInput, parsePatch } from "../../shared/diff/parse-patch";
import type { Attempt } from "../../shared/model/attempt";
import { counted } from "../../shared/review/counted";
import { ok, type Result } from "../../shared/result";
import { openedOf } from "../store/opened";
import { readVersions, type ReadVersion } from "../store/read-versions";
import { readAttempt, readAttempts, type StoredAttempt } from "../store/tasks";
import type { Core } from "./core";
import { currentSettings } from "./settings";
import { attemptMissing } from "./timeline";

/** Whole bases of files, by their name in each base. */
export type KnownBases = NonNullable<InterdiffInput["bases"]>;

const keptOnes = 4;

/** What was compared last, by the digests of both patches: the same two come to the same. */
const lastCompared = new WeakMap<Core, Map<string, Interdiff>>();

function compared(core: Core, key: string, make: () => Interdiff): Interdiff {
  const all = lastCompared.get(core) ?? new Map<string, Interdiff>();
  lastCompared.set(core, all);
  const found = all.get(key) ?? make();
  all.delete(key);
  all.set(key, found);
  for (const oldest of all.keys()) {
    if (all.size <= keptOnes) break;
    all.delete(oldest);
  }
  return found;
}

function patchText(core: Core, digest: string | null): Result<string> {
  if (digest === null) return ok("");
  const bytes = core.archive.get(digest);
  return bytes.ok ? ok(bytes.value.toString("utf8")) : bytes;
}

/** Names of commits may be shortened. */
function sameBase(one: string | null, other: string | null): boolean | null {
  if (one === null || other === null) return null;
  return one.startsWith(other) || other.startsWith(one);
}

function sideOf({ attempt }: StoredAttempt): Output<"interdiff.get">["from"] {
  const { id, taskId, letter, base, head, patchDigest, patchSource } = attempt;
  return { attemptId: id, taskId, letter, base, head, patch: patchDigest, source: patchSource };
}

/** From the result of one attempt to that of another. `bases` gives whole bases where they are at hand. */
export function interdiffOf(
  core: Core,
  { attemptId, againstId }: { readonly attemptId: string; readonly againstId: string },
  bases?: KnownBases,
): Result<Output<"interdiff.get">> {
  const to = readAttempt(core.index, attemptId);
  const from = readAttempt(core.index, againstId);
  if (to === null) return attemptMissing(attemptId);
  if (from === null) return attemptMissing(againstId);
  const fromText = patchText(core, from.attempt.patchDigest);
  if (!fromText.ok) return fromText;
  const toText = patchText(core, to.attempt.patchDigest);
  if (!toText.ok) return toText;
  const same = sameBase(from.attempt.base, to.attempt.base);
  const found = compared(
    core,
    `${String(from.attempt.patchDigest)} ${String(to.attempt.patchDigest)} ${String(same)} ${String(bases !== undefined)}`,
    () => interdiff({ from: fromText.value, to: toText.value, sameBase: same, bases }),
  );
  return ok({
    from: sideOf(from),
    to: sideOf(to),
    sameBase: same,
    text: found.text,
    digest: hash("sha256", found.text),
    files: [...found.files],
    note: noteOf(from.attempt, to.attempt, same, found),
    absent: absentOf(from.attempt, to.attempt),
  });
}

function absentOf(from: Attempt, to: Attempt): string | null {
  const without = [from, to].filter(({ patchSource }) => patchSource === "none").map(({ letter }) => letter);
  return without.length === 0 ? null : `${without.join(" and ")} brought no patch: there is nothing to compare.`;
}

/** What was compared with what, where it is not simply two results of one base. */
function noteOf(from: Attempt, to: Attempt, same: boolean | null, { files }: Interdiff): string | null {
  const parts: string[] = [];
  if (from.taskId !== to.taskId) parts.push("The attempts belong to different tasks");
  const moved = files.reduce((sum, file) => sum + file.moved, 0);
  const mixed = files.reduce((sum, file) => sum + file.mixed, 0);
  if (same === false) {
    const places =
      moved === 0
        ? ""
        : `: ${counted(moved, "place")} where only the base moved ${moved === 1 ? "is" : "are"} left out`;
    parts.push(
      `The bases differ (${from.letter} ${short(from.base)}, ${to.letter} ${short(to.base)}); only what the attempts changed is compared${places}`,
    );
  }
  if (mixed > 0)
    parts.push(
      `In ${counted(mixed, "place")} the base moved where an attempt changed it too: both differences stand there`,
    );
  if (same === null && files.some(({ base }) => base === "assumed"))
    parts.push("A base is not stated: the patches are compared as made on one, which nothing in them contradicts");
  const unknown = files.filter((file) => file.unknown !== null).length;
  if (unknown > 0) parts.push(`Of ${counted(unknown, "file")} the lines are not known`);
  return parts.length === 0 ? null : `${parts.join(". ")}.`;
}

function short(name: string | null): string {
  return name?.slice(0, 7) ?? "not stated";
}

/** Files of an attempt that were read in an earlier version, from that version to now; see the contract. */
export function sinceRead(core: Core, attemptId: string): Result<Output<"interdiff.sinceRead">> {
  const stored = readAttempt(core.index, attemptId);
  if (stored === null) return attemptMissing(attemptId);
  const { attempt } = stored;
  const { reviewerName } = currentSettings(core);
  const siblings = readAttempts(core.index, attempt.taskId).map((each) => each.attempt);
  const versions = [
    ...keptVersions(core, reviewerName, siblings),
    ...derivedVersions(core, reviewerName, siblings),
  ].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  const digests = attempt.files.map((file) => file.digest);
  const read = openedOf(core.record, "file", digests, reviewerName);
  const newest = new Map<string, ReadVersion>();
  for (const version of versions) if (!newest.has(version.path)) newest.set(version.path, version);
  const earlier = attempt.files.flatMap((file) => {
    const [version] = [newest.get(file.path), newest.get(file.oldPath ?? file.path)]
      .filter((each) => each !== undefined)
      .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
    return version === undefined || read.has(file.digest) ? [] : [{ file, version }];
  });
  // Most patches are opened for the first time: then there is nothing to read them for.
  const now = patchText(core, earlier.length === 0 ? null : attempt.patchDigest);
  if (!now.ok) return now;
  const parts = partsOf(now.value);
  const known = new Map<string, ReturnType<typeof partsOf> | null>();
  const letters = new Map(siblings.map((each) => [each.id, each.letter]));
  const texts: string[] = [];
  const files: SinceReadFile[] = [];
  let at = 0;
  for (const { file, version } of earlier) {
    const part = parts.get(file.path);
    const before = partBefore(core, known, version);
    if (part === undefined || before === undefined) continue;
    const found = sinceVersion(core, version, { before, now: part }, attempt.base);
    if (found === null) continue;
    texts.push(found.text);
    files.push({
      path: file.path,
      digest: file.digest,
      readAt: version.at,
      readIn: { attemptId: version.attemptId, letter: letters.get(version.attemptId) ?? null },
      readDigest: version.file,
      file: { ...found.file, start: at, end: at + found.text.length },
    });
    at += found.text.length;
  }
  const named = new Set(attempt.files.flatMap((file) => [file.path, file.oldPath ?? file.path]));
  const gone = new Map<string, string>();
  for (const version of versions)
    if (version.attemptId === attemptId && !named.has(version.path) && !gone.has(version.path))
      gone.set(version.path, version.at);
  return ok({
    attemptId,
    patch: attempt.patchDigest,
    text: texts.join(""),
    files,
    gone: [...gone].map(([path, readAt]) => ({ path, readAt })),
  });
}

/** Versions kept beside the marks, as far as the marks still stand. */
function keptVersions(core: Core, reviewer: string, attempts: readonly Attempt[]): ReadVersion[] {
  return readVersions(
    core.record,
    reviewer,
    attempts.map(({ id }) => id),
  );
}

/** Marks from before versions were kept: of files that an attempt still has as they were. */
function derivedVersions(core: Core, reviewer: string, attempts: readonly Attempt[]): ReadVersion[] {
  return attempts.flatMap(({ id, patchDigest, base, files }) => {
    if (patchDigest === null) return [];
    const marks = openedOf(
      core.record,
      "file",
      files.map(({ digest }) => digest),
      reviewer,
    );
    return files.flatMap(({ path, digest }) => {
      const mark = marks.get(digest);
      return mark === undefined ? [] : [{ file: digest, attemptId: id, path, patch: patchDigest, base, at: mark.at }];
    });
  });
}

function partsOf(text: string): ReadonlyMap<string, string> {
  return new Map(parsePatch(text).files.map((file) => [file.path, fileDigestInput(text, file)]));
}

/** A file's part of the patch it was read in. `known` holds the patches that were read for it, by digest: many files are of one. */
function partBefore(
  core: Core,
  known: Map<string, ReturnType<typeof partsOf> | null>,
  { patch, path }: ReadVersion,
): string | undefined {
  let parts = known.get(patch);
  if (parts === undefined) {
    const text = patchText(core, patch);
    parts = text.ok ? partsOf(text.value) : null;
    known.set(patch, parts);
  }
  return parts?.get(path);
}

/** From the version that was read to the file's part of the patch now; null where that cannot be told as one file. */
function sinceVersion(
  core: Core,
  version: ReadVersion,
  { before, now }: { readonly before: string; readonly now: string },
  base: string | null,
): { readonly text: string; readonly file: Interdiff["files"][number] } | null {
  const key = `${version.file} ${hash("sha256", now)} ${String(sameBase(version.base, base))}`;
  const found = compared(core, key, () => interdiff({ from: before, to: now, sameBase: sameBase(version.base, base) }));
  const [file] = found.files;
  return file === undefined || found.files.length > 1 || file.unknown !== null ? null : { text: found.text, file };
}
