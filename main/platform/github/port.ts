import type {
  GitHubAnnotation,
  GitHubArtifact,
  GitHubCheckRun,
  GitHubStatus,
  GitHubWorkflowRun,
} from "../../../shared/model/github-checks";
import type {
  GitHubComment,
  GitHubCommit,
  GitHubFile,
  GitHubIssue,
  GitHubPull,
  GitHubPullSummary,
  GitHubReference,
  GitHubReview,
  GitHubReviewComment,
} from "../../../shared/model/github-pull";
import type { Problem, Result } from "../../../shared/result";

/** Names a repository of the account's host. */
export interface RepositoryRef {
  readonly owner: string;
  readonly repo: string;
}

/** Names one pull request or issue. */
export interface NumberedRef extends RepositoryRef {
  readonly number: number;
}

/** Why something asked of GitHub brought nothing. */
export type GitHubCode =
  | "github-not-found"
  /** 401: the token is not valid (any more), or there is none. */
  | "github-token"
  /** 403: `needs` says which permission GitHub wants. */
  | "github-forbidden"
  /** Nothing is asked before `retryAt`. What was asked for was not done. */
  | "github-limit"
  /** No answer, or a 5xx to a read. Of a write: it certainly was not sent. */
  | "github-unreachable"
  /** Of a write alone: it was sent, and what became of it is not known. Look for it before it is sent again. */
  | "github-lost"
  /** The repository or the address is elsewhere now. */
  | "github-moved"
  /** 4xx that says what was asked is not acceptable (422 above all). It was not done. */
  | "github-refused"
  /** An answer of another form, or larger than is taken. */
  | "github-form"
  /** The signal ended it before anything was sent. */
  | "github-stopped";

export interface GitHubProblem extends Problem {
  readonly code: GitHubCode;
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  /** X-Accepted-GitHub-Permissions of a refusal, e.g. "pull_requests=write". */
  readonly needs?: string;
  /** Of github-limit: RFC 3339. */
  readonly retryAt?: string;
}

export type Asked<T> = Promise<Result<T, GitHubProblem>>;

/** What was read, and whether GitHub said that it is still what was stored (304). */
export interface Fresh<T> {
  readonly value: T;
  /** Of one answer; null where GitHub gave none, and of lists of several pages. */
  readonly etag: string | null;
  /** Every request it took was answered by 304: nothing changed since it was stored. */
  readonly fromCache: boolean;
}

/** A list, and whether it is all of it: a list stops at a number of pages, and says so. */
export interface Listed<T> {
  readonly items: readonly T[];
  readonly complete: boolean;
  /** Pages read. */
  readonly pages: number;
  /** Entries that did not have GitHub's documented form and were left out. */
  readonly skipped: number;
}

/** What GitHub says of a write that was done. */
export interface Written {
  /** GitHub's id of what was made; of labels, assignees, reviewers and closing: the pull request's number. */
  readonly id: string;
  readonly url: string;
  /** GitHub's time of it, RFC 3339. */
  readonly at: string;
  /** SHA-256 of the bytes that were sent. */
  readonly sent: string;
}

/** Who a token speaks for, and what GitHub says of the token itself. */
export interface Viewer {
  readonly login: string;
  readonly id: number;
  readonly name: string | null;
  /** Of a classic token: its scopes (x-oauth-scopes). Null where GitHub names none. */
  readonly scopes: readonly string[] | null;
  /** github-authentication-token-expiration, RFC 3339. */
  readonly expiresAt: string | null;
}

export interface Repository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly private: boolean;
  readonly archived: boolean;
  readonly defaultBranch: string;
  readonly url: string;
  readonly cloneUrl: string;
  /** The account's role: what of these it has. Null without a token. */
  readonly role: Readonly<Record<"admin" | "maintain" | "push" | "triage" | "pull", boolean>> | null;
}

/** What can be asked to be done, and what reading checks needs. */
export const githubActs = [
  "review",
  "comment",
  "labels",
  "assignees",
  "reviewers",
  "close",
  "status",
  "checks",
] as const;
export type GitHubAct = (typeof githubActs)[number];

/**
 * Whether the account may do something in a repository: `yes` and `no` are known (by scopes, role, or an earlier answer), `untried`
 * is what only GitHub's answer to the act itself tells. `why` is a sentence for the screen.
 */
export interface Ability {
  readonly may: "yes" | "no" | "untried";
  readonly why: string;
}
export type Abilities = Readonly<Record<GitHubAct, Ability>>;

export interface InlineComment {
  readonly path: string;
  readonly body: string;
  /** Line of the file on that side; for several lines the last. */
  readonly line: number;
  readonly side: "LEFT" | "RIGHT";
  readonly startLine?: number;
  readonly startSide?: "LEFT" | "RIGHT";
}

export interface ReviewToWrite {
  /** The commit that was judged. GitHub would take the newest without it. */
  readonly commit: string;
  readonly event: "APPROVE" | "REQUEST_CHANGES" | "COMMENT";
  readonly body: string;
  readonly comments: readonly InlineComment[];
}

/** A write as it is sent: bodies.ts makes the exact bytes of it. */
export type GitHubWrite =
  | ({ readonly operation: "review" } & ReviewToWrite)
  | { readonly operation: "comment"; readonly body: string }
  | { readonly operation: "labels"; readonly labels: readonly string[] }
  | { readonly operation: "assignees"; readonly assignees: readonly string[] }
  | { readonly operation: "reviewers"; readonly users: readonly string[]; readonly teams: readonly string[] }
  | { readonly operation: "close" };

export interface StatusToWrite {
  readonly state: "error" | "failure" | "pending" | "success";
  readonly context: string;
  readonly description: string;
  readonly target: string | null;
}

/** What is left of GitHub's allowance, by its own headers, and what this program asked since it started. */
export interface Budget {
  /** Null until the first answer. */
  readonly limit: number | null;
  readonly remaining: number | null;
  /** When `remaining` is `limit` again, RFC 3339. */
  readonly resetAt: string | null;
  /** When GitHub last said so. */
  readonly seenAt: string | null;
  /** Requests sent in the last hour, those answered 304 among them. */
  readonly requests: number;
  /** Of these, answered 304: GitHub does not count them. */
  readonly notModified: number;
  /** Writes sent in the last hour. */
  readonly writes: number;
  /** Until when nothing is asked because GitHub said so, RFC 3339; null while nothing is in the way. */
  readonly blockedUntil: string | null;
}

/** An answer that was stored with its ETag. */
export interface CachedAnswer {
  readonly etag: string;
  readonly body: string;
  readonly contentType: string;
  /** The Link header, by which the next page is found. */
  readonly link: string | null;
}

/** `account` names host and token: another token may see less. */
export interface CacheKey {
  readonly account: string;
  readonly url: string;
  readonly accept: string;
}

/** Where answers are kept between runs. Both are synchronous: they are SQLite's, or a map. */
export interface GitHubCache {
  get(key: CacheKey): CachedAnswer | null;
  put(key: CacheKey, answer: CachedAnswer): void;
}

/** An issue by its place: "owner/repo" and number. */
export interface GitHubIssueName {
  readonly repository: string;
  readonly number: number;
}

export interface PullsAsked {
  readonly state: "open" | "closed" | "all";
  /** Only those updated at or after this instant; the list is in order of their last update, newest first. */
  readonly since: string | null;
  /** Stop when this many were read. */
  readonly most?: number;
}

/**
 * Everything that is asked of GitHub for one account (host and token; or a host without a token). Reads are conditional where a
 * cache is given, and tried again where GitHub is busy. Writes go one at a time, a second or more apart, and are never tried again.
 */
export interface GitHubApi {
  /** "github.com" or the Enterprise host, as in addresses for people. */
  readonly host: string;
  /** Null without a token. */
  readonly account: { readonly login: string; readonly id: number } | null;

  viewer(signal: AbortSignal): Asked<Viewer>;
  repository(at: RepositoryRef, signal: AbortSignal): Asked<Fresh<Repository>>;
  /** A repository by GitHub's number of it, whatever it is called now. */
  numbered(number: number, signal: AbortSignal): Asked<Fresh<Repository>>;
  /** What the account may do here, found out without doing any of it. */
  abilities(at: RepositoryRef, signal: AbortSignal): Asked<Abilities>;

  pulls(at: RepositoryRef, asked: PullsAsked, signal: AbortSignal): Asked<Fresh<Listed<GitHubPullSummary>>>;
  pull(at: NumberedRef, signal: AbortSignal): Asked<Fresh<GitHubPull>>;
  /** The unified diff, merge base to head. GitHub refuses above 20,000 lines or 300 files: code github-refused; fetch it then. */
  pullDiff(at: NumberedRef, signal: AbortSignal): Asked<Fresh<string>>;
  /** At most 250, which is GitHub's limit; `complete` is false there. */
  pullCommits(at: NumberedRef, signal: AbortSignal): Asked<Fresh<Listed<GitHubCommit>>>;
  /** At most 3,000, which is GitHub's limit. */
  pullFiles(at: NumberedRef, signal: AbortSignal): Asked<Fresh<Listed<GitHubFile>>>;
  reviews(at: NumberedRef, signal: AbortSignal): Asked<Fresh<Listed<GitHubReview>>>;
  reviewComments(at: NumberedRef, signal: AbortSignal): Asked<Fresh<Listed<GitHubReviewComment>>>;
  issueComments(at: NumberedRef, signal: AbortSignal): Asked<Fresh<Listed<GitHubComment>>>;
  checkRuns(at: RepositoryRef, sha: string, signal: AbortSignal): Asked<Fresh<Listed<GitHubCheckRun>>>;
  checkAnnotations(at: RepositoryRef, checkRun: number, signal: AbortSignal): Asked<Fresh<Listed<GitHubAnnotation>>>;
  statuses(at: RepositoryRef, sha: string, signal: AbortSignal): Asked<Fresh<Listed<GitHubStatus>>>;
  workflowRuns(at: RepositoryRef, sha: string, signal: AbortSignal): Asked<Fresh<Listed<GitHubWorkflowRun>>>;
  artifacts(at: RepositoryRef, run: number, signal: AbortSignal): Asked<Fresh<Listed<GitHubArtifact>>>;
  /** Writes the zip archive to a path that does not exist yet. In: the most bytes. Out: how many there are. */
  artifactZip(
    at: RepositoryRef,
    artifact: number,
    target: string,
    most: number,
    signal: AbortSignal,
  ): Asked<{ readonly bytes: number; readonly sha256: string }>;
  issue(at: NumberedRef, signal: AbortSignal): Asked<Fresh<GitHubIssue>>;
  /** What refers to an issue, by its timeline. Closing keywords in a pull request's body are read by whoever has the body. */
  references(at: NumberedRef, signal: AbortSignal): Asked<Fresh<Listed<GitHubReference>>>;
  /**
   * The issues that merging a pull request closes, by keyword or by a link that was made by hand: GitHub's GraphQL API alone tells. Twenty at
   * most. It wants a token: code github-refused without one, and where the token may not.
   */
  closingIssues(at: NumberedRef, signal: AbortSignal): Asked<Fresh<Listed<GitHubIssueName>>>;
  /** A file at a commit or branch; null where there is none. At most 1 MiB. */
  content(at: RepositoryRef, path: string, ref: string, signal: AbortSignal): Asked<Fresh<string | null>>;
  /** Public SSH keys that an account signs with, as GitHub keeps them. */
  signingKeys(login: string, signal: AbortSignal): Asked<Fresh<Listed<string>>>;

  /** Does one thing to one pull request or issue, once. */
  write(at: NumberedRef, what: GitHubWrite, signal: AbortSignal): Asked<Written>;
  /** Sets a status of a commit: the same context is replaced, so it may be sent again. */
  createStatus(at: RepositoryRef, sha: string, status: StatusToWrite, signal: AbortSignal): Asked<Written>;

  /**
   * Where git over https is served for this account's host, and the header that lets it in; no header without a token. Only for what
   * passes it on to git without it standing in arguments, environment or files.
   */
  git(): { readonly base: string; readonly headers: Readonly<Record<string, string>> };

  budget(): Budget;
  /** Told after each answer. Out: ends it. */
  onBudget(listener: (budget: Budget) => void): () => void;
}

/** The accounts of this data folder, as services see them. A client is asked for anew for each piece of work: accounts come and go. */
export interface GitHubAccess {
  /**
   * The client of an account: the kept one of that host and login, else the only or first one of the host, else GITHUB_TOKEN for
   * github.com, else none, which reads what is public. In: login null for whichever there is. Err: the token is locked
   * ("github-locked"), or there is no account of that login ("github-no-account").
   */
  api(host: string, login: string | null): Result<GitHubApi>;
}
