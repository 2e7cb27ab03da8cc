import { nodeId, userShape } from "./shapes-people";
import { apiOf, namedIssueShape, shortRepository, webOf, type Within } from "./shapes-pull";
import { sha1 } from "./patch-files";
import type { Annotation, Artifact, CheckRun, Comment, Issue, Status, TimelineEvent, WorkflowRun } from "./model";

export function commentShape(within: Within, issue: Issue, comment: Comment) {
  const url = `${apiOf(within)}/issues/comments/${String(comment.id)}`;
  const kind = issue.pull === null ? "issues" : "pull";
  return {
    id: comment.id,
    node_id: nodeId("IssueComment", comment.id),
    url,
    html_url: `${webOf(within)}/${kind}/${String(issue.number)}#issuecomment-${String(comment.id)}`,
    issue_url: `${apiOf(within)}/issues/${String(issue.number)}`,
    body: comment.body,
    user: userShape(within.at, comment.by),
    created_at: comment.at,
    updated_at: comment.updatedAt,
    author_association: within.repository.collaborators.has(comment.by.login) ? "COLLABORATOR" : "NONE",
  };
}

/** One event of an issue's timeline. */
export function eventShape(within: Within, issue: Issue, event: TimelineEvent) {
  const actor = userShape(within.at, event.by);
  if (event.event === "cross-referenced") {
    const source = within.repository.issues.get(Number(event.about)) ?? issue;
    return {
      event: event.event,
      actor,
      created_at: event.at,
      updated_at: event.at,
      source: { type: "issue", issue: namedIssueShape(within, source) },
    };
  }
  const common = {
    id: event.id,
    node_id: nodeId("Event", event.id),
    url: `${apiOf(within)}/issues/events/${String(event.id)}`,
    actor,
    event: event.event,
    commit_id: null,
    commit_url: null,
    created_at: event.at,
    performed_via_github_app: null,
  };
  if (event.event === "labeled") return { ...common, label: { name: event.about, color: "ededed" } };
  if (event.event === "assigned")
    return { ...common, assignee: userShape(within.at, within.world.person(event.about)) };
  if (event.event === "review_requested")
    return {
      ...common,
      review_requester: actor,
      requested_reviewer: userShape(within.at, within.world.person(event.about)),
    };
  return { ...common, state_reason: null };
}

/** A comment as the timeline tells of it. */
export function commentedShape(within: Within, issue: Issue, comment: Comment) {
  return { event: "commented", actor: userShape(within.at, comment.by), ...commentShape(within, issue, comment) };
}

export function checkRunShape(within: Within, run: CheckRun) {
  const url = `${apiOf(within)}/check-runs/${String(run.id)}`;
  const html = `${webOf(within)}/runs/${String(run.id)}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId("CheckRun", run.id),
    head_sha: run.sha,
    external_id: "",
    url,
    html_url: html,
    details_url: html,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.at,
    completed_at: run.status === "completed" ? run.at : null,
    output: {
      title: run.title,
      summary: run.summary,
      text: null,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.id + 1 },
    app: null,
    pull_requests: [],
  };
}

export function annotationShape(within: Within, run: CheckRun, annotation: Annotation) {
  return {
    path: annotation.path,
    blob_href: `${webOf(within)}/blob/${run.sha}/${annotation.path}`,
    start_line: annotation.line,
    start_column: null,
    end_line: annotation.line,
    end_column: null,
    annotation_level: annotation.level,
    title: annotation.title,
    message: annotation.message,
    raw_details: null,
  };
}

export function statusShape(within: Within, status: Status) {
  return { ...simpleStatusShape(within, status), creator: userShape(within.at, status.by) };
}

export function simpleStatusShape(within: Within, status: Status) {
  return {
    url: `${apiOf(within)}/statuses/${status.sha}`,
    avatar_url: null,
    id: status.id,
    node_id: nodeId("StatusContext", status.id),
    state: status.state,
    description: status.description,
    target_url: status.target,
    context: status.context,
    created_at: status.at,
    updated_at: status.at,
  };
}

export function runShape(within: Within, run: WorkflowRun) {
  const url = `${apiOf(within)}/actions/runs/${String(run.id)}`;
  const commit = within.repository.commits.get(run.sha);
  const author = { name: commit?.author?.name ?? "Team", email: commit?.email ?? "team@example.invalid" };
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId("WorkflowRun", run.id),
    head_branch: run.branch,
    head_sha: run.sha,
    path: ".github/workflows/ci.yml",
    display_title: commit?.message ?? run.name,
    run_number: 1,
    run_attempt: 1,
    event: "pull_request",
    status: run.conclusion === null ? "in_progress" : "completed",
    conclusion: run.conclusion,
    workflow_id: 1,
    check_suite_id: run.id + 1,
    check_suite_node_id: nodeId("CheckSuite", run.id + 1),
    url,
    html_url: `${webOf(within)}/actions/runs/${String(run.id)}`,
    pull_requests: [],
    created_at: run.at,
    updated_at: run.at,
    run_started_at: run.at,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${apiOf(within)}/check-suites/${String(run.id + 1)}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: null,
    workflow_url: `${apiOf(within)}/actions/workflows/1`,
    head_commit: {
      id: run.sha,
      tree_id: sha1(`tree ${run.sha}`),
      message: commit?.message ?? "",
      timestamp: run.at,
      author,
      committer: author,
    },
    repository: shortRepository(within),
    head_repository: shortRepository(within),
  };
}

export function artifactShape(within: Within, run: WorkflowRun, artifact: Artifact) {
  const url = `${apiOf(within)}/actions/artifacts/${String(artifact.id)}`;
  return {
    id: artifact.id,
    node_id: nodeId("Artifact", artifact.id),
    name: artifact.name,
    size_in_bytes: artifact.zip.length,
    url,
    archive_download_url: `${url}/zip`,
    expired: artifact.expired,
    created_at: artifact.at,
    expires_at: artifact.at,
    updated_at: artifact.at,
    workflow_run: {
      id: run.id,
      repository_id: within.repository.id,
      head_repository_id: within.repository.id,
      head_branch: run.branch,
      head_sha: run.sha,
    },
  };
}
