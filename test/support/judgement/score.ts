import type { Claim, Verdict } from "../../../shared/model/claim";
import type { Finding } from "../../../shared/model/finding";
import type { ExpectedClaim, ExpectedFinding, JudgementCase } from "./case";
import type { JudgedCase } from "./judge-cases";

/** How often a rule or a verdict was right, spoke without ground, and was silent where it should have spoken. */
export interface Tally {
  readonly name: string;
  tp: number;
  fp: number;
  fn: number;
  /** Cases in which it should speak, and in which it is silent and should be: the near misses of its topic. */
  readonly wrong: string[];
}

export interface Score {
  readonly cases: number;
  readonly transcripts: number;
  readonly rules: readonly Tally[];
  readonly verdicts: readonly Tally[];
  readonly kinds: readonly Tally[];
}

/** Share of what was said that is right; 1 where nothing was said. */
export function precision({ tp, fp }: Tally): number {
  return tp + fp === 0 ? 1 : tp / (tp + fp);
}

/** Share of what should be said that was; 1 where nothing should. */
export function recall({ tp, fn }: Tally): number {
  return tp + fn === 0 ? 1 : tp / (tp + fn);
}

/** Compares what the engines said with the labels. In: judged cases, the ids of all rules. */
export function score(judged: readonly JudgedCase[], ruleIds: readonly string[]): Score {
  const rules = new Tallies();
  const verdicts = new Tallies();
  const kinds = new Tallies();
  for (const id of ruleIds) rules.of(id);
  for (const one of judged) {
    scoreFindings(one, rules);
    scoreClaims(one, verdicts, kinds);
  }
  const cases = new Set(judged.map(({ one }) => one.name)).size;
  return { cases, transcripts: judged.length, rules: rules.all(), verdicts: verdicts.all(), kinds: kinds.all() };
}

class Tallies {
  readonly #known = new Map<string, Tally>();

  of(name: string): Tally {
    const known = this.#known.get(name) ?? { name, tp: 0, fp: 0, fn: 0, wrong: [] };
    this.#known.set(name, known);
    return known;
  }

  all(): Tally[] {
    return [...this.#known.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

function place({ one, runner }: JudgedCase): string {
  return `${one.topic}: ${one.name} (${runner})`;
}

function scoreFindings(judged: JudgedCase, rules: Tallies): void {
  const { one, judgement } = judged;
  const met = new Set<ExpectedFinding>();
  for (const finding of judgement.findings) {
    const matches = one.expect.findings.filter((expected) => meets(finding, expected));
    matches.forEach((expected) => met.add(expected));
    if (matches.length > 0 || one.expect.mayFind.includes(finding.rule)) continue;
    const tally = rules.of(finding.rule);
    tally.fp += 1;
    tally.wrong.push(`said without ground: ${place(judged)}: ${finding.path ?? ""} ${finding.message}`);
  }
  for (const expected of one.expect.findings) {
    const tally = rules.of(expected.rule);
    if (met.has(expected)) tally.tp += 1;
    else {
      tally.fn += 1;
      tally.wrong.push(
        `missed: ${place(judged)}: ${[expected.path, expected.line, expected.says].filter(Boolean).join(" ")}`,
      );
    }
  }
}

function meets(finding: Finding, expected: ExpectedFinding): boolean {
  return (
    finding.rule === expected.rule &&
    (expected.path === undefined || finding.path === expected.path || finding.message.includes(expected.path)) &&
    (expected.line === undefined || finding.line === expected.line) &&
    (expected.says === undefined || finding.message.toLowerCase().includes(expected.says.toLowerCase()))
  );
}

function scoreClaims(judged: JudgedCase, verdicts: Tallies, kinds: Tallies): void {
  const met = new Set<ExpectedClaim>();
  for (const claim of judged.judgement.claims) {
    const expected = expectedFor(judged.one, claim, met);
    if (expected === null) {
      if (claim.verdict !== "contradicted" && judged.one.expect.mayClaim.some((words) => holds(claim, words))) continue;
      blame(
        verdicts.of(claim.verdict),
        kinds.of(claim.kind),
        `no claim: ${place(judged)}: ${claim.kind} "${claim.sentence.slice(0, 120)}": ${claim.why}`,
      );
      continue;
    }
    met.add(expected);
    if (expected.verdict.includes(claim.verdict)) continue;
    blame(
      verdicts.of(claim.verdict),
      kinds.of(claim.kind),
      `should be ${expected.verdict.join(" or ")}: ${place(judged)}: ${claim.kind} "${claim.sentence.slice(0, 120)}": ${claim.why}`,
    );
  }
  for (const expected of judged.one.expect.claims) {
    const claim = judged.judgement.claims.find((one) => isOf(one, expected) && expected.verdict.includes(one.verdict));
    const right = claim !== undefined;
    const [first = "unverifiable"] = expected.verdict;
    const tallies = [verdicts.of(claim?.verdict ?? first), kinds.of(expected.kind)];
    for (const tally of tallies) {
      if (right) tally.tp += 1;
      else tally.fn += 1;
    }
    if (!right) tallies[0]?.wrong.push(`missed: ${place(judged)}: ${expected.kind} "${expected.says}"`);
  }
}

/** A sentence may hold several claims of a kind: one that is not met yet comes first. */
function expectedFor(one: JudgementCase, claim: Claim, met: ReadonlySet<ExpectedClaim>): ExpectedClaim | null {
  const fit = one.expect.claims.filter((expected) => isOf(claim, expected));
  return (
    fit.find((expected) => expected.verdict.includes(claim.verdict)) ??
    fit.find((expected) => !met.has(expected)) ??
    fit[0] ??
    null
  );
}

function isOf(claim: Claim, expected: ExpectedClaim): boolean {
  return claim.kind === expected.kind && holds(claim, expected.says);
}

function holds(claim: Claim, words: string): boolean {
  return claim.sentence.toLowerCase().includes(words.toLowerCase());
}

function blame(verdict: Tally, kind: Tally, words: string): void {
  verdict.fp += 1;
  kind.fp += 1;
  verdict.wrong.push(words);
}

export const goals = {
  contradicted: 0.98,
  rulePrecision: 0.95,
  ruleRecall: 0.9,
} as const satisfies Record<string, number>;

export type Shown = Pick<Tally, "name" | "tp" | "fp" | "fn">;

/** What does not reach its goal, in sentences; empty where everything does. */
export function shortfalls(result: Score): string[] {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const short = result.rules.flatMap((rule) => [
    ...(rule.tp + rule.fn === 0 ? [`${rule.name}: no case in which it should speak.`] : []),
    ...(precision(rule) < goals.rulePrecision ? [`${rule.name}: precision ${percent(precision(rule))}.`] : []),
    ...(recall(rule) < goals.ruleRecall ? [`${rule.name}: recall ${percent(recall(rule))}.`] : []),
  ]);
  const contradicted = result.verdicts.find(({ name }) => name === ("contradicted" satisfies Verdict));
  if (contradicted === undefined || precision(contradicted) < goals.contradicted)
    short.push(`contradicted: precision ${contradicted === undefined ? "unknown" : percent(precision(contradicted))}.`);
  return short;
}
