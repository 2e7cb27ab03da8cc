import type { Invoke, Output } from "../../shared/contract/api";
import { err, ok, type Result } from "../../shared/result";
import { plain } from "./screen";

type TaskView = Output<"task.get">;

export interface Subject {
  readonly task: TaskView;
  /** The attempt that was named, or the only one; null where a task of several was named alone. */
  readonly attempt: TaskView["attempts"][number] | null;
}

/**
 * Finds what a person means by `T-7KQ2A`, `PAY-118`, `T-7KQ2A/B`, `PAY-118/B` or an attempt's id: an id, a contract's
 * reference, or an unambiguous beginning of either; after a slash the attempt's letter.
 */
export async function findSubject(ask: Invoke, name: string): Promise<Result<Subject>> {
  const [wanted = "", letter] = name.split("/");
  const inbox = await ask("inbox.list", { filter: "" });
  if (!inbox.ok) return inbox;
  const rows = inbox.value.groups.flatMap((group) => group.rows);
  const lower = wanted.toLowerCase();
  const exact = rows.filter((row) => row.taskId.toLowerCase() === lower || row.ref?.toLowerCase() === lower);
  const near =
    exact.length > 0
      ? exact
      : rows.filter(
          (row) =>
            lower !== "" &&
            (row.taskId.toLowerCase().startsWith(lower) || row.ref?.toLowerCase().startsWith(lower) === true),
        );
  if (near.length > 1)
    return err({
      code: "ambiguous",
      message: `${plain(wanted)} could be ${near.map((row) => row.ref ?? row.taskId).join(", ")}.`,
      remedy: "Write more of it.",
    });
  const [row] = near;
  const tasks = row === undefined ? rows.map((other) => other.taskId) : [row.taskId];
  for (const taskId of row === undefined && !wanted.toUpperCase().startsWith("A-") ? [] : tasks) {
    const view = await ask("task.get", { taskId });
    if (!view.ok) return view;
    const { attempts } = view.value;
    if (row === undefined) {
      const byId = attempts.find((one) => one.attempt.id === wanted.toUpperCase());
      if (byId !== undefined) return ok({ task: view.value, attempt: byId });
      continue;
    }
    if (letter === undefined)
      return ok({ task: view.value, attempt: attempts.length === 1 ? (attempts[0] ?? null) : null });
    const attempt = attempts.find((one) => one.attempt.letter === letter.toUpperCase());
    if (attempt !== undefined) return ok({ task: view.value, attempt });
    return err({
      code: "not-found",
      message: `${row.ref ?? taskId} has no attempt ${plain(letter)}.`,
      remedy: `It has ${attempts.map((one) => one.attempt.letter).join(", ")}.`,
    });
  }
  return err({
    code: "not-found",
    message: `There is no task or attempt ${plain(wanted)}.`,
    remedy: "countersign inbox lists what is here.",
  });
}

/** The attempt that a person means, with the task it is in now. */
export async function findAttempt(
  ask: Invoke,
  name: string,
): Promise<Result<{ task: TaskView; attempt: TaskView["attempts"][number] }>> {
  const found = await findSubject(ask, name);
  if (!found.ok) return found;
  const attempt = attemptOf(found.value);
  return attempt.ok ? { ok: true, value: { task: found.value.task, attempt: attempt.value } } : attempt;
}

/** The named attempt; where a task has several, says which there are. */
export function attemptOf(subject: Subject): Result<TaskView["attempts"][number]> {
  if (subject.attempt !== null) return ok(subject.attempt);
  const name = subject.task.task.ref ?? subject.task.task.id;
  const letters = subject.task.attempts.map((one) => one.attempt.letter);
  return err({
    code: "attempt-needed",
    message: `${name} has ${String(letters.length)} attempts.`,
    remedy: `Name one: ${letters.map((letter) => `${name}/${letter}`).join(", ")}.`,
  });
}
