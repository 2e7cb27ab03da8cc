import type { PatchFile } from "./patch-files";
import { sha1 } from "./patch-files";
import {
  countedRepositoryShape,
  labelShape,
  nodeId,
  repositoryShape,
  userShape,
  type Addresses,
} from "./shapes-people";
import type { Commit, Issue, Pull, Repository, Review, ReviewComment } from "./model";
import { filesAt, headOf, type World } from "./world";

/** What every shape of something in a repository is made with. */
export interface Within {
  readonly world: World;
  readonly at: Addresses;
  readonly repository: Repository;
}

export function apiOf({ at, repository }: Within): string {
  return `${at.api}/repos/${repository.owner}/${repository.name}`;
}

export function webOf({ at, repository }: Within): string {
  return `${at.web}/${repository.owner}/${repository.name}`;
}

function association({ repository }: Within, login: string): string {
  return repository.collaborators.has(login) ? "COLLABORATOR" : "CONTRIBUTOR";
}

export function people({ world, at }: Within, logins: Iterable<string>) {
  return [...logins].map((login) => userShape(at, world.person(login)));
}

export function pullSimpleShape(within: Within, pull: Pull) {
  const { world, at, repository } = within;
  const { issue } = pull;
  const api = apiOf(within);
  const number = String(issue.number);
  const url = `${api}/pulls/${number}`;
  const html = `${webOf(within)}/pull/${number}`;
  const head = headOf(pull)?.sha ?? "";
  const owner = world.person(repository.owner, "Organization");
  const repo = countedRepositoryShape(at, repository, owner);
  const author = pull.fork ?? owner;
  const from =
    pull.fork === null
      ? repo
      : { ...countedRepositoryShape(at, { ...repository, owner: pull.fork.login }, pull.fork), fork: true };
  const statuses = `${api}/statuses/${head}`;
  const assignees = people(within, issue.assignees);
  return {
    url,
    id: issue.id,
    node_id: nodeId("PullRequest", issue.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: `${api}/issues/${number}`,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${api}/issues/${number}/comments`,
    statuses_url: statuses,
    number: issue.number,
    state: issue.state,
    locked: false,
    title: issue.title,
    user: userShape(at, issue.by),
    body: issue.body === "" ? null : issue.body,
    labels: [...issue.labels].map((name) => labelShape(at, repository, world.label(repository, name))),
    milestone: null,
    active_lock_reason: null,
    created_at: issue.at,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    merged_at: pull.merged?.at ?? null,
    merge_commit_sha: pull.merged?.commit ?? sha1(`merge ${head}`),
    assignee: assignees[0] ?? null,
    assignees,
    requested_reviewers: people(within, pull.reviewers),
    requested_teams: [...pull.teams].map((slug) => ({ ...teamShape(within, slug), parent: null })),
    head: {
      label: `${author.login}:${pull.branch}`,
      ref: pull.branch,
      sha: head,
      user: userShape(at, author),
      repo: from,
    },
    base: {
      label: `${repository.owner}:${pull.base.ref}`,
      ref: pull.base.ref,
      sha: pull.base.sha,
      user: userShape(at, owner),
      repo,
    },
    _links: {
      self: { href: url },
      html: { href: html },
      issue: { href: `${api}/issues/${number}` },
      comments: { href: `${api}/issues/${number}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: `${api}/pulls/comments{/number}` },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
    author_association: association(within, issue.by.login),
    auto_merge: null,
    draft: pull.draft,
  };
}

export function pullShape(within: Within, pull: Pull) {
  const files = filesAt(pull, headOf(pull)?.sha ?? "");
  return {
    ...pullSimpleShape(within, pull),
    merged: pull.merged !== null,
    mergeable: true,
    rebaseable: true,
    mergeable_state: "clean",
    merged_by: pull.merged === null ? null : userShape(within.at, pull.merged.by),
    requested_teams: [...pull.teams].map((slug) => teamShape(within, slug)),
    comments: pull.issue.comments.length,
    review_comments: pull.comments.length,
    maintainer_can_modify: false,
    commits: pull.commits.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}

function teamShape(within: Within, slug: string) {
  const { at, repository } = within;
  const url = `${at.api}/organizations/1/team/${slug}`;
  return {
    id: 1,
    node_id: nodeId("Team", slug),
    name: slug,
    slug,
    description: null,
    privacy: "closed",
    permission: "push",
    url,
    html_url: `${at.web}/orgs/${repository.owner}/teams/${slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: "organization",
    organization_id: 1,
  };
}

export function commitShape(within: Within, commit: Commit) {
  const api = apiOf(within);
  const author = commit.author === null ? null : userShape(within.at, commit.author);
  const git = { name: commit.author?.name ?? "Team", email: commit.email, date: commit.at };
  return {
    url: `${api}/commits/${commit.sha}`,
    sha: commit.sha,
    node_id: nodeId("Commit", commit.sha),
    html_url: `${webOf(within)}/commit/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    commit: {
      url: `${api}/git/commits/${commit.sha}`,
      author: git,
      committer: git,
      message: commit.message,
      comment_count: 0,
      tree: { sha: sha1(`tree ${commit.sha}`), url: `${api}/git/trees/${sha1(`tree ${commit.sha}`)}` },
      verification: { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null },
    },
    author,
    committer: author,
    parents:
      commit.parent === null
        ? []
        : [
            {
              sha: commit.parent,
              url: `${api}/commits/${commit.parent}`,
              html_url: `${webOf(within)}/commit/${commit.parent}`,
            },
          ],
  };
}

export function fileShape(within: Within, sha: string, file: PatchFile) {
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  return {
    sha: sha1(`blob ${file.hunks ?? file.path}`),
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${webOf(within)}/blob/${sha}/${path}`,
    raw_url: `${webOf(within)}/raw/${sha}/${path}`,
    contents_url: `${apiOf(within)}/contents/${path}?ref=${sha}`,
    ...(file.hunks === null ? {} : { patch: file.hunks }),
    ...(file.previousPath === null ? {} : { previous_filename: file.previousPath }),
  };
}

export function reviewShape(within: Within, pull: Pull, review: Review) {
  const number = String(pull.issue.number);
  const html = `${webOf(within)}/pull/${number}#pullrequestreview-${String(review.id)}`;
  const url = `${apiOf(within)}/pulls/${number}`;
  return {
    id: review.id,
    node_id: nodeId("PullRequestReview", review.id),
    user: userShape(within.at, review.by),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: url,
    author_association: association(within, review.by.login),
    _links: { html: { href: html }, pull_request: { href: url } },
    ...(review.state === "PENDING" ? {} : { submitted_at: review.at }),
    commit_id: review.commit,
  };
}

export function reviewCommentShape(within: Within, pull: Pull, comment: ReviewComment) {
  const number = String(pull.issue.number);
  const url = `${apiOf(within)}/pulls/comments/${String(comment.id)}`;
  const html = `${webOf(within)}/pull/${number}#discussion_r${String(comment.id)}`;
  const onPull = `${apiOf(within)}/pulls/${number}`;
  // Once the head has moved, GitHub says where the comment was and not where it would be now.
  const outdated = headOf(pull)?.sha !== comment.commit;
  const hunks = filesAt(pull, comment.commit).find((file) => file.path === comment.path)?.hunks ?? "";
  return {
    id: comment.id,
    node_id: nodeId("PullRequestReviewComment", comment.id),
    url,
    pull_request_review_id: comment.review,
    diff_hunk: hunks,
    path: comment.path,
    position: outdated ? null : 1,
    original_position: 1,
    commit_id: comment.commit,
    original_commit_id: comment.commit,
    user: userShape(within.at, comment.by),
    body: comment.body,
    created_at: comment.at,
    updated_at: comment.at,
    html_url: html,
    pull_request_url: onPull,
    author_association: association(within, comment.by.login),
    _links: { self: { href: url }, html: { href: html }, pull_request: { href: onPull } },
    start_line: comment.startLine,
    original_start_line: comment.startLine,
    start_side: comment.startSide,
    line: outdated ? null : comment.line,
    original_line: comment.line,
    side: comment.side,
    subject_type: "line",
  };
}

export function issueShape(within: Within, issue: Issue) {
  const { world, at, repository } = within;
  const url = `${apiOf(within)}/issues/${String(issue.number)}`;
  const html = `${webOf(within)}/${issue.pull === null ? "issues" : "pull"}/${String(issue.number)}`;
  const assignees = people(within, issue.assignees);
  return {
    url,
    repository_url: apiOf(within),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: html,
    id: issue.id,
    node_id: nodeId("Issue", issue.id),
    number: issue.number,
    title: issue.title,
    user: userShape(at, issue.by),
    labels: [...issue.labels].map((name) => labelShape(at, repository, world.label(repository, name))),
    state: issue.state,
    state_reason: null,
    locked: false,
    assignee: assignees[0] ?? null,
    assignees,
    milestone: null,
    comments: issue.comments.length,
    created_at: issue.at,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    author_association: association(within, issue.by.login),
    active_lock_reason: null,
    body: issue.body === "" ? null : issue.body,
    ...(issue.pull === null
      ? {}
      : {
          draft: issue.pull.draft,
          pull_request: {
            url: `${apiOf(within)}/pulls/${String(issue.number)}`,
            html_url: html,
            diff_url: `${html}.diff`,
            patch_url: `${html}.patch`,
            merged_at: issue.pull.merged?.at ?? null,
          },
        }),
  };
}

/** An issue as another repository's answer names it: with the repository it is of. */
export function namedIssueShape(within: Within, issue: Issue) {
  const { at, repository, world } = within;
  const owner = world.person(repository.owner, "Organization");
  return { ...issueShape(within, issue), repository: countedRepositoryShape(at, repository, owner) };
}

export function shortRepository(within: Within) {
  const { at, repository, world } = within;
  return repositoryShape(at, repository, world.person(repository.owner, "Organization"));
}
