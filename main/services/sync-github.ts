import type { IngestReport } from "../../shared/contract/app";
import { err, ok, type Problem, type Result } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import type { GitHubApi, GitHubProblem } from "../platform/github/port";
import type { StoredConnection } from "../store/connections";
import { changedPulls, countPulls } from "../store/github-pull-lists";
import { noteAsked, readRepository, type GitHubRepository } from "../store/github-repositories";
import type { Core } from "../views/core";
import type { Reading } from "./github-pull-artifacts";
import { askForList, lookThrough, rests, takeList, type AskedList } from "./github-pull-list";
import { joinSessions, readOnePull, recheck, remakeLost } from "./github-pull-take";
import { knowRepository, type NamedRepository } from "./github-repository-name";
import { IngestTally } from "./ingest-tally";
import { startJob } from "./jobs";

/** The inbox is told after this long at most of what was read. */
const tellMs = 1500;

/**
 * Reads what is new in a repository of GitHub: its list since the last reading, then each pull request of an agent that changed, then the
 * checks that may have gone on. What was read is shown at once; what is left when it ends early is read by the next sync. Err: GitHub
 * gives nothing (more) now, with when it may.
 */
export async function syncGitHub(
  core: Core,
  connection: StoredConnection,
  closing: () => boolean,
): Promise<Result<IngestReport>> {
  const repository = readRepository(core.record, connection.id);
  if (repository === null) return err({ code: "not-found", message: `${connection.name} is no repository of GitHub.` });
  const opened = core.github.api(repository.host, repository.login);
  if (!opened.ok) return opened;
  const job = startJob(core);
  const stop = new AbortController();
  const cancelled = () => closing() || job.cancelled() || stop.signal.aborted;
  const watch = setInterval(() => {
    if (cancelled()) stop.abort();
  }, 100);
  try {
    return await read(core, opened.value, { connection, repository, job: job.id }, { signal: stop.signal, cancelled });
  } finally {
    clearInterval(watch);
    job.end();
  }
}

interface Syncing {
  readonly connection: StoredConnection;
  readonly repository: GitHubRepository;
  readonly job: string;
}

async function read(
  core: Core,
  api: GitHubApi,
  { connection, repository: known, job }: Syncing,
  reading: Reading,
): Promise<Result<IngestReport>> {
  const tally = new IngestTally(core);
  for (const id of await remakeLost(core, known.place, reading.cancelled)) tally.attempts.add(id);
  const listed = await ownList(core, api, known, reading);
  if (!listed.ok) return listed;
  const { repository, list, renamed, note } = listed.value;
  for (const id of renamed) tally.attempts.add(id);
  if (note !== null) tally.problems.push(note);
  const { place } = repository;
  const now = core.platform.clock.now();
  if (!core.record.open) return ok(tally.report());
  noteAsked(core.record, connection.id, now.toISOString(), await takeList(core, repository, list));
  tally.problems.push(...list.problems);
  const looked = await lookThrough(core, api, repository, reading);
  let ended: GitHubProblem | null = looked.ok ? null : looked.error;

  const wanted = changedPulls(core.record, repository).filter((number) => !rests(core, place, number, now.getTime()));
  let done = 0;
  let told = performance.now();
  const step = (number: number | null, finished = false) => {
    core.publish("progress", {
      id: job,
      job: connection.name,
      step: number === null ? "" : `#${String(number)}`,
      done,
      total: wanted.length,
      unit: "pull requests",
      finished,
      ...(finished ? { cancelled: reading.cancelled(), problems: tally.problems.length } : {}),
    });
  };
  for (const number of wanted) {
    if (ended !== null || reading.cancelled()) break;
    step(number);
    const got = await readOnePull(core, api, repository, number, reading);
    if (!core.index.open) return ok(tally.report());
    if (got.ok) take(core, tally, got.value);
    else if (got.error.ends) ended = got.error.problem;
    else tally.problems.push(got.error.problem);
    done += 1;
    if (performance.now() - told > tellMs) {
      told = performance.now();
      core.publish("changed", { scopes: ["inbox", "task", "runners"] });
    }
  }
  if (ended === null && !reading.cancelled()) {
    const again = await recheck(core, api, repository, reading);
    if (!again.ok) ended = again.error;
    else for (const one of again.value) take(core, tally, one);
  }
  if (!core.index.open) return ok(tally.report());
  for (const id of await joinSessions(core, place, reading.cancelled)) tally.attempts.add(id);
  if (wanted.length > 0) step(null, true);
  tally.files = wanted.length;
  tally.log(`Pull requests of ${repository.owner}/${repository.repo}`);
  if (tally.attempts.size > 0) core.publish("changed", { scopes: ["inbox", "task", "audit", "runners"] });
  if (ended !== null) return err(behind(ended, connection, done, wanted.length));
  if (reading.cancelled() && done < wanted.length)
    tally.problems.push({
      code: "cancelled",
      message: `Reading was cancelled. ${String(done)} of ${counted(wanted.length, "pull request")} that changed are read and kept.`,
      remedy: "Sync again to read the rest.",
    });
  return ok({ ...tally.report(), pulls: countPulls(core.record, repository) });
}

/** The list of the repository that is connected, whatever it is called now: one that is as it was stored is its own. */
async function ownList(
  core: Core,
  api: GitHubApi,
  repository: GitHubRepository,
  reading: Reading,
): Promise<Result<NamedRepository & { readonly list: AskedList }, GitHubProblem>> {
  const list = await askForList(core, api, repository, reading);
  if (list.ok ? !list.value.fresh : list.error.code !== "github-not-found")
    return list.ok ? ok({ repository, renamed: [], note: null, list: list.value }) : list;
  const named = await knowRepository(core, api, repository, reading);
  if (!named.ok) return named;
  if (list.ok && named.value.note === null) return ok({ ...named.value, list: list.value });
  // It may have been the list of another repository under its old name.
  const again = await askForList(core, api, named.value.repository, reading);
  return again.ok ? ok({ ...named.value, list: again.value }) : again;
}

function take(
  core: Core,
  tally: IngestTally,
  one: { attemptId: string; taskId: string; digests: readonly string[] },
): void {
  tally.attempts.add(one.attemptId);
  tally.tasks.add(one.taskId);
  for (const digest of one.digests) tally.digests.add(digest);
}

/** What is not read yet, said with why: it is read by the next sync. */
function behind(problem: GitHubProblem, connection: StoredConnection, done: number, total: number): Problem {
  const left = total - done;
  return {
    code: problem.code,
    message:
      left <= 0
        ? problem.message
        : `${problem.message} ${counted(left, "pull request")} of ${String(total)} that changed ${left === 1 ? "is" : "are"} still to be read.`,
    place: connection.path,
    ...(problem.remedy === undefined ? {} : { remedy: problem.remedy }),
  };
}
