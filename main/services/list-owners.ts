import path from "node:path";
import { realpath } from "node:fs/promises";
import type { Input } from "../../shared/contract/api";
import type { RepositoryOwners } from "../../shared/contract/owners";
import type { CodeownersFile } from "../../shared/model/owners";
import { codeownersPlaces, maxCodeownersBytes, readCodeowners } from "../ownership/codeowners";
import { indexCodeowners } from "../ownership/codeowners-index";
import { ownersOfPaths, ownerShares } from "../ownership/shares";
import { findGitSource, type GitSource } from "../platform/git-source";
import type { GitStore, SourceRefs } from "../platform/git-store";
import { err, ok, type Result } from "../../shared/result";
import type { Core } from "../views/core";
import { openStore } from "./repository-patch";

const mostAnswered = 10_000;
const mostProblems = 200;

/**
 * Says who owns paths of a repository on this machine by the CODEOWNERS of a commit: fetched into a store of our own, so that nothing
 * of it is run. A path that is a folder there stands for all files in it.
 */
export async function listOwners(core: Core, asked: Input<"owners.repository">): Promise<Result<RepositoryOwners>> {
  const folder = path.resolve(asked.folder);
  const source = await findGitSource(folder);
  if (!source.ok) return source;
  if (source.value === null)
    return err({
      code: "not-a-repository",
      message: "This folder is in no git repository.",
      place: folder,
      remedy: "Name the folder of one.",
    });
  const opened = await openStore(core, source.value, () => false);
  if (!opened.ok) return opened;
  const { store, refs } = opened.value;
  const commit = await commitOf(store, refs, source.value, asked.at ?? null);
  if (!commit.ok) return commit;
  const tree = await store.files(commit.value);
  if (!tree.ok) return tree;
  const files = tree.value.map((file) => file.path);
  const wanted = asked.paths === null ? ok(files) : await within(source.value, folder, asked.paths, files);
  if (!wanted.ok) return wanted;
  const read = await fileOf(core, store, commit.value);
  if (!read.ok) return read;
  const { file, text } = read.value;
  const paths = ownersOfPaths(indexCodeowners(readCodeowners(text)), wanted.value);
  const bare = paths.filter((one) => one.owners.length === 0);
  return ok({
    folder: source.value.root ?? source.value.gitDir,
    commit: commit.value,
    file,
    paths: (asked.unowned === true ? bare : paths).slice(0, mostAnswered),
    total: paths.length,
    unowned: bare.length,
    owners: ownerShares(paths),
  });
}

/** The commit that a name stands for, in the store. In: a branch, a tag or the beginning of an id; null: what is checked out. */
async function commitOf(
  store: GitStore,
  { refs }: SourceRefs,
  { head }: GitSource,
  name: string | null,
): Promise<Result<string>> {
  const asked = name ?? head.branch ?? head.commit ?? "";
  const named = ["refs/heads/", "refs/tags/", "refs/remotes/", "refs/remotes/origin/"].flatMap(
    (prefix) => refs.get(`${prefix}${asked}^{}`) ?? refs.get(`${prefix}${asked}`) ?? [],
  )[0];
  const whole = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(asked) ? asked : undefined;
  const tip = named ?? whole;
  const fetched = await store.fetch(
    tip === undefined
      ? [...refs].flatMap(([ref, id]) => (ref.startsWith("refs/heads/") ? [id] : [])).slice(0, 500)
      : [tip],
  );
  if (!fetched.ok) return fetched;
  const commit = await store.resolve(tip ?? asked);
  return commit === null
    ? err({
        code: "commit-missing",
        message: asked === "" ? "The repository has no commit yet." : `The repository has no commit ${asked}.`,
        remedy: "Name a branch, a tag or a commit with --at.",
      })
    : ok(commit);
}

/** Paths as they are asked for, from the repository's root; a folder of the tree becomes the files in it. */
async function within(
  { root }: GitSource,
  folder: string,
  paths: readonly string[],
  files: readonly string[],
): Promise<Result<string[]>> {
  const inside =
    root === null
      ? ""
      : path
          .relative(root, await realpath(folder))
          .split(path.sep)
          .join("/");
  const found: string[] = [];
  for (const one of paths) {
    const place = path.posix.normalize(path.posix.join(inside, one.split(path.sep).join("/"))).replace(/\/+$/, "");
    if (place === ".." || place.startsWith("../") || path.posix.isAbsolute(one))
      return err({
        code: "path-outside",
        message: `${one} is not in the repository.`,
        remedy: "Name paths from the folder, or from --repo.",
      });
    const beneath = place === "." ? files : files.filter((file) => file.startsWith(`${place}/`));
    found.push(...(beneath.length === 0 ? [place] : beneath));
  }
  return ok([...new Set(found)]);
}

async function fileOf(
  core: Core,
  store: GitStore,
  commit: string,
): Promise<Result<{ readonly file: CodeownersFile; readonly text: string }>> {
  const seen = { commit, source: "repository" as const, readAt: core.platform.clock.now().toISOString() };
  const none = { rules: 0, skipped: 0, problems: [] };
  for (const place of codeownersPlaces) {
    const found = await store.fileAt(commit, place);
    if (!found.ok) return found;
    if (found.value === null) continue;
    const { bytes, oid } = found.value;
    if (bytes >= maxCodeownersBytes)
      return ok({ file: { state: "too-large", place, bytes, ...seen, ...none }, text: "" });
    const blob = await store.blob(oid, maxCodeownersBytes);
    if (!blob.ok) return blob;
    const text = blob.value.toString("utf8");
    const { rules, problems } = readCodeowners(text);
    const said = { rules: rules.length, skipped: problems.length, problems: problems.slice(0, mostProblems) };
    return ok({ file: { state: "file", place, bytes, ...seen, ...said }, text });
  }
  return ok({ file: { state: "none", place: null, bytes: 0, ...seen, ...none }, text: "" });
}
