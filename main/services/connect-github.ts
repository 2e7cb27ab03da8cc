import { err, ok, type Problem, type Result } from "../../shared/result";
import type { GitHubChoice } from "../../shared/model/connection";
import { parseRepositoryAddress } from "../platform/github/addresses";
import type { GitHubApi, GitHubProblem, RepositoryRef } from "../platform/github/port";
import { readConnection } from "../store/connections";
import { readRepository, writeRepository } from "../store/github-repositories";
import type { Core } from "../views/core";

interface HostedRepository extends RepositoryRef {
  readonly host: string;
}

/** What is asked of a repository; what is left out stays as it was. */
export type AskedChoice = { readonly [K in keyof GitHubChoice]?: GitHubChoice[K] | undefined };

/** A repository that answered, under the name GitHub has for it. */
export interface FoundRepository extends HostedRepository {
  readonly path: string;
  readonly name: string;
}

/**
 * The client for a host that an address names: an address may name any host, so that one other than github.com is asked only where an
 * account of it is signed in. Codes: "github-no-account", "github-locked".
 */
export function githubOf(core: Core, host: string, login: string | null): Result<GitHubApi> {
  const api = core.github.api(host, login);
  if (!api.ok || host === "github.com" || api.value.account !== null) return api;
  return err({
    code: "github-no-account",
    message: `No account of ${host} is signed in here, so it is not asked.`,
    place: host,
    remedy: `Sign in where this is your GitHub Enterprise Server: countersign github login --host ${host}`,
  });
}

/**
 * Asks GitHub for a repository before it is connected: a wrong name, one that the account may not see, or whose pull requests it may not
 * read, is told at once.
 * In: `OWNER/REPO` or an address; the account's login or null. Codes: "not-a-github-repository", and GitHub's own.
 */
export async function findRepository(
  core: Core,
  given: string,
  login: string | null,
): Promise<Result<FoundRepository>> {
  const named = parseRepositoryAddress(given.trim());
  if (named === null)
    return err({
      code: "not-a-github-repository",
      message: "This is neither OWNER/REPO nor the address of a repository on GitHub.",
      place: given.slice(0, 300),
      remedy:
        "Write it as OWNER/REPO, or as https://github.com/OWNER/REPO (or the host of your GitHub Enterprise Server).",
    });
  const { host } = named;
  const api = githubOf(core, host, login);
  if (!api.ok) return api;
  const { signal } = new AbortController();
  const found = await api.value.repository(named, signal);
  if (!found.ok) return err(once(found.error));
  // Who may see a repository need not be let read its pull requests. What comes is stored: the first reading asks for it anew for nothing.
  const listed = await api.value.pulls(named, { state: "open", since: null, most: 1 }, signal);
  if (!listed.ok) return err(once(listed.error));
  const { owner, name } = found.value.value;
  const repository = { host, owner, repo: name };
  return ok({ ...repository, path: `https://${host}/${owner}/${name}`, name: `${owner}/${name}` });
}

/** What is not connected yet is not asked again by itself, as what follows GitHub would. */
function once(problem: GitHubProblem): Problem {
  const { code, retryAt } = problem;
  if (code === "github-unreachable")
    return { ...problem, remedy: "Check the network and connect it again: nothing was connected." };
  if (code === "github-limit")
    return {
      ...problem,
      remedy: `Connect it again${retryAt === undefined ? "" : ` after ${retryAt}`}: nothing was connected.`,
    };
  return problem;
}

/** Keeps what is asked of a connected repository. What is left out of the choice stays as it was. */
export function chooseOfRepository(
  core: Core,
  connection: string,
  { host, owner, repo }: HostedRepository,
  choice: AskedChoice,
): void {
  const known = readRepository(core.record, connection);
  writeRepository(core.record, {
    connection,
    host,
    owner,
    repo,
    login: choice.login === undefined ? (known?.login ?? null) : choice.login,
    take: choice.take ?? known?.take ?? "agents",
    authors: choice.authors ?? known?.authors ?? [],
  });
}

/** Changes with which account a repository is read and what of it is taken; the next sync reads its list from the start. */
export function changeGitHubChoice(core: Core, id: string, choice: GitHubChoice): Result<Record<string, never>> {
  const known = readRepository(core.record, id);
  if (known === null || readConnection(core.record, id) === null)
    return err({
      code: "not-found",
      message: "That connection is gone, or is no repository of GitHub.",
      remedy: "Look at the list of runners again.",
    });
  if (choice.login !== null) {
    const api = core.github.api(known.host, choice.login);
    if (!api.ok) return api;
  }
  chooseOfRepository(core, id, known, choice);
  core.publish("changed", { scopes: ["runners"] });
  return ok({});
}
