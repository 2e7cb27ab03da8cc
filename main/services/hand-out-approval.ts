import path from "node:path";
import type { Input, Output } from "../../shared/contract/api";
import { err, ok, type Result } from "../../shared/result";
import { approvalSuffix, writeApprovalFile } from "../audit/received/approval-file";
import { buildApproval } from "../audit/received/build-approval";
import { endsIt } from "../audit/received/verify-approval";
import { sha256 } from "../platform/files";
import { makeFolder } from "../platform/make-folder";
import { writeFileDurably } from "../store/durable-files";
import { readAttempt, readTask } from "../store/tasks";
import { sameContent } from "../views/received";
import { recordedDecisions } from "../views/decisions";
import type { Core } from "../views/core";
import { attemptMissing } from "../views/timeline";
import { pushShared } from "./shared-approvals";

type Recorded = ReturnType<typeof recordedDecisions>["inOrder"][number];

/** The newest approval of this log on an attempt, with the entry that ends it; null where there is none. */
export function ownApproval(
  core: Core,
  attemptId: string,
): { readonly approval: Recorded; readonly ended: number | null } | null {
  const { onAttempt, withdrawn } = recordedDecisions(core);
  const rows = onAttempt.get(attemptId) ?? [];
  const approval = rows.findLast(({ decision }) => decision.kind === "approve");
  if (approval === undefined) return null;
  const at = { seq: approval.seq, hash: approval.leafHash };
  const later = rows.find(
    (row) =>
      row.seq > approval.seq &&
      row.decision.kind !== "withdraw" &&
      !withdrawn.has(row.seq) &&
      endsIt(row.decision, approval.decision, at),
  );
  return { approval, ended: withdrawn.get(approval.seq)?.seq ?? later?.seq ?? null };
}

/**
 * Writes the newest approval of this log on an attempt as a file that another log takes in, and where asked pushes it to a remote. One
 * that was taken back is written with the entry that says so. In: also where to; null for the data folder's `reports`.
 * Codes: "nothing-approved", "approval-unsigned", "approval-stale", "out-refused", those of pushing.
 */
export async function handOutApproval(
  core: Core,
  asked: Input<"approvals.handOut">,
  out: string | null,
  cancelled: () => boolean,
): Promise<Result<Output<"approvals.handOut">>> {
  const stored = readAttempt(core.index, asked.attemptId);
  if (stored?.attempt.taskId !== asked.taskId) return attemptMissing(asked.attemptId);
  const own = ownApproval(core, asked.attemptId);
  if (own === null)
    return err({
      code: "nothing-approved",
      message: `No approval of attempt ${stored.attempt.letter} is recorded here: there is nothing to hand over.`,
      remedy: "Approve it first. To ask another reviewer for theirs: countersign approval request TASK.",
    });
  const { approval, ended } = own;
  if (approval.keyid === null)
    return err({
      code: "approval-unsigned",
      message: `Entry ${String(approval.seq)} was recorded before decisions were signed: it proves nothing elsewhere.`,
      remedy: "Record the approval again.",
    });
  if (ended === null && !sameContent(approval.decision.bound, stored.attempt))
    return err({
      code: "approval-stale",
      message: `Entry ${String(approval.seq)} approves ${named(approval.decision.bound)}; the attempt is at ${named(content(stored.attempt))} now.`,
      remedy: "Look at what changed, and record the approval again.",
    });
  const texts = asked.text && approval.texts?.state === "kept" ? approval.texts.commitment : null;
  const file = buildApproval(core.ledger, { seq: approval.seq, ended, texts });
  if (!file.ok) return file;
  const bytes = writeApprovalFile(file.value);
  const task = readTask(core.index, asked.taskId);
  const name = `${slug(task?.ref ?? asked.taskId)}-${stored.attempt.letter}-${slug(approval.decision.reviewer.name)}-${String(approval.seq)}${ended === null ? "" : "-ended"}${approvalSuffix}`;
  const written = writeShared(core, bytes, out ?? path.join(core.home, "reports", name), "approval");
  if (!written.ok) return written;
  const pushed = asked.push ? await pushShared(core, { name, bytes, remote: asked.remote }, cancelled) : ok(null);
  if (!pushed.ok) return pushed;
  return ok({ ...written.value, pushed: pushed.value, seq: approval.seq });
}

/** Writes a file that leaves this machine, and an entry that says so. The same content at the same place is written anew. */
export function writeShared(
  core: Core,
  bytes: Buffer,
  place: string,
  format: "approval" | "approval request",
): Result<{ readonly path: string; readonly digest: string }> {
  const full = path.resolve(place);
  const digest = sha256(bytes);
  try {
    makeFolder(path.dirname(full));
    writeFileDurably(full, bytes.toString("utf8"));
  } catch (error) {
    return err({
      code: "out-refused",
      message: `The file could not be written: ${error instanceof Error ? error.message : String(error)}.`,
      place: full,
      remedy: "Choose a place this account can write, with space left.",
    });
  }
  const recorded = core.ledger.append([{ kind: "export", format, path: full, digest, entries: 1 }]);
  if (!recorded.ok) return recorded;
  core.publish("changed", { scopes: ["audit"] });
  return ok({ path: full, digest });
}

interface Content {
  readonly head: string | null;
  readonly patch: string | null;
}

/** The content of an attempt as decisions are bound to it. */
export function content(attempt: { base: string | null; head: string | null; patchDigest: string | null }) {
  return { base: attempt.base, head: attempt.head, patch: attempt.patchDigest };
}

/** "head 1a2b3c4d", or the patch where no head is known. */
export function named({ head, patch }: Content): string {
  if (head !== null) return `head ${head.slice(0, 12)}`;
  return patch === null ? "no known content" : `patch ${patch.slice(0, 12)}`;
}

/** A name for a part of a file's name. */
export function slug(text: string): string {
  const plain = text
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return plain === "" ? "unnamed" : plain.slice(0, 60);
}
