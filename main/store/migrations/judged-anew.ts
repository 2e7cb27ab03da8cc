import type { Migration } from "../migrate";

/** What the engines say has other fields from here on: every attempt is judged again at the next sync. */
export const judgedAnewMigration: Migration = {
  version: 90,
  name: "attempts are judged anew",
  sql: "UPDATE attempt SET judgement = NULL;",
};
