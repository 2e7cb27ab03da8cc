import { expect, it } from "vitest";
import type { Output } from "../../shared/contract/api";
import type { Result } from "../../shared/result";
import { systemClock } from "../../main/platform/clock";
import { openTestApp } from "../support/temp-home";

async function must<T>(answer: Promise<Result<T>>): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

it("a look is a sitting: changes are counted against the one before, and are each reviewer's own", async () => {
  let now = Date.parse("2026-11-22T08:00:00Z");
  const clock = { ...systemClock(), now: () => new Date(now) };
  const app = openTestApp({ platform: { clock } });
  await must(app.invoke("sample.open", {}));
  const inbox = await must(app.invoke("inbox.list", { filter: "PAY-118" }));
  const [row] = inbox.groups.flatMap((group) => group.rows);
  const taskId = row?.taskId ?? "";
  const look = (): Promise<Output<"task.look">> => must(app.invoke("task.look", { taskId }));

  // The first sitting has nothing before it, however often the task is opened in it.
  await must(app.invoke("task.looked", { taskId, leaving: false }));
  now += 5 * 60_000;
  await must(app.invoke("task.looked", { taskId, leaving: false }));
  expect(await look()).toEqual({ since: null, changes: [] });
  await must(app.invoke("task.looked", { taskId, leaving: true }));
  const left = new Date(now).toISOString();

  // A decision made elsewhere meanwhile is what has changed.
  const sheet = await must(app.invoke("decision.sheet", { kind: "assign-owner", taskId, attemptId: null }));
  const asked = { kind: "assign-owner", taskId, attemptId: null, nonce: sheet.nonce, reason: "" } as const;
  const receipt = await must(
    app.invoke("decision.record", { ...asked, person: "payments", until: null, confirm: null }),
  );
  now += 60 * 60_000;
  await must(app.invoke("task.looked", { taskId, leaving: false }));
  expect(await look()).toEqual({
    since: left,
    changes: [
      { kind: "decision", text: `Owner assigned, entry ${String(receipt.seq)}`, attemptId: null, seq: receipt.seq },
    ],
  });
  // It stays so within the sitting, and is behind the next one.
  now += 60_000;
  await must(app.invoke("task.looked", { taskId, leaving: false }));
  expect((await look()).changes).toHaveLength(1);
  now += 60 * 60_000;
  await must(app.invoke("task.looked", { taskId, leaving: false }));
  expect((await look()).changes).toEqual([]);

  await must(app.invoke("app.settings", { reviewerName: "somebody else" }));
  expect(await look()).toEqual({ since: null, changes: [] });
  expect(await app.invoke("task.look", { taskId: "T-00000" })).toMatchObject({
    ok: false,
    error: { code: "not-found" },
  });
});
