import path from "node:path";
import type { IngestReport } from "../../shared/contract/app";
import { err, ok, type Problem, type Result } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { findGitSource } from "../platform/git-source";
import { emptyTree, type GitCommit, type GitStore } from "../platform/git-store";
import { sessionsNamed, writeCommits, type SessionCommits } from "../store/session-links";
import { writeLineNotes, type LineNote } from "../store/line-provenance";
import { readAttempt } from "../store/tasks";
import type { Core } from "../views/core";
import { assembleFromSession, rootSession } from "./assemble-attempt";
import { anySource, ingestPaths } from "./ingest-paths";
import {
  attributionSentence,
  checkpointRefs,
  noteSentence,
  notesCommit,
  takeCheckpoints,
  takeNotes,
  type CheckpointSession,
  type NotedCommit,
} from "./repository-checkpoints";
import { openStore } from "./repository-patch";

const trailer = "Entire-Checkpoint";
const mostTips = 2000;
const mostCommits = 50_000;

/**
 * Reads what a repository itself keeps of sessions: the checkpoints of Entire, with their transcripts, and the notes of
 * git-ai. Every session that they tie to a commit gets that commit's change as its patch. The repository is fetched into a
 * store of ours and never written. In: the folder of a repository. Out: what was read, counted.
 */
export async function readRepository(
  core: Core,
  given: string,
  cancelled: () => boolean,
): Promise<Result<IngestReport>> {
  const source = await findGitSource(given);
  if (!source.ok) return source;
  if (source.value === null)
    return err({
      code: "not-a-repository",
      message: `${path.basename(given)} is not in a git repository that can be read.`,
      place: given,
      remedy: "Name the folder of a repository on this machine that belongs to your account.",
    });
  const opened = await openStore(core, source.value, cancelled);
  if (!opened.ok) return opened;
  const { store, refs } = opened.value;
  const problems: Problem[] = [];

  const notes = notesCommit(refs.refs);
  const kept = checkpointRefs(refs.refs).map((one) => one.commit);
  const tips = [...refs.refs].flatMap(([name, tip]) => (/^refs\/(heads|remotes)\//.test(name) ? [tip] : []));
  const fetched = await store.fetch([...kept, ...(notes === null ? [] : [notes]), ...tips.slice(0, mostTips)]);
  if (!fetched.ok) return fetched;
  if (tips.length > mostTips)
    problems.push({
      code: "many-branches",
      message: `Only ${counted(mostTips, "branch", "branches")} of ${String(tips.length)} were looked through for checkpoints.`,
      place: given,
      remedy: "Delete branches that are no longer needed.",
    });

  const folder = `${store.folder}-kept`;
  const sessions = await takeCheckpoints(store, refs.refs, path.join(folder, "checkpoints"), problems, cancelled);
  if (!sessions.ok) return sessions;
  const noted =
    notes === null ? ok([]) : await takeNotes(store, notes, path.join(folder, "notes"), problems, cancelled);
  if (!noted.ok) return noted;
  const nothing = sessions.value.length === 0 && noted.value.length === 0;
  const report = await ingestPaths(core, nothing ? [] : [folder], {
    job: `Repository ${path.basename(source.value.root ?? given)}`,
    isSource: anySource,
    cancelled,
  });

  const tied = await tieToCommits(core, store, { tips, given, sessions: sessions.value, noted: noted.value });
  if (!tied.ok) return tied;
  const tasks = new Set<string>();
  for (const id of tied.value) {
    if (cancelled()) break;
    const root = rootSession(core, id);
    const attempt = root === null ? null : await assembleFromSession(core, root, cancelled);
    if (attempt !== null) tasks.add(readAttempt(core.index, attempt)?.attempt.taskId ?? "");
  }
  if (tasks.size > 0) core.publish("changed", { scopes: ["inbox", "task"] });
  const told = problems.map(({ place, message, remedy }) => ({
    path: place ?? given,
    place: null,
    message,
    remedy: remedy ?? null,
  }));
  return ok({ ...report, tasks: Math.max(report.tasks, tasks.size), problems: [...report.problems, ...told] });
}

interface Ties {
  readonly tips: readonly string[];
  readonly given: string;
  readonly sessions: readonly CheckpointSession[];
  readonly noted: readonly NotedCommit[];
}

/** Writes down which commits are which session's work. Out: the sessions of which that was not known. */
async function tieToCommits(
  core: Core,
  store: GitStore,
  { tips, given, sessions, noted }: Ties,
): Promise<Result<string[]>> {
  const said = await store.log(tips.slice(0, mostTips), { limit: mostCommits, saying: `${trailer}:` });
  if (!said.ok) return said;
  const ofCheckpoint = new Map<string, GitCommit>();
  for (const commit of said.value)
    for (const { name, value } of commit.trailers)
      // Newest first: a commit that was made over (rebased, squashed) stands for the older one.
      if (name === trailer && !ofCheckpoint.has(value)) ofCheckpoint.set(value, commit);

  const works = new Map<string, { commits: GitCommit[]; notes: string[]; namedBy: string; shared: number }>();
  const together = new Map<string, number>();
  for (const { checkpointId } of sessions) together.set(checkpointId, (together.get(checkpointId) ?? 0) + 1);
  for (const { checkpointId, metadata } of sessions) {
    const commit = ofCheckpoint.get(checkpointId);
    if (commit === undefined) continue;
    const known = works.get(metadata.runnerSessionId) ?? {
      commits: [],
      notes: [],
      namedBy: "its checkpoint names",
      shared: 0,
    };
    works.set(metadata.runnerSessionId, known);
    if (!known.commits.some((one) => one.oid === commit.oid)) known.commits.push(commit);
    const sentence = attributionSentence(metadata);
    if (sentence !== null && !known.notes.includes(sentence)) known.notes.push(sentence);
    known.shared = Math.max(known.shared, together.get(checkpointId) ?? 1);
  }
  for (const one of noted) {
    const [commit] = await commitOf(store, one.commit);
    if (commit !== undefined) writeLineNotes(core.index, commit.oid, linesOfNote(one.note));
    for (const { runnerSessionId } of one.note.sessions) {
      const known = works.get(runnerSessionId);
      if (known !== undefined) {
        if (known.namedBy === "a git-ai note names" && commit !== undefined) known.commits.push(commit);
        known.notes.push(noteSentence(one));
      } else if (commit !== undefined)
        works.set(runnerSessionId, {
          commits: [commit],
          notes: [noteSentence(one)],
          namedBy: "a git-ai note names",
          shared: 1,
        });
    }
  }

  const changed: string[] = [];
  for (const [runnerSessionId, { commits, notes, namedBy, shared }] of works) {
    const [session] = sessionsNamed(core.index, runnerSessionId);
    if (session === undefined) continue;
    const ends = await endsOf(store, commits);
    if (ends === null) continue;
    const row: SessionCommits = {
      sessionId: session.id,
      repository: given,
      base: ends.base,
      head: ends.head,
      namedBy,
      note: [
        ...(ends.note === null ? [] : [ends.note]),
        ...(shared > 1 ? [`${String(shared)} sessions share the checkpoint: the change is of all of them.`] : []),
        ...notes.slice(0, 5),
      ].join(" "),
    };
    if (writeCommits(core.index, row)) changed.push(session.id);
  }
  return ok(changed);
}

/** The lines that a note names, each with who it says wrote them. */
function linesOfNote(note: NotedCommit["note"]): LineNote[] {
  return note.lines.map(({ path, by, runnerSessionId, ranges }) => ({
    path,
    author: by === "person" ? "a person" : runnerSessionId === null ? "an agent" : `the session ${runnerSessionId}`,
    ranges,
  }));
}

async function commitOf(store: GitStore, oid: string): Promise<GitCommit[]> {
  const full = await store.resolve(oid);
  const read = full === null ? null : await store.log(full, { limit: 1 });
  return read?.ok === true ? read.value : [];
}

/** From the first of a session's commits to the last; where they are not on one line, the last alone. */
async function endsOf(
  store: GitStore,
  commits: readonly GitCommit[],
): Promise<{ base: string; head: string; note: string | null } | null> {
  const inOrder = [...commits].sort((a, b) => (a.committedAt < b.committedAt ? -1 : 1));
  const first = inOrder[0];
  const last = inOrder.at(-1);
  if (first === undefined || last === undefined) return null;
  const below = (commit: GitCommit) => commit.parents[0] ?? emptyTree(commit.oid);
  if (first.oid === last.oid) return { base: below(last), head: last.oid, note: null };
  const oneLine = (await store.mergeBase(last.oid, [first.oid])) === first.oid;
  return oneLine
    ? {
        base: below(first),
        head: last.oid,
        note: `${counted(commits.length, "commit")} are named, from first to last.`,
      }
    : {
        base: below(last),
        head: last.oid,
        note: `${counted(commits.length, "commit")} are named that are not on one line: this is the last of them.`,
      };
}
