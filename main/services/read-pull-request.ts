import type { Result } from "../../shared/result";
import { ok } from "../../shared/result";
import type { HostedRef } from "../platform/github/addresses";
import { pullAccount, pullPlace, readPull } from "../store/github-pulls";
import type { Core } from "../views/core";
import { factsOf } from "../views/pull-facts";
import { githubOf } from "./connect-github";
import { readAndTake } from "./github-pull-take";
import { IngestTally } from "./ingest-tally";

/**
 * Reads one pull request by its address, whoever made it, as an attempt: its change, and what it says as claims to be checked. One that a
 * connected repository lists is the same attempt. Out: the attempt's id.
 */
export async function readPullRequest(core: Core, ref: HostedRef): Promise<Result<string>> {
  const { host, owner, repo, number } = ref;
  const repository = `${owner}/${repo}`;
  const api = githubOf(core, host, pullAccount(core.record, host, repository).login);
  if (!api.ok) return api;
  const before = factsOf(core, readPull(core.record, pullPlace(host, repository), number));
  const reading = { signal: new AbortController().signal, cancelled: () => !core.record.open };
  const read = await readAndTake(core, api.value, { owner, repo, number }, { before, asked: true }, reading);
  if (!read.ok) return read;
  const tally = new IngestTally(core);
  for (const digest of read.value.digests) tally.digests.add(digest);
  tally.log(`Pull request ${repository}#${String(number)}`);
  const [problem] = tally.problems;
  if (problem !== undefined) return { ok: false, error: problem };
  core.publish("changed", { scopes: ["inbox", "task", "audit"] });
  return ok(read.value.attemptId);
}
