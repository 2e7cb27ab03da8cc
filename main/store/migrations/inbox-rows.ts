import type { Migration } from "../migrate";

/**
 * What the inbox shows of a task, kept from one start to the next. The revision counts what was written of the task and its
 * attempts, by whichever process: the database counts itself, so that no writer can forget to.
 */
export const inboxRowsMigration: Migration = {
  version: 110,
  name: "rows of the inbox, kept until their task is written",
  sql: `
CREATE TABLE inbox_row (
  task_id TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  derivation TEXT,
  row TEXT
) STRICT, WITHOUT ROWID;
INSERT INTO inbox_row (task_id, revision) SELECT id, 1 FROM task;
${["INSERT", "UPDATE", "DELETE"].map(onTask).join("")}${["INSERT", "UPDATE", "DELETE"].map(onAttempt).join("")}`,
};

function onTask(what: string): string {
  return trigger("task", what, [`${what === "DELETE" ? "OLD" : "NEW"}.id`]);
}

function onAttempt(what: string): string {
  const old = what === "INSERT" ? [] : ["OLD.task_id"];
  return trigger("attempt", what, what === "DELETE" ? old : [...old, "NEW.task_id"]);
}

function trigger(table: string, what: string, ids: readonly string[]): string {
  return `CREATE TRIGGER inbox_row_${table}_${what.toLowerCase()} AFTER ${what} ON ${table}
BEGIN
${ids
  .map(
    (id) => `  INSERT INTO inbox_row (task_id, revision) VALUES (${id}, 1)
    ON CONFLICT (task_id) DO UPDATE SET revision = revision + 1, derivation = NULL, row = NULL;
`,
  )
  .join("")}END;
`;
}
