import { positive } from "../added-lines";
import { sighting, type FindingRule } from "../rule";

const migrationPath =
  /(?:^|\/)(?:migrations?|migrate|db\/migrate|alembic\/versions|flyway|liquibase)\/(?:.+\/)?[^/]+\.(?:sql|[cm]?[jt]s|py|rb|php|go|java|kt|xml|ya?ml)$/i;
const destructive =
  /\b(?:DROP\s+(?:TABLE|COLUMN|DATABASE|SCHEMA)|TRUNCATE(?:\s+TABLE)?\s+\w|DELETE\s+FROM\s+[\w."]+\s*;|(?:drop_table|remove_column|dropTable|dropColumn|drop_column)\b)/i;

export const migration: FindingRule = {
  id: "migration",
  title: "Migration",
  rationale: "A migration changes stored data. It runs once, and rolling back the code does not roll it back.",
  looksAt: ["files"],
  run({ patch }) {
    return patch.files.flatMap((file) => {
      if (!migrationPath.test(file.path)) return [];
      const drops = file.hunks
        .flatMap((hunk) => hunk.lines)
        .filter((line) => line.kind === "add" && destructive.test(line.text))
        .map((line) =>
          sighting("serious", `The migration removes stored data: ${line.text.trim().slice(0, 120)}`, {
            path: file.path,
            line: positive(line.newNo),
            side: "new",
          }),
        );
      return [sighting("note", `${file.path} is a migration: ${file.status}.`, { path: file.path }), ...drops];
    });
  },
};
