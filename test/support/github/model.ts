/* What the double of GitHub knows of: people, repositories and what stands in them. */

export interface Person {
  readonly login: string;
  readonly id: number;
  readonly type: "User" | "Bot" | "Organization";
  readonly name: string;
}

export interface Label {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly description: string;
}

export interface Commit {
  readonly sha: string;
  readonly parent: string | null;
  readonly message: string;
  readonly author: Person | null;
  readonly email: string;
  readonly at: string;
  /** The whole change from the merge base to this commit; empty for commits of the default branch. */
  readonly patch: string;
}

export interface Comment {
  readonly id: number;
  readonly by: Person;
  body: string;
  readonly at: string;
  updatedAt: string;
}

export interface TimelineEvent {
  readonly id: number;
  readonly event: "labeled" | "assigned" | "closed" | "review_requested" | "cross-referenced";
  readonly by: Person;
  readonly at: string;
  /** A label's name, a login or a number of the repository, by event. */
  readonly about: string;
}

export interface Issue {
  readonly id: number;
  readonly number: number;
  title: string;
  body: string;
  readonly by: Person;
  state: "open" | "closed";
  readonly labels: Set<string>;
  readonly assignees: Set<string>;
  readonly comments: Comment[];
  readonly timeline: TimelineEvent[];
  readonly at: string;
  updatedAt: string;
  closedAt: string | null;
  /** Set where the issue is a pull request. */
  pull: Pull | null;
}

export interface ReviewComment {
  readonly id: number;
  readonly review: number;
  readonly by: Person;
  readonly path: string;
  readonly body: string;
  readonly commit: string;
  readonly line: number;
  readonly side: "LEFT" | "RIGHT";
  readonly startLine: number | null;
  readonly startSide: "LEFT" | "RIGHT" | null;
  readonly at: string;
}

export interface Review {
  readonly id: number;
  readonly by: Person;
  readonly body: string;
  readonly state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED" | "PENDING";
  readonly commit: string;
  readonly at: string;
}

export interface Pull {
  readonly issue: Issue;
  readonly branch: string;
  readonly base: { readonly ref: string; readonly sha: string };
  readonly commits: Commit[];
  readonly reviews: Review[];
  readonly comments: ReviewComment[];
  /** Issues that somebody linked in the sidebar: numbers of the repository. */
  readonly linked: Set<number>;
  readonly reviewers: Set<string>;
  readonly teams: Set<string>;
  /** Whose fork the branch is in; null where it is in the repository itself. */
  readonly fork: Person | null;
  merged: { readonly at: string; readonly commit: string; readonly by: Person } | null;
  draft: boolean;
  /** The diff is more than the API gives: 406. */
  tooLarge: boolean;
}

export interface Annotation {
  readonly path: string;
  readonly line: number;
  readonly level: "notice" | "warning" | "failure";
  readonly title: string;
  readonly message: string;
}

export interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly sha: string;
  readonly status: "queued" | "in_progress" | "completed";
  readonly conclusion:
    "success" | "failure" | "neutral" | "cancelled" | "skipped" | "timed_out" | "action_required" | null;
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  readonly at: string;
}

export interface Status {
  readonly id: number;
  readonly sha: string;
  readonly state: "error" | "failure" | "pending" | "success";
  readonly context: string;
  readonly description: string | null;
  readonly target: string | null;
  readonly by: Person;
  readonly at: string;
}

export interface Artifact {
  readonly id: number;
  readonly name: string;
  readonly zip: Buffer;
  readonly expired: boolean;
  readonly at: string;
}

export interface WorkflowRun {
  readonly id: number;
  readonly name: string;
  readonly sha: string;
  readonly branch: string;
  readonly conclusion: string | null;
  readonly artifacts: Artifact[];
  readonly at: string;
}

export interface Repository {
  readonly id: number;
  owner: string;
  name: string;
  readonly private: boolean;
  archived: boolean;
  readonly defaultBranch: string;
  readonly branches: Map<string, string>;
  readonly commits: Map<string, Commit>;
  /** Files by commit. */
  readonly contents: Map<string, Map<string, string>>;
  readonly issues: Map<number, Issue>;
  readonly labels: Map<string, Label>;
  readonly collaborators: Set<string>;
  readonly checkRuns: CheckRun[];
  readonly statuses: Status[];
  readonly runs: WorkflowRun[];
  readonly at: string;
  /** A bare repository that fetches of /git/OWNER/NAME.git are served from; null where tests do not fetch. */
  gitFolder: string | null;
}
