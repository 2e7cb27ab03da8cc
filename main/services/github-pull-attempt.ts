import type { Attempt } from "../../shared/model/attempt";
import type { Contract } from "../../shared/model/contract";
import type { Evidence } from "../../shared/model/evidence";
import { runnerNames } from "../../shared/model/runner";
import type { Session } from "../../shared/model/session";
import type { GuessedContract, Task } from "../../shared/model/task";
import { readContract } from "../evidence/contract-file";
import { contractFromIssue } from "../evidence/import-issue";
import { attemptOfPull } from "../github/attempt-of-pull";
import { contractBlocks, guessesIn } from "../github/issue-contract";
import type { PullFacts } from "../github/pull-facts";
import { keyOfPull, taskOfPull, type PullTask } from "../github/task-of-pull";
import { writePlace } from "../store/session-links";
import { readSession } from "../store/sessions";
import { attemptsEndingWith, writePullCommits } from "../store/pull-commits";
import { attemptsOfSession, dropAttempt, readAttempt, readTask, upsertAttempt } from "../store/tasks";
import type { Core } from "../views/core";
import { changedFiles, costOf, reassembleFollowers, spanOf } from "./assemble-attempt";
import { evidenceOfPull } from "./github-pull-evidence";
import { attemptIdFor, letterFor, rememberHome, settleTask, taskIdFor, type Home } from "./group-task";
import { judgeSteps } from "./judge-attempt";
import { withSubAgents } from "./link-sessions";
import { inSteps } from "./steps";

/**
 * Makes the attempt of a pull request, or makes it anew: its task by the issue it closes, its change, what it claims, what GitHub's checks
 * show, and the sessions on this machine that ended with one of its commits. Nothing is asked of GitHub. Out: the attempt's id;
 * null where the app was closed meanwhile: what is archived is made an attempt of by the next sync.
 */
export async function makePullAttempt(core: Core, facts: PullFacts, cancelled: () => boolean): Promise<string | null> {
  const key = `${keyOfPull(facts)}:attempt`;
  const id = attemptIdFor(core, key);
  const evidence = await evidenceOfPull(core, facts);
  if (!core.index.open) return null;
  // At once: another program may read the same pull request, and a letter is given once.
  const mains = core.index.transaction(() => assemble(core, { id, key }, facts, evidence)).immediate();
  await inSteps(judgeSteps(core, id), cancelled);
  if (mains.length > 0 && !cancelled())
    await reassembleFollowers(
      core,
      mains.map((one) => one.id),
      cancelled,
    );
  return id;
}

/** Writes the attempt and what belongs to it. Out: the main sessions that are its work. */
function assemble(
  core: Core,
  { id, key }: { readonly id: string; readonly key: string },
  facts: PullFacts,
  evidence: readonly Evidence[],
): Session[] {
  const said = attemptOfPull(facts);
  const about = taskOfPull(facts);
  const sessions = sessionsOf(core, id, facts);
  const mains = sessions.filter((one) => one.kind === "main");
  const span = spanOf(sessions);
  const home: Home = { key: about.key, task: taskFor(core, about, facts), own: null };
  const { taskId, ground } = settleTask(core, { id, key }, home);
  const last = mains.at(-1);
  const text = patchText(core, facts);
  const attempt: Attempt = {
    id,
    taskId,
    letter: letterFor(core, taskId, id),
    model: last?.models.at(-1) ?? null,
    ...said,
    ...(last === undefined ? {} : { runner: last.runner, runnerName: runnerNames[last.runner] }),
    statements: [...said.statements],
    startedAt: span.startedAt ?? said.startedAt,
    costUsd: costOf(sessions),
    sessions: sessions.map((one) => one.id),
    patchSource: text === null ? "none" : "pull-request",
    patchDigest: text === null ? null : facts.patch.digest,
    files: text === null ? [] : changedFiles(text, facts.patch.source === "git" ? "repository" : "none"),
    ground,
  };
  upsertAttempt(core.index, key, "pack", attempt, evidence);
  writePullCommits(
    core.index,
    id,
    facts.commits.map(({ sha }) => sha),
  );
  rememberHome(core, id, home);
  for (const session of mains)
    writePlace(core.index, {
      sessionId: session.id,
      taskKey: about.key,
      family: null,
      base: attempt.base,
      startedMs: session.startedAt === null ? null : Date.parse(session.startedAt),
    });
  // The pull request speaks for these sessions: attempts that were made from them alone give way.
  for (const session of attempt.sessions)
    for (const other of attemptsOfSession(core.index, session))
      if (other.origin === "session") dropAttempt(core.index, other.id);
  return mains;
}

/** The sessions that are this pull request's work: those it had, and those whose own change ends with one of its commits. */
function sessionsOf(core: Core, id: string, { commits, pull }: PullFacts): Session[] {
  const ending = attemptsEndingWith(core.index, [...new Set([pull.head.sha, ...commits.map(({ sha }) => sha)])]);
  const ids = new Set([
    ...(readAttempt(core.index, id)?.attempt.sessions ?? []),
    ...ending.flatMap((one) => readAttempt(core.index, one)?.attempt.sessions ?? []),
  ]);
  return withSubAgents(
    core,
    [...ids].flatMap((one) => readSession(core.index, one)?.session ?? []),
  );
}

function patchText(core: Core, { patch }: PullFacts): string | null {
  const bytes = patch.digest === null ? null : core.archive.get(patch.digest);
  return bytes?.ok === true ? bytes.value.toString("utf8") : null;
}

function taskFor(core: Core, about: PullTask, { repository }: PullFacts): Task {
  const id = taskIdFor(core, about.key);
  const known = readTask(core.index, id);
  const stated = contractIn(core, about);
  const guessed = stated === null ? guessedIn(core, about) : null;
  const first = [known?.firstSeenAt ?? about.firstSeenAt, about.firstSeenAt].sort(
    (a, b) => Date.parse(a) - Date.parse(b),
  );
  return {
    id,
    ref: about.ref,
    title: stated?.contract.title ?? about.title,
    repository,
    contract: stated?.contract ?? null,
    contractDigest: stated?.digest ?? null,
    ...(guessed === null ? {} : { guessed }),
    requester: stated?.contract.requester ?? about.requester,
    firstSeenAt: first[0] ?? about.firstSeenAt,
    ground: about.ground,
  };
}

/** A contract that the issue itself holds. What it says only in prose is a guess. */
function contractIn(core: Core, { issue }: PullTask): { contract: Contract; digest: string } | null {
  if (issue === null) return null;
  for (const text of contractBlocks(issue.issue.body)) {
    const { contract } = readContract(text, issue.issue.url);
    if (contract !== null) return { contract, digest: core.archive.put(Buffer.from(text, "utf8")) };
  }
  return null;
}

/** What an issue in prose seems to ask for, by the same reading as when a person begins a contract from it. */
function guessedIn(core: Core, { issue: linked }: PullTask): GuessedContract | null {
  if (linked === null) return null;
  const { title, body, labels, author, createdAt, url: link, number } = linked.issue;
  const from = `${linked.repository}#${String(number)}`;
  const text = contractFromIssue({
    title,
    body,
    labels,
    reference: from,
    author: author?.login ?? null,
    createdAt,
    link,
  });
  const { contract } = readContract(text, link);
  if (contract === null) return null;
  const digest = core.archive.put(Buffer.from(text, "utf8"));
  return { from, url: link, digest, contract, guesses: guessesIn(text) };
}
