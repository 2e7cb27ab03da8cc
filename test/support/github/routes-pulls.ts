import * as z from "zod";
import { notFound, onPull, refusal, withinOf, type Answer, type Call, type Route } from "./routes";
import { commitShape, fileShape, pullShape, pullSimpleShape, reviewCommentShape, reviewShape } from "./shapes-pull";
import type { Pull } from "./model";
import { filesAt, headOf } from "./world";

const side = z.enum(["LEFT", "RIGHT"]);
const reviewSchema = z.object({
  commit_id: z.string().optional(),
  body: z.string().optional(),
  event: z.enum(["APPROVE", "REQUEST_CHANGES", "COMMENT"]).optional(),
  comments: z
    .array(
      z.object({
        path: z.string(),
        body: z.string(),
        line: z.number().optional(),
        side: side.optional(),
        start_line: z.number().optional(),
        start_side: side.optional(),
      }),
    )
    .optional(),
});
const reviewersSchema = z.object({
  reviewers: z.array(z.string()).optional(),
  team_reviewers: z.array(z.string()).optional(),
});
const states = { APPROVE: "APPROVED", REQUEST_CHANGES: "CHANGES_REQUESTED", COMMENT: "COMMENTED" } as const;

function diffOf(call: Call, pull: Pull): Answer {
  if (!pull.tooLarge) return { text: headOf(pull)?.patch ?? "", type: "application/vnd.github.diff; charset=utf-8" };
  return refusal(406, "Sorry, the diff exceeded the maximum number of lines (20000)", [
    { resource: "PullRequest", field: "diff", code: "too_large" },
  ]);
}

/** A review as GitHub takes it: only lines of the diff carry comments, and nobody judges a pull request of his own. */
function createReview(call: Call, pull: Pull): Answer {
  const read = reviewSchema.safeParse(call.body);
  const { viewer, world } = call;
  if (!read.success || viewer === null) return refusal(422, "Validation Failed", [{ code: "invalid" }]);
  const { event, body = "", comments = [] } = read.data;
  // Without a commit GitHub takes the newest one: this is what must never be relied on.
  const commit = read.data.commit_id ?? headOf(pull)?.sha ?? "";
  if (!pull.commits.some((one) => one.sha === commit))
    return refusal(422, "Unprocessable Entity", ["The commit_id is not part of the pull request"]);
  if (event !== undefined && event !== "COMMENT" && viewer.login === pull.issue.by.login)
    return refusal(422, "Unprocessable Entity", [
      `Can not ${event === "APPROVE" ? "approve" : "request changes on"} your own pull request`,
    ]);
  if (event !== undefined && event !== "APPROVE" && body === "" && comments.length === 0)
    return refusal(422, "Unprocessable Entity", ["Body can't be blank"]);
  if (event === undefined && pull.reviews.some((one) => one.state === "PENDING" && one.by.login === viewer.login))
    return refusal(422, "Unprocessable Entity", ["User can only have one pending review per pull request"]);
  const files = filesAt(pull, commit);
  for (const comment of comments) {
    const file = files.find((one) => one.path === comment.path);
    if (file === undefined) return refusal(422, "Unprocessable Entity", ["Path could not be resolved"]);
    const sides = { LEFT: file.left, RIGHT: file.right };
    const inDiff = sides[comment.side ?? "RIGHT"].has(comment.line ?? -1);
    const starts =
      comment.start_line === undefined ||
      (comment.start_line < (comment.line ?? -1) &&
        sides[comment.start_side ?? comment.side ?? "RIGHT"].has(comment.start_line));
    if (!inDiff || !starts) return refusal(422, "Unprocessable Entity", ["Line could not be resolved"]);
  }
  const state = event === undefined ? "PENDING" : states[event];
  const review = world.review(pull, { by: viewer, body, state, commit });
  if (state === "APPROVED" || state === "CHANGES_REQUESTED") pull.reviewers.delete(viewer.login);
  for (const comment of comments)
    world.reviewComment(pull, {
      review: review.id,
      by: viewer,
      path: comment.path,
      body: comment.body,
      commit,
      line: comment.line ?? 0,
      side: comment.side ?? "RIGHT",
      startLine: comment.start_line ?? null,
      startSide: comment.start_side ?? null,
    });
  return { status: 200, json: reviewShape(withinOf(call), pull, review) };
}

function requestReviewers(call: Call, pull: Pull): Answer {
  const read = reviewersSchema.safeParse(call.body);
  if (!read.success) return refusal(422, "Validation Failed");
  const { repository, world, viewer } = call;
  const users = read.data.reviewers ?? [];
  if (users.includes(pull.issue.by.login)) return refusal(422, "Review cannot be requested from pull request author.");
  if (users.some((login) => !repository.collaborators.has(login)))
    return refusal(
      422,
      `Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the ${repository.owner}/${repository.name} repository.`,
    );
  for (const login of users) {
    if (pull.reviewers.has(login)) continue;
    pull.reviewers.add(login);
    if (viewer !== null) world.note(pull.issue, "review_requested", viewer, login);
  }
  for (const slug of read.data.team_reviewers ?? []) pull.teams.add(slug);
  return { status: 201, json: pullSimpleShape(withinOf(call), pull) };
}

const pulls = "/repos/{owner}/{repo}/pulls";
const reads = [["pull_requests", "read"]] as const;
const writes = [["pull_requests", "write"]] as const;

export const pullRoutes: readonly Route[] = [
  {
    method: "GET",
    template: pulls,
    needs: reads,
    answer: (call) => {
      const { query, repository } = call;
      const state = query.get("state") ?? "open";
      const sort = query.get("sort") === "updated" ? "updatedAt" : "at";
      const [user, branch] = (query.get("head") ?? ":").split(":");
      const found = [...repository.issues.values()]
        .filter((issue) => issue.pull !== null && (state === "all" || issue.state === state))
        .filter((issue) => (query.get("base") ?? issue.pull?.base.ref) === issue.pull?.base.ref)
        .filter((issue) => branch === "" || (user === repository.owner && issue.pull?.branch === branch))
        .sort((a, b) => a[sort].localeCompare(b[sort]));
      // Newest first unless told, and for the time of creation, where GitHub's default is the same.
      if ((query.get("direction") ?? "desc") === "desc") found.reverse();
      return { list: found.flatMap(({ pull }) => (pull === null ? [] : [pullSimpleShape(withinOf(call), pull)])) };
    },
  },
  {
    method: "GET",
    template: `${pulls}/{pull_number}`,
    needs: reads,
    answer: onPull((call, pull, within) =>
      /^application\/vnd\.github\.(v3\.)?(diff|patch)/.test(call.accept)
        ? diffOf(call, pull)
        : { status: 200, json: pullShape(within, pull) },
    ),
  },
  {
    method: "PATCH",
    template: `${pulls}/{pull_number}`,
    needs: writes,
    answer: onPull((call, pull, within) => {
      const state = z.object({ state: z.enum(["open", "closed"]).optional() }).safeParse(call.body);
      if (!state.success) return refusal(422, "Validation Failed");
      if (state.data.state !== undefined && state.data.state !== pull.issue.state) {
        pull.issue.state = state.data.state;
        if (call.viewer !== null) call.world.note(pull.issue, "closed", call.viewer, "");
        pull.issue.closedAt = state.data.state === "closed" ? pull.issue.updatedAt : null;
      }
      return { status: 200, json: pullShape(within, pull) };
    }),
  },
  {
    method: "GET",
    template: `${pulls}/{pull_number}/commits`,
    needs: reads,
    // GitHub gives the first 250 of them.
    answer: onPull((_, pull, within) => ({
      list: pull.commits.slice(0, 250).map((commit) => commitShape(within, commit)),
    })),
  },
  {
    method: "GET",
    template: `${pulls}/{pull_number}/files`,
    needs: reads,
    answer: onPull((_, pull, within) => {
      const head = headOf(pull)?.sha ?? "";
      return {
        list: filesAt(pull, head)
          .slice(0, 3000)
          .map((file) => fileShape(within, head, file)),
      };
    }),
  },
  {
    method: "GET",
    template: `${pulls}/{pull_number}/reviews`,
    needs: reads,
    answer: onPull((call, pull, within) => ({
      list: pull.reviews
        .filter((review) => review.state !== "PENDING" || review.by.login === call.viewer?.login)
        .map((review) => reviewShape(within, pull, review)),
    })),
  },
  {
    method: "POST",
    template: `${pulls}/{pull_number}/reviews`,
    needs: writes,
    answer: onPull((call, pull) => createReview(call, pull)),
  },
  {
    method: "GET",
    template: `${pulls}/{pull_number}/reviews/{review_id}`,
    needs: reads,
    answer: onPull((call, pull, within) => {
      const review = pull.reviews.find((one) => one.id === Number(call.path["review_id"]));
      return review === undefined ? notFound : { status: 200, json: reviewShape(within, pull, review) };
    }),
  },
  {
    method: "GET",
    template: `${pulls}/{pull_number}/comments`,
    needs: reads,
    answer: onPull((_, pull, within) => ({
      list: pull.comments.map((comment) => reviewCommentShape(within, pull, comment)),
    })),
  },
  {
    method: "POST",
    template: `${pulls}/{pull_number}/requested_reviewers`,
    needs: writes,
    answer: onPull((call, pull) => requestReviewers(call, pull)),
  },
];
