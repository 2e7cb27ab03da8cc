import { expect, it, onTestFinished } from "vitest";
import { startCore } from "../support/core-process";
import { tempFolder } from "../support/temp-home";

const cycles = 10;

it("a core that is killed while comments are typed loses no draft it acknowledged", async () => {
  const home = tempFolder();
  /** The last text that was acknowledged, and the last that was asked for, by comment. */
  const acknowledged = new Map<string, number>();
  const asked = new Map<string, number>();
  let taskId = "";
  let attemptId = "";
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    const core = startCore(home);
    onTestFinished(() => core.kill());
    await core.ready();
    if (cycle === 0) {
      await core.ask("sample.open", {});
      const inbox = await core.ask("inbox.list", { filter: "PAY-118" });
      const [row] = inbox.groups.flatMap((group) => group.rows);
      taskId = row?.taskId ?? "";
      attemptId = row?.focusAttempt ?? "";
    }
    const { comments } = await core.ask("comments.list", { taskId, attemptId });
    const revs = new Map(comments.map(({ comment }) => [comment.id, comment.rev]));
    let stop = false;
    const typist = async (name: number) => {
      const id = `C-TYPE${String(name)}`;
      let rev = revs.get(id) ?? 0;
      for (let n = (asked.get(id) ?? 0) + 1; !stop; n += 1) {
        asked.set(id, n);
        try {
          const saved = await core.ask("comments.save", {
            ...{ id, writer: `window-cycle-${String(cycle)}`, rev, taskId, attemptId, thread: null, patch: null },
            place: { kind: "attempt" },
            kind: "note",
            body: `text ${String(n)}`,
            replacement: null,
            editing: { field: "body", start: n, end: n },
          });
          rev = saved.comment.rev;
          acknowledged.set(id, n);
        } catch {
          return;
        }
      }
    };
    const before = [...acknowledged.values()].reduce((sum, n) => sum + n, 0);
    const typists = [typist(1), typist(2), typist(3)];
    // Not before something was acknowledged, so that every cycle has something to lose.
    while ([...acknowledged.values()].reduce((sum, n) => sum + n, 0) < before + 3)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 15 + ((cycle * 31) % 80)));
    await core.kill();
    stop = true;
    await Promise.all(typists);
  }
  const core = startCore(home);
  onTestFinished(() => core.kill());
  await core.ready();
  const { comments } = await core.ask("comments.list", { taskId, attemptId });
  expect(comments.map(({ comment }) => comment.id).sort()).toEqual(["C-TYPE1", "C-TYPE2", "C-TYPE3"]);
  for (const { comment } of comments) {
    const kept = Number(/^text (\d+)$/.exec(comment.body)?.[1] ?? NaN);
    // What was under way when it was killed may be there or not; what was acknowledged is.
    expect(kept, comment.id).toBeGreaterThanOrEqual(acknowledged.get(comment.id) ?? Infinity);
    expect(kept, comment.id).toBeLessThanOrEqual(asked.get(comment.id) ?? 0);
    expect(comment.editing, comment.id).toEqual({ field: "body", start: kept, end: kept });
  }
  process.stdout.write(
    `${String(cycles)} kills, ${String([...acknowledged.values()].reduce((sum, n) => sum + n, 0))} drafts acknowledged, 0 lost\n`,
  );
});
