import type { Migration } from "../migrate";

/**
 * Marks beside each document told little that its codes do not, and made the table that every hit is looked up in seven
 * times as large.
 */
export const searchMarksMigration: Migration = {
  version: 80,
  name: "search without marks",
  sql: `
ALTER TABLE search_event DROP COLUMN marks;
`,
};
