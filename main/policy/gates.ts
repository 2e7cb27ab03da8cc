import type { Attempt, Judgement } from "../../shared/model/attempt";
import type { Gate } from "../../shared/model/gate";
import type { Policy } from "../../shared/model/policy";
import type { Ownership, Task } from "../../shared/model/task";
import type { Tier, TierLevel } from "../../shared/model/tier";
import { counted } from "../../shared/review/counted";
import { atLeastLevel } from "../../shared/review/effective-tier";
import type { Approval } from "./approvers";
import { acceptanceGates, contractEvidenceGates, evidenceGate, type FoundGate } from "./evidence-gates";
import { peopleGates } from "./people-gates";

export interface GateInput {
  readonly policy: Policy;
  readonly tier: Pick<Tier, "level">;
  readonly task: Task;
  readonly attempt: Attempt;
  readonly judgement: Judgement;
  readonly ownership: Ownership;
  /** Digests of this attempt's files that were marked read. */
  readonly readFiles: readonly string[];
  readonly requester: string | null;
  readonly reviewer: string;
  /** By what the reviewer at the desk is known beside the name: two approvals that share one of these are one person's. */
  readonly desk?: readonly string[];
  /** Approvals of exactly this change that are in force, oldest first. */
  readonly approvals: readonly Approval[];
}

/**
 * What the policy asks for at this tier before an approval, each met or not, with why, and with what would meet it. Overrides are
 * decisions, and for the caller to fill in.
 */
export function gatesFor(input: GateInput): Gate[] {
  const { gates } = input.policy;
  const { level } = input.tier;
  const { attempt, judgement } = input;
  const asked = (gate: { readonly from: TierLevel } | undefined): boolean =>
    gate !== undefined && atLeastLevel(level, gate.from);
  const evidence = gates.evidence.filter(asked);
  const shown = { contract: input.task.contract, attempt, judgement, level };
  const found: FoundGate[] = [
    ...(gates.owner === undefined ? [] : [ownerKnown(input, gates.owner.from)]),
    ...evidence.map((gate) => evidenceGate(gate, shown)),
  ];
  if (gates.acceptance !== undefined && asked(gates.acceptance))
    found.push(...acceptanceGates(gates.acceptance, shown));
  if (asked(gates.contractEvidence))
    found.push(
      ...contractEvidenceGates(shown, new Set(evidence.flatMap(({ kind }) => (kind === "tests" ? [] : [kind])))),
    );
  if (asked(gates.contradicted)) found.push(noContradictedClaim(judgement));
  if (gates.reading !== undefined && asked(gates.reading)) found.push(filesOpened(input, gates.reading.percent));
  found.push(...peopleGates(input));
  if (asked(gates.findings)) found.push(noSeriousFinding(judgement));
  const rerun = gates.rerun.filter(asked);
  if (rerun.length > 0) found.push(runAgain(judgement, rerun.some((gate) => gate.grade === "A") ? "A" : "B"));
  return found.map((gate) => ({ ...gate, overridden: null }));
}

/** For how many days an approval at this tier holds; null where the policy lets it hold for ever. */
export function approvalDays({ gates }: Policy, level: TierLevel): number | null {
  const days = gates.expiry.filter((step) => atLeastLevel(level, step.from)).map((step) => step.days);
  return days.length === 0 ? null : Math.min(...days);
}

function ownerKnown({ ownership, tier }: GateInput, from: TierLevel): FoundGate {
  const gate = {
    id: "owner-known",
    title: "An owner answers for it",
    standing: null,
    target: { to: "decide" as const, kind: "assign-owner" },
  };
  if (ownership.owner !== null && ownership.ground !== "none") {
    const ground = { decision: "by a decision", contract: "in the contract", codeowners: "in CODEOWNERS" }[
      ownership.ground
    ];
    return { ...gate, met: true, why: `${ownership.owner} is named ${ground}.`, remedy: null };
  }
  if (!atLeastLevel(tier.level, from))
    return { ...gate, met: true, why: `Nobody is named; ${tier.level}-risk work needs no owner.`, remedy: null };
  return {
    ...gate,
    met: false,
    why: `Nobody is named; ${tier.level}-risk work needs an owner. Assign one.`,
    remedy: "Assign an owner: a person or a team that answers for the result.",
  };
}

function noContradictedClaim({ claims }: Judgement): FoundGate {
  const contradicted = claims.filter((claim) => claim.verdict === "contradicted");
  const first = contradicted[0];
  const gate = { id: "no-contradicted-claim", title: "No claim contradicted", standing: null };
  if (first === undefined)
    return {
      ...gate,
      met: true,
      why:
        claims.length === 0
          ? "The summary makes no claim that can be checked."
          : `None of ${counted(claims.length, "claim")} is contradicted.`,
      remedy: null,
      target: null,
    };
  const more = contradicted.length === 1 ? "" : ` ${counted(contradicted.length - 1, "more claim")} are contradicted.`;
  return {
    ...gate,
    met: false,
    why: `“${first.sentence}” ${first.why}${more}`,
    remedy: "Request changes: what is claimed has to become true, or has to be claimed no longer.",
    target: { to: "timeline", seq: first.events[0]?.seq ?? first.saidAt?.seq ?? null },
  };
}

function filesOpened({ attempt, readFiles }: GateInput, percent: number): FoundGate {
  const read = new Set(readFiles);
  const closed = attempt.files.filter((file) => !read.has(file.digest));
  const total = attempt.files.length;
  const title = percent >= 100 ? "Every changed file read" : `${String(percent)} % of the changed files read`;
  const gate = { id: "files-opened", title, standing: null };
  if (total === 0)
    return {
      ...gate,
      met: false,
      why: "No patch is known: there is nothing that could be read.",
      remedy: "Read in the patch of this attempt: as an evidence pack, or with its repository at hand.",
      target: { to: "diff", path: null },
    };
  const done = total - closed.length;
  const first = closed[0];
  if (first === undefined || done * 100 >= percent * total)
    return {
      ...gate,
      met: true,
      why: `${String(done)} of ${counted(total, "changed file")} are marked read.`,
      remedy: null,
      target: null,
    };
  const needed = Math.ceil((percent * total) / 100) - done;
  return {
    ...gate,
    met: false,
    why: `${String(done)} of ${counted(total, "changed file")} are marked read; ${first.path} is not.`,
    remedy: `Read ${counted(needed, "more file")}, ${first.path} first, with the mark that it was read.`,
    target: { to: "diff", path: first.path },
  };
}

function noSeriousFinding({ findings, rulesRun }: Judgement): FoundGate {
  const serious = findings.filter((finding) => finding.severity === "serious");
  const first = serious[0];
  const gate = { id: "no-serious-finding", title: "No serious finding", met: first === undefined, standing: null };
  if (first === undefined)
    return {
      ...gate,
      why: `${counted(rulesRun, "rule")} ran; none found something serious.`,
      remedy: null,
      target: null,
    };
  const why =
    serious.length === 1
      ? `${first.title}: ${first.message}`
      : `${counted(serious.length, "serious finding")}, the first: ${first.title}: ${first.message}`;
  const remedy = "Request changes, or override this gate with the reason why it is acceptable.";
  if (first.path === null && first.event !== null)
    return { ...gate, why, remedy, target: { to: "timeline", seq: first.event.seq } };
  return { ...gate, why, remedy, target: { to: "diff", path: first.path } };
}

/** Evidence that stands as re-run is Countersign's own; this version makes none. */
function runAgain({ evidence }: Judgement, grade: "A" | "B"): FoundGate {
  const own = evidence.find((item) => item.standing === "re-run" && item.result === "passed");
  const gate = {
    id: "re-run",
    title: `Acceptance checks re-run, grade ${grade}`,
    target: { to: "evidence" as const, kind: null },
  };
  return own === undefined
    ? {
        ...gate,
        met: false,
        standing: null,
        why: "Countersign has not run the checks itself.",
        remedy: "This version runs no checks itself: take the gate out of the policy, or override it with a reason.",
      }
    : { ...gate, met: true, standing: own.standing, why: `${own.headline} (${own.standing}).`, remedy: null };
}
