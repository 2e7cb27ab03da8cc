import path from "node:path";
import type { Input, Output } from "../../shared/contract/api";
import { err, ok, type Result } from "../../shared/result";
import { requestSuffix, writeRequestFile } from "../audit/received/request-file";
import { readAttempt, readTask } from "../store/tasks";
import { judgementOr } from "../views/attempt-view";
import type { Core } from "../views/core";
import { effectiveOf } from "../views/effective";
import { approversOf } from "../views/second-standing";
import { currentSettings } from "../views/settings";
import { attemptMissing } from "../views/timeline";
import { content, slug, writeShared } from "./hand-out-approval";
import { pushShared } from "./shared-approvals";

/**
 * Writes what a second reviewer needs to find the same attempt: the digests of its content, what the policy asks for, what stands
 * against it. Nobody signs it. In: also where to; null for the data folder's `reports`. Codes: "nothing-bound", "log-empty".
 */
export async function requestApproval(
  core: Core,
  asked: Input<"approvals.request">,
  out: string | null,
  cancelled: () => boolean,
): Promise<Result<Output<"approvals.request">>> {
  const stored = readAttempt(core.index, asked.attemptId);
  const task = readTask(core.index, asked.taskId);
  if (task === null || stored?.attempt.taskId !== asked.taskId) return attemptMissing(asked.attemptId);
  const { attempt } = stored;
  if (attempt.head === null && attempt.patchDigest === null)
    return err({
      code: "nothing-bound",
      message: `Neither a commit nor a patch of attempt ${attempt.letter} is known: nobody could tell what to approve.`,
      remedy: "Read in its patch: as an evidence pack, or with its repository at hand.",
    });
  const origin = core.ledger.origin();
  if (origin === null)
    return err({
      code: "log-empty",
      message: "There is no log yet that an approval could be for.",
      remedy: "countersign identity create makes the key and begins the log.",
    });
  const judgement = judgementOr(stored);
  const { tier } = effectiveOf(core, task, stored, judgement);
  const { needed } = approversOf(core, task, stored, tier.level);
  const serious = judgement.findings.filter(({ severity }) => severity === "serious");
  const against = judgement.claims.filter(({ verdict }) => verdict === "contradicted");
  const lookAt = [
    `Risk ${tier.level}, ${String(attempt.files.length)} changed files`,
    ...serious.map(({ title, path: file }) => `Finding: ${title}${file === null ? "" : `, ${file}`}`),
    ...against.map(({ sentence }) => `Contradicted: ${sentence}`),
    ...attempt.files.map((file) => `File: ${file.path}`),
  ];
  const bytes = writeRequestFile({
    format: "countersign-approval-request",
    version: 1,
    origin,
    by: currentSettings(core).reviewerName.slice(0, 200),
    at: core.platform.clock.now().toISOString(),
    task: {
      ref: task.ref?.slice(0, 300) ?? null,
      title: task.title.slice(0, 2000),
      repository: task.repository.slice(0, 2000),
    },
    needed,
    content: content(attempt),
    lookAt: lookAt.slice(0, 50).map((line) => line.slice(0, 500).toWellFormed()),
    note: asked.note.toWellFormed(),
  });
  const name = `${slug(task.ref ?? task.id)}-${attempt.letter}${requestSuffix}`;
  const written = writeShared(core, bytes, out ?? path.join(core.home, "reports", name), "approval request");
  if (!written.ok) return written;
  const pushed = asked.push ? await pushShared(core, { name, bytes, remote: asked.remote }, cancelled) : ok(null);
  return pushed.ok ? ok({ ...written.value, pushed: pushed.value }) : pushed;
}
