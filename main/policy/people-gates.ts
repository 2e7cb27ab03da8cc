import type { Policy } from "../../shared/model/policy";
import type { Task } from "../../shared/model/task";
import type { Tier } from "../../shared/model/tier";
import { counted } from "../../shared/review/counted";
import { atLeastLevel } from "../../shared/review/effective-tier";
import { secondReviewer } from "../../shared/review/second-reviewer";
import type { FoundGate } from "./evidence-gates";
import { countApprovers, isPerson, type Approval } from "./approvers";
import { samePerson } from "./same-person";

interface PeopleInput {
  readonly policy: Policy;
  readonly tier: Pick<Tier, "level">;
  readonly task: Task;
  readonly requester: string | null;
  readonly reviewer: string;
  /** By what the reviewer at the desk is known beside the name. */
  readonly desk?: readonly string[];
  readonly approvals: readonly Approval[];
}

/** Names are what people type about themselves: this version holds nobody to theirs. */
const selfAsserted = "Names are self-asserted.";

/** Whom the policy lets not approve at this tier: who asked for the work, and the owner that the contract names. */
export function barredFrom({ policy, tier, task, requester }: Omit<PeopleInput, "reviewer" | "approvals">): string[] {
  const { separation } = policy.gates;
  if (separation === undefined || !atLeastLevel(tier.level, separation.from)) return [];
  const owner = task.contract?.owner ?? null;
  return [
    ...(separation.requester && requester !== null ? [requester] : []),
    ...(separation.contractOwner && owner !== null ? [owner] : []),
  ];
}

/** How many different people have to approve at a tier. */
export function reviewersNeeded({ gates }: Policy, level: Tier["level"]): number {
  return Math.max(0, ...gates.reviewers.filter((step) => atLeastLevel(level, step.from)).map((step) => step.count));
}

/** Who may approve, and how many have to. */
export function peopleGates(input: PeopleInput): FoundGate[] {
  const { separation } = input.policy.gates;
  const separated = separation !== undefined && atLeastLevel(input.tier.level, separation.from);
  const owner = input.task.contract?.owner ?? null;
  return [
    ...(separated && separation.requester ? [notTheRequester(input)] : []),
    ...(separated && separation.contractOwner ? [notTheOwner(input, owner)] : []),
    ...enoughReviewers(input),
  ];
}

function notTheRequester({ requester, reviewer }: PeopleInput): FoundGate {
  const gate = {
    id: "reviewer-is-not-requester",
    title: "The reviewer did not ask for it",
    standing: null,
    remedy: null,
    target: null,
  };
  if (requester === null)
    return { ...gate, met: true, why: `Who asked for it is not recorded; the reviewer is ${reviewer}.` };
  if (!samePerson(requester, reviewer))
    return { ...gate, met: true, why: `${requester} asked for it; the reviewer is ${reviewer}. ${selfAsserted}` };
  const alias = requester.trim() === reviewer.trim() ? "" : ` (as ${requester.trim()})`;
  return {
    ...gate,
    met: false,
    why: `${reviewer} asked for this work${alias}: someone else must approve it. Escalate it.`,
    remedy: "Escalate it to someone who did not ask for it.",
    target: { to: "decide", kind: "escalate" },
  };
}

function notTheOwner({ reviewer }: PeopleInput, owner: string | null): FoundGate {
  const gate = {
    id: "reviewer-is-not-owner",
    title: "The reviewer does not own it",
    standing: null,
    remedy: null,
    target: null,
  };
  if (owner === null) return { ...gate, met: true, why: `The contract names no owner; the reviewer is ${reviewer}.` };
  if (!samePerson(owner, reviewer))
    return {
      ...gate,
      met: true,
      why: `The contract's owner is ${owner}; the reviewer is ${reviewer}. ${selfAsserted}`,
    };
  return {
    ...gate,
    met: false,
    why: `${reviewer} is the owner that the contract names: someone else must approve it.`,
    remedy: "Escalate it to someone who is not its owner.",
    target: { to: "decide", kind: "escalate" },
  };
}

/** Asked for where one reviewer is not enough: different people who approved exactly this change, the one at the desk counted in. */
function enoughReviewers(input: PeopleInput): FoundGate[] {
  const { policy, tier, reviewer, approvals } = input;
  const needed = reviewersNeeded(policy, tier.level);
  if (needed < 2) return [];
  const barred = barredFrom(input);
  const eligible = approvals.filter((one) => !barred.some((other) => isPerson(one, other)));
  const self: Approval = { person: reviewer, seq: -1, ...(input.desk === undefined ? {} : { identities: input.desk }) };
  const before = countApprovers(eligible);
  const people = countApprovers([...eligible, ...(barred.some((other) => isPerson(self, other)) ? [] : [self])]);
  const recorded =
    eligible.length === 0
      ? "Nobody has approved this change yet"
      : `${received(eligible)}Approved by ${eligible.map(shown).join(", ")}`;
  const asserted = eligible.some((one) => one.ground !== undefined)
    ? "The name at this desk is self-asserted."
    : selfAsserted;
  const gate = { id: secondReviewer, title: `${counted(needed, "reviewer")} approve`, standing: null };
  if (people >= needed)
    return [
      {
        ...gate,
        met: true,
        why: `${recorded}; with ${reviewer} that is ${String(people)} of ${String(needed)}. ${asserted}`,
        remedy: null,
        target: null,
      },
    ];
  const own = people > before ? `, ${reviewer} would be number ${String(people)}` : "";
  return [
    {
      ...gate,
      met: false,
      why: `${recorded}; ${String(needed)} different people are needed${own}. ${asserted}`,
      remedy:
        people > before
          ? "Record your approval, and have another person approve exactly this change."
          : "Have another person approve exactly this change, and take their approval in.",
      target: { to: "decide", kind: "approve" },
    },
  ];
}

/** "1 here, 1 received. " where some came from elsewhere. */
function received(approvals: readonly Approval[]): string {
  const elsewhere = approvals.filter(({ ground }) => ground !== undefined).length;
  return elsewhere === 0 ? "" : `${String(approvals.length - elsewhere)} here, ${String(elsewhere)} received. `;
}

function shown({ person, seq, ground }: Approval): string {
  return `${person} (entry ${String(seq)}${ground === undefined ? "" : `, ${ground}`})`;
}
