import * as z from "zod";
import { err, ok } from "../../../shared/result";
import type { GitHubClient } from "./client";
import type { Asked, Fresh, GitHubIssueName, Listed, NumberedRef } from "./port";

const most = 20;

/** By GitHub's public GraphQL schema: PullRequest.closingIssuesReferences is an IssueConnection. */
const question = `query ($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      closingIssuesReferences(first: ${String(most)}) {
        nodes { number repository { nameWithOwner } }
        pageInfo { hasNextPage }
      }
    }
  }
}`;

const form = z.object({
  repository: z.object({
    pullRequest: z.object({
      closingIssuesReferences: z.object({
        // An issue that the account may not see is null.
        nodes: z
          .array(
            z.object({ number: z.int().positive(), repository: z.object({ nameWithOwner: z.string() }) }).nullable(),
          )
          .nullable(),
        pageInfo: z.object({ hasNextPage: z.boolean() }),
      }),
    }),
  }),
});

/** The issues that merging a pull request closes, as GitHub itself links them. */
export async function closingIssues(
  client: GitHubClient,
  { owner, repo, number }: NumberedRef,
  signal: AbortSignal,
): Asked<Fresh<Listed<GitHubIssueName>>> {
  const place = `${owner}/${repo}#${String(number)}`;
  if (client.wire.token.current() === null)
    return err({ code: "github-refused", message: "GitHub's GraphQL API answers accounts alone.", place });
  const asked = await client.query(question, { owner, name: repo, number }, form, { place, signal });
  if (!asked.ok) return asked;
  const { nodes, pageInfo } = asked.value.value.repository.pullRequest.closingIssuesReferences;
  const seen = (nodes ?? []).filter((one) => one !== null);
  const items = seen.map((one) => ({ repository: one.repository.nameWithOwner, number: one.number }));
  const value = {
    items,
    complete: !pageInfo.hasNextPage,
    pages: 1,
    skipped: (nodes ?? []).length - seen.length,
  };
  return ok({ ...asked.value, value });
}
