import { gather } from "../../shared/gather";
import type { Attempt } from "../../shared/model/attempt";
import type { Claim } from "../../shared/model/claim";
import type { Finding } from "../../shared/model/finding";
import type { Policy } from "../../shared/model/policy";
import type { ProvenanceFigures } from "../../shared/model/provenance";
import type { Task } from "../../shared/model/task";
import type { PolicyRef, Tier, TierLevel } from "../../shared/model/tier";
import { counted } from "../../shared/review/counted";
import { atLeastLevel, highestLevel, tierOrder } from "../../shared/review/effective-tier";
import { pathMatcher } from "./glob-list";
import { historyMatches, type History } from "./history";
import { isDocumentPath } from "./path-class";

type Match = Tier["matched"][number];

/** The highest level that the machine has seen an attempt at. */
export interface HeldTier {
  readonly level: TierLevel;
  /** RFC 3339. */
  readonly at: string;
  /** Why it was at that level. */
  readonly why: string;
}

export interface TierInput {
  readonly policy: Policy;
  readonly ref: PolicyRef;
  readonly task: Task;
  readonly attempt: Attempt;
  readonly findings: readonly Finding[];
  readonly claims: readonly Claim[];
  readonly provenance: ProvenanceFigures | null;
  readonly history: History;
  readonly held: HeldTier | null;
  /** What is wrong with the policy files, in sentences: shown beside the matches. */
  readonly notes: readonly string[];
}

/**
 * How much care an attempt needs by the policy, and everything that says so. The contract's declared risk is the floor, the points
 * of all matches can raise the level, and a level once reached is held: nothing here lowers it.
 * Out: the highest level asked for, the sum of points, and all matches, highest first.
 */
export function tierOf(input: TierInput): Tier {
  const { policy, attempt, findings, claims, held } = input;
  const code = attempt.files.filter((file) => !isDocumentPath(file.path));
  const matched: Match[] = [
    declared(input, code.length),
    ...ruleMatches(policy, findings),
    ...claimMatches(policy, claims),
    ...pathMatches(policy, attempt),
    ...sizeMatches(policy, code),
    ...unexplainedMatches(input),
    ...(policy.history === undefined
      ? []
      : historyMatches(
          policy.history,
          input.history,
          attempt.files.map((file) => file.path),
        )),
  ];
  matched.push(...input.notes.map((why) => ({ rule: "policy-file", level: "low" as const, weight: 0, why })));
  const points = matched.reduce((sum, match) => sum + match.weight, 0);
  matched.push(...pointMatches(policy, points, highestLevel(matched.map((match) => match.level))));
  const found = highestLevel(matched.map((match) => match.level));
  if (held !== null && !atLeastLevel(found, held.level))
    matched.push({
      rule: "held",
      level: held.level,
      weight: 0,
      why: `Held: it was ${held.level} on ${held.at.slice(0, 10)}. ${held.why} The tier falls by a decision alone.`,
    });
  matched.sort((a, b) => tierOrder.indexOf(b.level) - tierOrder.indexOf(a.level) || b.weight - a.weight);
  return { level: highestLevel(matched.map((match) => match.level)), points, matched, policy: input.ref };
}

/** Why the tier is what it is, in one sentence, for the time when it would be lower: the first match but a held one. */
export function reasonOf(tier: Tier): string {
  return tier.matched.find((match) => match.level === tier.level && match.rule !== "held")?.why ?? "";
}

function declared({ policy, task, attempt }: TierInput, code: number): Match {
  const risk = task.contract?.risk;
  if (risk !== undefined)
    return { rule: "declared-risk", level: risk, weight: 0, why: `The contract declares ${risk} risk.` };
  if (code > 0)
    return {
      rule: "no-declared-risk",
      level: policy.undeclared.code,
      weight: 0,
      why:
        task.contract === null
          ? "No contract: nobody declared the risk or the bounds."
          : "The contract declares no risk, and the change is not documents alone.",
    };
  return {
    rule: "documents-only",
    level: policy.undeclared.documents,
    weight: 0,
    why: attempt.files.length === 0 ? "No file is known to have changed." : "Only documents changed.",
  };
}

/** The most severe finding of each rule speaks for the rule. */
function ruleMatches(policy: Policy, findings: readonly Finding[]): Match[] {
  const byRule = new Map<string, Finding[]>();
  for (const finding of findings) gather(byRule, finding.rule, finding);
  return [...byRule].flatMap(([rule, all]) => {
    const weight = policy.rules[rule];
    const raising = weight === undefined ? [] : all.filter((finding) => weight[finding.severity] !== undefined);
    const level = highestLevel(raising.flatMap((finding) => weight?.[finding.severity] ?? []));
    const first = raising.find((finding) => weight?.[finding.severity] === level);
    if (weight === undefined || first === undefined) return [];
    const said = raising.length === 1 ? first.title : `${first.title}, ${counted(raising.length, "finding")}`;
    return [{ rule, level, weight: weight.points, why: `${said}: ${first.message}` }];
  });
}

function claimMatches({ claims: by }: Policy, claims: readonly Claim[]): Match[] {
  const matchOf = (verdict: "contradicted" | "stale" | "unbacked", say: (first: Claim, all: number) => string) => {
    const all = claims.filter((claim) => claim.verdict === verdict);
    const [first] = all;
    const { level, points } = by[verdict];
    if (first === undefined || (level === "low" && points === 0)) return [];
    return [{ rule: `${verdict}-claim`, level, weight: points, why: say(first, all.length) }];
  };
  return [
    ...matchOf("contradicted", (first) => `The summary is contradicted: ${first.why}`),
    ...matchOf("stale", (first) => `A claim of the summary is stale: ${first.why}`),
    ...matchOf("unbacked", (first, all) =>
      all === 1
        ? `1 of ${counted(claims.length, "claim")} has nothing recorded behind it: “${first.sentence}”`
        : `${String(all)} of ${counted(claims.length, "claim")} have nothing recorded behind them.`,
    ),
  ];
}

/** Compiled globs, as long as their policy is in use: judging goes through them for every attempt. */
const compiled = new WeakMap<readonly string[], (path: string) => boolean>();

function matcherOf(globs: readonly string[]): (path: string) => boolean {
  const known = compiled.get(globs) ?? pathMatcher(globs);
  compiled.set(globs, known);
  return known;
}

function pathMatches({ paths }: Policy, { files }: Attempt): Match[] {
  return paths.flatMap(({ class: name, title, globs, level, points }) => {
    const matches = matcherOf(globs);
    const seen = files.filter((file) => matches(file.path) || (file.oldPath !== null && matches(file.oldPath)));
    const [first] = seen;
    if (first === undefined) return [];
    const others = seen.length === 1 ? "" : ` and ${counted(seen.length - 1, "other file")}`;
    return [{ rule: `path:${name}`, level, weight: points, why: `${title}: ${first.path}${others} changed.` }];
  });
}

/** Of the steps that match, the one that asks for most. */
function sizeMatches({ size }: Policy, code: Attempt["files"]): Match[] {
  const changed = code.reduce((sum, file) => sum + file.added + file.removed, 0);
  const above = size.filter(({ lines = Infinity, files = Infinity }) => changed > lines || code.length > files);
  const why = `${counted(changed, "line")} changed in ${counted(code.length, "file")}.`;
  return strictest(above).map(({ level, points }) => ({ rule: "size", level, weight: points, why }));
}

function unexplainedMatches({ policy, attempt, provenance }: TierInput): Match[] {
  if (provenance === null || provenance.lines === 0 || attempt.sessions.length === 0) return [];
  const percent = Math.floor((provenance.unknown * 100) / provenance.lines);
  const reached = policy.unexplained.filter((step) => percent >= step.percent && provenance.unknown > 0);
  const why = `${String(provenance.unknown)} of ${counted(provenance.lines, "changed line")} (${String(percent)} %) are explained by no event.`;
  return strictest(reached).map(({ level, points }) => ({ rule: "unexplained-lines", level, weight: points, why }));
}

function strictest<T extends { readonly level: TierLevel; readonly points: number }>(steps: readonly T[]): T[] {
  return [...steps]
    .sort((a, b) => tierOrder.indexOf(b.level) - tierOrder.indexOf(a.level) || b.points - a.points)
    .slice(0, 1);
}

/** Only where the points ask for more than any match alone. */
function pointMatches({ points: from }: Policy, points: number, already: TierLevel): Match[] {
  const level = (["critical", "high", "medium"] as const).find((one) => points >= (from[one] ?? Infinity));
  if (level === undefined || atLeastLevel(already, level)) return [];
  const why = `The matches come to ${counted(points, "point")}; ${level} begins at ${String(from[level])}.`;
  return [{ rule: "points", level, weight: 0, why }];
}
