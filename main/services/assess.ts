import { createHash } from "node:crypto";
import type { Judgement } from "../../shared/model/attempt";
import type { Finding } from "../../shared/model/finding";
import type { Verdict } from "../../shared/model/claim";
import type { TierLevel } from "../../shared/model/tier";
import { sourcesOf } from "../store/sessions";
import { readAttempt, readAttempts, readTasks } from "../store/tasks";
import type { Core } from "../views/core";
import { judgeSteps } from "./judge-attempt";
import { inSteps } from "./steps";
import { truthOf, type TruthRow } from "./truth-table";

type Counts<K extends string = string> = Partial<Record<K, number>>;

/** What the engines say of many attempts, counted. The same attempts give the same bytes. */
export interface Assessment {
  tasks: number;
  attempts: number;
  sessions: number;
  /** By kind, then by verdict. */
  claims: Record<string, Counts<Verdict>>;
  verdicts: Counts<Verdict>;
  /** By rule: findings by severity, and the attempts that have any. */
  findings: Record<string, Counts<Finding["severity"] | "attempts">>;
  tiers: Counts<TierLevel>;
  /** Changed lines by how surely it is known who wrote them, over the attempts with a patch. */
  provenance: Counts & { attempts: number };
  freshness: { stale: number; fresh: number; nothingPassed: number };
  /** Attempts in which the agent itself raised an escalation. */
  escalations: number;
  /** By what is known to be true of an attempt; empty where nothing was given. */
  truth: TruthGroup[];
  /** SHA-256 over every judgement, in the order of the attempts' ids. */
  digest: string;
}

/** Attempts of one outcome. */
export interface TruthGroup {
  readonly truth: string;
  /** `all`, or only tasks that have attempts of every outcome. */
  readonly of: "all" | "mixed tasks";
  attempts: number;
  claims: number;
  verdicts: Counts<Verdict>;
  /** Attempts with a claim of this verdict. */
  attemptsWith: Counts<Verdict>;
  findings: Counts<Finding["severity"]>;
}

export interface AssessOptions {
  readonly truth: readonly TruthRow[];
  readonly cancelled: () => boolean;
  /** Told after each attempt. */
  readonly progress: (done: number, total: number) => void;
}

/**
 * Judges every attempt of the store anew, one after the other in the order of their ids, and counts what the engines say.
 * Nothing is decided and nothing is written to the log. Out: the counts, or null where it was cancelled.
 */
export async function assess(core: Core, { truth, cancelled, progress }: AssessOptions): Promise<Assessment | null> {
  const result = nothing();
  const hash = createHash("sha256");
  const known = truthOf(truth);
  const tasks = readTasks(core.index).map((task) => task.id);
  result.tasks = tasks.length;
  const ids = tasks.flatMap((id) => readAttempts(core.index, id).map(({ attempt }) => attempt.id)).sort();
  const groups = new TruthGroups(truth);
  for (const [at, id] of ids.entries()) {
    await inSteps(judgeSteps(core, id), cancelled);
    if (cancelled()) return null;
    const stored = readAttempt(core.index, id);
    const judgement = stored?.judgement ?? null;
    if (stored === null || judgement === null) continue;
    const { attempt } = stored;
    result.attempts += 1;
    result.sessions += attempt.sessions.length;
    add(result, judgement);
    hash.update(canonical(judgement)).update("\n");
    const paths = known === null ? [] : attempt.sessions.flatMap((one) => sourcesOf(core.index, core.record, one));
    groups.add(paths.flatMap(({ path }) => known?.(path) ?? []).at(0) ?? null, judgement);
    progress(at + 1, ids.length);
  }
  return { ...inOrder(result), truth: groups.all(), digest: hash.digest("hex") };
}

function nothing(): Assessment {
  return {
    tasks: 0,
    attempts: 0,
    sessions: 0,
    claims: {},
    verdicts: {},
    findings: {},
    tiers: {},
    provenance: { attempts: 0 },
    freshness: { stale: 0, fresh: 0, nothingPassed: 0 },
    escalations: 0,
    truth: [],
    digest: "",
  };
}

function more<K extends string>(counts: Counts<K>, key: K, by = 1): void {
  const before: number | undefined = counts[key];
  Object.assign(counts, { [key]: (before ?? 0) + by });
}

function add(to: Assessment, { claims, findings, tier, provenance, freshness, escalation }: Judgement): void {
  for (const { kind, verdict } of claims) {
    more((to.claims[kind] ??= {}), verdict);
    more(to.verdicts, verdict);
  }
  for (const { rule, severity } of findings) more((to.findings[rule] ??= {}), severity);
  for (const rule of new Set(findings.map((one) => one.rule))) more((to.findings[rule] ??= {}), "attempts");
  more(to.tiers, tier.level);
  if (provenance !== null) {
    more(to.provenance, "attempts");
    for (const [grade, lines] of Object.entries(provenance)) more(to.provenance, grade, lines);
  }
  if (freshness.lastPass === null) to.freshness.nothingPassed += 1;
  else if (freshness.stale) to.freshness.stale += 1;
  else to.freshness.fresh += 1;
  if (escalation !== null) to.escalations += 1;
}

/** Keeps attempts with a known outcome until it is known which of their tasks have every outcome. */
class TruthGroups {
  readonly #rows: { row: TruthRow; judgement: Pick<Judgement, "claims" | "findings"> }[] = [];
  readonly #outcomes = new Map<string, Set<string>>();

  constructor(truth: readonly TruthRow[]) {
    for (const { task, truth: outcome } of truth) {
      const known = this.#outcomes.get(task) ?? new Set<string>();
      this.#outcomes.set(task, known.add(outcome));
    }
  }

  add(row: TruthRow | null, { claims, findings }: Judgement): void {
    if (row !== null) this.#rows.push({ row, judgement: { claims, findings } });
  }

  all(): TruthGroup[] {
    const groups = new Map<string, TruthGroup>();
    for (const { row, judgement } of this.#rows) {
      const mixed = (this.#outcomes.get(row.task)?.size ?? 0) > 1;
      for (const of of ["all", ...(mixed ? ["mixed tasks" as const] : [])] as const) {
        const key = `${of} ${row.truth}`;
        const group = groups.get(key) ?? emptyGroup(row.truth, of);
        groups.set(key, group);
        group.attempts += 1;
        group.claims += judgement.claims.length;
        for (const { verdict } of judgement.claims) more(group.verdicts, verdict);
        for (const verdict of new Set(judgement.claims.map((one) => one.verdict))) more(group.attemptsWith, verdict);
        for (const { severity } of judgement.findings) more(group.findings, severity);
      }
    }
    return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => inOrder(group));
  }
}

function emptyGroup(truth: string, of: TruthGroup["of"]): TruthGroup {
  return { truth, of, attempts: 0, claims: 0, verdicts: {}, attemptsWith: {}, findings: {} };
}

/** JSON whose members stand in the order of their names, so that equal values are equal bytes. */
function canonical(value: unknown): string {
  return JSON.stringify(inOrder(value));
}

function inOrder<T>(value: T): T;
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => inOrder(one));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, inOrder<unknown>(one)]),
  );
}
