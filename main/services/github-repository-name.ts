import { err, ok, type Problem, type Result } from "../../shared/result";
import type { GitHubApi, GitHubProblem, Repository } from "../platform/github/port";
import { noteNumber, readRepository, renameRepository, type GitHubRepository } from "../store/github-repositories";
import type { Core } from "../views/core";
import type { Reading } from "./github-pull-artifacts";
import { renameAttempts } from "./github-pull-take";

/** A connected repository as it is called now. */
export interface NamedRepository {
  readonly repository: GitHubRepository;
  /** Attempts that bear the new name. */
  readonly renamed: readonly string[];
  /** What is to be said of it. */
  readonly note: Problem | null;
}

/**
 * Holds a connected repository to GitHub's number of it: one that was renamed or moved is followed, and another that has its name now is
 * not read in its place. Only the account's own host is asked. Err: GitHub's own; "github-moved" where the number is gone.
 */
export async function knowRepository(
  core: Core,
  api: GitHubApi,
  repository: GitHubRepository,
  { signal, cancelled }: Reading,
): Promise<Result<NamedRepository, GitHubProblem>> {
  const same: NamedRepository = { repository, renamed: [], note: null };
  const { number, connection, owner, repo } = repository;
  const found = await api.repository({ owner, repo }, signal);
  if (!found.ok && (found.error.code !== "github-not-found" || number === null)) return found;
  if (isClosed(core)) return ok(same);
  let now: Repository | null = found.ok ? found.value.value : null;
  if (number === null) {
    if (now !== null) noteNumber(core.record, connection, now.id);
  } else if (now?.id !== number) {
    // Its name is another's now, or nobody's: it may still be there under its number.
    const moved = await api.numbered(number, signal);
    if (!moved.ok) return moved.error.code === "github-not-found" ? err(goneProblem(repository, now, found)) : moved;
    now = moved.value.value;
  }
  if (now === null || isClosed(core) || (now.owner === owner && now.name === repo)) return ok(same);
  const before = `${owner}/${repo}`;
  const name = `${now.owner}/${now.name}`;
  if (!renameRepository(core.record, repository, { owner: now.owner, repo: now.name }))
    return err({
      code: "github-moved",
      message: `${before} is called ${name} now, and ${name} is connected by itself.`,
      place: before,
      remedy: `Remove the connection of ${before}: what was read of it stays.`,
    });
  const renamed = readRepository(core.record, connection) ?? repository;
  const formerly = renamed.formerly ?? before;
  const made = await renameAttempts(core, { place: renamed.place, name, formerly }, cancelled);
  core.publish("changed", { scopes: ["inbox", "task", "runners"] });
  return ok({
    repository: renamed,
    renamed: made,
    note: {
      code: "github-renamed",
      message: `${before} is called ${name} on GitHub now. The connection follows it, and its attempts bear the new name.`,
      place: name,
      remedy: "Effects that wait for the old name are held: look at the outbox.",
    },
  });
}

/** Asked as a function: it changes while GitHub is waited for. */
function isClosed(core: Core): boolean {
  return !core.record.open;
}

function goneProblem(
  { owner, repo, number }: GitHubRepository,
  now: Repository | null,
  found: Awaited<ReturnType<GitHubApi["repository"]>>,
): GitHubProblem {
  const name = `${owner}/${repo}`;
  if (now === null && !found.ok) return found.error;
  return {
    code: "github-moved",
    message: `${name} is another repository on GitHub now (number ${String(now?.id ?? 0)}, and not ${String(number ?? 0)}). Nothing of it was read.`,
    place: name,
    remedy: "Connect the one that is meant by its name, and remove this connection.",
  };
}
