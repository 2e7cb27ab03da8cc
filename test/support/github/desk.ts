import type { Input, Output, ProcedureName } from "../../../shared/contract/api";
import type { DecisionKind } from "../../../shared/model/decision";
import type { PlannedEffect, QueuedEffect } from "../../../shared/model/effect";

/** Asks a core, wherever it runs; rejects with the problem's message. */
export type Ask = <N extends ProcedureName>(name: N, input: Input<N>) => Promise<Output<N>>;

/** Signs in on github.com and reads a repository. Out: the connection's id. */
export async function connectRepository(ask: Ask, token: string, repository: string): Promise<string> {
  const { accounts } = await ask("github.accounts", {});
  if (accounts.length === 0)
    await ask("github.addToken", { host: "github.com", token, unprotected: true, wide: false, accountId: null });
  await ask("runners.connect", { kind: "github", path: repository });
  const status = await ask("app.status", {});
  const found = status.connections.find(({ kind, name }) => kind === "github" && name === repository);
  if (found === undefined) throw new Error(`${repository} is not connected`);
  return found.id;
}

/** The task of a title, and its attempt that is that pull request. */
export async function findPull(ask: Ask, number: number): Promise<{ taskId: string; attemptId: string }> {
  const inbox = await ask("inbox.list", { filter: "" });
  for (const row of inbox.groups.flatMap((group) => group.rows)) {
    const task = await ask("task.get", { taskId: row.taskId });
    const found = task.attempts.find(({ attempt }) => attempt.pull?.number === number);
    if (found !== undefined) return { taskId: row.taskId, attemptId: found.attempt.id };
  }
  throw new Error(`pull request ${String(number)} is no attempt`);
}

export interface Deciding {
  readonly kind: DecisionKind;
  readonly taskId: string;
  readonly attemptId: string | null;
  readonly reason: string;
  readonly person?: string;
  readonly until?: string;
  /** Which of the offered effects are wanted; those that are wanted by themselves unless told. */
  readonly choose?: (effect: PlannedEffect) => boolean;
}

/** Decides as a person does: looks at the sheet and at what would be sent, and records both. Out: what was put into the queue. */
export async function decide(
  ask: Ask,
  { kind, taskId, attemptId, reason, person, until, choose = ({ wanted }) => wanted }: Deciding,
): Promise<{ seq: number; planned: readonly PlannedEffect[]; queued: readonly QueuedEffect[] }> {
  const asked = { kind, taskId, attemptId, reason, person: person ?? null, until: until ?? null };
  const { effects } = await ask("outbox.plan", { ...asked, comments: [] });
  const sheet = await ask("decision.sheet", { kind, taskId, attemptId });
  const { seq } = await ask("decision.record", {
    ...asked,
    nonce: sheet.nonce,
    confirm: sheet.confirm,
    effects: effects.filter((effect) => effect.refused === null && choose(effect)).map(({ id }) => id),
  });
  const { effects: ofTask } = await ask("outbox.task", { taskId });
  return { seq, planned: effects, queued: ofTask.filter(({ decision }) => decision === seq) };
}
