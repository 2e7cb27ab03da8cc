import path from "node:path";
import { realpath } from "node:fs/promises";
import { ok, type Problem, type Result } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { findGitSource, type GitSource } from "../platform/git-source";
import { emptyTree, GitStore, type GitCommit, type SourceRefs } from "../platform/git-store";
import type { Core } from "../views/core";
import { keepRepositoryOwners } from "./repository-owners";
import { keepRepositoryPolicy } from "./repository-policy";

/** What is asked of the repository that a session worked in. */
export interface PatchQuestion {
  /** Working folder as recorded: anyone's text. */
  readonly cwd: string;
  readonly base: string | null;
  readonly head: string | null;
  /** Branches the session was on, the likeliest first. */
  readonly branches: readonly string[];
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** What names base and head, in words: "the session states" without it. */
  readonly namedBy?: string;
}

export interface RepositoryPatch {
  readonly base: string;
  readonly head: string;
  readonly branch: string | null;
  readonly patch: Buffer;
  /** What was read and why, in sentences. */
  readonly note: string;
  /** The working folder as it stands in the repository, "" for its root; null where that is not known. */
  readonly folder: string | null;
}

/** What became of a look into the repository. */
export interface RepositoryLook {
  /** Name of the repository's own folder, the same for all its worktrees; null where there is none. */
  readonly name: string | null;
  readonly found: RepositoryPatch | null;
  /** Why there is a repository and no patch from it. */
  readonly problem: Problem | null;
}

export const noLook: RepositoryLook = { name: null, found: null, problem: null };

const sessionStates = "the session states";

/** A commit may be stamped a little after the session's last record was written. */
const slackMs = 10 * 60_000;
const walkLimit = 2000;
const branchesAtOnce = 200;
/** Sessions of one repository come in a row: what it has is asked once for them. */
const freshMs = 5000;

/** A repository that took too long is left alone for a while: its other sessions would wait as long, one after the other. */
const restMs = 10 * 60_000;
const slowRepositories = new WeakMap<Core, Map<string, { at: number; problem: Problem }>>();

function slowOf(core: Core): Map<string, { at: number; problem: Problem }> {
  const known = slowRepositories.get(core) ?? new Map<string, { at: number; problem: Problem }>();
  slowRepositories.set(core, known);
  return known;
}

interface Opened {
  readonly at: number;
  /** Whose work it was opened for: another's may be cancelled by itself. */
  readonly cancelled: () => boolean;
  readonly opened: Promise<Result<{ store: GitStore; refs: SourceRefs }>>;
}
const openedStores = new WeakMap<Core, Map<string, Opened>>();

/** The store of a repository, opened once for a few seconds. */
export function openStore(
  core: Core,
  source: GitSource,
  cancelled: () => boolean,
): Promise<Result<{ store: GitStore; refs: SourceRefs }>> {
  const all = openedStores.get(core) ?? new Map<string, Opened>();
  openedStores.set(core, all);
  const now = performance.now();
  for (const [dir, one] of all) if (now - one.at > freshMs) all.delete(dir);
  const known = all.get(source.gitDir);
  if (known?.cancelled === cancelled) return known.opened;
  const opened = GitStore.open({ home: core.home, env: core.platform.env, cancelled }, source);
  all.set(source.gitDir, { at: now, cancelled, opened });
  return opened;
}

/**
 * Reads the change that a session made from the repository it worked in, fetched into a store of our own. Head is the commit
 * that the session states, else the newest commit of its branch from the session's time; base is what it states, else where
 * its branch leaves the default branch, else the last commit before it began. What was not committed is not seen.
 */
export async function lookIntoRepository(
  core: Core,
  question: PatchQuestion,
  cancelled: () => boolean,
): Promise<RepositoryLook> {
  const source = await findGitSource(question.cwd);
  if (!source.ok) return { ...noLook, problem: source.error };
  if (source.value === null) return noLook;
  const name = repositoryName(source.value);
  const slow = slowOf(core);
  const given = slow.get(source.value.gitDir);
  if (given !== undefined && performance.now() - given.at < restMs)
    return { name, found: null, problem: given.problem };
  const opened = await openStore(core, source.value, cancelled);
  const read = opened.ok ? await readChange(core, opened.value, source.value, question) : opened;
  if (!read.ok) {
    if (read.error.code === "git-timeout")
      slow.set(source.value.gitDir, { at: performance.now(), problem: read.error });
    return { name, found: null, problem: read.error };
  }
  if (read.value === null) return { name, found: null, problem: null };
  return { name, problem: null, found: { ...read.value, folder: await folderIn(source.value, question.cwd) } };
}

function repositoryName({ gitDir }: GitSource): string {
  const own = path.basename(gitDir);
  return own === ".git" ? path.basename(path.dirname(gitDir)) : own.replace(/\.git$/, "");
}

async function folderIn({ root }: GitSource, cwd: string): Promise<string | null> {
  if (root === null) return null;
  try {
    const inside = path
      .relative(root, await realpath(cwd))
      .split(path.sep)
      .join("/");
    return inside === ".." || inside.startsWith("../") ? null : inside;
  } catch {
    return null;
  }
}

interface Ends {
  readonly head: string;
  readonly branch: string | null;
  readonly why: string;
  /** The branch's commits, newest first, where head was looked for among them. */
  readonly walked: readonly GitCommit[];
}

async function readChange(
  core: Core,
  { store, refs }: { store: GitStore; refs: SourceRefs },
  source: GitSource,
  question: PatchQuestion,
): Promise<Result<Omit<RepositoryPatch, "folder"> | null>> {
  const ends = await findHead(store, refs, source, question);
  if (!ends.ok) return ends;
  if (ends.value === null) return ok(null);
  const { head, branch } = ends.value;
  const base = await findBase(store, refs, question, ends.value);
  if (!base.ok) return base;
  if (base.value === null || base.value.oid === head) return ok(null);
  const patch = await store.diff(base.value.oid, head);
  if (!patch.ok) return patch;
  const began = { base: base.value.oid, mainTips: await defaultTips(store, refs) };
  await keepRepositoryPolicy(core, store, began);
  await keepRepositoryOwners(core, store, began);
  const between = await store.log(head, { not: base.value.oid, limit: walkLimit });
  const startedAt = instant(question.startedAt);
  const before =
    between.ok && startedAt !== null
      ? between.value.filter((one) => Date.parse(one.committedAt) < startedAt).length
      : 0;
  const note = [
    `Read from the repository, ${short(base.value.oid)} to ${short(head)}: ${ends.value.why}; ${base.value.why}`,
    ...(before === 0 || !between.ok
      ? []
      : [`${String(before)} of its ${counted(between.value.length, "commit")} are from before the session began`]),
    "What was not committed is not seen",
  ];
  return ok({ base: base.value.oid, head, branch, patch: patch.value, note: `${note.join(". ")}.` });
}

async function findHead(
  store: GitStore,
  { refs, symbolic }: SourceRefs,
  source: GitSource,
  { head, branches, startedAt, endedAt, namedBy = sessionStates }: PatchQuestion,
): Promise<Result<Ends | null>> {
  if (head !== null) {
    const full = await bring(store, refs, head);
    if (!full.ok) return full;
    if (full.value !== null)
      return ok({
        head: full.value,
        branch: branches[0] ?? null,
        why: `head is the commit ${namedBy}`,
        walked: [],
      });
  }
  const from = instant(startedAt);
  const to = instant(endedAt ?? startedAt);
  if (from === null || to === null) return ok(null);
  const current = source.head.branch ?? symbolic.get("HEAD")?.replace(/^refs\/heads\//, "") ?? null;
  const tips: { tip: string; branch: string | null }[] = [];
  for (const branch of new Set([...branches, ...(current === null ? [] : [current])])) {
    const tip = refs.get(`refs/heads/${branch}`) ?? refs.get(`refs/remotes/origin/${branch}`);
    if (tip !== undefined) tips.push({ tip, branch });
  }
  if (source.head.commit !== null) tips.push({ tip: source.head.commit, branch: null });
  // Branches of a repository are fetched together where they are few: its other sessions ask for them next.
  const heads = [...refs].flatMap(([name, tip]) => (name.startsWith("refs/heads/") ? [tip] : []));
  const together = heads.length <= branchesAtOnce ? heads : [];
  for (const { tip, branch } of tips) {
    let fetched = await store.fetch([tip, ...together]);
    // What is wrong with another branch must not keep this one out.
    if (!fetched.ok && fetched.error.code === "git-failed" && together.length > 0) fetched = await store.fetch([tip]);
    if (!fetched.ok) return fetched;
    const walked = await store.firstParents(tip, walkLimit);
    if (!walked.ok) return walked;
    const at = walked.value.findIndex(({ committedAt }) => {
      const when = Date.parse(committedAt);
      return when >= from && when <= to + slackMs;
    });
    const found = walked.value[at];
    if (found === undefined) continue;
    const on = branch ?? "the detached head";
    const now = branches.includes(branch ?? "") || branch === null ? "" : ", which is checked out there now";
    return ok({
      head: found.oid,
      branch,
      why:
        at === 0
          ? `head is the tip of ${on}${now}, committed in the session's time`
          : `head is the newest commit of ${on}${now} from the session's time, and ${counted(at, "later commit")} on it ${at === 1 ? "is" : "are"} left out`,
      walked: walked.value.slice(at),
    });
  }
  return ok(null);
}

async function findBase(
  store: GitStore,
  { refs, symbolic }: SourceRefs,
  { base, startedAt, namedBy = sessionStates }: PatchQuestion,
  ends: Ends,
): Promise<Result<{ oid: string; why: string } | null>> {
  if (base !== null && base === emptyTree(ends.head)) return ok({ oid: base, why: "nothing was there before it" });
  if (base !== null) {
    const full = await bring(store, refs, base);
    if (!full.ok) return full;
    if (full.value !== null) {
      const shared = await store.mergeBase(ends.head, [full.value]);
      if (shared === full.value) return ok({ oid: full.value, why: `base is the one ${namedBy}` });
      if (shared !== null)
        return ok({
          oid: shared,
          why: `the base named, ${short(full.value)}, is not below head: base is where they part`,
        });
    }
  }
  const main = mainRefs(refs, symbolic).filter(([name]) => !name.endsWith(`/${ends.branch ?? "\0"}`));
  const fetched = await store.fetch(main.map(([, tip]) => tip));
  if (!fetched.ok) return fetched;
  const left = await store.mergeBase(
    ends.head,
    main.map(([, tip]) => tip),
  );
  const [first] = main;
  if (left !== null && left !== ends.head && first !== undefined) {
    const name = first[0].replace(/^refs\/(heads|remotes)\//, "");
    return ok({ oid: left, why: `base is where it leaves ${name}` });
  }
  // On the default branch itself, or merged into it: what was there before the session.
  const began = instant(startedAt);
  if (began === null) return ok(null);
  const walked = ends.walked.length > 0 ? ok(ends.walked) : await store.firstParents(ends.head, walkLimit);
  if (!walked.ok) return walked;
  const before = walked.value.find(({ committedAt }) => Date.parse(committedAt) < began);
  if (before !== undefined) return ok({ oid: before.oid, why: "base is the last commit before the session began" });
  const oldest = walked.value.at(-1);
  return oldest === undefined || walked.value.length >= walkLimit || oldest.parents.length > 0
    ? ok(null)
    : ok({ oid: emptyTree(ends.head), why: "the history begins in the session" });
}

/** The tips of the default branch that the store has or can have. */
async function defaultTips(store: GitStore, { refs, symbolic }: SourceRefs): Promise<string[]> {
  const tips = mainRefs(refs, symbolic).map(([, tip]) => tip);
  return (await store.fetch(tips)).ok ? tips : [];
}

/** The refs that stand for the default branch, the likeliest first. */
function mainRefs(refs: ReadonlyMap<string, string>, symbolic: ReadonlyMap<string, string>): [string, string][] {
  const stated = symbolic.get("refs/remotes/origin/HEAD");
  const names = [
    ...(stated === undefined ? [] : [stated, stated.replace("refs/remotes/origin/", "refs/heads/")]),
    ...["main", "master", "trunk"].flatMap((name) => [`refs/heads/${name}`, `refs/remotes/origin/${name}`]),
  ];
  const kept: [string, string][] = [];
  for (const name of new Set(names)) {
    const tip = refs.get(name);
    // One default branch, here and as it was last seen at its origin.
    if (tip !== undefined && (kept.length === 0 || nameOf(kept[0]?.[0]) === nameOf(name))) kept.push([name, tip]);
  }
  return kept;
}

function nameOf(ref: string | undefined): string | undefined {
  return ref?.replace(/^refs\/(heads|remotes\/origin)\//, "");
}

/** A commit that a session names, in the store: its full id, or null where the repository does not have it. */
async function bring(
  store: GitStore,
  refs: ReadonlyMap<string, string>,
  named: string,
): Promise<Result<string | null>> {
  const commit = named.toLowerCase();
  if (!/^[0-9a-f]{7,64}$/.test(commit)) return ok(null);
  const known = await store.resolve(commit);
  if (known !== null) return ok(known);
  if (commit.length === 40 || commit.length === 64) {
    const fetched = await store.fetch([commit]);
    // A repository that no longer has the commit answers with a failure; the other ways to find it are left.
    if (fetched.ok) return ok(await store.resolve(commit));
    if (fetched.error.code !== "git-failed") return fetched;
  }
  const tips = [...refs].flatMap(([name, tip]) => (name.startsWith("refs/heads/") ? [tip] : []));
  if (tips.length === 0 || tips.length > 500) return ok(null);
  const fetched = await store.fetch(tips);
  return fetched.ok ? ok(await store.resolve(commit)) : fetched;
}

function instant(text: string | null): number | null {
  const at = text === null ? Number.NaN : Date.parse(text);
  return Number.isFinite(at) ? at : null;
}

function short(oid: string): string {
  return oid.startsWith("4b825dc6") || oid.startsWith("6ef19b41") ? "nothing" : oid.slice(0, 10);
}
