import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import { assembleFromSession, changedFiles } from "../../main/services/assemble-attempt";
import { anySource, ingestPaths } from "../../main/services/ingest-paths";
import { readAttempt, readAttempts, readTasks } from "../../main/store/tasks";
import type { Session } from "../../shared/model/session";
import { editDetail, event, messageDetail } from "../builders/event";
import { storeSession } from "../builders/search";
import { gitEnv, testRepository, type TestRepository } from "../support/git-repository";
import { openTestApp, tempFolder } from "../support/temp-home";
import { transcriptId, transcriptLines } from "../support/transcripts";

function worked(): TestRepository & { base: string; head: string } {
  const repository = testRepository();
  repository.write("app/a.ts", "one\n");
  repository.write("b.ts", "b\n");
  const base = repository.commit("base");
  repository.git("checkout", "--quiet", "-b", "agent/work");
  repository.at("2026-11-21T02:30:00Z");
  repository.write("app/a.ts", "two\n");
  repository.write("b.ts", "c\n");
  const head = repository.commit("work");
  return { ...repository, base, head };
}

/** A session in `app/` that recorded an edit of a.ts and one of a file that was never committed. */
async function attemptOf(app: App, cwd: string, over: Partial<Session> = {}) {
  storeSession(
    app.core,
    { id: "S-AAAA1", runnerSessionId: "one", cwd, branch: "agent/work", prompt: "Do it", ...over },
    [
      event(messageDetail("Do it", "person"), { seq: 1, at: "2026-11-21T02:00:00Z", actor: "person" }),
      event(editDetail(`${cwd}/a.ts`, { oldText: "one\n", newText: "two\n" }), { seq: 2, at: "2026-11-21T02:10:00Z" }),
      event(editDetail(`${cwd}/scratch.ts`, { op: "add", oldText: null, newText: "x\n", fileBefore: "" }), {
        seq: 3,
        at: "2026-11-21T02:11:00Z",
      }),
    ],
  );
  const id = await assembleFromSession(app.core, "S-AAAA1");
  const stored = id === null ? null : readAttempt(app.core.index, id);
  if (stored === null) throw new Error("no attempt");
  return stored.attempt;
}

describe("the patch of an attempt without a pack", () => {
  it("is read from the repository, and the note says where the recorded edits tell of other files", async () => {
    const repository = worked();
    const app = openTestApp({ platform: { env: gitEnv } });
    const attempt = await attemptOf(app, path.join(repository.folder, "app"));
    expect(attempt).toMatchObject({ patchSource: "repository", base: repository.base, head: repository.head });
    expect(attempt.files.map((file) => file.path)).toEqual(["app/a.ts", "b.ts"]);
    expect(attempt.patchNote).toContain("The recorded edits name 1 file that it does not touch: app/scratch.ts");
    expect(attempt.patchNote).toContain("it touches 1 file that they do not name: b.ts");
    expect(attempt.patchNote).toContain("What was not committed is not seen.");
    const diff = await app.invoke("diff.get", { attemptId: attempt.id });
    expect(diff.ok && diff.value).toMatchObject({ source: "repository", head: repository.head });
    // Made again, it is the same to the byte.
    expect(await assembleFromSession(app.core, "S-AAAA1")).toBe(attempt.id);
    expect(readAttempt(app.core.index, attempt.id)?.attempt).toEqual(attempt);
  });

  it("is the runner's own where no repository is at hand, else the recorded edits; and says why a repository was not read", async () => {
    const app = openTestApp({ platform: { env: gitEnv } });
    const stated = "diff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n-one\n+2\n";
    const statedPatch = app.core.archive.put(Buffer.from(stated));
    const byRunner = await attemptOf(app, "/nowhere/app", { statedPatch });
    expect(byRunner).toMatchObject({ patchSource: "runner", patchDigest: statedPatch });
    expect(byRunner.patchNote).toContain("The recorded edits name 1 file that it does not touch: scratch.ts");
    expect(await attemptOf(app, "/nowhere/app")).toMatchObject({ patchSource: "recorded-edits" });

    const repository = worked();
    const without = openTestApp({ platform: { env: { PATH: tempFolder() } } });
    const unread = await attemptOf(without, path.join(repository.folder, "app"));
    expect(unread.patchSource).toBe("recorded-edits");
    expect(unread.patchNote).toContain("git was not found on this machine");
    expect(unread.patchNote).toContain("Install git");
    // Nothing was committed in its time: what it recorded is all there is.
    const late = await attemptOf(app, path.join(repository.folder, "app"), {
      startedAt: "2026-12-01T00:00:00Z",
      endedAt: "2026-12-01T01:00:00Z",
    });
    expect(late.patchSource).toBe("recorded-edits");
  });

  it("stays what was read when the branch or the whole folder is tidied away, and follows the branch when it moves", async () => {
    const repository = worked();
    const app = openTestApp({ platform: { env: gitEnv } });
    const cwd = path.join(repository.folder, "app");
    const attempt = await attemptOf(app, cwd);
    const again = async () => {
      const id = await assembleFromSession(app.core, "S-AAAA1");
      return readAttempt(app.core.index, id ?? "")?.attempt;
    };
    repository.at("2026-11-21T02:50:00Z");
    repository.write("b.ts", "d\n");
    const moved = repository.commit("more");
    await new Promise((resolve) => setTimeout(resolve, 5100));
    const followed = await again();
    expect(followed).toMatchObject({ head: moved, patchSource: "repository" });
    expect(followed?.patchDigest).not.toBe(attempt.patchDigest);

    const task = followed?.taskId;
    rmSync(repository.folder, { recursive: true });
    for (let round = 0; round < 2; round += 1) {
      const kept = await again();
      expect(kept).toMatchObject({
        taskId: task,
        head: moved,
        patchSource: "repository",
        patchDigest: followed?.patchDigest,
      });
      expect(kept?.patchNote?.match(/It was read before/g)).toHaveLength(1);
    }
  }, 30_000);

  it("names the content of files afterwards where it is our git's; what another patch names is not believed", () => {
    const blob = "b".repeat(40);
    const part = (name: string, index: string) => `diff --git a/${name} b/${name}\n${index}\n--- a/${name}\n`;
    const patch =
      `${part("a.ts", `index ${"a".repeat(40)}..${blob} 100755`)}+++ b/a.ts\n@@ -1 +1 @@\n-one\n+index ${blob}\n` +
      `${part("gone.ts", `deleted file mode 100644\nindex ${blob}..${"0".repeat(40)}`)}+++ /dev/null\n@@ -1 +0,0 @@\n-one\n` +
      `${part("short.ts", "index aaaaaaa..bbbbbbb 100644")}+++ b/short.ts\n@@ -1 +1 @@\n-one\n+two\n`;
    const contents = (source: "repository" | "runner" | "pack") =>
      changedFiles(patch, source).map((file) => [file.path, file.content]);
    expect(contents("repository")).toEqual([
      ["a.ts", `100755 ${blob}`],
      ["gone.ts", undefined],
      ["short.ts", undefined],
    ]);
    expect(contents("runner").map(([, content]) => content)).toEqual([undefined, undefined, undefined]);
    expect(contents("pack")).toEqual(contents("runner"));
  });

  it("is not taken where it is too large, and says so", async () => {
    const repository = testRepository();
    repository.write("a.txt", "one\n");
    repository.commit("base");
    repository.git("checkout", "--quiet", "-b", "agent/work");
    repository.at("2026-11-21T02:30:00Z");
    repository.write("generated.txt", "a line of generated text\n".repeat(2_800_000));
    repository.commit("generated");
    const app = openTestApp({ platform: { env: gitEnv } });
    const attempt = await attemptOf(app, repository.folder);
    expect(attempt.patchSource).toBe("recorded-edits");
    expect(attempt.patchNote).toMatch(/git diff-tree gave more than \d+ bytes/);
  }, 60_000);

  it("of a pack that brings none is read between its base and head", async () => {
    const repository = worked();
    const pack = tempFolder();
    const sha = (text: string) => createHash("sha256").update(text).digest("hex");
    const id = transcriptId(3);
    const transcript = transcriptLines(id, 4).join("").replaceAll("/repo/app", path.join(repository.folder, "app"));
    mkdirSync(path.join(pack, "transcripts"));
    writeFileSync(path.join(pack, "transcripts", `${id}.jsonl`), transcript);
    const manifest = (base: string) => ({
      _type: "https://in-toto.io/Statement/v1",
      subject: [{ name: "head", digest: { gitCommit: repository.head } }],
      predicateType: "https://countersign.invalid/evidence-pack/v1",
      predicate: {
        packVersion: 1,
        repository: { name: "ledger" },
        attempt: { id: "one", base, head: repository.head, summary: "Done.", createdAt: "2026-11-21T03:00:00Z" },
        runner: { kind: "claude-code", name: "Claude Code" },
        files: [
          {
            path: `transcripts/${id}.jsonl`,
            sha256: sha(transcript),
            bytes: Buffer.byteLength(transcript),
            role: "transcript",
            session: { runner: "claude-code", sessionId: id },
          },
        ],
      },
    });
    const read = async (base: string) => {
      writeFileSync(path.join(pack, "manifest.json"), JSON.stringify(manifest(base)));
      const app = openTestApp({ platform: { env: gitEnv } });
      const report = await ingestPaths(app.core, [pack], { job: "test", isSource: anySource, cancelled: () => false });
      expect(report.problems).toEqual([]);
      const [task] = readTasks(app.core.index);
      return readAttempts(app.core.index, task?.id ?? "").map((row) => row.attempt)[0];
    };
    const found = await read(repository.base);
    expect(found).toMatchObject({ patchSource: "repository", base: repository.base, head: repository.head });
    expect(found?.files.map((file) => file.path)).toEqual(["app/a.ts", "b.ts"]);
    // What git says a file is afterwards, which makes files of attempts the same whatever each started from.
    const blobs = ["app/a.ts", "b.ts"].map((file) => repository.git("rev-parse", `${repository.head}:${file}`).trim());
    expect(found?.files.map((file) => file.content)).toEqual(blobs.map((blob) => `100644 ${blob}`));
    expect(found?.patchNote).toContain("carries no patch. Read from the repository");
    expect(found?.patchNote).toContain("base is the one the pack names");
  });
});
