import Database from "better-sqlite3";
import path from "node:path";
import type { App } from "../../main/app";
import type { Output } from "../../shared/contract/api";
import type { Result } from "../../shared/result";
import { openTestApp } from "./temp-home";

async function must<T>(asked: Promise<Result<T>>): Promise<T> {
  const result = await asked;
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** The sample night in a data folder, with that many decisions of two kinds, each on a task of its own. Closed after. */
export async function decideNight(
  home: string,
  decisions: number,
  then?: (app: App) => Promise<void>,
): Promise<Output<"audit.list">> {
  const app = openTestApp({ home });
  const status = await must(app.invoke("app.status", {}));
  if (status.firstRun) await must(app.invoke("sample.open", {}));
  const { groups } = await must(app.invoke("inbox.list", { filter: "" }));
  const open = groups.flatMap(({ group, rows }) => (group === "done" ? [] : rows));
  for (const [at, row] of open.slice(0, decisions).entries()) {
    const kind = at % 2 === 0 ? "assign-owner" : "snooze";
    const subject = { kind, taskId: row.taskId, attemptId: null } as const;
    const { nonce } = await must(app.invoke("decision.sheet", subject));
    await must(
      app.invoke("decision.record", {
        ...subject,
        nonce,
        reason: "Looked at it with the tests at hand.",
        person: kind === "assign-owner" ? "marit" : null,
        until: kind === "snooze" ? new Date(Date.now() + 86_400_000).toISOString() : null,
        confirm: null,
      }),
    );
  }
  await then?.(app);
  const listed = await must(app.invoke("audit.list", { filter: "", before: null, limit: 100 }));
  app.close();
  return listed;
}

/** Writes a bundle of the whole log as it stands. Out: its folder. */
export async function exportNight(app: App): Promise<string> {
  const whole = { tar: false, from: null, to: null, withhold: [], texts: true };
  return (await must(app.invoke("audit.export", whole))).path;
}

/**
 * Changes a word in the stored bytes of an entry, as someone with the file and without any key would: guards are taken off, and put
 * back after, so that nothing but the bytes shows it.
 */
export function changeEntry(home: string, seq: number, word: string, other: string): void {
  const db = new Database(path.join(home, "record.db"));
  const guards = db.prepare<[], { name: string; sql: string }>(
    "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'",
  );
  const triggers = guards.all();
  for (const { name } of triggers) db.exec(`DROP TRIGGER "${name}"`);
  const changed = db
    .prepare(
      "UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), ?, ?) AS BLOB) WHERE seq = ? AND instr(bytes, ?) > 0",
    )
    .run(word, other, seq, Buffer.from(word));
  for (const { sql } of triggers) db.exec(sql);
  db.close();
  if (changed.changes !== 1) throw new Error(`entry ${String(seq)} holds no “${word}”`);
}
