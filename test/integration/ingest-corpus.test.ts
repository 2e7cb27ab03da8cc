import path from "node:path";
import { describe, expect, it } from "vitest";
import { anySource, ingestPaths } from "../../main/services/ingest-paths";
import { readTasks } from "../../main/store/tasks";
import { corpus, hasCorpus, overCorpus } from "../support/corpus";
import { openTestApp } from "../support/temp-home";

const options = { job: "test", isSource: anySource, cancelled: () => false };

describe.skipIf(!hasCorpus)(overCorpus("real transcripts"), () => {
  it("are read whole: every record is recognised, named as unknown, or malformed with its line", async () => {
    const app = openTestApp();
    const paths = ["claude-code", "codex", "claude-code-stream-json"].map((folder) => path.join(corpus, folder));
    const report = await ingestPaths(app.core, paths, options);
    expect(report.problems).toEqual([]);
    expect(report.files).toBeGreaterThan(40);
    expect(report.records).toBe(
      report.recognised + report.malformed + report.unknown.reduce((sum, type) => sum + type.count, 0),
    );
    // Odd records exist in the fixtures of other tools; they stay few and named.
    expect(report.recognised / report.records).toBeGreaterThan(0.995);
    expect(report.unknown.every((type) => type.type !== "")).toBe(true);

    const again = await ingestPaths(app.core, paths, options);
    expect(again).toMatchObject({ unchanged: report.files, sessions: 0, records: 0 });

    for (const task of readTasks(app.core.index)) {
      const view = await app.invoke("task.get", { taskId: task.id });
      if (!view.ok) throw new Error(view.error.message);
      for (const { attempt } of view.value.attempts) {
        for (const name of ["timeline.summary", "diff.get"] as const) {
          const answer = await app.invoke(name, { attemptId: attempt.id });
          expect(answer.ok, `${name} ${attempt.id}`).toBe(true);
        }
        const page = await app.invoke("timeline.page", {
          attemptId: attempt.id,
          filter: { text: "", kinds: [], failedOnly: false },
          offset: 0,
          limit: 200,
        });
        if (!page.ok) throw new Error(page.error.message);
        expect(page.value.rows.length).toBe(Math.min(200, page.value.total));
        const first = page.value.rows[0];
        if (first === undefined) continue;
        const event = await app.invoke("timeline.event", { sessionId: first.sessionId, seq: first.event.seq });
        expect(event.ok && event.value.raw.length).toBeGreaterThan(0);
      }
    }
    const inbox = await app.invoke("inbox.list", { filter: "" });
    expect(inbox.ok && inbox.value.total).toBe(report.tasks);
  });

  it("tell one story of one toy task in two runners", async () => {
    const app = openTestApp();
    await ingestPaths(
      app.core,
      [
        path.join(corpus, "claude-code", "lanegrid__agtrace__7f2abd2d-7cfc-4447-9ddd-3ca8d14e02e9.jsonl"),
        path.join(
          corpus,
          "codex",
          "lanegrid__agtrace__rollout-2025-12-10T04-55-16-019b04ae-b1c6-7c72-a134-a4c2de66058c.jsonl",
        ),
      ],
      options,
    );
    const inbox = await app.invoke("inbox.list", { filter: "" });
    if (!inbox.ok) throw new Error(inbox.error.message);
    const patches: string[] = [];
    for (const row of inbox.value.groups.flatMap((group) => group.rows)) {
      const diff = await app.invoke("diff.get", { attemptId: row.focusAttempt });
      if (diff.ok) patches.push(diff.value.patch);
    }
    expect(patches.length).toBeGreaterThan(0);
    for (const patch of patches) expect(patch).toMatch(/\+\+\+ b\/myapp\/.*\.py/);
  });
});
