import path from "node:path";
import { expect, it } from "vitest";
import type { App } from "../../main/app";
import { adapters } from "../../main/plugins";
import { anySource, ingestPaths } from "../../main/services/ingest-paths";
import { sourcesOf } from "../../main/store/sessions";
import { openTestApp, projectRoot } from "../support/temp-home";

const options = { job: "test", isSource: anySource, cancelled: () => false };
const fixtures = adapters.map(({ id }) => path.join(projectRoot, "test/fixtures", id));

interface Row {
  id: string;
  runner: string;
  runner_session_id: string;
  parent: string | null;
}

function sessions(app: App): Row[] {
  return app.core.index
    .prepare<[], Row>("SELECT id, runner, runner_session_id, parent FROM session WHERE id IS NOT NULL ORDER BY id")
    .all();
}

/** Adapters whose files name sessions of other runners and hold none. */
const sideFiles = new Set(["entire", "git-ai"]);

it("every format goes through the whole pipeline, the same in another data folder and the second time", async () => {
  const one = openTestApp();
  const report = await ingestPaths(one.core, fixtures, options);
  const read = sessions(one);
  expect([...new Set(read.map(({ runner }) => runner))].sort()).toEqual(
    adapters
      .map(({ id }) => id)
      .filter((id) => !sideFiles.has(id))
      .sort(),
  );
  expect(report.problems.filter((problem) => !problem.message.includes("not a transcript"))).toEqual([]);
  expect(report.sessions).toBe(read.length);

  const again = await ingestPaths(one.core, fixtures, options);
  expect(again).toMatchObject({ sessions: 0, records: 0 });

  const other = openTestApp();
  await ingestPaths(other.core, [...fixtures].reverse(), options);
  expect(sessions(other)).toEqual(read);
});

it("a sub-agent whose parent is only named by its folder hangs on it", async () => {
  const app = openTestApp();
  await ingestPaths(app.core, [path.join(projectRoot, "test/fixtures/gemini-cli")], options);
  const all = sessions(app);
  const child = all.find(({ parent }) => parent !== null);
  expect(all.map(({ runner_session_id }) => runner_session_id)).toContain(child?.parent);
});

it("a session that lies in many files names each of them", async () => {
  const app = openTestApp();
  await ingestPaths(app.core, [path.join(projectRoot, "test/fixtures/opencode")], options);
  const spread = sessions(app).map(({ id }) => sourcesOf(app.core.index, app.core.record, id));
  const most = spread.sort((a, b) => b.length - a.length)[0] ?? [];
  expect(most.length).toBeGreaterThan(3);
  expect(new Set(most.map((source) => source.path)).size).toBe(most.length);
  for (const [index, source] of most.entries())
    expect(source.byteEnd).toBeLessThanOrEqual(most[index + 1]?.byteStart ?? Infinity);
});
