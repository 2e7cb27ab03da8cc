import * as z from "zod";
import { notFound, onIssue, refusal, withinOf, type Call, type Route } from "./routes";
import { commentedShape, commentShape, eventShape } from "./shapes-checks";
import { labelShape } from "./shapes-people";
import { issueShape } from "./shapes-pull";
import type { Comment, Issue } from "./model";

const issues = "/repos/{owner}/{repo}/issues";
const reads = [
  ["issues", "read"],
  ["pull_requests", "read"],
] as const;
const writes = [
  ["issues", "write"],
  ["pull_requests", "write"],
] as const;

const labelsSchema = z.union([
  z.array(z.string()),
  z
    .object({ labels: z.array(z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)])) })
    .transform(({ labels }) => labels),
]);

function findComment(call: Call): { issue: Issue; comment: Comment } | undefined {
  const id = Number(call.path["comment_id"]);
  for (const issue of call.repository.issues.values()) {
    const comment = issue.comments.find((one) => one.id === id);
    if (comment !== undefined) return { issue, comment };
  }
  return undefined;
}

export const issueRoutes: readonly Route[] = [
  {
    method: "GET",
    template: `${issues}/{issue_number}`,
    needs: reads,
    answer: onIssue((_, issue, within) => ({ status: 200, json: issueShape(within, issue) })),
  },
  {
    method: "GET",
    template: `${issues}/{issue_number}/comments`,
    needs: reads,
    answer: onIssue((call, issue, within) => {
      const since = call.query.get("since") ?? "";
      return {
        list: issue.comments
          .filter((comment) => comment.updatedAt >= since)
          .map((comment) => commentShape(within, issue, comment)),
      };
    }),
  },
  {
    method: "POST",
    template: `${issues}/{issue_number}/comments`,
    needs: writes,
    answer: onIssue((call, issue, within) => {
      const read = z.object({ body: z.string().min(1).max(65_536) }).safeParse(call.body);
      if (!read.success || call.viewer === null) return refusal(422, "Validation Failed", [{ code: "invalid" }]);
      const comment = call.world.comment(issue, call.viewer, read.data.body);
      return { status: 201, json: commentShape(within, issue, comment) };
    }),
  },
  {
    method: "GET",
    template: `${issues}/comments/{comment_id}`,
    needs: reads,
    answer: (call) => {
      const found = findComment(call);
      return found === undefined
        ? notFound
        : { status: 200, json: commentShape(withinOf(call), found.issue, found.comment) };
    },
  },
  {
    method: "PATCH",
    template: `${issues}/comments/{comment_id}`,
    needs: writes,
    answer: (call) => {
      const found = findComment(call);
      const read = z.object({ body: z.string().min(1) }).safeParse(call.body);
      if (found === undefined) return notFound;
      if (!read.success) return refusal(422, "Validation Failed");
      if (found.comment.by.login !== call.viewer?.login) return refusal(403, "Must have admin rights to Repository.");
      found.comment.body = read.data.body;
      found.comment.updatedAt = call.world.now();
      return { status: 200, json: commentShape(withinOf(call), found.issue, found.comment) };
    },
  },
  {
    method: "POST",
    template: `${issues}/{issue_number}/labels`,
    needs: writes,
    answer: onIssue((call, issue) => {
      const read = labelsSchema.safeParse(call.body);
      if (!read.success) return refusal(422, "Validation Failed");
      const { repository, world, viewer } = call;
      for (const name of read.data) {
        const label = world.label(repository, name);
        if (issue.labels.has(label.name)) continue;
        issue.labels.add(label.name);
        if (viewer !== null) world.note(issue, "labeled", viewer, label.name);
      }
      return {
        status: 200,
        json: [...issue.labels].map((name) => labelShape(call.at, repository, world.label(repository, name))),
      };
    }),
  },
  {
    method: "POST",
    template: `${issues}/{issue_number}/assignees`,
    needs: writes,
    answer: onIssue((call, issue, within) => {
      const read = z.object({ assignees: z.array(z.string()).max(10) }).safeParse(call.body);
      if (!read.success) return refusal(422, "Validation Failed");
      // Who cannot be assigned is left out without a word.
      for (const login of read.data.assignees) {
        if (!call.repository.collaborators.has(login) || issue.assignees.has(login)) continue;
        issue.assignees.add(login);
        if (call.viewer !== null) call.world.note(issue, "assigned", call.viewer, login);
      }
      return { status: 201, json: issueShape(within, issue) };
    }),
  },
  {
    method: "GET",
    template: `${issues}/{issue_number}/timeline`,
    needs: reads,
    answer: onIssue((_, issue, within) => ({
      list: [
        ...issue.timeline.map((event) => ({ at: event.at, shape: eventShape(within, issue, event) })),
        ...issue.comments.map((comment) => ({
          at: comment.at,
          shape: commentedShape(within, issue, comment),
        })),
      ]
        .sort((a, b) => a.at.localeCompare(b.at))
        .map(({ shape }) => shape),
    })),
  },
];
