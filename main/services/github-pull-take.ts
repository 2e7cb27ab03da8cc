import { err, ok, type Result } from "../../shared/result";
import { checksAreOpen } from "../github/check-answers";
import { checksAreDue } from "../github/poll-plan";
import type { PullFacts } from "../github/pull-facts";
import { agentOf } from "../github/task-of-pull";
import type { GitHubApi, GitHubProblem, NumberedRef } from "../platform/github/port";
import {
  noteChecks,
  noteLooked,
  notePullProblem,
  noteRead,
  pullPlace,
  pullsWithFacts,
  readPull,
} from "../store/github-pulls";
import { settledPulls } from "../store/github-pull-lists";
import type { GitHubRepository } from "../store/github-repositories";
import { sessionsOfPulls } from "../store/pull-commits";
import { attemptKeyOf, readTask, taskKeyOf, taskOfAttempt, upsertTask } from "../store/tasks";
import type { Core } from "../views/core";
import { factsOf } from "../views/pull-facts";
import { breathe } from "./breathe";
import { endsReading, type Reading } from "./github-pull-artifacts";
import { makePullAttempt } from "./github-pull-attempt";
import { rest, rowOf } from "./github-pull-list";
import { keepPullOwners } from "./github-pull-owners";
import { readChecks, readPullFacts } from "./github-pull-read";

/** What reading one pull request came to. */
export interface TakenPull {
  readonly attemptId: string;
  readonly taskId: string;
  /** Digests of what was archived for it. */
  readonly digests: readonly string[];
}

/** Checks that are looked at again in one sync. */
const mostRechecked = 40;
/** Open pull requests among which they are looked for. */
const mostSettled = 1000;

/** Archives what was read of a pull request and makes its attempt. `asked`: a person asked for it by its address. */
async function takeFacts(
  core: Core,
  facts: PullFacts,
  { asked, cancelled }: { readonly asked: boolean; readonly cancelled: () => boolean },
): Promise<TakenPull | null> {
  const digest = core.archive.put(Buffer.from(JSON.stringify(facts), "utf8"));
  const attemptId = await makePullAttempt(core, facts, cancelled);
  if (attemptId === null || isClosed(core)) return null;
  const { pull } = facts;
  const place = pullPlace(facts.host, facts.repository);
  const agent = agentOf(facts);
  const marked = agent === null ? null : { id: agent.id, name: agent.name, signs: agent.signs };
  noteRead(core.record, {
    ...rowOf(place, pull),
    agent: marked,
    bot: agent?.kind === "bot",
    readUpdatedAt: pull.updatedAt,
    facts: digest,
    attemptId,
    checksOpen: checksAreOpen(facts.checks),
    checksAt: facts.readAt,
    asked,
  });
  noteLooked(
    core.record,
    { place, number: pull.number },
    { head: pull.head.sha, agent: marked, bot: agent?.kind === "bot" },
  );
  const taskId = taskOfAttempt(core.index, attemptId) ?? "";
  // What was said there counts from now on: its row is worked out anew.
  const [task, key] = [readTask(core.index, taskId), taskKeyOf(core.index, taskId)];
  if (task !== null && key !== null) upsertTask(core.index, key, task);
  return {
    attemptId,
    taskId,
    digests: [
      digest,
      ...(facts.patch.digest === null ? [] : [facts.patch.digest]),
      ...facts.artifacts.flatMap((one) => one.files.map((file) => file.sha256)),
    ],
  };
}

/** Reads a pull request, and the owners of what it changes, and makes its attempt. Err: GitHub's own. */
export async function readAndTake(
  core: Core,
  api: GitHubApi,
  at: NumberedRef,
  { before, asked }: { readonly before: PullFacts | null; readonly asked: boolean },
  reading: Reading,
): Promise<Result<TakenPull, GitHubProblem>> {
  const read = await readPullFacts(core, api, at, before, reading);
  if (isClosed(core)) return err(stopped);
  if (!read.ok) return read;
  const owners = await keepPullOwners(core, api, at, read.value, reading);
  if (isClosed(core)) return err(stopped);
  if (!owners.ok) return owners;
  const taken = await takeFacts(core, read.value, { asked, cancelled: reading.cancelled });
  return taken === null ? err(stopped) : ok(taken);
}

/** Reads one pull request of a list and makes its attempt. Err: whether it ends the whole reading. */
export async function readOnePull(
  core: Core,
  api: GitHubApi,
  { owner, repo, place }: GitHubRepository,
  number: number,
  reading: Reading,
): Promise<Result<TakenPull, { readonly ends: boolean; readonly problem: GitHubProblem }>> {
  const before = factsOf(core, readPull(core.record, place, number));
  const read = await readAndTake(core, api, { owner, repo, number }, { before, asked: false }, reading);
  if (read.ok) return read;
  const ends = endsReading(read.error);
  if (!ends && !isClosed(core)) {
    notePullProblem(core.record, { place, number }, read.error.message);
    rest(core, { place, number }, core.platform.clock.now().getTime());
  }
  return err({ ends, problem: read.error });
}

/** Whether the app was closed while something was waited for. */
function isClosed(core: Core): boolean {
  return !core.record.open || !core.index.open;
}

const stopped: GitHubProblem = { code: "github-stopped", message: "Countersign was closed while GitHub was read." };

/** Looks at the checks of open pull requests that may have gone on. Out: those whose checks are others now. */
export async function recheck(
  core: Core,
  api: GitHubApi,
  repository: GitHubRepository,
  reading: Reading,
): Promise<Result<TakenPull[], GitHubProblem>> {
  const nowMs = core.platform.clock.now().getTime();
  const due = settledPulls(core.record, repository.place, mostSettled).filter((pull) =>
    checksAreDue({
      open: pull.checksOpen,
      checkedMs: pull.checksAt === null ? null : Date.parse(pull.checksAt),
      changedMs: Date.parse(pull.updatedAt),
      nowMs,
    }),
  );
  const taken: TakenPull[] = [];
  for (const pull of due.slice(0, mostRechecked)) {
    if (reading.cancelled()) break;
    const before = factsOf(core, pull);
    if (before === null) continue;
    const at = { owner: repository.owner, repo: repository.repo };
    const checks = await readChecks(api, at, pull.head, reading);
    if (!checks.ok) return checks;
    if (isClosed(core)) break;
    if (JSON.stringify(checks.value) === JSON.stringify(before.checks)) {
      noteChecks(core.record, pull, core.platform.clock.now().toISOString());
      continue;
    }
    const got = await readOnePull(core, api, repository, pull.number, reading);
    if (got.ok) taken.push(got.value);
    else if (got.error.ends) return err(got.error.problem);
  }
  return ok(taken);
}

/**
 * Gives attempts the name that their repository has now, out of the archive: nothing is asked of GitHub. In: the repository's place, its name
 * and what it was called when it was connected. Out: their ids.
 */
export async function renameAttempts(
  core: Core,
  { place, name, formerly }: { readonly place: string; readonly name: string; readonly formerly: string },
  cancelled: () => boolean,
): Promise<string[]> {
  const made: string[] = [];
  for (const pull of pullsWithFacts(core.record)) {
    if (cancelled() || isClosed(core)) break;
    if (pull.place !== place) continue;
    const facts = factsOf(core, pull);
    if (facts === null || facts.repository === name) continue;
    const taken = await takeFacts(core, { ...facts, repository: name, formerly }, { asked: false, cancelled });
    if (taken !== null) made.push(taken.attemptId);
    await breathe();
  }
  return made;
}

/** Makes attempts anew whose index was lost, out of the archive. In: the repository's place, or null for all. Out: their ids. */
export async function remakeLost(core: Core, place: string | null, cancelled: () => boolean): Promise<string[]> {
  const made: string[] = [];
  for (const pull of pullsWithFacts(core.record)) {
    if (cancelled()) break;
    if ((place !== null && pull.place !== place) || attemptKeyOf(core.index, pull.attemptId) !== null) continue;
    const facts = factsOf(core, pull);
    if (facts === null) continue;
    const id = await makePullAttempt(core, facts, cancelled);
    if (id === null) break;
    made.push(id);
    await breathe();
  }
  return made;
}

/** Makes pull requests anew whose work sessions on this machine turned out to be. Out: their ids. */
export async function joinSessions(core: Core, place: string | null, cancelled: () => boolean): Promise<string[]> {
  const wanted = new Set(sessionsOfPulls(core.index).map((one) => one.pull));
  if (wanted.size === 0) return [];
  const made: string[] = [];
  for (const pull of pullsWithFacts(core.record)) {
    if (cancelled()) break;
    if (!wanted.has(pull.attemptId) || (place !== null && pull.place !== place)) continue;
    const facts = factsOf(core, pull);
    const id = facts === null ? null : await makePullAttempt(core, facts, cancelled);
    if (id !== null) made.push(id);
  }
  return made;
}
