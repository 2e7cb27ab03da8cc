import { givenAnswerSchema, type FitQuestion, type GivenAnswer } from "../../shared/model/task-fit";
import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";

/** What an answer is about: a task, or a contract by its id as long as no task has it. */
export function fitSubject(of: { readonly taskId: string } | { readonly contractId: string }): string {
  return "taskId" in of ? `task:${of.taskId}` : `contract:${of.contractId}`;
}

/** The answers to a task's or contract's questions. In: subjects, nearest first: of two answers to a question the nearer one's. */
export function readFitAnswers(db: ReadDb, subjects: readonly string[]): GivenAnswer[] {
  const found = new Map<FitQuestion, GivenAnswer>();
  const all = prepared<[string], Record<string, string>>(
    db,
    "SELECT question, answer, note, reviewer, at FROM fit_answer WHERE subject = ?",
  );
  for (const subject of subjects) {
    for (const row of all.all(subject)) {
      const answer = givenAnswerSchema.parse(row);
      if (!found.has(answer.question)) found.set(answer.question, answer);
    }
  }
  return [...found.values()];
}

/** Keeps an answer in place of an earlier one to the same question. */
export function writeFitAnswer(db: WriteDb, subject: string, given: GivenAnswer): void {
  prepared(
    db,
    "INSERT INTO fit_answer (subject, question, answer, note, reviewer, at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (subject, question) DO UPDATE SET answer = excluded.answer, note = excluded.note, reviewer = excluded.reviewer, at = excluded.at",
  ).run(subject, given.question, given.answer, given.note, given.reviewer, given.at);
}

/** Takes an answer back. */
export function removeFitAnswer(db: WriteDb, subject: string, question: FitQuestion): void {
  prepared(db, "DELETE FROM fit_answer WHERE subject = ? AND question = ?").run(subject, question);
}
