import type { Attempt, Judgement } from "../../shared/model/attempt";
import type { Contract } from "../../shared/model/contract";
import type { Evidence } from "../../shared/model/evidence";
import type { Gate } from "../../shared/model/gate";
import type { Ownership, Task } from "../../shared/model/task";
import type { Tier, TierLevel } from "../../shared/model/tier";
import { evidenceForCheck, kindNames, lastRuns, onThisTree, said, standings } from "./evidence-for";
import { isDocumentPath } from "./path-class";

export interface GateInput {
  readonly tier: Tier;
  readonly task: Task;
  readonly attempt: Attempt;
  readonly judgement: Judgement;
  readonly ownership: Ownership;
  /** Digests of this attempt's files that were marked read. */
  readonly readFiles: readonly string[];
  readonly requester: string | null;
  readonly reviewer: string;
}

/** A gate before it is known whether a decision overrides it. */
type Found = Omit<Gate, "remedy" | "overridden">;

const order: readonly TierLevel[] = ["low", "medium", "high", "critical"];

/**
 * What the policy asks for at this tier before an approval, each met or not, with what would meet it. A higher tier has all gates
 * of the lower ones. A second reviewer is not asked for: this version has one.
 */
export function gatesFor(input: GateInput): Gate[] {
  const level = order.indexOf(input.tier.level);
  const gates = [ownerKnown(input), testsShown(input)];
  if (level >= 1) {
    const contract = input.task.contract;
    if (contract !== null)
      gates.push(
        ...acceptanceShown(contract, input.judgement.evidence),
        ...requiredEvidence(contract, input.judgement.evidence),
      );
    gates.push(noContradictedClaim(input.judgement));
  }
  if (level >= 2) gates.push(filesOpened(input), reviewerIsNotRequester(input));
  if (level >= 3) gates.push(noSeriousFinding(input.judgement));
  return gates.map((gate) => ({ ...gate, remedy: null, overridden: null }));
}

function ownerKnown({ ownership, tier }: GateInput): Found {
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
    return { ...gate, met: true, why: `${ownership.owner} is named ${ground}.` };
  }
  if (tier.level === "low") return { ...gate, met: true, why: "Nobody is named; low-risk work needs no owner." };
  return { ...gate, met: false, why: `Nobody is named; ${tier.level}-risk work needs an owner. Assign one.` };
}

function testsShown({ attempt, judgement, tier }: GateInput): Found {
  const gate = {
    id: "tests-shown",
    title: "Tests shown to pass",
    target: { to: "evidence" as const, kind: "tests" as const },
  };
  const tests = judgement.evidence.filter((item) => item.kind === "tests");
  const shown = shownToPass(tests);
  if (shown.best !== null)
    return {
      ...gate,
      met: true,
      standing: shown.best.standing,
      why: `${said(shown.best)} (${shown.best.standing}).`,
    };
  if (tier.level === "low" && attempt.files.length > 0 && attempt.files.every((file) => isDocumentPath(file.path))) {
    return { ...gate, met: true, standing: null, why: "Only documents changed: there is nothing to test." };
  }
  return {
    ...gate,
    met: false,
    standing: shown.nearest?.standing ?? null,
    why: missing("tests", shown.nearest, judgement.freshness.sentence),
  };
}

function acceptanceShown(contract: Contract, evidence: readonly Evidence[]): Found[] {
  return contract.acceptance.map((check) => {
    const gate = {
      id: `acceptance:${check.id}`,
      title: check.name,
      target: { to: "evidence" as const, kind: check.shows },
    };
    const shown = shownToPass(evidenceForCheck(contract, check, evidence));
    if (shown.best !== null)
      return {
        ...gate,
        met: true,
        standing: shown.best.standing,
        why: `${said(shown.best)} (${shown.best.standing}).`,
      };
    return {
      ...gate,
      met: false,
      standing: shown.nearest?.standing ?? null,
      why: missing(check.command, shown.nearest, null),
    };
  });
}

function requiredEvidence(contract: Contract, evidence: readonly Evidence[]): Found[] {
  return [...new Set(contract.evidence)].map((kind) => {
    const items = evidence.filter((item) => item.kind === kind);
    const solid = lastRuns(items)
      .filter((item) => item.standing !== "claimed")
      .sort((a, b) => standings.indexOf(b.standing) - standings.indexOf(a.standing));
    const name = kindNames[kind];
    const first = solid.find(onThisTree) ?? null;
    const gate = {
      id: `evidence:${kind}`,
      title: `Required evidence: ${name}`,
      target: { to: "evidence" as const, kind },
    };
    if (first !== null && first.result !== "failed")
      return { ...gate, met: true, standing: first.standing, why: `${said(first)} (${first.standing}).` };
    return {
      ...gate,
      met: false,
      standing: items[0]?.standing ?? null,
      why: missing(name, first ?? solid[0] ?? items[0] ?? null, null),
    };
  });
}

function noContradictedClaim({ claims }: Judgement): Found {
  const contradicted = claims.filter((claim) => claim.verdict === "contradicted");
  const first = contradicted[0];
  return {
    id: "no-contradicted-claim",
    title: "No claim contradicted",
    met: first === undefined,
    why:
      first === undefined
        ? claims.length === 0
          ? "The summary makes no claim that can be checked."
          : `None of ${claims.length} claims is contradicted.`
        : `“${first.sentence}” ${first.why}`,
    standing: null,
    target: first === undefined ? null : { to: "timeline", seq: first.events[0]?.seq ?? first.saidAt?.seq ?? null },
  };
}

function filesOpened({ attempt, readFiles }: GateInput): Found {
  const read = new Set(readFiles);
  const closed = attempt.files.filter((file) => !read.has(file.digest));
  const total = attempt.files.length;
  const gate = { id: "files-opened", title: "Every changed file read", standing: null };
  if (total === 0)
    return {
      ...gate,
      met: false,
      why: "No patch is known: there is nothing that could be read.",
      target: { to: "diff", path: null },
    };
  const first = closed[0];
  if (first === undefined)
    return { ...gate, met: true, why: `${total} of ${total} changed files are marked read.`, target: null };
  return {
    ...gate,
    met: false,
    why: `${total - closed.length} of ${total} changed files are marked read; ${first.path} is not.`,
    target: { to: "diff", path: first.path },
  };
}

function reviewerIsNotRequester({ requester, reviewer }: GateInput): Found {
  const gate = {
    id: "reviewer-is-not-requester",
    title: "The reviewer did not ask for it",
    standing: null,
    target: null,
  };
  if (requester === null)
    return { ...gate, met: true, why: `Who asked for it is not recorded; the reviewer is ${reviewer}.` };
  const same = requester.trim().toLowerCase() === reviewer.trim().toLowerCase();
  return same
    ? {
        ...gate,
        met: false,
        why: `${reviewer} asked for this work: someone else must approve it. Escalate it.`,
        target: { to: "decide", kind: "escalate" },
      }
    : { ...gate, met: true, why: `${requester} asked for it; the reviewer is ${reviewer}.` };
}

function noSeriousFinding({ findings, rulesRun }: Judgement): Found {
  const serious = findings.filter((finding) => finding.severity === "serious");
  const first = serious[0];
  const gate = { id: "no-serious-finding", title: "No serious finding", met: first === undefined, standing: null };
  if (first === undefined)
    return { ...gate, why: `${rulesRun} rules ran; none found something serious.`, target: null };
  const why =
    serious.length === 1
      ? `${first.title}: ${first.message}`
      : `${serious.length} serious findings, the first: ${first.title}: ${first.message}`;
  if (first.path === null && first.event !== null)
    return { ...gate, why, target: { to: "timeline", seq: first.event.seq } };
  return { ...gate, why, target: { to: "diff", path: first.path } };
}

/**
 * The best item that shows a pass on this tree. A failure of the same or a better standing on the tree outweighs it.
 */
function shownToPass(items: readonly Evidence[]): { best: Evidence | null; nearest: Evidence | null } {
  const solid = lastRuns(items)
    .filter((item) => item.standing !== "claimed" && onThisTree(item))
    .sort((a, b) => standings.indexOf(b.standing) - standings.indexOf(a.standing));
  const top = solid[0]?.standing;
  const failed = solid.find((item) => item.standing === top && item.result === "failed");
  const passed = solid.find((item) => item.standing === top && item.result === "passed");
  if (failed !== undefined) return { best: null, nearest: failed };
  if (passed !== undefined) return { best: passed, nearest: passed };
  return { best: null, nearest: solid[0] ?? items.find((item) => item.standing !== "claimed") ?? items[0] ?? null };
}

function missing(what: string, nearest: Evidence | null, freshness: string | null): string {
  if (nearest === null) return `No evidence of ${what}.${freshness === null ? "" : ` ${freshness}`}`;
  if (nearest.standing === "claimed") return `Only stated (${said(nearest)}); no record shows it.`;
  if (nearest.result === "failed") return `Failed: ${said(nearest)}.`;
  if (nearest.tree === "stale")
    return `Stale: ${said(nearest)}, before the final edit.${freshness === null ? "" : ` ${freshness}`}`;
  if (nearest.tree === "mismatch") return `Made on another tree: ${said(nearest)}.`;
  if (nearest.tree === "unknown") return `It is not known on which tree it was made: ${said(nearest)}.`;
  return `It does not show whether it passed: ${said(nearest)}.`;
}
