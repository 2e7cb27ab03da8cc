import { describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import { assembleFromSession } from "../../main/services/assemble-attempt";
import { readAttempt } from "../../main/store/tasks";
import type { Output } from "../../shared/contract/api";
import type { Attempt } from "../../shared/model/attempt";
import { editDetail, event, messageDetail } from "../builders/event";
import { storeSession } from "../builders/search";
import { gitEnv, testRepository, type TestRepository } from "../support/git-repository";
import { openTestApp } from "../support/temp-home";

async function must<T>(
  answer: Promise<{ ok: true; value: T } | { ok: false; error: { message: string } }>,
): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

async function sampleAttempts(app: App): Promise<Record<string, Attempt>> {
  await must(app.invoke("sample.open", {}));
  const inbox = await must(app.invoke("inbox.list", { filter: "PAY-118" }));
  const taskId = inbox.groups.flatMap((group) => group.rows)[0]?.taskId ?? "";
  const { attempts } = await must(app.invoke("task.get", { taskId }));
  return Object.fromEntries(attempts.map(({ attempt }) => [attempt.letter, attempt]));
}

const stateOf = ({ files }: Output<"interdiff.get">, path: string) =>
  files.find((file) => file.toPath === path || file.fromPath === path)?.state;

describe("interdiff on the sample night", () => {
  it("tells of every file of both attempts what became of it, and is empty against itself", async () => {
    const app = openTestApp();
    const { A, B } = await sampleAttempts(app);
    if (A === undefined || B === undefined) throw new Error("the sample has no two attempts");
    const found = await must(app.invoke("interdiff.get", { attemptId: B.id, againstId: A.id }));
    expect(found).toMatchObject({ sameBase: true, absent: null, from: { letter: "A" }, to: { letter: "B" } });
    const paths = new Set([...A.files, ...B.files].map((file) => file.path));
    expect(new Set(found.files.map((file) => file.toPath ?? file.fromPath))).toEqual(paths);
    const digests = new Map(A.files.map((file) => [file.path, file.digest]));
    for (const file of B.files) {
      const other = digests.get(file.path);
      const expected = other === undefined ? "only-to" : other === file.digest ? "same" : "differs";
      expect([file.path, stateOf(found, file.path)]).toEqual([file.path, expected]);
    }
    for (const file of A.files)
      if (!B.files.some(({ path }) => path === file.path)) expect(stateOf(found, file.path)).toBe("only-from");
    const itself = await must(app.invoke("interdiff.get", { attemptId: B.id, againstId: B.id }));
    expect(itself.text).toBe("");
    expect(itself.files.every(({ state }) => state === "same")).toBe(true);
  });

  it("opens a file that was read in one attempt on what differs in the other, and forgets with the mark", async () => {
    const app = openTestApp();
    const { A, B } = await sampleAttempts(app);
    const differing = B?.files.filter(({ path, digest }) =>
      A?.files.some((file) => file.path === path && file.digest !== digest),
    );
    const path = differing?.[0]?.path ?? "";
    const read = A?.files.find((file) => file.path === path)?.digest ?? "";
    const [attemptId, readId] = [B?.id ?? "", A?.id ?? ""];
    expect(await must(app.invoke("interdiff.sinceRead", { attemptId }))).toMatchObject({
      files: [],
      gone: [],
      text: "",
    });
    await must(app.invoke("reading.mark", { attemptId: readId, file: read, read: true }));
    const since = await must(app.invoke("interdiff.sinceRead", { attemptId }));
    expect(since.files).toMatchObject([{ path, readDigest: read, readIn: { attemptId: readId, letter: "A" } }]);
    const whole = await must(app.invoke("interdiff.get", { attemptId, againstId: readId }));
    const part = whole.files.find((file) => file.toPath === path);
    expect(since.text).toBe(whole.text.slice(part?.start, part?.end));
    // Read as it is now, nothing is left to show.
    await must(app.invoke("reading.mark", { attemptId, file: since.files[0]?.digest ?? "", read: true }));
    expect((await must(app.invoke("interdiff.sinceRead", { attemptId }))).files).toEqual([]);
    await must(app.invoke("reading.forget", { attemptId: null }));
    expect((await must(app.invoke("interdiff.sinceRead", { attemptId }))).files).toEqual([]);
  });
});

const lines = (count: number, over: Readonly<Record<number, string>> = {}): string =>
  Array.from({ length: count }, (_, index) => `${over[index + 1] ?? `line ${String(index + 1)}`}\n`).join("");

/** An attempt of a session that worked on a branch of a real repository. */
async function attemptOf(app: App, repository: TestRepository, branch: string, id: string): Promise<Attempt> {
  storeSession(app.core, { id, runnerSessionId: id, cwd: repository.folder, branch, prompt: "Do it" }, [
    event(messageDetail("Do it", "person"), { seq: 1, at: "2026-11-21T02:00:00Z", actor: "person" }),
    event(editDetail(`${repository.folder}/a.ts`), { seq: 2, at: "2026-11-21T02:10:00Z" }),
  ]);
  const attempt = await assembleFromSession(app.core, id);
  const stored = attempt === null ? null : readAttempt(app.core.index, attempt);
  if (stored === null) throw new Error("no attempt");
  return stored.attempt;
}

describe("interdiff over a real repository", () => {
  it("leaves the base's own changes out where one attempt stands on a later base, whatever the patches show", async () => {
    const repository = testRepository();
    repository.write("a.ts", lines(60));
    repository.commit("base");
    repository.git("checkout", "--quiet", "-b", "agent/a");
    repository.at("2026-11-21T02:20:00Z");
    repository.write("a.ts", lines(60, { 20: "work on 20", 40: "work on 40" }));
    repository.commit("a");
    repository.git("checkout", "--quiet", "main");
    repository.at("2026-11-20T12:00:00Z");
    repository.write("a.ts", lines(60, { 5: "main moved\nby two\nlines", 22: "main beside the work" }));
    repository.commit("main moves");
    repository.git("checkout", "--quiet", "-b", "agent/b");
    repository.at("2026-11-21T02:25:00Z");
    repository.write(
      "a.ts",
      lines(60, { 5: "main moved\nby two\nlines", 22: "main beside the work", 20: "work on 20", 40: "other on 40" }),
    );
    repository.commit("b");
    const app = openTestApp({ platform: { env: gitEnv } });
    const one = await attemptOf(app, repository, "agent/a", "S-AAAA1");
    const other = await attemptOf(app, repository, "agent/b", "S-AAAA2");
    expect([one.patchSource, other.patchSource]).toEqual(["repository", "repository"]);
    expect(one.base).not.toBe(other.base);
    const found = await must(app.invoke("interdiff.get", { attemptId: other.id, againstId: one.id }));
    expect(found.sameBase).toBe(false);
    expect(found.files).toMatchObject([{ state: "differs", base: "moved", added: 1, removed: 1, mixed: 0 }]);
    expect(found.text).toContain("\n-work on 40\n+other on 40\n");
    expect(found.text).not.toContain("main moved");
    expect(found.text).toContain("@@ -39,7 +39,7 @@");
    expect(found.note).toContain("only what the attempts changed is compared");
  });

  it("shows what changed since a file was read when the branch was rebased and worked on", async () => {
    const repository = testRepository();
    repository.write("a.ts", lines(60));
    repository.write("b.ts", lines(5));
    repository.commit("base");
    repository.git("checkout", "--quiet", "-b", "agent/work");
    repository.at("2026-11-21T02:20:00Z");
    repository.write("a.ts", lines(60, { 20: "work on 20" }));
    repository.write("b.ts", lines(5, { 2: "to be taken back" }));
    repository.commit("work");
    const app = openTestApp({ platform: { env: gitEnv } });
    const before = await attemptOf(app, repository, "agent/work", "S-AAAA1");
    for (const { digest } of before.files)
      await must(app.invoke("reading.mark", { attemptId: before.id, file: digest, read: true }));

    repository.git("checkout", "--quiet", "main");
    repository.at("2026-11-20T12:00:00Z");
    repository.write("a.ts", lines(60, { 3: "main moved" }));
    repository.commit("main moves");
    repository.git("checkout", "--quiet", "-B", "agent/work", "main");
    repository.at("2026-11-21T02:40:00Z");
    repository.write("a.ts", lines(60, { 3: "main moved", 20: "work on 20", 50: "and on 50" }));
    repository.commit("work again");
    // What a repository has is asked anew after five seconds.
    await new Promise((resolve) => setTimeout(resolve, 5100));
    await assembleFromSession(app.core, "S-AAAA1");
    const now = readAttempt(app.core.index, before.id)?.attempt;
    expect(now?.base).not.toBe(before.base);
    expect(now?.patchDigest).not.toBe(before.patchDigest);
    const since = await must(app.invoke("interdiff.sinceRead", { attemptId: before.id }));
    expect(since.files).toMatchObject([
      { path: "a.ts", readIn: { attemptId: before.id }, file: { base: "moved", added: 1, removed: 1 } },
    ]);
    expect(since.text).toContain("\n-line 50\n+and on 50\n");
    expect(since.text).not.toContain("main moved");
    expect(since.gone).toMatchObject([{ path: "b.ts" }]);
  }, 30_000);
});
