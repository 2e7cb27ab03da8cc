import type { DecisionRecord, TaskView } from "../../shared/contract/review";
import { decisionCatalog } from "../../shared/review/decision-catalog";
import type { OpenTask, ReportAttempt, ReportDocument, ReportIngest, ReportLog } from "./document";
import { notProved, threatStatement } from "./threat-statement";

/** What a report is made from: read from store and log by the service that writes it. */
export interface ReportFacts {
  readonly appVersion: string;
  /** Now, RFC 3339. */
  readonly generatedAt: string;
  readonly period: { readonly from: string | null; readonly to: string | null };
  readonly log: ReportLog;
  /** Every decision of the log: the period is cut here, so none can be left out by accident. */
  readonly decisions: readonly DecisionRecord[];
  readonly tasks: readonly TaskView[];
  /** Patch text by attempt id, where one is known. */
  readonly patches: ReadonlyMap<string, string>;
}

/**
 * Puts a report together: the decisions of the period, the attempts they are about, tasks nothing was decided on in the period, and
 * how completely the sources were read. A decision on a task (not on an attempt) brings all attempts of that task.
 */
export function buildReport(facts: ReportFacts): ReportDocument {
  const decisions = facts.decisions
    .filter((record) => within(record.recordedAt, facts.period))
    .toSorted((a, b) => a.seq - b.seq);
  const decided = new Set<string>(decisions.map((record) => record.decision.taskId));
  const attempts = attemptsOf(decisions, facts);
  const shown = new Set(attempts.map(({ view }) => view.attempt.id));
  const excuses = facts.decisions
    .filter(
      ({ decision, recordedAt }) =>
        (decision.kind === "lower-tier" || decision.kind === "override-gate") &&
        (within(recordedAt, facts.period) || (decision.attemptId !== null && shown.has(decision.attemptId))),
    )
    .toSorted((a, b) => a.seq - b.seq);
  const open = facts.tasks.filter((view) => !decided.has(view.task.id)).map(openTask);
  return {
    appVersion: facts.appVersion,
    generatedAt: facts.generatedAt,
    period: facts.period,
    log: facts.log,
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
    open,
    ingest: ingestOf(facts.tasks),
    threatStatement,
    notProved,
  };
}

function within(at: string, period: ReportFacts["period"]): boolean {
  const time = Date.parse(at);
  return (
    (period.from === null || time >= Date.parse(period.from)) && (period.to === null || time < Date.parse(period.to))
  );
}

function attemptsOf(decisions: readonly DecisionRecord[], facts: ReportFacts): ReportAttempt[] {
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
        patch: facts.patches.get(view.attempt.id) ?? null,
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
