import type { PatchFile } from "../../../shared/diff/parse-patch";
import { placeOf, shownLine } from "../added-lines";
import { isTestPath } from "../path-class";
import { sighting, type FindingRule, type Sighting } from "../rule";

const migrationPath =
  /(?:^|\/)(?:[\w.-]*migrations?|db\/migrate|alembic\/versions|flyway|liquibase|changelogs?\/db|db\/changelog|schema_migrations|priv\/\w+\/migrations)\/(?:.+\/)?[^/]+\.(?:sql|[cm]?[jt]s|py|rb|php|go|java|kt|cs|exs|xml|ya?ml|rs)$/i;
/** Files whose own name is a migration's: Flyway's `V2__add_key.sql`, or a timestamp in a folder called migrate. */
const migrationName = /(?:^|\/)[VUR]\d[\d._]*__\w+\.(?:sql|java)$|(?:^|\/)migrate\/\d{8,}_\w+\.\w+$/;
const beside = /(?:^|\/)(?:__init__\.py|index\.[cm]?[jt]s|mod\.rs|migration_lock\.toml|env\.py)$/;
const destructive =
  /\b(?:DROP\s+(?:TABLE|COLUMN|DATABASE|SCHEMA)|TRUNCATE(?:\s+TABLE)?\s+\w|DELETE\s+FROM\s+[\w."]+\s*;|(?:drop_table|remove_column|remove_columns|dropTable|dropColumn|drop_column|RemoveField|DeleteModel|DropTable|DropColumn)\b)/i;

export const migration: FindingRule = {
  id: "migration",
  title: "Migration",
  rationale: "A migration changes stored data. It runs once, and rolling back the code does not roll it back.",
  looksAt: ["files", "added-lines"],
  run({ patch }) {
    return patch.files.flatMap((file) => {
      if (isTestPath(file.path) || beside.test(file.path)) return [];
      return (migrationPath.test(file.path) && !isMachinery(file)) || migrationName.test(file.path) ? seen(file) : [];
    });
  },
};

/** What runs migrations lies in folders of the same name: a Python file without number, revision or operations is code like any other. */
function isMachinery(file: PatchFile): boolean {
  if (!file.path.endsWith(".py") || /\/versions\/[^/]+$|(?:^|\/)\d[^/]*$/.test(file.path)) return false;
  const declares =
    /^class Migration\b|\bmigrations\.\w+\(|\b(?:operations|dependencies|down_revision)\s*=|^def (?:upgrade|downgrade)\b|\bop\.\w+\(/;
  return !file.hunks.some(
    ({ section, lines }) => declares.test(section) || lines.some(({ text }) => declares.test(text)),
  );
}

const states: Readonly<Record<PatchFile["status"], string>> = {
  added: "is a new migration",
  modified: "is a migration that stood there before and was changed: where it has run it runs no more",
  deleted: "is a migration that was deleted",
  renamed: "is a migration that was renamed",
  copied: "is a new migration",
  mode: "is a migration",
};

function seen(file: PatchFile): Sighting[] {
  const at = { path: file.path };
  // The way back of a migration takes away what it brought.
  let back = false;
  const drops: Sighting[] = [];
  for (const hunk of file.hunks)
    for (const line of hunk.lines) {
      if (
        /\bdef\s+(?:downgrade|down)\b|\b(?:async\s+)?(?:function\s+)?down\s*[(=:]|exports\.down\b|--\s*\+goose\s+Down|--\s*(?:migrate:down|\+migrate Down)|\bvoid\s+Down\(|\bdef\s+down\b|function\s+down\(/i.test(
          line.text,
        )
      )
        back = true;
      else if (
        /\bdef\s+(?:upgrade|up|change)\b|\bup\s*[(=:]|exports\.up\b|--\s*\+goose\s+Up|\bvoid\s+Up\(/i.test(line.text)
      )
        back = false;
      if (
        line.kind === "add" &&
        !back &&
        !/\.down\.sql$|\/down\.sql$/.test(file.path) &&
        destructive.test(line.text.slice(0, 2000))
      )
        drops.push(
          sighting("serious", `The migration removes stored data: ${shownLine(line.text)}`, placeOf(file, line)),
        );
    }
  const plain = file.status === "added" || file.status === "copied" || file.status === "mode";
  return [sighting(plain ? "note" : "warning", `${file.path} ${states[file.status]}.`, at), ...drops];
}
