import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import { findGitSource } from "../../main/platform/git-source";
import { openStore } from "../../main/services/repository-patch";
import { keepRepositoryOwners } from "../../main/services/repository-owners";
import { systemClock } from "../../main/platform/clock";
import { readCodeownersRow } from "../../main/store/codeowners";
import { contactNamed, contactsNow, onCallFor, unownedTeam } from "../../main/views/oncall";
import type { Input, Output, ProcedureName } from "../../shared/contract/api";
import { gitEnv, testRepository, type TestRepository } from "../support/git-repository";
import { openTestApp, tempFolder } from "../support/temp-home";
import { transcriptId, transcriptLines } from "../support/transcripts";

/** What protects a key has tests of its own. */
const env = { ...gitEnv, COUNTERSIGN_KEY_PROTECTION: "file" };

async function ask<N extends ProcedureName>(app: App, name: N, input: Input<N>): Promise<Output<N>> {
  const answer = await app.invoke(name, input);
  if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
  return answer.value;
}

/** A base with owners, and a branch with the agent's commit in the session's time. */
function branched(owners: Readonly<Record<string, string>>, work: Readonly<Record<string, string>>) {
  const repository = testRepository();
  repository.write("a.txt", "one\n");
  for (const [file, text] of Object.entries(owners)) repository.write(file, text);
  const base = repository.commit("base");
  repository.git("checkout", "--quiet", "-b", "agent/work");
  repository.at("2026-11-20T00:00:05Z");
  for (const [file, text] of Object.entries(work)) repository.write(file, text);
  repository.commit("work");
  return { ...repository, base };
}

async function taskOf(app: App, repository: TestRepository): Promise<Output<"task.get">> {
  const file = path.join(tempFolder(), `${transcriptId(1)}.jsonl`);
  const lines = transcriptLines(transcriptId(1), 4)
    .join("")
    .replaceAll('"/repo/app"', JSON.stringify(repository.folder));
  writeFileSync(file, lines);
  await ask(app, "ingest.paths", { paths: [file] });
  const inbox = await ask(app, "inbox.list", { filter: "" });
  const taskId = inbox.groups.flatMap((group) => group.rows)[0]?.taskId ?? "";
  return ask(app, "task.get", { taskId });
}

async function decide(
  app: App,
  kind: Input<"decision.record">["kind"],
  taskId: string,
  fields: Partial<Input<"decision.record">> = {},
) {
  const sheet = await ask(app, "decision.sheet", { kind, taskId, attemptId: null });
  return app.invoke("decision.record", {
    kind,
    taskId,
    attemptId: null,
    nonce: sheet.nonce,
    reason: "",
    person: null,
    until: null,
    confirm: sheet.confirm,
    ...fields,
  });
}

const code = { "src/a.ts": "export const a = 1;\n", "src/b.ts": "export const b = 1;\n", "lib/c.ts": "c\n" };

describe("CODEOWNERS where an attempt began", () => {
  it("names the owner of a task, of each path, and what nobody owns; the rule and the gate go by it", async () => {
    const app = openTestApp({ platform: { env } });
    const repository = branched(
      { ".github/CODEOWNERS": "/src/ @acme/pay @ana\n!x @a\n", CODEOWNERS: "* @never\n" },
      code,
    );
    const { task, ownership, attempts } = await taskOf(app, repository);
    expect(ownership).toEqual({ owner: "@acme/pay", ground: "codeowners", onCall: null });
    const [attempt] = attempts;
    expect(attempt?.judgement.findings.map((one) => one.rule)).not.toContain("unowned");
    expect(attempt?.gates.find((gate) => gate.id === "owner-known")).toMatchObject({
      met: true,
      why: "@acme/pay is named in CODEOWNERS.",
    });
    const owners = await ask(app, "owners.task", { taskId: task.id });
    expect(owners.attempts).toMatchObject([
      {
        file: { state: "file", place: ".github/CODEOWNERS", commit: repository.base, source: "repository", rules: 1 },
        paths: [
          { path: "lib/c.ts", owners: [], line: null },
          { path: "src/a.ts", owners: ["@acme/pay", "@ana"], line: 1, pattern: "/src/" },
          { path: "src/b.ts", owners: ["@acme/pay", "@ana"], line: 1 },
        ],
        unowned: 1,
        owners: [
          { owner: "@acme/pay", paths: 2 },
          { owner: "@ana", paths: 2 },
        ],
        changes: [],
      },
    ]);
    expect(owners.attempts[0]?.file.problems).toMatchObject([{ line: 2, column: 1, kind: "pattern" }]);
    expect(owners.chain.find((step) => step.source === "codeowners")).toMatchObject({
      counts: true,
      name: "@acme/pay",
      detail: `.github/CODEOWNERS at ${repository.base.slice(0, 7)}, 2 of 3 paths.`,
    });
    const rows = async (filter: string) =>
      (await ask(app, "inbox.list", { filter })).groups.flatMap((group) => group.rows.map((row) => row.owner));
    expect(await rows("owner:acme")).toEqual(["@acme/pay"]);
    expect(await rows("owner:none")).toEqual([]);
  });

  it("is never the attempt's own: what it changes there is said and does not count", async () => {
    const app = openTestApp({ platform: { env } });
    const repository = branched(
      { "docs/CODEOWNERS": "/src/ @pay\n" },
      { ...code, ".github/CODEOWNERS": "* @agent\n", "docs/CODEOWNERS": "* @agent\n" },
    );
    repository.write("CODEOWNERS", "* @worktree\n");
    const { task, ownership } = await taskOf(app, repository);
    expect(ownership.owner).toBe("@pay");
    const owners = await ask(app, "owners.task", { taskId: task.id });
    expect(owners.attempts[0]?.changes.sort()).toEqual([".github/CODEOWNERS", "docs/CODEOWNERS"]);
  });

  it("cannot be got out of by naming a commit of one's own as the base", async () => {
    const app = openTestApp({ platform: { env } });
    const repository = branched({ CODEOWNERS: "* @pay\n" }, code);
    repository.git("rm", "--quiet", "CODEOWNERS");
    const between = repository.commit("without it");
    const source = await findGitSource(repository.folder);
    if (!source.ok || source.value === null) throw new Error("no repository");
    const opened = await openStore(app.core, source.value, () => false);
    if (!opened.ok) throw new Error(opened.error.message);
    await opened.value.store.fetch([between, repository.base]);
    await keepRepositoryOwners(app.core, opened.value.store, { base: between, mainTips: [repository.base] });
    expect(readCodeownersRow(app.core.record, between)).toMatchObject({ commit: repository.base, place: "CODEOWNERS" });
  });

  it("is said to be none, too large, or not known; then nobody owns the task", async () => {
    const none = openTestApp({ platform: { env } });
    const bare = await taskOf(none, branched({}, code));
    expect(bare.ownership.ground).toBe("none");
    expect(bare.attempts[0]?.judgement.findings.map((one) => one.rule)).toContain("unowned");
    const owners = await ask(none, "owners.task", { taskId: bare.task.id });
    expect(owners.attempts[0]).toMatchObject({ file: { state: "none" }, unowned: 3 });
    expect(owners.answers.sentence).toMatch(/^Nobody answers for it/);

    const large = openTestApp({ platform: { env } });
    const big = await taskOf(large, branched({ CODEOWNERS: `* @pay\n${"#".repeat(3 * 1024 * 1024)}` }, code));
    expect(big.ownership.ground).toBe("none");
    expect((await ask(large, "owners.task", { taskId: big.task.id })).attempts[0]).toMatchObject({
      file: { state: "too-large", place: "CODEOWNERS" },
      unowned: 3,
    });

    const unknown = openTestApp();
    await ask(unknown, "sample.open", {});
    const row = (await ask(unknown, "inbox.list", { filter: "PAY-118" })).groups.flatMap((group) => group.rows)[0];
    const sample = await ask(unknown, "owners.task", { taskId: row?.taskId ?? "" });
    // The sample's packs bring the file along.
    expect(sample.attempts[0]?.file).toMatchObject({ state: "file", source: "pack", rules: 6 });
    expect(sample.ownership).toMatchObject({ owner: "marit", ground: "contract" });
    expect(sample.attempts.some((one) => one.unowned !== null && one.unowned > 0)).toBe(true);
  });
});

describe("accepting and handing over", () => {
  it("say who answers, from whom, and whether it was accepted; the last that was not taken back counts", async () => {
    const app = openTestApp({ platform: { env } });
    const { task } = await taskOf(app, branched({ CODEOWNERS: "* @pay\n" }, code));
    const now = async () => {
      const { ownership, accepted, history } = await ask(app, "owners.task", { taskId: task.id });
      return [ownership.owner, ownership.ground, accepted, history.findLast((act) => act.counts)?.kind ?? null];
    };
    expect(await now()).toEqual(["@pay", "codeowners", null, null]);
    expect(await decide(app, "accept-owner", task.id)).toMatchObject({
      ok: false,
      error: { code: "owner-is-another" },
    });
    expect((await decide(app, "assign-owner", task.id, { person: "ilse" })).ok).toBe(true);
    expect(await now()).toEqual(["ilse", "decision", false, "assign-owner"]);
    expect((await decide(app, "accept-owner", task.id)).ok).toBe(true);
    expect(await now()).toEqual(["ilse", "decision", true, "accept-owner"]);
    expect(await decide(app, "hand-over", task.id, { person: "Ilse" })).toMatchObject({
      ok: false,
      error: { code: "owner-same" },
    });
    expect(await decide(app, "hand-over", task.id, { person: " " })).toMatchObject({
      error: { code: "person-missing" },
    });
    expect((await decide(app, "hand-over", task.id, { person: "tomas", reason: "Off from Friday." })).ok).toBe(true);
    expect(await now()).toEqual(["tomas", "decision", false, "hand-over"]);
    expect(await decide(app, "accept-owner", task.id)).toMatchObject({
      ok: false,
      error: { code: "owner-is-another" },
    });
    const { history } = await ask(app, "owners.task", { taskId: task.id });
    expect(history.map(({ kind, from, person, note }) => [kind, from, person, note])).toEqual([
      ["assign-owner", null, "ilse", ""],
      ["accept-owner", "ilse", "ilse", ""],
      ["hand-over", "ilse", "tomas", "Off from Friday."],
    ]);
    const view = await ask(app, "task.get", { taskId: task.id });
    expect(view.decisions.map((row) => row.standing)).toEqual(["superseded", "superseded", "in-force"]);
    const last = await ask(app, "decision.last", { taskId: task.id });
    await ask(app, "decision.withdraw", { entries: last.undo?.entries ?? [], reason: "" });
    expect(await now()).toEqual(["ilse", "decision", true, "accept-owner"]);
  });

  it("nothing can be handed over that nobody has, and a member accepts for a team", async () => {
    const app = openTestApp({ platform: { env } });
    const { task } = await taskOf(app, branched({}, code));
    expect(await decide(app, "hand-over", task.id, { person: "tomas" })).toMatchObject({
      ok: false,
      error: { code: "owner-missing" },
    });
    writeRota(app);
    expect((await decide(app, "assign-owner", task.id, { person: "@acme/pay" })).ok).toBe(true);
    expect((await decide(app, "accept-owner", task.id)).ok).toBe(true);
    expect((await decide(app, "hand-over", task.id, { person: "web" })).ok).toBe(true);
    expect(await decide(app, "accept-owner", task.id)).toMatchObject({ error: { code: "owner-is-another" } });
  });
});

function writeRota(app: App, more = ""): void {
  writeFileSync(
    path.join(app.core.home, "oncall.yaml"),
    `version: 1
timeZone: Europe/Berlin
people:
  ilse: { name: Ilse, github: ilse-v, email: ilse@example.org }
  tomas: { name: Tomas }
teams:
  pay: { name: Payments, github: acme/pay, members: [ilse, tomas] }
  web: { name: Web, members: [tomas] }
unowned: web
rotations:
  - { team: pay, name: primary, start: 2026-11-02, people: [ilse, tomas] }
${more}`,
  );
}

describe("the rota", () => {
  it("says who answers tonight: the owner's team has somebody on call, and what nobody owns has a team", async () => {
    const app = openTestApp({ platform: { env } });
    const { task } = await taskOf(app, branched({ CODEOWNERS: "* @acme/pay\n" }, code));
    const at = "2026-11-10T03:00:00.000Z";
    const before = await ask(app, "owners.task", { taskId: task.id, at });
    expect(before).toMatchObject({
      rota: { state: "none" },
      answers: { people: [{ name: "@acme/pay", contact: null }], team: null, source: "codeowners" },
    });
    writeRota(app);
    const { answers, chain } = await ask(app, "owners.task", { taskId: task.id, at });
    expect(answers).toMatchObject({
      people: [{ name: "Tomas", until: "2026-11-16T08:00:00.000Z" }],
      team: { key: "pay" },
      sentence: "Tomas is on call for Payments, which answers for it by CODEOWNERS.",
    });
    expect(chain.map((step) => [step.source, step.name, step.counts])).toEqual([
      ["decision", null, false],
      ["contract", null, false],
      ["codeowners", "@acme/pay", true],
      ["rota", "Web", false],
    ]);
    expect(contactsNow(app.core).map((one) => one.key)).toEqual(["pay", "web", "ilse", "tomas"]);
    expect(contactNamed(app.core, "@ilse-v")?.key).toBe("ilse");
    expect(onCallFor(app.core, "pay", Date.parse(at))[0]?.person.key).toBe("tomas");
    expect(unownedTeam(app.core)?.key).toBe("web");
  });

  it("brings a team's tasks to whoever is on call for it", async () => {
    let now = new Date("2026-11-10T03:00:00Z");
    const app = openTestApp({ platform: { env, clock: { ...systemClock(), now: () => now } } });
    await taskOf(app, branched({ CODEOWNERS: "* @acme/pay\n" }, code));
    writeRota(app);
    const mine = async (reviewerName: string) => {
      await ask(app, "app.settings", { reviewerName });
      const list = await ask(app, "inbox.list", { filter: "owner:me" });
      return [list.groups.flatMap(({ rows }) => rows).length, list.mine];
    };
    expect(await mine("Ilse")).toEqual([0, []]);
    expect(await mine("Tomas")).toEqual([
      1,
      [{ owner: "@acme/pay", because: "you are on call for it until 2026-11-16T08:00:00.000Z" }],
    ]);
    now = new Date("2026-11-17T03:00:00Z");
    expect((await mine("Ilse"))[0]).toBe(1);
    expect(await mine("Tomas")).toEqual([0, []]);
  });

  it("counts for nothing as long as it has a problem, and is read again when it is mended", async () => {
    const app = openTestApp();
    writeRota(app, "  - { team: none, start: 2026-11-02 }\n");
    const broken = await ask(app, "oncall.get", {});
    expect(broken).toMatchObject({ rota: { state: "refused" }, teams: [], contacts: [] });
    expect(broken.rota.problems[0]?.place).toMatch(/oncall\.yaml:12:\d+$/);
    writeRota(app);
    const mended = await ask(app, "oncall.get", { at: "2026-11-10T03:00:00Z", days: 14 });
    expect(mended.teams.map(({ team, now }) => [team.key, now.map((turn) => turn.person.key)])).toEqual([
      ["pay", ["tomas"]],
      ["web", []],
    ]);
    expect(mended.teams[0]?.days.map((row) => row.turns[0]?.person.key)).toEqual(["tomas", "ilse", "tomas"]);
  });
});

describe("owners of a repository", () => {
  it("are of a commit, never of the working tree; a folder stands for its files", async () => {
    const app = openTestApp({ platform: { env } });
    const repository = branched({ CODEOWNERS: "/src/ @pay\n/lib\n" }, code);
    repository.write("CODEOWNERS", "* @worktree\n");
    const whole = await ask(app, "owners.repository", { folder: repository.folder, paths: null });
    expect(whole).toMatchObject({ total: 5, unowned: 3, owners: [{ owner: "@pay", paths: 2 }] });
    const some = await ask(app, "owners.repository", {
      folder: path.join(repository.folder, "src"),
      at: "main",
      paths: ["new.ts", "../lib/x", "../a.txt"],
    });
    expect(some.commit).toBe(repository.base);
    expect(some.paths.map(({ path: name, owners, line }) => [name, owners, line])).toEqual([
      ["src/new.ts", ["@pay"], 1],
      ["lib/x", [], 2],
      ["a.txt", [], null],
    ]);
    const folder = await ask(app, "owners.repository", {
      folder: repository.folder,
      paths: ["src/", "."],
      unowned: true,
    });
    expect(folder.paths.map((one) => one.path)).toEqual(["CODEOWNERS", "a.txt", "lib/c.ts"]);
    for (const [input, code_] of [
      [{ folder: repository.folder, paths: ["../x"] }, "path-outside"],
      [{ folder: repository.folder, at: "nowhere", paths: null }, "commit-missing"],
      [{ folder: tempFolder(), paths: null }, "not-a-repository"],
    ] as const)
      expect(
        await app.invoke("owners.repository", { ...input, paths: input.paths === null ? null : [...input.paths] }),
      ).toMatchObject({
        ok: false,
        error: { code: code_ },
      });
  });
});
