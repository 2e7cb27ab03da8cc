import { beforeEach, describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import type { Output } from "../../shared/contract/api";
import { parsePatch } from "../../shared/diff/parse-patch";
import { openTestApp } from "../support/temp-home";

let app: App;

async function must<T>(
  answer: Promise<{ ok: true; value: T } | { ok: false; error: { message: string } }>,
): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

async function attemptsOf(filter: string): Promise<Output<"task.get">["attempts"]> {
  const inbox = await must(app.invoke("inbox.list", { filter }));
  const taskId = inbox.groups.flatMap((group) => group.rows)[0]?.taskId ?? "";
  return (await must(app.invoke("task.get", { taskId }))).attempts;
}

const record = (attemptId: string) => must(app.invoke("reading.record", { attemptId }));

describe("the reading record on the sample night", () => {
  beforeEach(async () => {
    app = openTestApp();
    await must(app.invoke("sample.open", {}));
  });

  it("counts the hunks that were shown, the files marked and the evidence opened, each once", async () => {
    const [view] = await attemptsOf("PAY-118");
    const attemptId = view?.attempt.id ?? "";
    const diff = await must(app.invoke("diff.get", { attemptId }));
    const hunks = parsePatch(diff.patch).files.map((file) => file.hunks.length);
    const total = hunks.reduce((sum, count) => sum + count, 0);
    const before = await record(attemptId);
    expect(before.totals.hunks).toMatchObject({ opened: 0, of: total });
    expect(before.files.map((file) => file.hunks)).toEqual(hunks);

    const item = view?.judgement.evidence[0]?.id ?? "";
    const shown = { attemptId, patch: diff.digest, hunks: [0, 1, 1], evidence: [item] };
    expect(await must(app.invoke("reading.shown", shown))).toEqual({ added: 3 });
    expect(await must(app.invoke("reading.shown", shown))).toEqual({ added: 0 });
    await must(app.invoke("reading.mark", { attemptId, file: view?.attempt.files[0]?.digest ?? "", read: true }));
    const after = await record(attemptId);
    expect(after.shown).toEqual([0, 1]);
    expect(after.totals).toMatchObject({
      files: { opened: 1, of: hunks.length },
      hunks: { opened: 2, of: total },
      evidence: { opened: 1, of: view?.judgement.evidence.length },
    });
    expect(after.evidence[0]?.opened?.attemptId).toBe(attemptId);
    expect(after.totals.hunks.digest).not.toBe(before.totals.hunks.digest);
    expect(after.elsewhere).toEqual([]);
  });

  it("refuses places in a patch that is not the attempt's, and evidence it does not have, and records nothing", async () => {
    const [view] = await attemptsOf("PAY-118");
    const attemptId = view?.attempt.id ?? "";
    const patch = view?.attempt.patchDigest ?? null;
    const refused = [
      { attemptId, patch: "0".repeat(64), hunks: [0], evidence: [] },
      { attemptId, patch, hunks: [0, 100_000], evidence: [] },
      { attemptId, patch, hunks: [0], evidence: ["no such item"] },
    ];
    for (const asked of refused) expect((await app.invoke("reading.shown", asked)).ok).toBe(false);
    expect((await record(attemptId)).totals.hunks.opened).toBe(0);
  });

  it("shares what is equal with the other attempts, and says in which one it was opened", async () => {
    const views = await attemptsOf("PAY-118");
    for (const one of views) {
      const { id: attemptId, patchDigest: patch } = one.attempt;
      const others = views.filter((other) => other !== one);
      const paths = parsePatch((await must(app.invoke("diff.get", { attemptId }))).patch).files;
      const all = paths.flatMap((file) => file.hunks);
      const { reviewer } = await record(attemptId);
      expect(reviewer).not.toBe("");
      await must(app.invoke("reading.shown", { attemptId, patch, hunks: all.map((_, place) => place), evidence: [] }));
      expect((await record(attemptId)).totals.hunks.opened).toBe(all.length);
      for (const other of others) {
        const seen = await record(other.attempt.id);
        const { patch: otherPatch } = await must(app.invoke("diff.get", { attemptId: other.attempt.id }));
        const bodies = (text: string) =>
          parsePatch(text).files.flatMap((file) =>
            file.hunks.map((hunk) => JSON.stringify([file.path, hunk.lines.map((line) => [line.kind, line.text])])),
          );
        const own = new Set(bodies((await must(app.invoke("diff.get", { attemptId }))).patch));
        const equal = bodies(otherPatch).filter((body) => own.has(body)).length;
        expect(seen.totals.hunks.opened).toBe(equal);
        expect(seen.elsewhere).toEqual(
          equal === 0
            ? []
            : [
                {
                  attemptId,
                  letter: one.attempt.letter,
                  taskId: one.attempt.taskId,
                  files: 0,
                  hunks: equal,
                  evidence: 0,
                },
              ],
        );
      }
      await must(app.invoke("reading.forget", { attemptId: null }));
    }
  });

  it("is one reviewer's own, and is written into what is decided", async () => {
    const [view] = await attemptsOf("WEB-123");
    const attemptId = view?.attempt.id ?? "";
    const taskId = view?.attempt.taskId ?? "";
    const patch = view?.attempt.patchDigest ?? null;
    await must(app.invoke("app.settings", { reviewerName: "Ada" }));
    const subject = { kind: "request-changes" as const, taskId, attemptId };
    const sheet = await must(app.invoke("decision.sheet", subject));
    await must(app.invoke("reading.shown", { attemptId, patch, hunks: [0], evidence: [] }));
    const seen = await record(attemptId);
    expect((await must(app.invoke("decision.sheet", subject))).read).toEqual(seen.totals);
    // What was read after the sheet was shown is written too, and does not make the sheet another.
    const receipt = await must(
      app.invoke("decision.record", {
        ...subject,
        nonce: sheet.nonce,
        reason: "because",
        person: null,
        until: null,
        confirm: null,
      }),
    );
    const { entry } = await must(app.invoke("audit.entry", { seq: receipt.seq }));
    expect(entry).toMatchObject({ body: { kind: "decision" }, decision: { read: seen.totals } });
    expect(seen.totals.hunks.opened).toBe(1);

    await must(app.invoke("app.settings", { reviewerName: "Bo" }));
    expect((await record(attemptId)).totals.hunks.opened).toBe(0);
    expect(await must(app.invoke("reading.forget", { attemptId }))).toEqual({ removed: 0 });
    await must(app.invoke("app.settings", { reviewerName: "Ada" }));
    expect(await must(app.invoke("reading.forget", { attemptId }))).toEqual({ removed: 1 });
    expect((await record(attemptId)).totals.hunks.opened).toBe(0);
  });
});
