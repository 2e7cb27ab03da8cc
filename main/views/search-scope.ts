import type { SearchQuery } from "../search/parse-query";
import type { ReadDb } from "../store/database";
import {
  sessionsById,
  sessionsOfAttempt,
  sessionsOfModel,
  sessionsOfRepository,
  sessionsOfTask,
} from "../store/search-index-read";

/** Which sessions a query may find something in. */
export interface SessionScope {
  /** Rows of sessions; null for all. */
  readonly only: ReadonlySet<number> | null;
  readonly passes: (sessionPk: number) => boolean;
}

/** Sessions that pass the filters over what sessions belong to: task, repository, model, session, and one attempt. */
export function sessionScope(db: ReadDb, query: SearchQuery, attemptId: string | null): SessionScope {
  const lists: (readonly number[])[] = [];
  const without = new Set<number>();
  if (attemptId !== null) lists.push(sessionsOfAttempt(db, attemptId));
  for (const [choice, find] of [
    [query.task, (value: string) => sessionsOfSubject(db, value)],
    [query.repo, (value: string) => sessionsOfRepository(db, value)],
    [query.model, (value: string) => sessionsOfModel(db, value)],
    [query.session, (value: string) => sessionsById(db, value)],
  ] as const) {
    if (choice.only.length > 0) lists.push(choice.only.flatMap(find));
    for (const value of choice.not) for (const pk of find(value)) without.add(pk);
  }
  const only = lists.length === 0 ? null : common(lists, without);
  return { only, passes: (pk) => (only === null ? !without.has(pk) : only.has(pk)) };
}

/** Sessions in every list, without those ruled out. */
function common(lists: readonly (readonly number[])[], without: ReadonlySet<number>): ReadonlySet<number> {
  const [first = [], ...rest] = lists;
  const others = rest.map((list) => new Set(list));
  return new Set(first.filter((pk) => !without.has(pk) && others.every((other) => other.has(pk))));
}

/** `T-7KQ2A`, `PAY-118`, `T-7KQ2A/B` or an attempt's id. */
function sessionsOfSubject(db: ReadDb, name: string): number[] {
  const [task = "", letter] = name.split("/");
  if (/^a-/i.test(task)) return sessionsOfAttempt(db, task.toUpperCase());
  return sessionsOfTask(db, task, letter === undefined || letter === "" ? null : letter.toUpperCase());
}
