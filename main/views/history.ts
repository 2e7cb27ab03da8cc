import type { Attempt } from "../../shared/model/attempt";
import type { Task } from "../../shared/model/task";
import { noHistory, type History, type PastDecision } from "../policy/history";
import { readAttempt } from "../store/tasks";
import type { Core } from "./core";
import { policyOf } from "./policy";
import { recordedDecisions } from "./decisions";

/** What one decision leaves for later ones to be judged by. */
interface Past {
  readonly seq: number;
  readonly at: string;
  readonly taskId: string;
  readonly repository: string;
  /** Null: it did not go against the work. */
  readonly against: PastDecision | null;
  readonly attemptId: string;
  readonly by: string;
  readonly backed: number;
  readonly contradicted: number;
}

const againstWords: Readonly<Record<string, string>> = {
  "request-changes": "changes requested",
  reject: "rejected",
  "override-gate": "a gate overridden",
};

/** Decisions as they were read: the log only grows, and judging thousands of attempts must not read it thousands of times. */
const read = new WeakMap<Core, { size: number; past: Past[] }>();
/** Older decisions than the newest so many are not looked at. */
const mostDecisions = 300;
const dayMs = 24 * 60 * 60_000;

/**
 * What the log says of earlier work, for judging an attempt: decisions against other tasks in its repository, and how the claims of
 * its runner and model held where work was decided on. At most the newest 300 decisions on attempts are looked at.
 */
export function historyOf(core: Core, task: Task, attempt: Attempt): History {
  const { history } = policyOf(core, attempt).policy;
  if (history === undefined) return noHistory;
  const since = core.platform.clock.now().getTime() - history.days * dayMs;
  const past = pastDecisions(core).filter((one) => one.taskId !== task.id && Date.parse(one.at) >= since);
  const by = runnerOf(attempt);
  const claims = { backed: 0, contradicted: 0, by };
  const counted = new Set<string>();
  for (const one of past) {
    // An attempt that was decided on twice made its claims once.
    if (one.by !== by || counted.has(one.attemptId)) continue;
    counted.add(one.attemptId);
    claims.backed += one.backed;
    claims.contradicted += one.contradicted;
  }
  return {
    against: past.flatMap((one) => (one.repository === task.repository && one.against !== null ? [one.against] : [])),
    claims,
  };
}

function runnerOf({ runnerName, model }: Attempt): string {
  return model === null ? runnerName : `${runnerName} ${model}`;
}

function withdrawnLeftOut(core: Core) {
  const { onAttempt, withdrawn } = recordedDecisions(core);
  return [...onAttempt.values()].flat().filter((row) => !withdrawn.has(row.seq));
}

/** Newest first. */
function pastDecisions(core: Core): readonly Past[] {
  const size = core.ledger.size();
  const known = read.get(core);
  if (known?.size === size) return known.past;
  const seen = new Map(known?.past.map((one) => [one.seq, one]));
  const rows = withdrawnLeftOut(core).sort((a, b) => b.seq - a.seq);
  const past: Past[] = [];
  for (const { seq, recordedAt, decision } of rows) {
    if (past.length >= mostDecisions) break;
    const what = againstWords[decision.kind];
    if (decision.attemptId === null || (what === undefined && decision.kind !== "approve")) continue;
    const before = seen.get(seq);
    if (before !== undefined) {
      past.push(before);
      continue;
    }
    const stored = readAttempt(core.index, decision.attemptId);
    if (stored === null) continue;
    const count = (verdict: string) =>
      stored.judgement?.claims.filter((claim) => claim.verdict === verdict).length ?? 0;
    const paths = stored.attempt.files.map((file) => file.path);
    past.push({
      seq,
      at: recordedAt,
      taskId: decision.taskId,
      repository: decision.repository,
      against: what === undefined ? null : { seq, what, at: recordedAt, task: decision.taskTitle, paths },
      attemptId: decision.attemptId,
      by: runnerOf(stored.attempt),
      backed: count("backed"),
      contradicted: count("contradicted"),
    });
  }
  read.set(core, { size, past });
  return past;
}
