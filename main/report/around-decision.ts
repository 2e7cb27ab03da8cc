import type { AttemptView, TaskView } from "../../shared/contract/review";
import type { Verdict } from "../../shared/model/claim";
import { isOwnerKind } from "../../shared/review/owner-kinds";
import type { ReportAnchor, ReportDecision } from "./document";
import type { FactDecision, ReportFacts } from "./facts";

/** Rule whose findings name sensitive paths. */
const sensitiveRule = "sensitive-path";

/** What many decisions are held against, put in order once. */
export interface Around {
  readonly tasks: ReadonlyMap<string, TaskView>;
  readonly attempts: ReadonlyMap<string, { readonly view: AttemptView; readonly task: TaskView }>;
  readonly byTask: ReadonlyMap<string, OnTask>;
  readonly anchors: readonly ReportAnchor[];
  /** By the place of a decision: the newest of what is said of each effect. */
  readonly effects: ReadonlyMap<number, ReadonlyMap<string, ReportDecision["effects"][number]>>;
  readonly facts: ReportFacts;
}

/** Decisions on a task, by what others on it are held against: each list in the order of the log. */
interface OnTask {
  readonly handovers: readonly ReportDecision["handovers"][number][];
  readonly escalations: readonly ReportDecision["escalations"][number][];
  /** Verdicts that were not taken back, by attempt. */
  readonly verdicts: ReadonlyMap<string, readonly FactDecision[]>;
}

const noneOnTask: OnTask = { handovers: [], escalations: [], verdicts: new Map() };

/** Puts the facts in order, for `decisionOf` to look things up in. */
export function aroundDecisions(facts: ReportFacts): Around {
  const rows = grouped(facts.decisions, ({ decision }) => decision.taskId);
  const byTask = new Map([...rows].map(([id, some]) => [id, onTask(some.toSorted((a, b) => a.seq - b.seq))]));
  return {
    tasks: new Map(facts.tasks.map((view) => [view.task.id, view])),
    attempts: new Map(
      facts.tasks.flatMap((task) => task.attempts.map((view) => [view.attempt.id, { view, task }] as const)),
    ),
    byTask,
    anchors: facts.log.anchors.toSorted((a, b) => a.seq - b.seq),
    effects: effectsOf(facts),
    facts,
  };
}

/** In: the decisions on one task, in the order of the log. */
function onTask(rows: readonly FactDecision[]): OnTask {
  const standing = rows.filter(({ withdrawn }) => withdrawn === undefined);
  const answering = standing.filter(({ decision }) => answers.has(decision.kind));
  return {
    handovers: rows.flatMap(({ seq, recordedAt, decision }) =>
      isOwnerKind(decision.kind) ? [{ seq, recordedAt, to: decision.person }] : [],
    ),
    escalations: rows.flatMap(({ seq, recordedAt, decision }) =>
      decision.kind === "escalate"
        ? [
            {
              seq,
              recordedAt,
              to: decision.person,
              reason: decision.reason,
              due: decision.until,
              answeredBy: answering[countUpTo(answering, seq)]?.seq ?? null,
            },
          ]
        : [],
    ),
    verdicts: grouped(
      standing.filter(({ decision }) => decision.attemptId !== null && verdictKinds.has(decision.kind)),
      ({ decision }) => decision.attemptId ?? "",
    ),
  };
}

function grouped(rows: readonly FactDecision[], keyOf: (row: FactDecision) => string): Map<string, FactDecision[]> {
  const groups = new Map<string, FactDecision[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

/** How many of some rows, which are in the order of the log, stand at a place or before it. */
function countUpTo(rows: readonly { readonly seq: number }[], seq: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.seq ?? Infinity) <= seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

function effectsOf({ log }: ReportFacts): Around["effects"] {
  const byDecision = new Map<number, Map<string, ReportDecision["effects"][number]>>();
  for (const { decision, effect, ...rest } of log.effects) {
    if (decision === null) continue;
    const known = byDecision.get(decision) ?? new Map<string, ReportDecision["effects"][number]>();
    byDecision.set(decision, known.set(effect, rest));
  }
  return byDecision;
}

/** A decision with all that is known around it. */
export function decisionOf(row: FactDecision, around: Around): ReportDecision {
  const { decision, seq, recordedAt } = row;
  const found = decision.attemptId === null ? undefined : around.attempts.get(decision.attemptId);
  // An attempt that was moved by hand is where it is now.
  const task = found?.task ?? around.tasks.get(decision.taskId);
  const same = found?.view.attempt.patchDigest === decision.bound.patch;
  const others = around.byTask.get(decision.taskId) ?? noneOnTask;
  const recorded = Date.parse(recordedAt);
  const finished = found?.view.attempt.finishedAt ?? null;
  const owner = task?.ownership.owner ?? null;
  return {
    ...row,
    task:
      task === undefined
        ? null
        : {
            requester: task.task.requester,
            ownership: task.ownership,
            contractDigest: task.task.contractDigest,
            firstSeenAt: task.task.firstSeenAt,
          },
    agent: found === undefined ? null : agentOf(found.view),
    change: changeOf(row, found?.view ?? null, around.facts),
    claims: found !== undefined && same ? claimsOf(found.view) : null,
    checks:
      found !== undefined && same
        ? found.view.judgement.evidence.map((item) => ({
            kind: item.kind,
            result: item.result,
            standing: item.standing,
            tree: item.tree,
            producer: item.producer,
            output: item.file?.digest ?? null,
          }))
        : null,
    opened: openedOf(row, around.facts),
    waited: finished === null ? null : secondsBetween(Date.parse(finished), recorded),
    selfApproval: selfApprovalOf(row, task, around.facts),
    reviewerOwns: owner === null ? null : around.facts.samePerson(owner, decision.reviewer.name),
    handovers: others.handovers.slice(0, countUpTo(others.handovers, seq - 1)),
    escalations: [...others.escalations],
    reviewedBefore: reviewedBeforeOf(row, others),
    anchoredBy: placeOf(around.anchors.find((anchor) => anchor.size > seq)),
    trustedTime: placeOf(around.anchors.find((anchor) => anchor.type === "rfc3161" && anchor.size > seq)),
    effects: [...(around.effects.get(seq)?.values() ?? [])],
  };
}

/** Whole seconds, or null where the earlier is the later: two clocks that disagree say nothing. */
function secondsBetween(from: number, to: number): number | null {
  const seconds = Math.floor((to - from) / 1_000);
  return Number.isNaN(seconds) || seconds < 0 ? null : seconds;
}

function openedOf({ decision, recordedAt }: FactDecision, facts: ReportFacts): ReportDecision["opened"] {
  if (decision.attemptId === null) return null;
  const firstAt = facts.firstOpened(decision.attemptId, decision.reviewer.name);
  if (firstAt === null) return null;
  const seconds = secondsBetween(Date.parse(firstAt), Date.parse(recordedAt));
  return seconds === null ? null : { firstAt, seconds };
}

function selfApprovalOf(
  { decision, standing }: FactDecision,
  task: TaskView | undefined,
  facts: ReportFacts,
): boolean | null {
  if (standing === "self-approved") return true;
  const requester = task?.task.requester?.name ?? null;
  return requester === null ? null : facts.samePerson(requester, decision.reviewer.name);
}

function agentOf({ attempt, sessions }: AttemptView): ReportDecision["agent"] {
  const { runner, runnerName, branch, startedAt, finishedAt } = attempt;
  const models = sessions.flatMap((session) => session.models);
  return {
    runner,
    runnerName,
    versions: [...new Set(sessions.flatMap((session) => session.runnerVersions))],
    models: [...new Set(models.length > 0 || attempt.model === null ? models : [attempt.model])],
    sessions: sessions.map((session) => session.runnerSessionId),
    branch,
    startedAt,
    finishedAt,
  };
}

/** Of the patch the decision is bound to: from the attempt where it still has it, else from the archived patch. */
function changeOf({ decision }: FactDecision, view: AttemptView | null, facts: ReportFacts): ReportDecision["change"] {
  const { patch } = decision.bound;
  if (patch === null) return null;
  if (view?.attempt.patchDigest !== patch) {
    const stat = facts.patchStat(patch);
    return stat === null ? null : { ...stat, sensitive: null };
  }
  const { files } = view.attempt;
  const sensitive = view.judgement.findings.flatMap(({ rule, path }) =>
    rule === sensitiveRule && path !== null ? [path] : [],
  );
  return {
    files: files.length,
    added: files.reduce((sum, file) => sum + file.added, 0),
    removed: files.reduce((sum, file) => sum + file.removed, 0),
    sensitive: [...new Set(sensitive)],
  };
}

function claimsOf({ judgement }: AttemptView): ReportDecision["claims"] {
  const verdicts: Partial<Record<Verdict, number>> = {};
  for (const { verdict } of judgement.claims) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  return { total: judgement.claims.length, verdicts };
}

/** What answers an escalation: a decision on the work itself. Putting it off or naming an owner does not. */
const answers: ReadonlySet<string> = new Set(["approve", "request-changes", "reject", "choose-attempt"]);
const verdictKinds: ReadonlySet<string> = new Set(["approve", "request-changes", "reject"]);

function reviewedBeforeOf({ decision, seq }: FactDecision, { verdicts }: OnTask): ReportDecision["reviewedBefore"] {
  if (decision.attemptId === null || !verdictKinds.has(decision.kind)) return null;
  const on = verdicts.get(decision.attemptId) ?? [];
  const last = on[countUpTo(on, seq - 1) - 1];
  return last === undefined || last.decision.bound.head === decision.bound.head
    ? null
    : { seq: last.seq, head: last.decision.bound.head };
}

function placeOf(anchor: ReportAnchor | undefined): ReportDecision["anchoredBy"] {
  if (anchor === undefined) return null;
  const { seq, recordedAt, type, size } = anchor;
  return { seq, recordedAt, type, size };
}
