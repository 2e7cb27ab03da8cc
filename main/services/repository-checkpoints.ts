import { mkdir, readdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { noteDocument } from "../ingest/adapters/git-ai";
import { isCheckpointId, readEntireSession, type EntireSession } from "../ingest/entire/metadata";
import { noteCounts, readGitAiNote, type GitAiNote } from "../ingest/git-ai/note";
import { isObject, parseObject } from "../ingest/json-fields";
import { gather } from "../../shared/gather";
import { ok, type Problem, type Result } from "../../shared/result";
import type { GitStore, SourceRefs, TreeFile } from "../platform/git-store";

/** The branch of checkpoints, here and as it was last seen at its origin. */
const checkpointBranches = ["refs/heads/entire/checkpoints/v1", "refs/remotes/origin/entire/checkpoints/v1"] as const;
const notesRef = "refs/notes/ai";
const transcriptBytes = 512 * 1024 * 1024;
const smallBytes = 16 * 1024 * 1024;

/** One session in a checkpoint, with its files as they were written to the data folder. */
export interface CheckpointSession {
  readonly checkpointId: string;
  readonly metadata: EntireSession;
}

export interface NotedCommit {
  readonly commit: string;
  readonly note: GitAiNote;
}

interface Entry {
  readonly checkpointId: string;
  /** Number of the session in its checkpoint; null for the checkpoint's own metadata. */
  readonly session: string | null;
  readonly name: string;
  readonly file: TreeFile;
}

/**
 * Which checkpoint a ref of its own is, `refs/entire/checkpoints/<last two characters>/<id>`; null for other refs. The
 * layout that was called v2 was given up and is not read.
 */
function checkpointOfRef(name: string): string | null {
  const [, shard, id] = /^refs\/entire\/checkpoints\/([^/]+)\/([^/]+)$/.exec(name) ?? [];
  return id !== undefined && shard !== undefined && isCheckpointId(id) && id.endsWith(shard) ? id : null;
}

/** The refs that hold checkpoints, with the checkpoint where a ref is one. */
export function checkpointRefs(refs: SourceRefs["refs"]): { commit: string; checkpointId: string | null }[] {
  const branch = checkpointBranches.flatMap((name) => refs.get(name) ?? []).slice(0, 1);
  return [
    ...branch.map((commit) => ({ commit, checkpointId: null })),
    ...[...refs].flatMap(([name, commit]) => {
      const checkpointId = checkpointOfRef(name);
      return checkpointId === null ? [] : [{ commit, checkpointId }];
    }),
  ];
}

export function notesCommit(refs: SourceRefs["refs"]): string | null {
  return refs.get(notesRef) ?? null;
}

/** `<2>/<10>/metadata.json` and `<2>/<10>/<n>/…` of the branch, `metadata.json` and `<n>/…` of a ref of its own. */
function entryOf(file: TreeFile, ofRef: string | null): Entry | null {
  const inBranch = /^([0-9a-f]{2})\/([0-9a-f]{10})\/(.+)$/.exec(file.path);
  const checkpointId = ofRef ?? (inBranch === null ? null : `${inBranch[1] ?? ""}${inBranch[2] ?? ""}`);
  const rest = ofRef === null ? inBranch?.[3] : file.path;
  if (checkpointId === null || rest === undefined) return null;
  const [, session, name] = /^(?:(\d{1,4})\/)?(metadata\.json|full\.jsonl(?:\.\d{1,4})?)$/.exec(rest) ?? [];
  if (name === undefined) return null;
  return { checkpointId, session: session ?? null, name, file };
}

/**
 * Writes the transcripts and metadata of every checkpoint to a folder of ours, each session's once; what is there already is
 * not written again. Out: the sessions of all checkpoints.
 */
export async function takeCheckpoints(
  store: GitStore,
  refs: SourceRefs["refs"],
  folder: string,
  problems: Problem[],
  cancelled: () => boolean,
): Promise<Result<CheckpointSession[]>> {
  const sessions: CheckpointSession[] = [];
  for (const { commit, checkpointId } of checkpointRefs(refs)) {
    const files = await store.files(commit);
    if (!files.ok) return files;
    const groups = new Map<string, Entry[]>();
    for (const file of files.value) {
      const entry = entryOf(file, checkpointId);
      const session = entry?.session ?? null;
      if (entry === null || session === null) continue;
      const key = `${entry.checkpointId}-${session}`;
      gather(groups, key, entry);
    }
    for (const [key, entries] of groups) {
      if (cancelled()) return ok(sessions);
      const metadata = entries.find((entry) => entry.name === "metadata.json");
      if (metadata === undefined) continue;
      const bytes = await store.blob(metadata.file.oid, smallBytes);
      if (!bytes.ok) {
        problems.push(bytes.error);
        continue;
      }
      const record = parseObject(bytes.value.toString("utf8"));
      const read = isObject(record) ? readEntireSession(record) : null;
      if (read !== null) sessions.push({ checkpointId: metadata.checkpointId, metadata: read });
      const parts = entries
        .filter((entry) => entry.name !== "metadata.json")
        .sort((a, b) => a.name.length - b.name.length || (a.name < b.name ? -1 : 1));
      const taken = await takeTranscript(store, path.join(folder, key), parts, bytes.value);
      if (!taken.ok) problems.push(taken.error);
    }
  }
  return ok(sessions);
}

/** A transcript over a size is kept in numbered parts (`full.jsonl`, `full.jsonl.001`): put together they are one file. */
async function takeTranscript(
  store: GitStore,
  folder: string,
  parts: readonly Entry[],
  metadata: Buffer,
): Promise<Result<undefined>> {
  // Named after what is in it: a checkpoint that was written anew is another folder.
  const target = `${folder}-${parts
    .map((part) => part.file.oid.slice(0, 8))
    .join("-")
    .slice(0, 60)}`;
  if (await exists(target)) return ok(undefined);
  const read: Buffer[] = [];
  for (const part of parts) {
    const bytes = await store.blob(part.file.oid, transcriptBytes);
    if (!bytes.ok) return bytes;
    read.push(bytes.value);
  }
  const aside = `${target}.part`;
  await mkdir(aside, { recursive: true, mode: 0o700 });
  await writeFile(path.join(aside, "metadata.json"), metadata);
  if (read.length > 0) await writeFile(path.join(aside, "full.jsonl"), Buffer.concat(read));
  await rename(aside, target);
  return ok(undefined);
}

/** Writes every git-ai note to a folder of ours. Out: the notes of a known schema, each with its commit. */
export async function takeNotes(
  store: GitStore,
  notes: string,
  folder: string,
  problems: Problem[],
  cancelled: () => boolean,
): Promise<Result<NotedCommit[]>> {
  const files = await store.files(notes);
  if (!files.ok) return files;
  const found: NotedCommit[] = [];
  if (files.value.length > 0) await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const file of files.value) {
    if (cancelled()) break;
    // Notes lie under their commit's id, parted into folders where there are many.
    const commit = file.path.replaceAll("/", "");
    if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) continue;
    const bytes = await store.blob(file.oid, smallBytes);
    if (!bytes.ok) {
      problems.push(bytes.error);
      continue;
    }
    const text = bytes.value.toString("utf8");
    const target = path.join(folder, `${commit}-${file.oid.slice(0, 8)}.json`);
    if (!(await exists(target))) {
      await writeFile(`${target}.part`, noteDocument(commit, text));
      await rename(`${target}.part`, target);
    }
    const note = readGitAiNote(text);
    if (note !== null) found.push({ commit, note });
  }
  return ok(found);
}

async function exists(name: string): Promise<boolean> {
  try {
    await readdir(name);
    return true;
  } catch (error) {
    return typeof error === "object" && error !== null && "code" in error && error.code === "ENOTDIR";
  }
}

/** What a note says of a commit, in a sentence. */
export function noteSentence({ commit, note }: NotedCommit): string {
  const { agent, person, files } = noteCounts(note);
  return `git-ai gives ${String(agent)} lines of ${commit.slice(0, 10)} to the agent and ${String(person)} to people, in ${String(files)} files.`;
}

/** What Entire counted for a session's commit, in a sentence; null where it counted nothing. */
export function attributionSentence({ attribution }: EntireSession): string | null {
  if (attribution === null) return null;
  const { agentLines, humanAdded, humanModified, humanRemoved } = attribution;
  return `Entire counts ${String(agentLines)} lines by the agent; people added ${String(humanAdded)}, changed ${String(humanModified)} and removed ${String(humanRemoved)}.`;
}
