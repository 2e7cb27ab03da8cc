import type { Policy } from "../../shared/model/policy";
import type { Task } from "../../shared/model/task";
import type { Tier } from "../../shared/model/tier";
import { counted } from "../../shared/review/counted";
import { atLeastLevel } from "../../shared/review/effective-tier";
import { secondReviewer } from "../../shared/review/second-reviewer";
import type { FoundGate } from "./evidence-gates";
import { distinctPeople, samePerson } from "./same-person";

/** An approval on record. */
export interface Approval {
  readonly person: string;
  readonly seq: number;
}

interface PeopleInput {
  readonly policy: Policy;
  readonly tier: Pick<Tier, "level">;
  readonly task: Task;
  readonly requester: string | null;
  readonly reviewer: string;
  readonly approvals: readonly Approval[];
}

/** Names are what people type about themselves: this version holds nobody to theirs. */
const selfAsserted = "Names are self-asserted.";

/** Who may approve, and how many have to. */
export function peopleGates(input: PeopleInput): FoundGate[] {
  const { separation } = input.policy.gates;
  const separated = separation !== undefined && atLeastLevel(input.tier.level, separation.from);
  const owner = input.task.contract?.owner ?? null;
  const barred = [
    ...(separated && separation.requester && input.requester !== null ? [input.requester] : []),
    ...(separated && separation.contractOwner && owner !== null ? [owner] : []),
  ];
  return [
    ...(separated && separation.requester ? [notTheRequester(input)] : []),
    ...(separated && separation.contractOwner ? [notTheOwner(input, owner)] : []),
    ...enoughReviewers(input, barred),
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
function enoughReviewers({ policy, tier, reviewer, approvals }: PeopleInput, barred: readonly string[]): FoundGate[] {
  const steps = policy.gates.reviewers.filter((step) => atLeastLevel(tier.level, step.from));
  const needed = Math.max(0, ...steps.map((step) => step.count));
  if (needed < 2) return [];
  const eligible = (person: string): boolean => !barred.some((other) => samePerson(person, other));
  const before = distinctPeople(approvals.map((one) => one.person).filter(eligible));
  const people = distinctPeople([...before, ...(eligible(reviewer) ? [reviewer] : [])]);
  const on = approvals.filter((one) => eligible(one.person)).map((one) => `${one.person} (entry ${String(one.seq)})`);
  const recorded = on.length === 0 ? "Nobody has approved this change yet" : `Approved by ${on.join(", ")}`;
  const gate = { id: secondReviewer, title: `${counted(needed, "reviewer")} approve`, standing: null };
  if (people.length >= needed)
    return [
      {
        ...gate,
        met: true,
        why: `${recorded}; with ${reviewer} that is ${String(people.length)} of ${String(needed)}. ${selfAsserted}`,
        remedy: null,
        target: null,
      },
    ];
  const self = people.length > before.length ? `, ${reviewer} would be number ${String(people.length)}` : "";
  return [
    {
      ...gate,
      met: false,
      why: `${recorded}; ${String(needed)} different people are needed${self}. ${selfAsserted}`,
      remedy: "Record your approval, and have another person approve exactly this change.",
      target: { to: "decide", kind: "approve" },
    },
  ];
}
