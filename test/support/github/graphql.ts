import * as z from "zod";
import type { Answer } from "./routes";
import { refusal } from "./routes";
import { allows, type Token } from "./tokens";
import type { World } from "./world";

/*
 * The one question of the GraphQL API that is asked. GitHub's schema is not among what is installed here: the words that a question may
 * be made of are those of its public schema (PullRequest.closingIssuesReferences: IssueConnection; Issue.number and .repository;
 * Repository.nameWithOwner and .pullRequest; PageInfo.hasNextPage), and any other is refused as GitHub refuses it.
 */
const words = new Set(
  "query owner String name number Int repository pullRequest closingIssuesReferences first nodes nameWithOwner pageInfo hasNextPage".split(
    " ",
  ),
);
const askedForm = z.object({
  query: z.string(),
  variables: z.object({ owner: z.string(), name: z.string(), number: z.int() }),
});

interface Question {
  readonly world: World;
  readonly body: unknown;
  readonly token: Token | null;
}

/** Answers a question; errors come with status 200, as GitHub's do. */
export function answerQuestion({ world, body, token }: Question): Answer {
  if (token === null) return refusal(401, "This endpoint requires you to be authenticated.");
  const asked = askedForm.safeParse(body);
  if (!asked.success) return refusal(400, "Problems parsing JSON");
  const { query, variables } = asked.data;
  const strange = (query.match(/[A-Za-z]\w*/g) ?? []).find((word) => !words.has(word));
  if (strange !== undefined) return refused("undefinedField", `Field '${strange}' doesn't exist`);
  const most = Number(/closingIssuesReferences\(first: (\d+)\)/.exec(query)?.[1] ?? "0");
  if (most < 1 || most > 100) return refused("EXCESSIVE_PAGINATION", "`first` must be between 1 and 100.");
  const repository = world.find(variables.owner, variables.name);
  const pull = repository?.issues.get(variables.number)?.pull;
  if (repository === undefined || pull === null || pull === undefined)
    return refused("NOT_FOUND", `Could not resolve to a PullRequest with the number of ${String(variables.number)}.`);
  if (!allows(token, "pull_requests", "read"))
    return refused("FORBIDDEN", "Resource not accessible by personal access token");
  const closed = [...pull.issue.body.matchAll(/\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? #(\d+)/gi)];
  const numbers = [...new Set([...closed.map(([, number]) => Number(number)), ...pull.linked])];
  const nodes = numbers
    .filter((number) => repository.issues.has(number))
    .map((number) => ({ number, repository: { nameWithOwner: `${repository.owner}/${repository.name}` } }));
  const closingIssuesReferences = { nodes: nodes.slice(0, most), pageInfo: { hasNextPage: nodes.length > most } };
  return { status: 200, json: { data: { repository: { pullRequest: { closingIssuesReferences } } } } };
}

function refused(type: string, message: string): Answer {
  return { status: 200, json: { data: null, errors: [{ type, path: ["repository"], message }] } };
}

/** Whether a request is to the GraphQL API, of github.com or of an Enterprise server. */
export function isQuestion({ method, path }: { readonly method: string; readonly path: string }): boolean {
  return method === "POST" && /^\/(?:api\/)?graphql$/.test(path);
}

/** It has an allowance of its own, in points. */
export const questionLimits = {
  "x-ratelimit-limit": "5000",
  "x-ratelimit-remaining": "4999",
  "x-ratelimit-used": "1",
  "x-ratelimit-reset": "4102444800",
  "x-ratelimit-resource": "graphql",
} as const;
