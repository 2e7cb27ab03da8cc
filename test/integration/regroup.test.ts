import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import type { Input } from "../../shared/contract/api";
import { readAttempt, readAttempts, readTask, readTasks } from "../../main/store/tasks";
import { openTestApp, tempFolder } from "../support/temp-home";

async function must<T>(
  answer: Promise<{ ok: true; value: T } | { ok: false; error: { message: string } }>,
): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

const taskTitled = (app: App, title: string) => {
  const found = readTasks(app.core.index).find((task) => task.title.startsWith(title));
  if (found === undefined) throw new Error(`no task ${title}`);
  return found;
};

const attemptsIn = (app: App, taskId: string) => readAttempts(app.core.index, taskId).map((row) => row.attempt);

async function record(app: App, attemptId: string, fields: Partial<Input<"decision.record">> = {}) {
  const taskId = readAttempt(app.core.index, attemptId)?.attempt.taskId ?? "";
  const subject = { kind: fields.kind ?? ("regroup" as const), taskId, attemptId };
  const sheet = await must(app.invoke("decision.sheet", subject));
  return app.invoke("decision.record", {
    ...subject,
    nonce: sheet.nonce,
    reason: "It is the same work.",
    person: null,
    until: null,
    confirm: sheet.confirm,
    ...fields,
  });
}

async function night(home = tempFolder()): Promise<App> {
  const app = openTestApp({ home });
  await must(app.invoke("sample.open", {}));
  return app;
}

describe("moving an attempt by hand", () => {
  it("is one entry bound to digests, moves what was recorded on it, and is taken back by another", async () => {
    const app = await night();
    const from = taskTitled(app, "Make refund retries");
    const to = taskTitled(app, "Use Swiss date format");
    const [attempt] = attemptsIn(app, from.id);
    if (attempt === undefined) throw new Error("no attempt");
    await must(record(app, attempt.id, { kind: "request-changes", reason: "Not yet." }));
    const before = app.core.ledger.size();
    const receipt = await must(record(app, attempt.id, { target: to.id }));
    expect(app.core.ledger.size()).toBe(before + 1);

    const moved = readAttempt(app.core.index, attempt.id)?.attempt;
    expect(moved?.taskId).toBe(to.id);
    expect(moved?.ground).toMatchObject({ kind: "decision" });
    expect(moved?.ground?.text).toContain(`entry ${String(receipt.seq)}: It is the same work.`);
    expect(new Set(attemptsIn(app, to.id).map((one) => one.letter)).size).toBe(attemptsIn(app, to.id).length);
    const entry = await must(app.invoke("audit.entry", { seq: receipt.seq }));
    expect(entry.entry).toMatchObject({
      body: { kind: "decision" },
      decision: {
        kind: "regroup",
        taskId: from.id,
        attemptId: attempt.id,
        target: { taskId: to.id, title: to.title, own: false },
        bound: { patch: attempt.patchDigest },
      },
    });
    // The earlier decision stands with the attempt, and says under which task it was made.
    const there = await must(app.invoke("task.get", { taskId: to.id }));
    const kept = there.decisions.find((row) => row.decision.kind === "request-changes");
    expect(kept?.decision.taskId).toBe(from.id);
    expect(kept?.standing).not.toBe("stale");
    const here = await app.invoke("task.get", { taskId: from.id });
    if (here.ok) {
      expect(here.value.decisions.map((row) => row.decision.kind)).toEqual(["regroup"]);
      expect(here.value.attempts.some((one) => one.attempt.id === attempt.id)).toBe(false);
    }

    await must(
      record(app, attempt.id, { target: from.id, reason: "It was not." }).then((back) =>
        here.ok ? back : record(app, attempt.id, { target: null }),
      ),
    );
    expect(readAttempt(app.core.index, attempt.id)?.attempt).toMatchObject({ taskId: from.id, letter: attempt.letter });
    expect(readTask(app.core.index, from.id)).toMatchObject({
      title: from.title,
      ref: from.ref,
      contractDigest: from.contractDigest,
    });
    const log = await must(app.invoke("audit.list", { filter: "", before: null, limit: 50 }));
    const moves = log.rows.filter((row) => row.on.includes("(T-"));
    expect(moves.map((row) => row.standing)).toEqual(["in-force", "superseded"]);
  });

  it("to a task of its own, and back to where it was alone", async () => {
    const app = await night();
    const several = readTasks(app.core.index).find((task) => attemptsIn(app, task.id).length > 1);
    const single = readTasks(app.core.index).find((task) => attemptsIn(app, task.id).length === 1);
    if (several === undefined || single === undefined) throw new Error("the night has no such tasks");
    const second = attemptsIn(app, several.id)[1];
    if (second === undefined) throw new Error("no second attempt");
    await must(record(app, second.id, { target: null }));
    const own = readAttempt(app.core.index, second.id)?.attempt.taskId ?? "";
    expect(own).not.toBe(several.id);
    expect(readTask(app.core.index, own)).toMatchObject({ title: several.title, ground: { kind: "decision" } });

    const [alone] = attemptsIn(app, single.id);
    if (alone === undefined) throw new Error("no attempt");
    await must(record(app, alone.id, { target: several.id }));
    expect(readTask(app.core.index, single.id)).toBeNull();
    await must(record(app, alone.id, { target: null }));
    expect(readAttempt(app.core.index, alone.id)?.attempt.taskId).toBe(single.id);
    expect(readTask(app.core.index, single.id)?.title).toBe(single.title);
  });

  it("outlives a reading anew and an index made anew, in any order of what is read", async () => {
    const home = tempFolder();
    const app = await night(home);
    const from = taskTitled(app, "Upgrade the invoice");
    const to = taskTitled(app, "Rotate webhook");
    const [first, second] = attemptsIn(app, from.id);
    if (first === undefined || second === undefined) throw new Error("no attempts");
    await must(record(app, second.id, { target: null }));
    await must(record(app, first.id, { target: to.id }));
    const tasks = () =>
      readTasks(app.core.index).map((task) => [
        task.id,
        attemptsIn(app, task.id)
          .map((one) => one.id)
          .sort(),
      ]);
    const stood = tasks();
    await app.sync();
    expect(tasks()).toEqual(stood);
    app.close();
    for (const name of readdirSync(home)) if (name.startsWith("index.db")) rmSync(path.join(home, name));
    const again = openTestApp({ home });
    await again.sync();
    expect(
      readTasks(again.core.index).map((task) => [
        task.id,
        attemptsIn(again, task.id)
          .map((one) => one.id)
          .sort(),
      ]),
    ).toEqual(stood);
    expect(readTask(again.core.index, to.id)).toMatchObject({ title: to.title, ref: to.ref });
  });

  it("is put right at the next start where the app ended between the entry and the move", async () => {
    const home = tempFolder();
    const app = await night(home);
    const from = taskTitled(app, "Make refund retries");
    const to = taskTitled(app, "Use Swiss date format");
    const [attempt] = attemptsIn(app, from.id);
    await must(record(app, attempt?.id ?? "", { target: to.id }));
    // As if the index had not been written: the row says the old task.
    app.core.index
      .prepare("UPDATE attempt SET task_id = ?, record = json_set(record, '$.taskId', ?) WHERE id = ?")
      .run(readTask(app.core.index, from.id) === null ? to.id : from.id, from.id, attempt?.id);
    app.close();
    const again = openTestApp({ home });
    expect(readAttempt(again.core.index, attempt?.id ?? "")?.attempt.taskId).toBe(to.id);
  });

  it("is refused without a reason, without a target, to where it is, to nowhere, and with a sheet that moved", async () => {
    const app = await night();
    const from = taskTitled(app, "Make refund retries");
    const to = taskTitled(app, "Use Swiss date format");
    const [attempt] = attemptsIn(app, from.id);
    const id = attempt?.id ?? "";
    const size = app.core.ledger.size();
    const codeOf = async (fields: Partial<Input<"decision.record">>) => {
      const answer = await record(app, id, fields);
      return answer.ok ? "recorded" : answer.error.code;
    };
    expect(await codeOf({ target: to.id, reason: " " })).toBe("reason-missing");
    expect(await codeOf({})).toBe("target-missing");
    expect(await codeOf({ target: from.id })).toBe("same-task");
    expect(await codeOf({ target: "T-ZZZZZ" })).toBe("not-found");
    expect(await codeOf({ target: to.id, nonce: "old" })).toBe("sheet-moved");
    expect(await codeOf({ kind: "request-changes", target: to.id })).toBe("target-refused");
    expect(app.core.ledger.size()).toBe(size);
    expect(readAttempt(app.core.index, id)?.attempt.taskId).toBe(from.id);
  });
});
