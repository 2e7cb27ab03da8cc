import path from "node:path";
import Database from "better-sqlite3";
import { expect, it } from "vitest";
import type { App } from "../../main/app";
import { keepRows, taskRevision } from "../../main/store/inbox-rows";
import { readTask, upsertTask } from "../../main/store/tasks";
import { sealed } from "../../main/views/kept-inbox-rows";
import { openTestApp, tempFolder } from "../support/temp-home";

async function rowsOf(app: App) {
  const answer = await app.invoke("inbox.list", { filter: "" });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value.groups;
}

function keptTexts(app: App): Map<string, string | null> {
  const rows = app.core.index
    .prepare<[], { task_id: string; row: string | null }>(
      "SELECT r.task_id, r.row FROM inbox_row r JOIN task t ON t.id = r.task_id ORDER BY r.task_id",
    )
    .all();
  return new Map(rows.map(({ task_id, row }) => [task_id, row]));
}

it("rows are kept for the next start, and are the same as when derived", async () => {
  const home = tempFolder();
  const first = openTestApp({ home });
  expect((await first.invoke("sample.open", {})).ok).toBe(true);
  const derived = await rowsOf(first);
  expect([...keptTexts(first).values()].filter((row) => row === null)).toEqual([]);
  first.close();

  const second = openTestApp({ home });
  // Something only a kept row can say shows that it was taken, not derived.
  const [[taskId, text] = ["", null]] = keptTexts(second);
  const marked = sealed((text ?? "").slice(8).replace(/"title":"[^"]*"/, '"title":"Kept"'));
  second.core.index.prepare("UPDATE inbox_row SET row = ? WHERE task_id = ?").run(marked, taskId);
  const taken = await rowsOf(second);
  const titles = (groups: typeof taken) =>
    groups.flatMap((group) => group.rows.map((row) => (row.taskId === taskId ? "" : row.title)));
  expect(taken.flatMap((group) => group.rows).find((row) => row.taskId === taskId)?.title).toBe("Kept");
  expect(titles(taken)).toEqual(titles(derived));

  // A write of the task makes its row derived again: here, and after the next start.
  const task = readTask(second.core.index, taskId);
  if (task === null) throw new Error("the task is gone");
  upsertTask(second.core.index, `key of ${taskId}`, task);
  expect(await rowsOf(second)).toEqual(derived);
  second.close();
  const third = openTestApp({ home });
  expect(await rowsOf(third)).toEqual(derived);
  third.close();
});

it("a kept row that no longer can be read, is of an older build or of another reviewer is derived again", async () => {
  const home = tempFolder();
  const first = openTestApp({ home });
  expect((await first.invoke("sample.open", {})).ok).toBe(true);
  const derived = await rowsOf(first);
  // One in which a single letter is another, one without its checksum, and the others no form at all.
  const [[changed, text] = ["", ""], [bare, plain] = ["", ""]] = keptTexts(first);
  expect((text ?? "").length).toBeGreaterThan(300);
  const set = first.core.index.prepare("UPDATE inbox_row SET row = ? WHERE task_id = ?");
  first.core.index.prepare("UPDATE inbox_row SET row = '{' WHERE row IS NOT NULL").run();
  set.run((text ?? "").replace(/"title":"./, '"title":"#'), changed);
  set.run((plain ?? "").slice(8).replace(/"title":"[^"]*"/, '"title":"Not sealed"'), bare);
  first.close();
  const second = openTestApp({ home });
  expect(await rowsOf(second)).toEqual(derived);
  second.core.index.prepare("UPDATE inbox_row SET derivation = 'an older build', row = 'not even JSON'").run();
  second.close();
  const third = openTestApp({ home });
  expect(await rowsOf(third)).toEqual(derived);
  third.close();
});

it("a row derived before another process wrote the task is not kept", async () => {
  const home = tempFolder();
  const app = openTestApp({ home });
  const other = openTestApp({ home });
  expect((await app.invoke("sample.open", {})).ok).toBe(true);
  await rowsOf(app);
  const [taskId = ""] = keptTexts(app).keys();
  const before = taskRevision(app.core.index, taskId);
  const task = readTask(other.core.index, taskId);
  if (task === null || before === null) throw new Error("the task is gone");
  upsertTask(other.core.index, `key of ${taskId}`, { ...task, title: "Written elsewhere" });
  keepRows(app.core.index, "any", [{ taskId, revision: before, row: "{}" }]);
  expect(keptTexts(app).get(taskId)).toBeNull();
  const titles = (await rowsOf(app)).flatMap((group) => group.rows.map((row) => row.title));
  expect(titles).toContain("Written elsewhere");
  app.close();
  other.close();
});

it("the inbox is shown where rows cannot be kept", async () => {
  const app = openTestApp({ home: tempFolder() });
  expect((await app.invoke("sample.open", {})).ok).toBe(true);
  const derived = await rowsOf(app);
  const [taskId = ""] = keptTexts(app).keys();
  const task = readTask(app.core.index, taskId);
  if (task === null) throw new Error("the task is gone");
  upsertTask(app.core.index, `key of ${taskId}`, { ...task, title: "Renamed" });
  // Stands for a disk that is full: nothing can be written.
  app.core.index.pragma("query_only = ON");
  const titles = (await rowsOf(app)).flatMap((group) => group.rows.map((row) => row.title));
  expect(titles).toContain("Renamed");
  expect(titles).toHaveLength(derived.flatMap((group) => group.rows).length);
  app.core.index.pragma("query_only = OFF");
  app.close();
});

it("an inbox that cannot be read fails alone: log, connections and settings are told", async () => {
  const app = openTestApp({ home: tempFolder() });
  expect((await app.invoke("sample.open", {})).ok).toBe(true);
  const before = await app.invoke("app.status", {});
  app.core.index.exec("ALTER TABLE inbox_row RENAME TO inbox_row_elsewhere");
  // Another process wrote: everything is looked at again.
  touchFromElsewhere(app);
  await expect(app.invoke("inbox.changes", { since: null })).rejects.toThrow(/inbox\.changes/);
  const failed = await app.invoke("app.status", {});
  if (!failed.ok || !before.ok) throw new Error("the status failed");
  expect(failed.value.counts).toBeNull();
  expect(failed.value.log.entries).toBe(before.value.log.entries);
  expect(failed.value.connections).toEqual(before.value.connections);
  app.core.index.exec("ALTER TABLE inbox_row_elsewhere RENAME TO inbox_row");
  touchFromElsewhere(app);
  const after = await app.invoke("app.status", {});
  expect(after.ok && after.value.counts).toEqual(before.value.counts);
  app.close();
});

function touchFromElsewhere(app: App): void {
  const other = new Database(path.join(app.core.home, "index.db"));
  other.exec("CREATE TABLE IF NOT EXISTS elsewhere (x); INSERT INTO elsewhere VALUES (1)");
  other.close();
}
