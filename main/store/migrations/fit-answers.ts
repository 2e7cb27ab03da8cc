import type { Migration } from "../migrate";

/** `record.db`: what people answered of a task's fit where its contract is silent. */
export const fitAnswersMigration: Migration = {
  version: 70,
  name: "answers about task fit",
  sql: `
-- A subject is a task, or a contract that has no task yet. The last answer to a question stands.
CREATE TABLE fit_answer (
  subject TEXT NOT NULL,
  question TEXT NOT NULL,
  answer TEXT NOT NULL,
  note TEXT NOT NULL,
  reviewer TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (subject, question)
) STRICT, WITHOUT ROWID;
`,
};
