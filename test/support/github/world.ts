import type {
  CheckRun,
  Comment,
  Commit,
  Issue,
  Label,
  Person,
  Pull,
  Repository,
  Review,
  ReviewComment,
  Status,
  TimelineEvent,
  WorkflowRun,
} from "./model";
import { filesOfPatch, sha1, type PatchFile } from "./patch-files";

/*
 * What the double of GitHub knows: people, repositories and what stands in them. Tests write here what others did on GitHub; what
 * Countersign does comes through the server. Times are the world's own: they move by a second with each change.
 */

export interface NewPull {
  readonly title: string;
  readonly body?: string;
  readonly by: Person;
  readonly branch: string;
  readonly patch: string;
  readonly message?: string;
  readonly labels?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly draft?: boolean;
  /** The head's commit, where a real repository has it. */
  readonly sha?: string;
  readonly base?: string;
  readonly fork?: Person;
}

export class World {
  readonly people = new Map<string, Person>();
  readonly repositories: Repository[] = [];
  /** Addresses that repositories had before. */
  readonly moved = new Map<string, Repository>();
  /** Public SSH keys to sign with, by login. */
  readonly signingKeys = new Map<string, readonly string[]>();
  #id = 1000;
  #seconds = 0;

  /** An instant of its own for each change. */
  now(): string {
    this.#seconds += 1;
    return new Date(Date.UTC(2026, 10, 22, 21, 0, this.#seconds)).toISOString().replace(".000Z", "Z");
  }

  id(): number {
    this.#id += 1;
    return this.#id;
  }

  person(login: string, type: Person["type"] = "User"): Person {
    const known = this.people.get(login);
    if (known !== undefined) return known;
    const person = { login, id: this.id(), type, name: login.replace("[bot]", "") };
    this.people.set(login, person);
    return person;
  }

  repository(owner: string, name: string, files: Readonly<Record<string, string>> = {}, open = false): Repository {
    this.person(owner, "Organization");
    const at = this.now();
    const sha = sha1(`${owner}/${name} first commit`);
    const repository: Repository = {
      id: this.id(),
      owner,
      name,
      private: !open,
      archived: false,
      defaultBranch: "main",
      branches: new Map([["main", sha]]),
      commits: new Map([
        [sha, { sha, parent: null, message: "First", author: null, email: "team@example.invalid", at, patch: "" }],
      ]),
      contents: new Map([[sha, new Map(Object.entries(files))]]),
      issues: new Map(),
      labels: new Map(),
      collaborators: new Set(),
      checkRuns: [],
      statuses: [],
      runs: [],
      at,
      gitFolder: null,
    };
    this.repositories.push(repository);
    return repository;
  }

  find(owner: string, name: string): Repository | undefined {
    const wanted = `${owner}/${name}`.toLowerCase();
    return this.repositories.find((one) => `${one.owner}/${one.name}`.toLowerCase() === wanted);
  }

  rename(repository: Repository, owner: string, name: string): void {
    this.moved.set(`${repository.owner}/${repository.name}`.toLowerCase(), repository);
    this.person(owner, "Organization");
    repository.owner = owner;
    repository.name = name;
  }

  label(repository: Repository, name: string): Label {
    const known = repository.labels.get(name);
    if (known !== undefined) return known;
    const label = { id: this.id(), name, color: "ededed", description: "" };
    repository.labels.set(name, label);
    return label;
  }

  issue(repository: Repository, title: string, body: string, by: Person, labels: readonly string[] = []): Issue {
    const at = this.now();
    const issue: Issue = {
      id: this.id(),
      number: repository.issues.size + 1,
      title,
      body,
      by,
      state: "open",
      labels: new Set(labels.map((name) => this.label(repository, name).name)),
      assignees: new Set(),
      comments: [],
      timeline: [],
      at,
      updatedAt: at,
      closedAt: null,
      pull: null,
    };
    repository.issues.set(issue.number, issue);
    return issue;
  }

  pull(repository: Repository, given: NewPull): Pull {
    const issue = this.issue(repository, given.title, given.body ?? "", given.by, given.labels ?? []);
    const base = given.base ?? repository.branches.get(repository.defaultBranch) ?? "";
    const pull: Pull = {
      issue,
      branch: given.branch,
      base: { ref: repository.defaultBranch, sha: base },
      commits: [],
      reviews: [],
      comments: [],
      linked: new Set(),
      reviewers: new Set(),
      teams: new Set(),
      fork: given.fork ?? null,
      merged: null,
      draft: given.draft ?? false,
      tooLarge: false,
    };
    issue.pull = pull;
    this.push(repository, pull, given);
    for (const [, number] of given.body?.matchAll(/#(\d+)/g) ?? [])
      repository.issues.get(Number(number))?.timeline.push({
        id: this.id(),
        event: "cross-referenced",
        by: given.by,
        at: this.now(),
        about: String(issue.number),
      });
    return pull;
  }

  /** A commit more: the head moves. `patch` is the whole change since the base. */
  push(repository: Repository, pull: Pull, given: Pick<NewPull, "by" | "patch" | "message" | "files" | "sha">): Commit {
    const parent = headOf(pull)?.sha ?? pull.base.sha;
    const message = given.message ?? pull.issue.title;
    const commit: Commit = {
      sha: given.sha ?? sha1(`${parent} ${message} ${given.patch}`),
      parent,
      message,
      author: given.by,
      email: `${String(given.by.id)}+${given.by.login}@example.invalid`,
      at: this.now(),
      patch: given.patch,
    };
    pull.commits.push(commit);
    pull.issue.updatedAt = commit.at;
    repository.commits.set(commit.sha, commit);
    repository.branches.set(pull.branch, commit.sha);
    repository.contents.set(
      commit.sha,
      new Map([...(repository.contents.get(parent) ?? []), ...Object.entries(given.files ?? {})]),
    );
    return commit;
  }

  /** A commit more on the default branch, whose files are `files` in full. */
  commit(repository: Repository, files: Readonly<Record<string, string>>, message = "Change"): Commit {
    const parent = repository.branches.get(repository.defaultBranch) ?? null;
    const sha = sha1(`${parent ?? ""} ${message} ${JSON.stringify(files)}`);
    const commit = { sha, parent, message, author: null, email: "team@example.invalid", at: this.now(), patch: "" };
    repository.commits.set(sha, commit);
    repository.branches.set(repository.defaultBranch, sha);
    repository.contents.set(sha, new Map(Object.entries(files)));
    return commit;
  }

  comment(issue: Issue, by: Person, body: string): Comment {
    const at = this.now();
    const comment = { id: this.id(), by, body, at, updatedAt: at };
    issue.comments.push(comment);
    issue.updatedAt = at;
    return comment;
  }

  review(pull: Pull, given: Omit<Review, "id" | "at">): Review {
    const review = { ...given, id: this.id(), at: this.now() };
    pull.reviews.push(review);
    pull.issue.updatedAt = review.at;
    return review;
  }

  reviewComment(pull: Pull, given: Omit<ReviewComment, "id" | "at">): ReviewComment {
    const comment = { ...given, id: this.id(), at: this.now() };
    pull.comments.push(comment);
    return comment;
  }

  merge(repository: Repository, pull: Pull, by: Person): void {
    const at = this.now();
    const commit = sha1(`merge ${headOf(pull)?.sha ?? ""}`);
    pull.merged = { at, commit, by };
    Object.assign(pull.issue, { state: "closed", closedAt: at, updatedAt: at });
    repository.branches.set(pull.base.ref, commit);
    repository.contents.set(commit, new Map(repository.contents.get(headOf(pull)?.sha ?? "")));
    const message = `Merge pull request #${String(pull.issue.number)}`;
    repository.commits.set(commit, {
      sha: commit,
      parent: pull.base.sha,
      message,
      author: by,
      email: "",
      at,
      patch: "",
    });
  }

  note(issue: Issue, event: TimelineEvent["event"], by: Person, about: string): void {
    const at = this.now();
    issue.timeline.push({ id: this.id(), event, by, at, about });
    issue.updatedAt = at;
  }

  checkRun(repository: Repository, given: Partial<CheckRun> & Pick<CheckRun, "name" | "sha">): CheckRun {
    const run: CheckRun = {
      status: "completed",
      conclusion: "success",
      title: given.name,
      summary: "",
      annotations: [],
      ...given,
      id: this.id(),
      at: this.now(),
    };
    repository.checkRuns.push(run);
    return run;
  }

  status(repository: Repository, given: Omit<Status, "id" | "at">): Status {
    const status = { ...given, id: this.id(), at: this.now() };
    repository.statuses.push(status);
    return status;
  }

  run(
    repository: Repository,
    given: Pick<WorkflowRun, "name" | "sha" | "branch" | "conclusion">,
    artifacts: Readonly<Record<string, Buffer>> = {},
    expired = false,
  ): WorkflowRun {
    const at = this.now();
    const run = {
      ...given,
      id: this.id(),
      at,
      artifacts: Object.entries(artifacts).map(([name, zip]) => ({ id: this.id(), name, zip, expired, at })),
    };
    repository.runs.push(run);
    return run;
  }
}

export function headOf(pull: Pull): Commit | undefined {
  return pull.commits.at(-1);
}

/** The files of a pull request as of one of its commits. */
export function filesAt(pull: Pull, sha: string): PatchFile[] {
  return filesOfPatch(pull.commits.find((commit) => commit.sha === sha)?.patch ?? "");
}
