import type { ApprovalRow, ApprovalsState } from "../../shared/contract/second";
import { ok, type Result } from "../../shared/result";
import { decisionStanding } from "../../shared/review/decision-standing";
import { shownReason } from "../../shared/review/shown-reason";
import { isPerson, sameApprover, type Approval } from "../policy/approvers";
import { readAttempt, readTask, type StoredAttempt } from "../store/tasks";
import type { Task } from "../../shared/model/task";
import { anchorSettings } from "./anchors";
import { asApproval, standingOfReceived } from "./approvals";
import { judgementOr } from "./attempt-view";
import { boundTo } from "./bound";
import type { Core } from "./core";
import { recordedDecisions } from "./decisions";
import { effectiveOf } from "./effective";
import { receivedApprovals, sameContent, type ReceivedApproval } from "./received";
import { approversOf, type Approvers } from "./second-standing";
import { attemptMissing } from "./timeline";

/** The approvals of an attempt with how each stands now, how many the policy asks for, and what can be handed over. */
export function approvalsState(core: Core, taskId: string, attemptId: string): Result<ApprovalsState> {
  const stored = readAttempt(core.index, attemptId);
  const task = readTask(core.index, taskId);
  if (task === null || stored?.attempt.taskId !== taskId) return attemptMissing(attemptId);
  const { attempt } = stored;
  const { tier } = effectiveOf(core, task, stored, judgementOr(stored));
  const who = approversOf(core, task, stored, tier.level);
  const own = ownRows(core, task, stored, who);
  const received = receivedApprovals(core).filter(
    ({ link, received: { decision } }) => link?.attemptId === attemptId || sameContent(decision.bound, attempt),
  );
  const newest = own.findLast(({ keyid }) => keyid !== null);
  return ok({
    taskId,
    attemptId,
    letter: attempt.letter,
    content: { base: attempt.base, head: attempt.head, patch: attempt.patchDigest },
    needed: who.needed,
    people: who.people,
    approvals: [...own, ...received.map((one) => receivedRow(core, stored, who, one))].sort((a, b) => a.seq - b.seq),
    handOut: newest === undefined ? null : { seq: newest.seq, at: newest.recordedAt },
    remote: anchorSettings(core).git?.remote ?? null,
  });
}

function ownRows(core: Core, task: Task, stored: StoredAttempt, who: Approvers): ApprovalRow[] {
  const { onAttempt, withdrawn } = recordedDecisions(core);
  const now = core.platform.clock.now().getTime();
  const bound = boundTo(task, stored, [stored]);
  return (onAttempt.get(stored.attempt.id) ?? []).flatMap((row): ApprovalRow[] => {
    const { decision, seq, recordedAt, keyid } = row;
    if (decision.kind !== "approve") return [];
    const standing = decisionStanding(decision, {
      bound,
      superseded: withdrawn.has(seq),
      now,
      requester: task.requester?.name ?? null,
    });
    const about = {
      seq,
      recordedAt,
      person: decision.reviewer.name,
      ground: decision.reviewer.binding === "self-asserted" ? "self-asserted" : `bound by ${decision.reviewer.binding}`,
      from: null,
      keyid,
      reason: shownReason(row),
    };
    if (withdrawn.has(seq)) return [{ ...about, standing: "withdrawn", why: "It was taken back." }];
    if (standing === "stale")
      return [{ ...about, standing, why: "It approved other content: the attempt has moved since." }];
    if (standing === "expired") return [{ ...about, standing, why: "Its time has run out." }];
    if (standing === "evidence-changed" || standing === "superseded")
      return [{ ...about, standing: "not-in-force", why: "The evidence or the contract changed since." }];
    return [{ ...about, ...standingAmong(who, seq) }];
  });
}

function receivedRow(core: Core, stored: StoredAttempt, who: Approvers, one: ReceivedApproval): ApprovalRow {
  const { received, link, trusted, ended } = one;
  const { seq, takenAt, decision, keyid, from, at, person } = received;
  const about = {
    seq,
    recordedAt: takenAt,
    person: trusted?.person ?? person.name,
    ground:
      trusted === null ? "named by the other log alone" : `key ${keyid.slice(0, 12)}, trusted for ${trusted.person}`,
    from: { origin: from, at },
    keyid,
    reason: link?.reason ?? decision.reason,
  };
  const now = core.platform.clock.now().getTime();
  const standing = standingOfReceived(one, stored, now);
  switch (standing) {
    case "withdrawn":
      return { ...about, standing, why: `Its own log ended it: entry ${String(ended?.seq ?? 0)} here says so.` };
    case "untrusted":
      return { ...about, standing, why: "Its key is not trusted any more." };
    case "expired":
      return { ...about, standing, why: "Its time has run out." };
    case "stale": {
      const { head, patch } = decision.bound;
      const what = head === null ? `patch ${(patch ?? "").slice(0, 12)}` : `head ${head.slice(0, 12)}`;
      return { ...about, standing, why: `It approved ${what}: the attempt has moved since.` };
    }
    case "counts":
      return { ...about, ...standingAmong(who, seq, asApproval(one)) };
  }
}

/** How an approval in force counts among the others: once for each person, and not for who may not approve. */
function standingAmong(who: Approvers, seq: number, given?: Approval): Pick<ApprovalRow, "standing" | "why"> {
  const own = given ?? [...who.counting, ...who.barred].find((one) => one.seq === seq);
  if (own === undefined) return { standing: "not-in-force", why: "Changes were asked for, or it was rejected, since." };
  if (who.barred.some((one) => one.seq === seq))
    return {
      standing: "barred",
      why: `${own.person} asked for this work or owns it: the policy asks for somebody else.`,
    };
  const earlier = who.counting.find((one) => one.seq < seq && sameApprover(one, own));
  if (earlier === undefined) return { standing: "counts", why: null };
  const how = isPerson(earlier, own.person) ? "by name" : "by a key, an account or a desk they share";
  return { standing: "same-person", why: `The same person as entry ${String(earlier.seq)}, ${how}: they count once.` };
}
