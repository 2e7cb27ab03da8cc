import path from "node:path";
import { expect, it } from "vitest";
import { openDatabase, type WriteDb } from "../../../main/store/database";
import { migrate } from "../../../main/store/migrate";
import { indexMigrations } from "../../../main/store/migrations/index";
import { readAttempt, readAttempts, upsertAttempt, upsertTask, writeJudgement } from "../../../main/store/tasks";
import { attempt, judgement } from "../../builders/attempt";
import { reportEvidence } from "../../builders/evidence";
import { task } from "../../builders/task";
import { tempFolder } from "../../support/temp-home";

function open(file: string): WriteDb {
  const db = openDatabase(file, "rebuildable");
  if (!db.ok) throw new Error(db.error.message);
  migrate(db.value, indexMigrations);
  return db.value;
}

it("what was read of an attempt stands while its row is the same, whoever writes to it", () => {
  const file = path.join(tempFolder(), "index.db");
  const [here, elsewhere] = [open(file), open(file)];
  const one = attempt();
  upsertTask(here, "key", task({ id: one.taskId }));
  upsertAttempt(here, "key one", "session", one, []);
  const first = readAttempt(here, one.id);
  expect(readAttempt(here, one.id)).toBe(first);
  expect(readAttempts(here, one.taskId)[0]).toBe(first);

  writeJudgement(here, judgement({ attemptId: one.id, evidence: [reportEvidence()] }));
  const judged = readAttempt(here, one.id);
  expect(judged?.judgement?.evidence).toHaveLength(1);

  writeJudgement(elsewhere, judgement({ attemptId: one.id, evidence: [] }));
  expect(readAttempt(here, one.id)?.judgement?.evidence).toHaveLength(0);
  upsertAttempt(elsewhere, "key one", "session", { ...one, letter: "C" }, [reportEvidence()]);
  expect(readAttempt(here, one.id)).toMatchObject({ attempt: { letter: "C" }, fileEvidence: [{}] });
});

it("of many attempts every one is what its row says", () => {
  const db = open(path.join(tempFolder(), "index.db"));
  const ids = Array.from({ length: 40 }, (_, at) => `A-${String(at).padStart(5, "0")}`);
  const { taskId } = attempt();
  upsertTask(db, "key", task({ id: taskId }));
  for (const [at, id] of ids.entries())
    upsertAttempt(db, id, "session", attempt({ id, summary: `${String(at)}.` }), []);
  for (let round = 0; round < 2; round += 1)
    for (const [at, id] of ids.entries()) expect(readAttempt(db, id)?.attempt.summary).toBe(`${String(at)}.`);
});
