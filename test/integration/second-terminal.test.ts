import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { bareRemote } from "../support/anchor-app";
import { testRepository } from "../support/git-repository";
import { projectRoot, tempFolder } from "../support/temp-home";
import { transcriptId, transcriptLines } from "../support/transcripts";
import { decide, deskOf, fingerprintOf, type Desk } from "../support/two-desks";

function countersign(home: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const cli = path.join(projectRoot, "dist", "main", "cli.mjs");
  const done = spawnSync(process.execPath, [cli, "--home", home, ...args], {
    encoding: "utf8",
    env: { ...process.env, COUNTERSIGN_KEY_PROTECTION: "file" },
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

/** A desk that approved a task and is left to the terminal. */
async function approved(name: string): Promise<Desk & { fingerprint: string }> {
  const desk = await deskOf(name);
  await decide(desk.app, "WEB-123", "approve");
  const fingerprint = await fingerprintOf(desk.app);
  desk.app.close();
  return { ...desk, fingerprint };
}

it("the terminal hands an approval over, looks at one, takes it in by its fingerprint, and trusts its key no longer", async () => {
  const marit = await approved("Marit");
  const tomas = await approved("Tomas");
  const out = path.join(tempFolder(), "web-123.countersign-approval.json");
  const asked = path.join(tempFolder(), "web-123.countersign-request.json");
  expect(
    countersign(tomas.home, "approval", "request", "WEB-123", "--out", asked, "--note", "the dates").out,
  ).toContain(asked);
  const request = countersign(marit.home, "approval", "look", asked);
  expect(request.out).toMatch(/^Tomas asks for a second reviewer: WEB-123 /);
  expect(request.out).toMatch(/here +WEB-123\/A \(A-\w+\): the same content/);
  const handed = countersign(marit.home, "approval", "hand-out", "WEB-123", "--out", out);
  expect(handed.out).toMatch(/^Entry \d+ is written as a file:/);
  const looked = countersign(tomas.home, "approval", "look", out);
  expect(looked).toMatchObject({ code: 0 });
  expect(looked.out).toContain(`signed by    ${marit.fingerprint}`);
  expect(looked.out).toContain("nobody yet; its log calls its owner Marit (self-asserted)");
  expect(countersign(tomas.home, "approval", "take-in", out)).toMatchObject({ code: 1, out: "" });
  expect(countersign(tomas.home, "approval", "take-in", out, "--trust", "Marit").err).toMatch(/both have to be said/);
  const trust = ["--trust", "Marit", "--fingerprint", marit.fingerprint];
  const taken = countersign(tomas.home, "approval", "take-in", out, ...trust);
  expect(taken.out).toMatch(/^Marit's approval of T-\w+ is taken in: entry \d+ keeps it\.\n$/);
  expect(countersign(tomas.home, "approval", "take-in", out).err).toMatch(/taken in already: entry \d+/);
  expect(countersign(tomas.home, "approval", "list", "WEB-123").out).toMatch(/^2 of 2 reviewers approved base /);
  expect(JSON.parse(countersign(tomas.home, "approval", "list", "WEB-123", "--json").out)).toMatchObject({
    needed: 2,
    people: 2,
  });
  expect(countersign(tomas.home, "inbox", "WEB-123").out).not.toContain("another reviewer");
  const verified = countersign(tomas.home, "audit", "verify");
  expect(verified.code, verified.err).toBe(0);
  const distrusted = countersign(tomas.home, "approval", "distrust", marit.fingerprint.slice(0, 8));
  expect(distrusted.out).toMatch(/^Marit's key is not trusted any more: entry \d+/);
  expect(countersign(tomas.home, "approval", "list", "WEB-123").out).toMatch(/^1 of 2 reviewers/);
  expect(countersign(tomas.home, "approval", "reviewers").out).toMatch(/^No other reviewer's key is trusted/);
  expect(countersign(tomas.home, "approval", "take-in", "--help").out).toContain("Usage: countersign approval take-in");
}, 240_000);

it("the terminal pushes an approval to a repository and takes in what others pushed there", async () => {
  const marit = await approved("Marit");
  const tomas = await approved("Tomas");
  const remote = bareRemote();
  const pushed = countersign(marit.home, "approval", "hand-out", "WEB-123", "--remote", remote);
  expect(pushed.out, pushed.err).toMatch(
    /pushed to .*, refs\/countersign-approvals\/[0-9a-f-]{36}, commit [0-9a-f]{12}/,
  );
  const unknown = countersign(tomas.home, "approval", "take-in", "--remote", remote);
  expect(unknown).toMatchObject({ code: 2 });
  expect(unknown.out).toContain("not taken in: The signature holds, and whose key");
  const trust = ["--trust", "Marit", "--fingerprint", marit.fingerprint];
  const taken = countersign(tomas.home, "approval", "take-in", "--remote", remote, ...trust);
  expect(taken, taken.err).toMatchObject({ code: 0 });
  expect(taken.out).toContain("is taken in");
  // What is known already is no failure: it can be asked for every morning.
  expect(countersign(tomas.home, "approval", "take-in", "--remote", remote)).toMatchObject({ code: 0 });
}, 240_000);

it("the terminal takes an attempt over, names its resume command, and takes the folder away again", () => {
  const repository = testRepository();
  repository.at("2026-11-19T20:00:00Z");
  repository.write("a.js", "one\n");
  repository.commit("base");
  repository.git("checkout", "--quiet", "-b", "agent/work");
  repository.at("2026-11-20T00:00:05Z");
  repository.write("a.js", "two\n");
  const head = repository.commit("work");
  const projects = path.join(tempFolder(), "projects", "x");
  mkdirSync(projects, { recursive: true });
  const session = transcriptId(9);
  const lines = transcriptLines(session, 12).map((line) =>
    line.replace('"/repo/app"', JSON.stringify(repository.folder)),
  );
  writeFileSync(path.join(projects, `${session}.jsonl`), lines.join(""));
  const home = tempFolder();
  expect(countersign(home, "ingest", projects).code).toBe(0);
  const { groups } = JSON.parse(countersign(home, "inbox", "--json").out) as {
    groups: { rows: { taskId: string }[] }[];
  };
  const task = groups.flatMap(({ rows }) => rows)[0]?.taskId ?? "";
  const resume = countersign(home, "foreground", task, "--resume");
  expect(resume.out).toContain(`  claude --resume ${session}\n  in ${repository.folder}\n`);
  expect(countersign(home, "foreground", "list").out).toBe("No attempt was taken to the foreground.\n");
  const folder = path.join(tempFolder(), "work");
  const taken = countersign(home, "foreground", task, "--folder", folder, "--reason", "I finish it.");
  expect(taken.out, taken.err).toMatch(/ is in the foreground: 1 file, entry \d+\./);
  expect(taken.out).toContain("can run what the repository brings");
  expect(readFileSync(path.join(folder, "a.js"), "utf8")).toBe("two\n");
  expect(JSON.parse(countersign(home, "foreground", "list", "--json").out)).toMatchObject({
    made: [{ folder, own: false, head, state: "there" }],
  });
  expect(countersign(home, "audit", "list").out).toMatch(/Take to foreground +in-force +counts/);
  expect(countersign(home, "foreground", "editor").out).toMatch(/the system's own; nothing was named/);
  expect(countersign(home, "foreground", "editor", "--", "code", "--new-window", "{folder}").out).toBe(
    "code --new-window {folder}\n",
  );
  expect(countersign(home, "foreground", "editor", "--", "sh").err).toMatch(/None of its arguments is \{folder\}/);
  writeFileSync(path.join(folder, "mine"), "x");
  expect(countersign(home, "foreground", "remove", folder).err).toMatch(/work in the folder that is nowhere else/);
  expect(countersign(home, "foreground", "remove", folder, "--force").out).toContain("is deleted.");
}, 240_000);
