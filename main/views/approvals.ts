import type { Task } from "../../shared/model/task";
import { decisionStanding } from "../../shared/review/decision-standing";
import type { ReviewerKey } from "../audit/key-history";
import type { Approval } from "../policy/approvers";
import type { StoredAttempt } from "../store/tasks";
import { boundTo } from "./bound";
import type { Core } from "./core";
import { keptOnAttempt } from "./decisions";
import { receivedApprovals, sameContent, type ReceivedApproval } from "./received";

/** Stands for whoever sits here: a key that is bound to no account makes no second person out of another name. */
const desk = "desk";

/**
 * Approvals of exactly this change that are in force, oldest first: those recorded here, and those taken in from other logs. A later
 * approval takes none of them away, as one person's would; a request for changes or a rejection recorded here takes all.
 */
export function approvalsOf(core: Core, task: Task, stored: StoredAttempt): Approval[] {
  const now = core.platform.clock.now().getTime();
  const here = keptOnAttempt(core, stored.attempt.id);
  const elsewhere = receivedApprovals(core);
  if (here.length === 0 && elsewhere.length === 0) return [];
  const identities = identitiesHere(
    core,
    here.map(({ keyid }) => keyid),
  );
  let approvals: Approval[] = [];
  const rows = [
    ...here.map((row) => ({ seq: row.seq, row, approval: null })),
    ...elsewhere.map((approval) => ({ seq: approval.received.seq, row: null, approval })),
  ].sort((a, b) => a.seq - b.seq);
  for (const { row, approval } of rows) {
    if (row === null) {
      if (standingOfReceived(approval, stored, now) === "counts") approvals.push(asApproval(approval));
      continue;
    }
    const { decision, seq, keyid } = row;
    if (decision.kind === "reject" || decision.kind === "request-changes") approvals = [];
    if (decision.kind !== "approve") continue;
    const standing = decisionStanding(decision, {
      bound: boundTo(task, stored, [stored]),
      superseded: false,
      now,
      requester: task.requester?.name ?? null,
    });
    if (standing === "in-force" || standing === "self-approved")
      approvals.push({
        person: decision.reviewer.name,
        seq,
        identities: identities(keyid),
        names: accountNames(keyid === null ? undefined : core.ledger.keys().known(keyid)),
      });
  }
  return approvals;
}

/** How an approval of another log stands for an attempt, apart from who else approved. */
export function standingOfReceived(
  { received, trusted, ended }: ReceivedApproval,
  { attempt }: Pick<StoredAttempt, "attempt">,
  now: number,
): "counts" | "withdrawn" | "untrusted" | "stale" | "expired" {
  if (ended !== null) return "withdrawn";
  if (trusted === null) return "untrusted";
  if (!sameContent(received.decision.bound, attempt)) return "stale";
  const { until } = received.decision;
  return until !== null && Date.parse(until) <= now ? "expired" : "counts";
}

/** An approval of another log as one person's. In: one whose key is trusted. */
export function asApproval({ received, trusted }: ReceivedApproval): Approval {
  const { seq, keyid, person, decision } = received;
  return {
    person: trusted?.person ?? person.name,
    seq,
    identities: [`key ${keyid}`, ...(trusted === null ? [] : [`key ${trusted.keyid}`]), ...accounts(person)],
    // What they call themselves makes nobody more than one, and may make two of them one.
    names: [person.name, decision.reviewer.name, ...(person.account === undefined ? [] : [person.account])],
    ground: `received, key ${keyid.slice(0, 8)}`,
  };
}

/** By what whoever is at the desk now is known beside the name in the settings. */
export function deskIdentities(core: Core, task: StoredAttempt): readonly string[] {
  const key = core.ledger.keys().reviewers.findLast(({ until }) => until === null);
  const here = keptOnAttempt(core, task.attempt.id).map(({ keyid }) => keyid);
  return identitiesHere(core, [...here, key?.keyid ?? null])(key?.keyid ?? null);
}

/** Identities by key of what was recorded here. In: the keys that signed; null for what was recorded before there were keys. */
function identitiesHere(core: Core, keyids: readonly (string | null)[]): (keyid: string | null) => readonly string[] {
  const history = core.ledger.keys();
  const keyOf = (keyid: string | null) => (keyid === null ? undefined : history.known(keyid));
  // Two bound keys of this desk may be two people's. With one that is bound to nobody beside them, that cannot be told.
  const told = keyids.every((keyid) => accounts(keyOf(keyid)?.person).length > 0);
  return (keyid) => [
    ...(keyid === null ? [] : [`key ${keyid}`]),
    ...accounts(keyOf(keyid)?.person),
    ...(told ? [] : [desk]),
  ];
}

function accounts(person: ReviewerKey["person"] | undefined): string[] {
  if (person === undefined || person.binding === "self-asserted" || person.binding === "roster") return [];
  const { binding, account, accountId } = person;
  // A login and its number name one account: either alone is enough to be the same.
  return [
    ...(accountId === undefined ? [] : [`${binding} #${String(accountId)}`]),
    ...(account === undefined ? [] : [`${binding} ${binding === "github" ? account.toLowerCase() : account}`]),
  ];
}

function accountNames(key: ReviewerKey | undefined): string[] {
  const account = key?.person.account;
  return account === undefined || key?.person.binding !== "github" ? [] : [account];
}
