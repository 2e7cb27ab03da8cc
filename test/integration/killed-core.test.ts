import { describe, expect, it, onTestFinished } from "vitest";
import { startCore } from "../support/core-process";
import { openTestApp, tempFolder } from "../support/temp-home";

const cycles = 12;

describe("a core that is killed while decisions are recorded", () => {
  it("loses nothing it acknowledged", async () => {
    const home = tempFolder();
    const acknowledged = new Map<number, string>();
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      const core = startCore(home);
      onTestFinished(() => core.kill());
      await core.ready();
      if (cycle === 0) await core.ask("sample.open", {});
      const inbox = await core.ask("inbox.list", { filter: "" });
      const tasks = inbox.groups.flatMap((group) => group.rows.map((row) => row.taskId));
      const sheets = await Promise.all(
        tasks.map((taskId) => core.ask("decision.sheet", { kind: "snooze", taskId, attemptId: null })),
      );

      let stop = false;
      const recorder = async (at: number) => {
        for (let n = 0; !stop; n += 1) {
          const sheet = sheets[(at + n) % sheets.length]!;
          try {
            const receipt = await core.ask("decision.record", {
              kind: "snooze",
              taskId: sheet.taskId,
              attemptId: null,
              nonce: sheet.nonce,
              reason: `cycle ${cycle} ${at} ${n}`,
              person: null,
              until: "2099-01-01T00:00:00Z",
              confirm: null,
            });
            acknowledged.set(receipt.seq, receipt.leafHash);
          } catch {
            return;
          }
        }
      };
      const before = acknowledged.size;
      const recorders = [recorder(0), recorder(1), recorder(2)];
      // Not before a decision was acknowledged, so that every cycle has something to lose.
      while (acknowledged.size === before) await new Promise((resolve) => setTimeout(resolve, 5));
      await new Promise((resolve) => setTimeout(resolve, 20 + ((cycle * 37) % 90)));
      await core.kill();
      stop = true;
      await Promise.all(recorders);
    }

    const core = startCore(home);
    onTestFinished(() => core.kill());
    await core.ready();
    const log = await core.ask("audit.verify", {});
    expect(log).toMatchObject({ verified: true, problem: null });
    expect(acknowledged.size).toBeGreaterThan(cycles);
    for (const [seq, leafHash] of acknowledged) {
      const { entry } = await core.ask("audit.entry", { seq });
      expect(entry.leafHash).toBe(leafHash);
    }
  });
});

describe("a core that is killed while it reads", () => {
  it("takes up at the next start what it left half done: no session is read and then never shown", async () => {
    const whole = tempFolder();
    const reference = openTestApp({ home: whole });
    await reference.invoke("sample.open", {});
    const tasks = await reference.invoke("inbox.list", { filter: "" });
    const expected = tasks.ok ? tasks.value.groups.flatMap((group) => group.rows.map((row) => row.taskId)).sort() : [];

    // Killed right between: every source remembered as read, no attempt made of its sessions, or none of them judged.
    for (const sql of ["DELETE FROM task", "UPDATE attempt SET judgement = NULL"]) {
      const home = tempFolder();
      const first = openTestApp({ home });
      await first.invoke("sample.open", {});
      first.core.index.exec(sql === "DELETE FROM task" ? "DELETE FROM task WHERE key LIKE 'prompt:%'" : sql);
      first.close();
      const second = openTestApp({ home });
      await second.sync();
      const healed = await second.invoke("inbox.list", { filter: "" });
      const rows = healed.ok ? healed.value.groups.flatMap((group) => group.rows) : [];
      expect(rows.map((row) => row.taskId).sort(), sql).toEqual(expected);
      expect(
        rows.some((row) => row.verdict.cause === "Nothing was judged yet"),
        sql,
      ).toBe(false);
    }
  });
});
