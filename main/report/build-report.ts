import type { TaskView } from "../../shared/contract/review";
import type { ReportFilters } from "../../shared/model/report-choice";
import { atOnce } from "../../shared/steps";
import { decisionCatalog } from "../../shared/review/decision-catalog";
import { goneText } from "../../shared/review/shown-reason";
import { aroundDecisions, decisionOf, type Around } from "./around-decision";
import type { OpenTask, Population, ReportAttempt, ReportDecision, ReportDocument, ReportIngest } from "./document";
import type { FactDecision, ReportFacts } from "./facts";
import { notProved } from "./not-proved";
import { summarise } from "./summary";
import { threatStatement } from "../../shared/review/threat-statement";

/**
 * Puts a report together: the decisions that period and filters leave in, the attempts they are about, tasks nothing was decided on in
 * the period, and how completely the sources were read. A decision on a task (not on an attempt) brings all attempts of that task.
 */
export function buildReport(facts: ReportFacts): ReportDocument {
  return atOnce(reportSteps(facts));
}

/** The same in steps, a decision or an attempt each: what it rests on is read from the archive. */
export function* reportSteps(facts: ReportFacts): Generator<void, ReportDocument> {
  const { filters, log } = facts;
  const around = aroundDecisions(facts);
  const inPeriod = facts.decisions.filter((record) => within(record.recordedAt, filters));
  const chosen = inPeriod.filter((record) => fits(record, around)).toSorted((a, b) => a.seq - b.seq);
  const decisions: ReportDecision[] = [];
  for (const row of chosen) {
    decisions.push(decisionOf(row, around));
    yield;
  }
  const attempts: ReportAttempt[] = [];
  for (const one of attemptsOf(decisions, facts)) {
    attempts.push({ ...one, patch: facts.patches.get(one.view.attempt.id) ?? null, withheld: false });
    yield;
  }
  const shown = new Set(attempts.map(({ view }) => view.attempt.id));
  const included = new Set(decisions.map(({ seq }) => seq));
  const excuses = facts.decisions
    .filter(
      ({ decision, seq }) =>
        (decision.kind === "lower-tier" || decision.kind === "override-gate") &&
        (included.has(seq) || (decision.attemptId !== null && shown.has(decision.attemptId))),
    )
    .toSorted((a, b) => a.seq - b.seq)
    .map(({ signed: _signed, ...record }) => record);
  const anchored = Math.max(0, ...log.anchors.map(({ size }) => size));
  const decided = new Set<string>(inPeriod.map(({ decision }) => decision.taskId));
  const ofReport = facts.tasks.filter((view) => fitsTask(view, filters));
  return {
    appVersion: facts.appVersion,
    generatedAt: facts.generatedAt,
    filters,
    redactions: [],
    log: { ...log, notAnchored: facts.decisions.filter(({ seq }) => seq >= anchored).length },
    population: populationOf(facts, inPeriod, decisions),
    summary: summarise(decisions, attempts),
    counts: decisionCatalog.map(({ kind }) => {
      const ofKind = decisions.filter((record) => record.decision.kind === kind);
      return {
        kind,
        count: ofKind.length,
        notInForce: ofKind.filter((record) => record.standing !== "in-force").length,
      };
    }),
    decisions,
    excuses,
    attempts,
    open: ofReport.filter((view) => !decided.has(view.task.id)).map(openTask),
    ingest: ingestOf(ofReport),
    threatStatement: [...threatStatement],
    notProved: notProved(facts, decisions),
  };
}

function within(at: string, { from, to }: ReportFilters): boolean {
  const time = Date.parse(at);
  return (from === null || time >= Date.parse(from)) && (to === null || time < Date.parse(to));
}

function fits({ decision }: FactDecision, { facts, attempts, tasks }: Around): boolean {
  const { kinds, owners, repositories, reviewers, tiers } = facts.filters;
  const anyOf = <T>(list: readonly T[], value: T | null): boolean =>
    list.length === 0 || (value !== null && list.includes(value));
  const ownerNow = (): string | null =>
    ((decision.attemptId === null ? undefined : attempts.get(decision.attemptId)?.task) ?? tasks.get(decision.taskId))
      ?.ownership.owner ?? null;
  return (
    anyOf(kinds, decision.kind) &&
    anyOf(tiers, decision.tier) &&
    anyOf(repositories, decision.repository) &&
    anyOf(reviewers, decision.reviewer.name) &&
    (owners.length === 0 || anyOf(owners, ownerNow()))
  );
}

/** Whether a task on which nothing was decided belongs to the report: by what a task has. */
function fitsTask({ task, ownership, tier }: TaskView, { owners, repositories, tiers }: ReportFilters): boolean {
  return (
    (repositories.length === 0 || repositories.includes(task.repository)) &&
    (owners.length === 0 || (ownership.owner !== null && owners.includes(ownership.owner))) &&
    (tiers.length === 0 || tiers.includes(tier))
  );
}

function populationOf(
  { log, decisions }: ReportFacts,
  inPeriod: readonly FactDecision[],
  included: readonly ReportDecision[],
): Population {
  const places = inPeriod.map(({ seq }) => seq).toSorted((a, b) => a - b);
  return {
    from: 0,
    to: log.entries,
    contiguous: log.unreadable.length === 0 && log.verified,
    unknown: log.unknown.length,
    decisions: decisions.length,
    inPeriod: inPeriod.length,
    filteredOut: inPeriod.length - included.length,
    included: included.length,
    first: places[0] ?? null,
    last: places.at(-1) ?? null,
    textsWithheld: included.filter((row) => goneText(row.texts) !== null).length,
  };
}

function attemptsOf(decisions: readonly ReportDecision[], facts: ReportFacts): Pick<ReportAttempt, "task" | "view">[] {
  const wanted = new Set(decisions.map(({ decision }) => decision.attemptId).filter((id) => id !== null));
  const whole = new Set(
    decisions.filter(({ decision }) => decision.attemptId === null).map(({ decision }) => decision.taskId),
  );
  return facts.tasks.flatMap(({ task, attempts }) =>
    attempts
      .filter((view) => wanted.has(view.attempt.id) || whole.has(task.id))
      .map((view) => ({
        task: { id: task.id, ref: task.ref, title: task.title, repository: task.repository },
        view,
      })),
  );
}

function openTask(view: TaskView): OpenTask {
  const { id, ref, title, repository, firstSeenAt } = view.task;
  return {
    id,
    ref,
    title,
    repository,
    tier: view.tier,
    verdict: view.verdict,
    owner: view.ownership.owner,
    attempts: view.attempts.length,
    firstSeenAt,
  };
}

function ingestOf(tasks: readonly TaskView[]): ReportIngest {
  const sessions = new Map(
    tasks.flatMap((view) =>
      view.attempts.flatMap((attempt) => attempt.sessions.map((session) => [session.id, session] as const)),
    ),
  );
  const unknown = new Map<string, number>();
  const sum = { records: 0, recognised: 0, malformed: 0, shortened: 0, withheldReasoning: 0, unanswered: 0 };
  const incomplete: ReportIngest["incomplete"][number][] = [];
  for (const session of sessions.values()) {
    const read = session.completeness;
    sum.records += read.records;
    sum.recognised += read.recognised;
    sum.malformed += read.malformedCount;
    sum.shortened += read.shortened;
    sum.withheldReasoning += read.withheldReasoning;
    sum.unanswered += read.unanswered;
    for (const { type, count } of read.unknown) unknown.set(type, (unknown.get(type) ?? 0) + count);
    if (read.recognised < read.records) {
      incomplete.push({
        sessionId: session.id,
        title: session.title,
        records: read.records,
        recognised: read.recognised,
        malformed: read.malformedCount,
      });
    }
  }
  return {
    sessions: sessions.size,
    ...sum,
    unknown: [...unknown]
      .map(([type, count]) => ({ type, count }))
      .sort((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1)),
    incomplete,
  };
}
