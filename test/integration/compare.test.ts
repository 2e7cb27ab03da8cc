import { expect, it } from "vitest";
import { anySource, ingestPaths } from "../../main/services/ingest-paths";
import type { Result } from "../../shared/result";
import { writeAttempts } from "../support/many-attempts";
import { openTestApp, tempFolder } from "../support/temp-home";

async function must<T>(answer: Promise<Result<T>>): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

async function openMany(count: number, cases?: number) {
  const folder = tempFolder();
  writeAttempts(folder, count, cases);
  const app = openTestApp();
  await ingestPaths(app.core, [folder], { job: "test", isSource: anySource, cancelled: () => false });
  const inbox = await must(app.invoke("inbox.list", { filter: "" }));
  const [row] = inbox.groups.flatMap((group) => group.rows);
  return { app, taskId: row?.taskId ?? "" };
}

it("twelve attempts are one task, compared by file and down to the test, and one choice names them all", async () => {
  const { app, taskId } = await openMany(12);
  const view = await must(app.invoke("task.get", { taskId }));
  expect(view.attempts.map(({ attempt }) => attempt.letter).join("")).toBe("ABCDEFGHIJKL");
  const retry = view.compare.find(({ path }) => path === "src/retry.ts");
  expect(retry?.cells.map(({ state }) => state).join(" ")).toBe(
    "baseline differs differs differs same differs differs differs same differs differs differs",
  );

  const asked = { taskId, text: "", only: "telling", offset: 0, limit: 50 } as const;
  const tests = await must(app.invoke("evidence.compare", asked));
  expect(tests.columns).toHaveLength(12);
  expect(tests.columns[0]).toMatchObject({ label: "A", standing: "claimed", paths: ["evidence/junit.xml"] });
  expect(tests).toMatchObject({ total: 2, different: 1, notes: [] });
  expect(tests.rows.map(({ name }) => name)).toEqual(["retries 1", "retries 0"]);
  expect(tests.rows[0]?.cells.map(({ outcome }) => outcome)).toEqual(
    Array.from({ length: 12 }, (_, at) => (at % 5 === 0 ? "failed" : "passed")),
  );
  expect(tests.rows[1]?.cells[3]).toEqual({ outcome: "failed", change: "same", message: "2 == 1" });
  expect((await must(app.invoke("evidence.compare", { ...asked, only: "different" }))).total).toBe(1);

  const seventh = view.attempts[6]?.attempt.id ?? "";
  const subject = { kind: "choose-attempt", taskId, attemptId: seventh } as const;
  const { nonce } = await must(app.invoke("decision.sheet", subject));
  const reason = "G alone keeps the write inside the lock.";
  const receipt = await must(
    app.invoke("decision.record", { ...subject, nonce, reason, person: null, until: null, confirm: null }),
  );
  const { entry } = await must(app.invoke("audit.entry", { seq: receipt.seq }));
  const { decision } = entry;
  if (decision === null) throw new Error("the entry is a decision's");
  const { bound } = decision;
  const named = [
    { attemptId: seventh, letter: decision.attemptLetter, head: bound.head, patch: bound.patch },
    ...bound.considered,
  ].sort((a, b) => String(a.letter).localeCompare(String(b.letter)));
  expect(named).toEqual(
    view.attempts.map(({ attempt }) => ({
      attemptId: attempt.id,
      letter: attempt.letter,
      head: attempt.head,
      patch: attempt.patchDigest,
    })),
  );
  expect(named.every(({ patch }) => patch !== null)).toBe(true);
});

it("10,000 tests of each of twelve attempts are paged", async () => {
  const { app, taskId } = await openMany(12, 10_000);
  const asked = { taskId, text: "", only: "all", offset: 9_990, limit: 50 } as const;
  const page = await must(app.invoke("evidence.compare", asked));
  expect(page.total).toBe(10_000);
  expect(page.rows).toHaveLength(10);
  const from = performance.now();
  expect((await must(app.invoke("evidence.compare", { ...asked, only: "telling", offset: 0 }))).rows).toHaveLength(2);
  expect(performance.now() - from).toBeLessThan(500);
}, 120_000);
