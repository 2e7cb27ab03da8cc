import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import { findGitSource } from "../../main/platform/git-source";
import { judgeAttempt } from "../../main/services/judge-attempt";
import { openStore } from "../../main/services/repository-patch";
import { keepRepositoryPolicy } from "../../main/services/repository-policy";
import { keepHeldTiers } from "../../main/services/tier-ratchet";
import { policyOf } from "../../main/views/policy";
import type { Output } from "../../shared/contract/api";
import { gitEnv, testRepository, type TestRepository } from "../support/git-repository";
import { openTestApp, tempFolder } from "../support/temp-home";
import { transcriptId, transcriptLines } from "../support/transcripts";

const own = ".countersign/policy.yaml";
const strict = `version: 1
id: ledger
revision: 4
undeclared: { code: high, documents: low }
paths:
  - { class: money, title: Money, globs: ["a.txt"], level: critical, points: 5 }
gates:
  separation: { from: low, contractOwner: true }
`;

/** A base with a policy, and a branch with the agent's commit in the session's time. */
function branched(policy: string | null, inHead: string | null): TestRepository & { base: string } {
  const repository = testRepository();
  repository.write("a.txt", "one\n");
  if (policy !== null) repository.write(own, policy);
  const base = repository.commit("base");
  repository.git("checkout", "--quiet", "-b", "agent/work");
  repository.at("2026-11-20T00:00:05Z");
  repository.write("a.txt", "two\n");
  if (inHead !== null) repository.write(own, inHead);
  repository.commit("work");
  return { ...repository, base };
}

async function attemptOf(app: App, repository: TestRepository): Promise<Output<"task.get">["attempts"][number]> {
  const file = path.join(tempFolder(), `${transcriptId(1)}.jsonl`);
  const lines = transcriptLines(transcriptId(1), 4)
    .join("")
    .replaceAll('"/repo/app"', JSON.stringify(repository.folder));
  writeFileSync(file, lines);
  const read = await app.invoke("ingest.paths", { paths: [file] });
  if (!read.ok) throw new Error(read.error.message);
  const inbox = await app.invoke("inbox.list", { filter: "" });
  const row = inbox.ok ? inbox.value.groups.flatMap((group) => group.rows)[0] : undefined;
  const task = await app.invoke("task.get", { taskId: row?.taskId ?? "" });
  const attempt = task.ok ? task.value.attempts[0] : undefined;
  if (attempt === undefined) throw new Error("no attempt was made");
  return attempt;
}

async function policyFor(app: App, attemptId: string | null): Promise<Output<"policy.get">> {
  const policy = await app.invoke("policy.get", { attemptId });
  if (!policy.ok) throw new Error(policy.error.message);
  return policy.value;
}

describe("a repository's own policy", () => {
  it("is taken from the base commit; head and working tree change nothing of it", async () => {
    const app = openTestApp({ platform: { env: gitEnv } });
    const loose = "version: 1\nid: loose\nrevision: 9\nundeclared: { code: low }\n";
    const repository = branched(strict, loose);
    repository.write(own, loose.replace("low", "medium"));
    const { attempt, judgement, gates } = await attemptOf(app, repository);
    expect(attempt.base).toBe(repository.base);
    expect(judgement.tier).toMatchObject({
      level: "critical",
      policy: { id: "ledger", version: 4, source: "repository" },
    });
    expect(judgement.tier.matched.map((match) => [match.rule, match.level])).toEqual([
      ["path:money", "critical"],
      ["path:review-rules", "high"],
      ["no-declared-risk", "high"],
      ["unexplained-lines", "medium"],
    ]);
    expect(gates.map((gate) => gate.id)).toContain("reviewer-is-not-owner");
    const { override, policy, ref, file } = await policyFor(app, attempt.id);
    expect(ref).toEqual(judgement.tier.policy);
    expect(override).toMatchObject({
      taken: true,
      text: strict,
      problems: [],
      place: `${repository.base.slice(0, 12)}:${own}`,
    });
    expect(policy.undeclared.code).toBe("high");
    expect(file.text).toContain("id: default");
    expect(await policyFor(app, null)).toMatchObject({ ref: { id: "default", source: "default" }, override: null });
  });

  it("cannot be got out of by naming a commit of one's own as the base", async () => {
    const app = openTestApp({ platform: { env: gitEnv } });
    const repository = branched(strict, null);
    repository.git("rm", "--quiet", own);
    const between = repository.commit("without it");
    repository.write("a.txt", "three\n");
    const head = repository.commit("more");
    const source = await findGitSource(repository.folder);
    if (!source.ok || source.value === null) throw new Error("no repository");
    const opened = await openStore(app.core, source.value, () => false);
    if (!opened.ok) throw new Error(opened.error.message);
    await opened.value.store.fetch([head, repository.base]);
    await keepRepositoryPolicy(app.core, opened.value.store, { base: between, mainTips: [repository.base] });
    expect(policyOf(app.core, { base: between }).ref.id).toBe("ledger");
    expect(policyOf(app.core, { base: head }).ref.id).toBe("default");
  });

  it("counts but for what loosens, which is named with its place; a broken one is named and nothing of it counts", async () => {
    const app = openTestApp({ platform: { env: gitEnv } });
    const loosens =
      "version: 1\nid: mixed\nrevision: 1\nundeclared: { code: low }\nrules:\n  secret: { warning: critical }\n";
    const { attempt, judgement } = await attemptOf(app, branched(loosens, null));
    expect(judgement.tier.level).toBe("medium");
    expect(judgement.tier.matched.find((match) => match.rule === "policy-file")?.why).toContain(
      "undeclared.code would be low",
    );
    const { override, policy } = await policyFor(app, attempt.id);
    expect(override).toMatchObject({
      taken: true,
      problems: [{ code: "policy-loosened", field: "undeclared.code", line: 4, column: 21 }],
    });
    expect(policy.rules["secret"]).toMatchObject({ warning: "critical", serious: "critical" });

    const other = openTestApp({ platform: { env: gitEnv } });
    const broken = await attemptOf(other, branched("version: 1\nid: x\nundeclard: {}\n", null));
    expect(broken.judgement.tier.matched.find((match) => match.rule === "policy-file")?.why).toMatch(
      /^The repository's own policy is not in force: /,
    );
    expect(broken.judgement.tier.policy).toMatchObject({ id: "default", source: "default" });
    const shown = await policyFor(other, broken.attempt.id);
    expect(shown.override).toMatchObject({
      taken: false,
      problems: [{ line: 1 }, { message: 'Unknown key "undeclard".', line: 3 }],
    });
    expect(shown.policy).toEqual(other.core.policy.policy);
  });

  it("is not looked for where the file is a link, or there is none", async () => {
    const app = openTestApp({ platform: { env: gitEnv } });
    const repository = testRepository();
    repository.write("a.txt", "one\n");
    repository.write("real.yaml", strict);
    mkdirSync(path.join(repository.folder, ".countersign"));
    symlinkSync("../real.yaml", path.join(repository.folder, own));
    repository.commit("base");
    repository.git("checkout", "--quiet", "-b", "agent/work");
    repository.at("2026-11-20T00:00:05Z");
    repository.write("a.txt", "two\n");
    repository.commit("work");
    const { judgement } = await attemptOf(app, repository);
    expect(judgement.tier).toMatchObject({ level: "medium", policy: { source: "default" } });
  });

  it("holds a tier that was reached when its policy is gone, in the index made anew too", async () => {
    const home = tempFolder();
    const app = openTestApp({ home, platform: { env: gitEnv } });
    const { attempt } = await attemptOf(app, branched(strict, null));
    keepHeldTiers(app.core);
    app.core.record.prepare("DELETE FROM repository_policy").run();
    app.core.index.prepare("UPDATE attempt SET judgement = NULL").run();
    app.close();
    const again = openTestApp({ home, platform: { env: gitEnv } });
    judgeAttempt(again.core, attempt.id);
    const task = await again.invoke("task.get", { taskId: attempt.taskId });
    const tier = task.ok ? task.value.attempts[0]?.judgement.tier : undefined;
    expect(tier).toMatchObject({ level: "critical", policy: { source: "default" } });
    expect(tier?.matched[0]).toMatchObject({ rule: "held", level: "critical", weight: 0 });
    expect(tier?.matched[0]?.why).toMatch(/^Held: it was critical on \d{4}-\d\d-\d\d\. Money: a\.txt changed\. /);
  });
});
