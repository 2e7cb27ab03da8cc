import { abilitiesOf, Learned } from "./abilities";
import { artifactZip } from "./artifact";
import type { BudgetKeeper } from "./budget";
import { GitHubClient } from "./client";
import type { Result } from "../../../shared/result";
import type { GitHubApi, GitHubCache, GitHubProblem, RepositoryRef } from "./port";
import { readsOf } from "./reads";
import type { TokenSource } from "./token-source";
import { githubTimes, type WireTimes } from "./wire";
import { writesOf } from "./writes";

export interface GitHubOptions {
  /** "github.com" or an Enterprise host. */
  readonly host: string;
  /** Base address of its REST API. */
  readonly base: string;
  readonly token: TokenSource;
  /** Names host and sign-in where answers are kept; never the token. */
  readonly tokenId: string;
  readonly account: GitHubApi["account"];
  readonly version: string;
  readonly budget: BudgetKeeper;
  readonly cache: GitHubCache | null;
  readonly times?: WireTimes;
  readonly fetch?: typeof fetch;
  /** How often a read is asked again after a 5xx or no answer. */
  readonly retries?: number;
}

/** The client of one account. Nothing is asked yet. */
export function createGitHubApi(options: GitHubOptions): GitHubApi {
  const { host, base, token, tokenId, budget } = options;
  const client = new GitHubClient(
    {
      host,
      base,
      token,
      cacheAccount: `${host} ${tokenId}`,
      cache: options.cache,
      agent: `countersign/${options.version}`,
      budget,
      times: options.times ?? githubTimes,
      fetch: options.fetch ?? fetch,
    },
    options.retries,
  );
  const learned = new Learned();
  const reads = readsOf(client);
  const writes = writesOf(client);
  const noted = <T>(at: RepositoryRef, permission: string, read: Result<T, GitHubProblem>) => {
    learned.takeRead(at, permission, read.ok ? null : read.error);
    return read;
  };
  return {
    host,
    account: options.account,
    ...reads,
    pulls: async (at, asked, signal) => noted(at, "pull_requests", await reads.pulls(at, asked, signal)),
    pull: async (at, signal) => noted(at, "pull_requests", await reads.pull(at, signal)),
    issue: async (at, signal) => noted(at, "issues", await reads.issue(at, signal)),
    statuses: async (at, sha, signal) => noted(at, "statuses", await reads.statuses(at, sha, signal)),
    checkRuns: async (at, sha, signal) => {
      const read = await reads.checkRuns(at, sha, signal);
      learned.take(at, "checks", read.ok ? null : read.error);
      return read;
    },
    abilities: (at, signal) => abilitiesOf(client, learned, at, reads, signal),
    artifactZip: (at, artifact, target, most, signal) => artifactZip(client, at, artifact, target, most, signal),
    write: async (at, what, signal) => {
      const written = await writes.write(at, what, signal);
      learned.take(at, what.operation, written.ok ? null : written.error);
      return written;
    },
    createStatus: async (at, sha, status, signal) => {
      const written = await writes.createStatus(at, sha, status, signal);
      learned.take(at, "status", written.ok ? null : written.error);
      return written;
    },
    git: () => {
      const now = token.current();
      const basic = now === null ? null : Buffer.from(`x-access-token:${now}`).toString("base64");
      return { base: gitBase(host, base), headers: basic === null ? {} : { authorization: `Basic ${basic}` } };
    },
    budget: () => budget.budget(),
    onBudget: (listener) => budget.onBudget(listener),
  };
}

/** Where git is served; beside the API of a test's server. */
function gitBase(host: string, base: string): string {
  const own = host === "github.com" && base !== "https://api.github.com";
  return own ? `${new URL(base).origin}/git` : `https://${host}`;
}
