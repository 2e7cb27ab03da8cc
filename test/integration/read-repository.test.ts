import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import { readRepository } from "../../main/services/read-repository";
import { chooseAdapter } from "../../main/ingest/choose-adapter";
import { adapters } from "../../main/plugins";
import { readAttempts, readTasks } from "../../main/store/tasks";
import { corpus, hasCorpus, overCorpus } from "../support/corpus";
import { gitEnv, testRepository, type TestRepository } from "../support/git-repository";
import { openTestApp } from "../support/temp-home";
import { transcriptId, transcriptLines } from "../support/transcripts";

const never = () => false;

function metadata(checkpointId: string, sessionId: string, over: object = {}): string {
  return JSON.stringify(
    {
      checkpoint_id: checkpointId,
      session_id: sessionId,
      strategy: "manual-commit",
      created_at: "2026-11-20T23:00:00Z",
      branch: "agent/work",
      files_touched: ["src/a.ts"],
      agent: "Gemini CLI",
      ...over,
    },
    null,
    2,
  );
}

/** Writes files to a ref that is on no branch that is checked out, as Entire does. */
function keep(repository: TestRepository, ref: string, files: Readonly<Record<string, string>>): void {
  const now = repository.git("symbolic-ref", "--short", "HEAD");
  repository.git("checkout", "--quiet", "--orphan", "aside");
  repository.git("rm", "-r", "--quiet", "--cached", ".");
  for (const [name, text] of Object.entries(files)) repository.write(name, text);
  repository.git("add", "--force", ...Object.keys(files));
  repository.git("commit", "--quiet", "-m", "checkpoint");
  repository.git("update-ref", ref, "HEAD");
  repository.git("checkout", "--quiet", "--force", now);
  repository.git("clean", "-fdq");
  repository.git("branch", "-D", "aside");
}

const attempts = (app: App) =>
  readTasks(app.core.index).flatMap((task) => readAttempts(app.core.index, task.id).map((row) => row.attempt));

/** One commit per checkpoint on a branch: two of the first session, one that two sessions share, one by its own ref. */
function kept() {
  const repository = testRepository();
  repository.write("src/a.ts", "export const a = 0;\n");
  repository.commit("base");
  repository.git("checkout", "--quiet", "-b", "agent/work");
  const commits = ["a3b2c4d5e6f7", "a3b2c4d5e6f8", "c4d5e6f7a8b9", "01M3WE2VX9HQC3NVY9BWYCW6JV"].map((id, n) => {
    repository.at(`2026-11-20T23:0${String(n)}:00Z`);
    repository.write("src/a.ts", `export const a = ${String(n + 1)};\n`);
    return repository.commit(`step ${String(n)}\n\nWhat was done.\n\nEntire-Checkpoint: ${id}`);
  });
  const transcript = (n: number, lines = 6) => transcriptLines(transcriptId(n), lines).join("");
  const attribution = { initial_attribution: { agent_lines: 4, human_added: 1, human_modified: 0, human_removed: 2 } };
  keep(repository, "refs/heads/entire/checkpoints/v1", {
    "a3/b2c4d5e6f7/metadata.json": JSON.stringify({ checkpoint_id: "a3b2c4d5e6f7", files_touched: [], sessions: [] }),
    "a3/b2c4d5e6f7/0/metadata.json": metadata("a3b2c4d5e6f7", `2026-11-20-${transcriptId(1)}`, attribution),
    "a3/b2c4d5e6f7/0/full.jsonl": transcript(1, 3),
    "a3/b2c4d5e6f8/0/metadata.json": metadata("a3b2c4d5e6f8", transcriptId(1)),
    "a3/b2c4d5e6f8/0/full.jsonl": transcript(1).slice(0, 900),
    "a3/b2c4d5e6f8/0/full.jsonl.001": transcript(1).slice(900),
    "c4/d5e6f7a8b9/0/metadata.json": metadata("c4d5e6f7a8b9", transcriptId(2)),
    "c4/d5e6f7a8b9/0/full.jsonl": transcript(2),
    "c4/d5e6f7a8b9/1/metadata.json": metadata("c4d5e6f7a8b9", transcriptId(3)),
    "c4/d5e6f7a8b9/1/full.jsonl": transcript(3),
    "zz/escape0123/0/metadata.json": metadata("a3b2c4d5e6f7", "never"),
  });
  keep(repository, "refs/entire/checkpoints/JV/01M3WE2VX9HQC3NVY9BWYCW6JV", {
    "0/metadata.json": metadata("01M3WE2VX9HQC3NVY9BWYCW6JV", transcriptId(4)),
    "0/full.jsonl": transcript(4),
  });
  keep(repository, "refs/entire/checkpoints/v2/main", { "0/full.jsonl": transcript(9) });
  const note = `src/a.ts\n  h_dca485b1adf836 2-3\n  d4a7828bfdafe456 1\n---\n${JSON.stringify({
    schema_version: "authorship/3.0.0",
    base_commit_sha: commits[3],
    prompts: { d4a7828bfdafe456: { agent_id: { tool: "claude", id: transcriptId(4), model: "m" } } },
  })}`;
  repository.git("notes", "--ref=ai", "add", "-m", note, commits[3] ?? "");
  return { repository, commits };
}

describe("a repository that keeps sessions", () => {
  it("gives each session the change of the commits its checkpoints name, and who wrote its lines", async () => {
    const { repository, commits } = kept();
    const app = openTestApp({ platform: { env: gitEnv } });
    const report = await readRepository(app.core, repository.folder, never);
    if (!report.ok) throw new Error(report.error.message);
    expect(report.value).toMatchObject({ sessions: 4, problems: [], malformed: 0, unknown: [] });
    const found = new Map(attempts(app).map((one) => [one.head, one]));
    expect(found.size).toBe(3);

    const first = found.get(commits[1] ?? "");
    expect(first).toMatchObject({
      patchSource: "repository",
      base: repository.git("rev-parse", `${commits[0] ?? ""}^`),
    });
    expect(first?.patchNote).toContain("head is the commit its checkpoint names");
    expect(first?.patchNote).toContain("2 commits are named, from first to last.");
    expect(first?.patchNote).toContain("Entire counts 4 lines by the agent; people added 1, changed 0 and removed 2.");
    // The longest of its transcripts is the one that is read, put together from its parts; Entire's word for the runner is not taken.
    expect(first).toMatchObject({ runner: "claude-code" });

    const shared = attempts(app).filter((one) => one.head === commits[2]);
    expect(shared).toHaveLength(2);
    for (const one of shared) expect(one.patchNote).toContain("2 sessions share the checkpoint");
    expect(found.get(commits[3] ?? "")?.patchNote).toContain(
      `git-ai gives 1 lines of ${(commits[3] ?? "").slice(0, 10)} to the agent and 2 to people, in 1 files.`,
    );
    const diff = await app.invoke("diff.get", { attemptId: found.get(commits[3] ?? "")?.id ?? "" });
    expect(diff.ok && diff.value.patch).toContain("-export const a = 3;\n+export const a = 4;\n");

    // Nothing was written to the repository, and nothing but fixed names to our folder.
    expect(repository.git("status", "--porcelain")).toBe("");
    const store = path.join(app.core.home, "git");
    const written = readdirSync(store, { recursive: true, encoding: "utf8" }).filter((name) => name.includes("-kept"));
    expect(written.some((name) => name.includes("escape"))).toBe(false);

    const before = attempts(app);
    const again = await readRepository(app.core, repository.folder, never);
    expect(again.ok && again.value).toMatchObject({ sessions: 0, unchanged: report.value.files });
    expect(attempts(app)).toEqual(before);
  });

  it("ties a session that was read elsewhere by its git-ai note alone", async () => {
    const repository = testRepository();
    repository.write("a.ts", "1\n");
    const base = repository.commit("base");
    repository.write("a.ts", "2\n");
    const head = repository.commit("work");
    repository.write("x/session.jsonl", transcriptLines(transcriptId(7), 4).join(""));
    repository.git(
      "notes",
      "--ref=ai",
      "add",
      "-m",
      `a.ts\n  s_1::t_2 1\n---\n${JSON.stringify({ schema_version: "authorship/3.0.0", sessions: { s_1: { agent_id: { tool: "claude", id: transcriptId(7) } } } })}`,
      head,
    );
    const app = openTestApp({ platform: { env: gitEnv } });
    await app.invoke("ingest.paths", { paths: [path.join(repository.folder, "x", "session.jsonl")] });
    const report = await readRepository(app.core, repository.folder, never);
    expect(report.ok).toBe(true);
    expect(attempts(app)).toMatchObject([{ base, head, patchSource: "repository" }]);
    expect(attempts(app)[0]?.patchNote).toContain("head is the commit a git-ai note names");
    const lines = await app.invoke("provenance.get", { attemptId: attempts(app)[0]?.id ?? "", path: "a.ts" });
    const origins = lines.ok ? lines.value.files[0]?.origins : [];
    expect(origins?.map(({ side, from, to, grade }) => [side, from, to, grade])).toEqual([
      ["new", 1, 1, "patch"],
      ["old", 1, 1, "unknown"],
    ]);
    expect(origins?.[0]?.why).toBe(
      `The git-ai note on commit ${head.slice(0, 10)} gives the line to the session ${transcriptId(7)}.`,
    );
  });

  it("is read as a connection too, and says so where it is none", async () => {
    const { repository } = kept();
    const app = openTestApp({ platform: { env: gitEnv } });
    const report = await app.invoke("runners.connect", { kind: "repository", path: repository.folder });
    expect(report.ok && report.value.sessions).toBe(4);
    const status = await app.invoke("app.status", {});
    const [connection] = status.ok ? status.value.connections : [];
    expect(connection).toMatchObject({ kind: "repository", state: "ready", sessions: 4 });
    const complete = await app.invoke("runners.completeness", { id: connection?.id ?? "" });
    expect(complete.ok && complete.value.sessions).toBe(4);
    const refused = await app.invoke("runners.connect", { kind: "repository", path: app.core.home });
    expect(!refused.ok && refused.error.code).toBe("not-a-repository");
    const none = await readRepository(app.core, app.core.home, never);
    expect(none.ok ? "" : none.error.code).toBe("not-a-repository");
    const cancelled = await readRepository(
      openTestApp({ platform: { env: gitEnv } }).core,
      repository.folder,
      () => true,
    );
    expect(cancelled.ok ? "" : cancelled.error.code).toBe("cancelled");
  });
});

describe.skipIf(!hasCorpus)(overCorpus("real checkpoint metadata"), () => {
  it("ties the real transcripts to the commits that name their checkpoints", async () => {
    const folder = path.join(corpus, "entire-checkpoint");
    const repository = testRepository();
    repository.write("a.txt", "0\n");
    repository.commit("base");
    repository.git("checkout", "--quiet", "-b", "work");
    const files: Record<string, string> = {};
    const heads: string[] = [];
    for (const name of readdirSync(folder).filter((one) => /-\d\.metadata\.json$/.test(one))) {
      const [, stem = "", shard = "", rest = "", session = ""] =
        /^(.*__([0-9a-f]{2})-([0-9a-f]{10})-(\d))\./.exec(name) ?? [];
      const transcript = path.join(corpus, "claude-code", `${stem}.jsonl`);
      if (!existsSync(transcript)) continue;
      files[`${shard}/${rest}/${session}/metadata.json`] = readFileSync(path.join(folder, name), "utf8");
      files[`${shard}/${rest}/${session}/full.jsonl`] = readFileSync(transcript, "utf8");
      repository.write("a.txt", `${stem}\n`);
      heads.push(repository.commit(`work\n\nEntire-Checkpoint: ${shard}${rest}`));
    }
    expect(heads.length).toBeGreaterThanOrEqual(5);
    keep(repository, "refs/heads/entire/checkpoints/v1", files);
    const app = openTestApp({ platform: { env: gitEnv } });
    const report = await readRepository(app.core, repository.folder, never);
    expect(report.ok && report.value.problems).toEqual([]);
    const found = attempts(app);
    expect(found.map((one) => one.patchSource)).toEqual(heads.map(() => "repository"));
    expect(found.map((one) => one.head).sort()).toEqual([...heads].sort());
    expect(new Set(found.map((one) => one.runner))).toEqual(new Set(["claude-code"]));
  }, 60_000);

  it("is claimed by its reader alone, and diffs by none", () => {
    const folder = path.join(corpus, "entire-checkpoint");
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(path.join(folder, name)).subarray(0, 256 * 1024);
      const chosen = chooseAdapter(adapters, { name, bytes });
      expect(chosen.ok ? chosen.value.id : chosen.error.code, name).toBe(
        name.endsWith(".json") ? "entire" : "not-json",
      );
    }
  });
});
