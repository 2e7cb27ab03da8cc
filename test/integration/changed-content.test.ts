import { rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import { assembleFromSession } from "../../main/services/assemble-attempt";
import { patchRows } from "../../shared/diff/rows";
import { widened } from "../../main/terminal/diff-text";
import { messageDetail, event } from "../builders/event";
import { storeSession } from "../builders/search";
import { png } from "../support/diff-night";
import { gitEnv, testRepository, type TestRepository } from "../support/git-repository";
import { openTestApp } from "../support/temp-home";

const lines = (count: number, changed: number): string =>
  Array.from(
    { length: count },
    (_, index) => `line ${String(index + 1)}${index + 1 === changed ? " changed" : ""}\n`,
  ).join("");

function worked(): TestRepository {
  const repository = testRepository();
  repository.write("a.txt", lines(100, 0));
  repository.write("api.json", "{}\n");
  repository.write("logo.png", png(16, 1, [255, 0, 0]));
  repository.write(".gitattributes", "*.json linguist-generated\n");
  repository.commit("base");
  repository.git("checkout", "--quiet", "-b", "agent/work");
  repository.at("2026-11-21T02:30:00Z");
  repository.write("a.txt", lines(100, 50));
  repository.write("api.json", '{ "a": 1 }\n');
  repository.write("logo.png", png(16, 2, [0, 255, 0]));
  // What the attempt itself says of its files folds nothing.
  repository.write(".gitattributes", "*.json linguist-generated\n*.txt linguist-generated\n");
  repository.commit("work");
  return repository;
}

async function attemptOf(app: App, cwd: string): Promise<string> {
  storeSession(app.core, { id: "S-AAAA1", runnerSessionId: "one", cwd, branch: "agent/work", prompt: "Do it" }, [
    event(messageDetail("Do it", "person"), { seq: 1, at: "2026-11-21T02:00:00Z", actor: "person" }),
    event(messageDetail("Done.", "agent"), { seq: 2, at: "2026-11-21T02:40:00Z" }),
  ]);
  const id = await assembleFromSession(app.core, "S-AAAA1");
  if (id === null) throw new Error("no attempt");
  return id;
}

describe("a changed file whole", () => {
  it("is read from the repository by the blob the patch names, text and pictures, on both sides", async () => {
    const repository = worked();
    const app = openTestApp({ platform: { env: gitEnv } });
    const attemptId = await attemptOf(app, repository.folder);
    const ask = async (path: string, side: "old" | "new") => {
      const answer = await app.invoke("diff.content", { attemptId, path, side });
      return answer.ok ? answer.value : answer.error;
    };
    expect(await ask("a.txt", "new")).toEqual({
      kind: "text",
      text: lines(100, 50),
      bytes: lines(100, 50).length,
      from: "the repository ledger",
    });
    expect(await ask("a.txt", "old")).toMatchObject({ kind: "text", text: lines(100, 0) });
    expect(await ask("logo.png", "old")).toMatchObject({ kind: "picture", format: "PNG", width: 16 });
    expect(await ask("logo.png", "new")).toMatchObject({ kind: "picture", height: 16 });
    expect(await ask("other.txt", "new")).toEqual({ kind: "absent", why: "The patch does not change this file." });

    // The base alone says which files are generated.
    const attributes = await app.invoke("diff.attributes", { attemptId });
    expect(attributes.ok && attributes.value).toEqual({
      known: true,
      files: [{ path: "api.json", reason: "generated", pattern: "*.json" }],
    });
  });

  it("is said to be absent where the repository is gone, with the reason", async () => {
    const repository = worked();
    const app = openTestApp({ platform: { env: gitEnv } });
    const attemptId = await attemptOf(app, repository.folder);
    rmSync(repository.folder, { recursive: true, force: true });
    const answer = await app.invoke("diff.content", { attemptId, path: "a.txt", side: "new" });
    expect(answer.ok && answer.value).toMatchObject({ kind: "absent" });
    expect(answer.ok && answer.value.kind === "absent" ? answer.value.why : "").not.toBe("");
    const attributes = await app.invoke("diff.attributes", { attemptId });
    expect(attributes.ok && attributes.value.known).toBe(false);
  });

  it("widens a hunk by as many lines as are wanted, and not with another file's", () => {
    const part =
      "diff --git a/a.txt b/a.txt\nindex 1111111..2222222 100644\n--- a/a.txt\n+++ b/a.txt\n@@ -50,1 +50,1 @@\n-line 50\n+line 50 changed\n";
    const content = { kind: "text" as const, text: lines(100, 50), bytes: 1, from: "x" };
    const wide = widened(part, content, 10);
    expect(wide.why).toBeNull();
    expect(wide.text).toContain("@@ -40,21 +40,21 @@");
    expect(patchRows(wide.text).problems).toEqual([]);
    expect(wide.text).toContain(" line 40\n");
    expect(wide.text).toContain(" line 60\n");
    expect(wide.text).not.toContain("line 61");
    expect(widened(part, { ...content, text: lines(100, 3) }, 10).why).toBe(
      "the file differs from the patch at line 50.",
    );
  });
});

describe("texts that are read first", () => {
  it("are marked read by their content, and only those of the attempt can be", async () => {
    const repository = worked();
    const app = openTestApp({ platform: { env: gitEnv } });
    const attemptId = await attemptOf(app, repository.folder);
    const pinned = await app.invoke("diff.pinned", { attemptId });
    const items = pinned.ok ? pinned.value.items : [];
    expect(items.map(({ kind, read }) => [kind, read])).toContainEqual(["summary", false]);
    const digest = items.find(({ kind }) => kind === "summary")?.digest ?? "";
    expect((await app.invoke("reading.mark", { attemptId, file: digest, read: true })).ok).toBe(true);
    const again = await app.invoke("diff.pinned", { attemptId });
    expect(again.ok && again.value.items.find((item) => item.digest === digest)?.read).toBe(true);
    expect((await app.invoke("reading.mark", { attemptId, file: "f".repeat(64), read: true })).ok).toBe(false);
  });
});
