import type { Attempt, Judgement } from "../../shared/model/attempt";
import type { AttemptConformance } from "../../shared/model/conformance";
import type { Contract } from "../../shared/model/contract";
import type { FitQuestion, GivenAnswer, TaskFit } from "../../shared/model/task-fit";
import type { Ownership } from "../../shared/model/task";
import type { TierLevel } from "../../shared/model/tier";
import { assembleFit, type Verdict } from "./task-fit";

/** What the attempts of a task showed, as far as the five questions ask for it. */
export interface ShownFacts {
  readonly contract: Contract | null;
  readonly ownership: Ownership;
  readonly attempts: readonly {
    readonly attempt: Attempt;
    readonly judgement: Judgement;
    readonly conformance: AttemptConformance;
  }[];
}

const order: readonly TierLevel[] = ["low", "medium", "high", "critical"];

/**
 * The five questions again, after the work: what the attempts showed, not what was hoped for. A person's answer stands only where
 * the attempts say nothing.
 */
export function fitAfter(shown: ShownFacts, given: readonly GivenAnswer[]): TaskFit {
  const ask: Readonly<Record<FitQuestion, (shown: ShownFacts) => Verdict>> = {
    specific: asSpecific,
    checkable: asChecked,
    "bounded-risk": asRisky,
    parallel: asParallel,
    owned: asOwned,
  };
  return assembleFit(
    "after",
    (question) =>
      shown.attempts.length === 0
        ? { answer: "not-answered", ground: "No attempt was read.", fields: [] }
        : ask[question](shown),
    { given, by: "attempts" },
  );
}

function asSpecific({ contract, attempts }: ShownFacts): Verdict {
  const fields = contract === null ? [] : ["objective", "allow"];
  const asked = attempts.filter(({ judgement }) => judgement.escalation !== null);
  if (asked.length > 0)
    return {
      answer: "no",
      ground: `${lettersOf(asked)} had to ask and nobody answered.`,
      fields,
    };
  if (contract === null) return { answer: "no", ground: "The attempts were made without a contract.", fields };
  const outside = attempts.filter(({ conformance }) =>
    conformance.cells.some((cell) => cell.field.startsWith("allow.") && cell.state === "not-met"),
  );
  if (outside.length > 0)
    return { answer: "partly", ground: `${lettersOf(outside)} went outside the contract's bounds.`, fields };
  const checked = attempts.filter(({ conformance }) =>
    conformance.cells.some((cell) => cell.field.startsWith("allow.") && cell.state === "met"),
  );
  if (checked.length === 0)
    return { answer: "not-answered", ground: "No bound of the contract could be held against what was done.", fields };
  return { answer: "yes", ground: `Nobody had to ask, and ${lettersOf(checked)} stayed inside the bounds.`, fields };
}

function asChecked({ contract, attempts }: ShownFacts): Verdict {
  const fields = contract === null ? [] : ["acceptance"];
  const acceptance = contract?.acceptance ?? [];
  if (acceptance.length === 0) {
    const some = attempts.some(({ judgement }) => judgement.evidence.some((item) => item.standing !== "claimed"));
    return some
      ? { answer: "partly", ground: "Checks were run, but no contract says which of them decide.", fields }
      : { answer: "no", ground: "Nothing on record checks the result.", fields };
  }
  const cells = attempts.flatMap(({ conformance }) =>
    conformance.cells.filter((cell) => cell.field.startsWith("acceptance[")),
  );
  const decided = cells.filter((cell) => cell.state === "met" || cell.state === "not-met");
  const ground = `${String(decided.length)} of ${String(cells.length)} acceptance results were decided by evidence.`;
  if (decided.length === cells.length && cells.length > 0) return { answer: "yes", ground, fields };
  return { answer: decided.length === 0 ? "no" : "partly", ground, fields };
}

function asRisky({ contract, attempts }: ShownFacts): Verdict {
  const fields = contract?.risk === undefined ? [] : ["risk"];
  const worst = attempts.reduce<(typeof attempts)[number] | null>(
    (most, one) =>
      most === null || order.indexOf(one.judgement.tier.level) > order.indexOf(most.judgement.tier.level) ? one : most,
    null,
  );
  if (worst === null) throw new Error("asked of attempts that are not there");
  const { level, matched } = worst.judgement.tier;
  const first = matched.find(({ rule }) => rule !== "declared-risk") ?? matched[0];
  const why = `Attempt ${worst.attempt.letter} is ${level} risk${first === undefined ? "." : `: ${first.why}`}`;
  if (level === "high" || level === "critical") {
    const declared = contract?.risk;
    const known = declared !== undefined && order.indexOf(declared) >= order.indexOf(level);
    const to = contract?.escalation?.to;
    return {
      answer: known && to !== undefined ? "partly" : "no",
      ground: `${why}${declared === undefined || declared === level ? "" : ` It was declared ${declared}.`}`,
      fields,
    };
  }
  return contract?.escalation === undefined
    ? { answer: "partly", ground: `${why} No escalation is defined.`, fields }
    : { answer: "yes", ground: why, fields };
}

function asParallel({ attempts }: ShownFacts): Verdict {
  const fields: string[] = [];
  if (attempts.length < 2)
    return { answer: "not-answered", ground: "One attempt was made: there is nothing to compare.", fields };
  const patches = new Set(attempts.flatMap(({ attempt }) => attempt.patchDigest ?? []));
  if (patches.size === 0)
    return { answer: "not-answered", ground: "No attempt's patch is known: they cannot be compared.", fields };
  if (patches.size === 1)
    return { answer: "no", ground: `${String(attempts.length)} attempts, one and the same patch.`, fields };
  const scores = new Set(attempts.map(({ conformance }) => JSON.stringify(conformance.counts)));
  const ground = `${String(attempts.length)} attempts, ${String(patches.size)} different patches`;
  return scores.size > 1
    ? { answer: "yes", ground: `${ground}, and they meet the contract differently.`, fields }
    : { answer: "partly", ground: `${ground}, but by the contract none is better than another.`, fields };
}

function asOwned({ ownership }: ShownFacts): Verdict {
  const fields = ownership.ground === "contract" ? ["owner"] : [];
  const { owner, onCall, ground } = ownership;
  if (owner === null || ground === "none")
    return { answer: "no", ground: "Nobody answers for it: no owner is known.", fields };
  const named = { decision: "by a decision", contract: "in the contract", codeowners: "in CODEOWNERS" }[ground];
  return onCall === null
    ? { answer: "partly", ground: `${owner} is named ${named}; nobody is on call.`, fields }
    : { answer: "yes", ground: `${owner} is named ${named}, ${onCall} is on call.`, fields };
}

function lettersOf(attempts: ShownFacts["attempts"]): string {
  const letters = attempts.map(({ attempt }) => attempt.letter).join(", ");
  return attempts.length === 1 ? `Attempt ${letters}` : `Attempts ${letters}`;
}
