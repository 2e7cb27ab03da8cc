import type { Attempt } from "../../shared/model/attempt";
import type { Task } from "../../shared/model/task";
import { ok, type Result } from "../../shared/result";
import type { GitHub, PullRequest, PullRequestRef } from "../platform/github";
import { sha256 } from "../platform/files";
import { readTask, upsertAttempt } from "../store/tasks";
import type { Core } from "../views/core";
import { changedFiles } from "./assemble-attempt";
import { attemptIdFor, letterFor, rememberHome, settleTask, taskIdFor, type Home } from "./group-task";
import { judgeAttempt } from "./judge-attempt";

/**
 * Reads a pull request as an attempt: its patch, and its body as the summary whose claims are checked. There are no
 * sessions with it, so claims about runs cannot be verified here. Archives what GitHub answered. Out: the attempt's id.
 */
export async function readPullRequest(core: Core, github: GitHub, ref: PullRequestRef): Promise<Result<string>> {
  const read = await github.readPullRequest(ref);
  if (!read.ok) return read;
  const pull = read.value;
  const { patch, ...said } = pull;
  const patchDigest = core.archive.put(Buffer.from(patch, "utf8"));
  const saidDigest = core.archive.put(Buffer.from(JSON.stringify(said), "utf8"));
  const { task, key } = taskOf(core, pull);
  const attemptKey = `${key}:attempt`;
  const id = attemptIdFor(core, attemptKey);
  const home: Home = { key, task, own: null };
  const { taskId, ground } = settleTask(core, { id, key: attemptKey }, home);
  const attempt: Attempt = {
    id,
    taskId,
    letter: letterFor(core, taskId, id),
    runner: "other",
    runnerName: `GitHub #${String(pull.number)}`,
    model: null,
    base: pull.base,
    head: pull.head,
    branch: pull.branch,
    summary: pull.body === "" ? null : pull.body,
    statements:
      pull.body === ""
        ? []
        : [{ source: "pull-request", text: pull.body, event: null, ref: `#${String(pull.number)}` }],
    startedAt: pull.createdAt,
    finishedAt: pull.updatedAt,
    costUsd: null,
    sessions: [],
    patchSource: "pull-request",
    patchDigest,
    patchNote: null,
    files: changedFiles(patch),
    ground,
  };
  upsertAttempt(core.index, attemptKey, "pack", attempt, []);
  rememberHome(core, id, home);
  judgeAttempt(core, id);
  const logged = core.ledger.append([
    {
      kind: "ingest",
      summary: `Pull request ${pull.owner}/${pull.repo}#${String(pull.number)}`,
      sources: 2,
      sessions: 0,
      records: 0,
      notRecognised: 0,
      archive: sha256(
        [patchDigest, saidDigest]
          .sort()
          .map((digest) => `${digest}\n`)
          .join(""),
      ),
    },
  ]);
  if (!logged.ok) return logged;
  core.publish("changed", { scopes: ["inbox", "task", "audit"] });
  return ok(id);
}

function taskOf(core: Core, pull: PullRequest): { task: Task; key: string } {
  const repository = `${pull.owner}/${pull.repo}`;
  const key = `pull:${repository}#${String(pull.number)}`;
  const id = taskIdFor(core, key);
  return {
    key,
    task: {
      id,
      ref: `${pull.repo}#${String(pull.number)}`,
      title: pull.title,
      repository,
      contract: null,
      contractDigest: null,
      requester: { name: pull.author, entryPoint: "web", at: pull.createdAt, link: pull.link },
      firstSeenAt: readTask(core.index, id)?.firstSeenAt ?? pull.createdAt,
      ground: { kind: "reference", text: `about ${repository}#${String(pull.number)}` },
    },
  };
}
