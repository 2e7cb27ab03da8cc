import { createHash } from "node:crypto";
import * as z from "zod";
import { err, ok } from "../../../shared/result";
import { bodyOf } from "./bodies";
import type { GitHubClient, Params } from "./client";
import { operations } from "./operations";
import type { Asked, GitHubApi, GitHubWrite, NumberedRef, RepositoryRef, StatusToWrite, Written } from "./port";
import { formProblem } from "./problems";

const instant = z.iso.datetime({ offset: true });
const made = z.object({
  id: z.int().nonnegative(),
  html_url: z.string().optional(),
  url: z.string().optional(),
  submitted_at: instant.nullish(),
  created_at: instant.nullish(),
  updated_at: instant.nullish(),
});

interface Sending {
  readonly route: string;
  readonly params: Params;
  readonly body: string;
  readonly place: string;
  /** What GitHub answers is not what was made, but the pull request or a list: it is named so instead. */
  readonly instead: { readonly id: string; readonly url: string } | null;
}

/** What is written for an account, by its client: each once. */
export function writesOf(client: GitHubClient): Pick<GitHubApi, "write" | "createStatus"> {
  return {
    write: (at, what, signal) => send(client, sendingOf(client.wire.host, at, what), signal),
    createStatus: (at, sha, status, signal) => send(client, statusOf(at, sha, status), signal),
  };
}

function sendingOf(host: string, at: NumberedRef, what: GitHubWrite): Sending {
  const { owner, repo, number } = at;
  const onPull = what.operation === "review" || what.operation === "reviewers" || what.operation === "close";
  const isMade = what.operation === "review" || what.operation === "comment";
  return {
    route: operations[what.operation],
    params: { owner, repo, ...(onPull ? { pull_number: number } : { issue_number: number }) },
    body: bodyOf(what),
    place: `${owner}/${repo}#${String(number)}`,
    // GitHub sends on from there to /pull/ where the number is a pull request's.
    instead: isMade
      ? null
      : { id: String(number), url: `https://${host}/${owner}/${repo}/${onPull ? "pull" : "issues"}/${String(number)}` },
  };
}

function statusOf({ owner, repo }: RepositoryRef, sha: string, status: StatusToWrite): Sending {
  const { state, context, description, target } = status;
  return {
    route: operations.status,
    params: { owner, repo, sha },
    body: JSON.stringify({ state, context, description, ...(target === null ? {} : { target_url: target }) }),
    place: `${owner}/${repo}@${sha.slice(0, 12)}`,
    instead: null,
  };
}

async function send(client: GitHubClient, sending: Sending, signal: AbortSignal): Asked<Written> {
  const { route, params, body, place, instead } = sending;
  const answer = await client.ask(route, params, { place, signal, body });
  if (!answer.ok) return answer;
  const sent = createHash("sha256").update(body).digest("hex");
  const at = answer.value.date ?? new Date().toISOString();
  if (instead !== null) return ok({ ...instead, at, sent });
  const read = made.safeParse(answer.value.data);
  // It was done, but what is there now is not known: as if the answer had been lost.
  if (!read.success) return err(formProblem(client.failure(place, true), "in a form Countersign does not know"));
  const { id, html_url, url, submitted_at, created_at } = read.data;
  return ok({ id: String(id), url: html_url ?? url ?? "", at: submitted_at ?? created_at ?? at, sent });
}
