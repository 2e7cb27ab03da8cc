import { writeFileSync } from "node:fs";
import path from "node:path";
import { zstdCompressSync } from "node:zlib";
import { expect, it } from "vitest";
import type { App } from "../../main/app";
import { createThreadEvidenceReader } from "../../main/services/evidence-thread";
import { anySource, ingestPaths } from "../../main/services/ingest-paths";
import type { Input, Output, ProcedureName } from "../../shared/contract/api";
import type { Evidence } from "../../shared/model/evidence";
import {
  fullEvidence,
  pngOf,
  pngPicture,
  refundTests,
  writeEvidencePack,
  type PackedEvidence,
} from "../support/evidence-pack";
import { openTestApp, tempFolder } from "../support/temp-home";

async function ask<N extends ProcedureName>(app: App, name: N, input: Input<N>): Promise<Output<N>> {
  const answer = await app.invoke(name, input);
  if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
  return answer.value;
}

interface Opened {
  readonly app: App;
  readonly taskId: string;
  readonly attempts: readonly { readonly attemptId: string; readonly items: readonly Evidence[] }[];
}

async function open(packs: Readonly<Record<string, readonly PackedEvidence[]>>): Promise<Opened> {
  const app = openTestApp();
  const folder = path.join(tempFolder(), "packs");
  for (const [name, evidence] of Object.entries(packs)) writeEvidencePack(folder, name, evidence);
  const report = await ingestPaths(app.core, [folder], { job: "test", isSource: anySource, cancelled: () => false });
  expect(report.problems).toEqual([]);
  const inbox = await ask(app, "inbox.list", { filter: "" });
  const taskId = inbox.groups.flatMap((group) => group.rows)[0]?.taskId ?? "";
  const task = await ask(app, "task.get", { taskId });
  const attempts = task.attempts.map(({ attempt, judgement }) => ({
    attemptId: attempt.id,
    items: judgement.evidence,
  }));
  return { app, taskId, attempts };
}

const all = { text: "", outcome: null } as const;

/** The item of a file of an attempt, as procedures ask for it. */
function itemOf(opened: Opened, attempt: number, file: string) {
  const own = opened.attempts[attempt];
  const item = own?.items.find((each) => each.file?.path === file);
  if (own === undefined || item === undefined) throw new Error(`no item ${file}`);
  return { item, at: { attemptId: own.attemptId, evidenceId: item.id } };
}

it("every list of a pack's evidence is there by page, as its file has it", async () => {
  const opened = await open({ "run-a": fullEvidence(true), "run-b": fullEvidence(false) });
  const { app } = opened;
  const tests = itemOf(opened, 0, "evidence/junit.xml");
  expect(tests.item).toMatchObject({
    format: "junit",
    standing: "observed",
    result: "failed",
    tree: "match",
    counts: { passed: 4, failed: 1, skipped: 0 },
  });
  const suites = await ask(app, "evidence.suites", { ...tests.at, filter: all });
  expect(suites).toMatchObject({
    cases: 5,
    total: 2,
    suites: [
      { name: "refunds", failed: 1, first: 0 },
      { name: "ledger", first: 2 },
    ],
  });
  const cases = await ask(app, "evidence.cases", { ...tests.at, filter: all, offset: 0, limit: 2 });
  expect(cases.cases.map(({ name, outcome }) => `${outcome} ${name}`)).toEqual([
    "failed retries with the same key",
    "passed pays once",
  ]);
  expect(cases.cases[0]?.message).toContain("expected 7500 to be 5000");
  const some = await ask(app, "evidence.suites", { ...tests.at, filter: { text: "7500", outcome: null } });
  expect(some).toMatchObject({ cases: 1, suites: [{ name: "refunds", failed: 1, passed: 0 }] });
  const percent = await ask(app, "evidence.suites", { ...tests.at, filter: { text: "%", outcome: null } });
  expect(percent.cases).toBe(0);
  const passed = await ask(app, "evidence.cases", {
    ...tests.at,
    filter: { text: "case", outcome: "passed" },
    offset: 1,
    limit: 9,
  });
  expect(passed.cases.map(({ name }) => name)).toEqual(["case 1", "case 2"]);

  const covered = await ask(app, "evidence.coverage", itemOf(opened, 0, "evidence/lcov.info").at);
  expect(covered).toMatchObject({ added: 5, ran: 2, notRun: 1, cannotRun: 1, notInReport: 1 });
  expect(covered.files[0]).toMatchObject({ path: "src/refund.js", missed: [4] });

  const lint = itemOf(opened, 0, "evidence/lint.sarif");
  expect(lint.item).toMatchObject({ tree: "match", againstBase: { new: 1, gone: 0 } });
  expect(itemOf(opened, 0, "evidence/base/lint.sarif").item.tree).toBe("mismatch");
  const page = { text: "", offset: 0, limit: 10 };
  const found = await ask(app, "evidence.annotations", { ...lint.at, only: "all", ...page });
  expect(found).toMatchObject({ total: 2, fresh: 1, changed: 1 });
  expect(found.rows.map(({ annotation, isNew, onChangedLine }) => [annotation.line, isNew, onChangedLine])).toEqual([
    [3, true, true],
    [6, false, false],
  ]);
  const fresh = await ask(app, "evidence.annotations", { ...lint.at, only: "new", ...page, text: "SHADOWED" });
  expect(fresh.total).toBe(1);

  const lines = await ask(app, "evidence.lines", { attemptId: lint.at.attemptId });
  expect(lines.coverage).toEqual([
    {
      path: "src/refund.js",
      partly: [[3, 1, 2]],
      marks: [
        [2, 4],
        [3, 4],
        [4, 0],
      ],
    },
  ]);
  expect(lines.annotations.map(({ line, isNew }) => [line, isNew])).toEqual([
    [3, true],
    [6, false],
  ]);

  const bom = await ask(app, "evidence.components", {
    ...itemOf(opened, 0, "evidence/bom.json").at,
    ...page,
    text: "left",
  });
  expect(bom).toMatchObject({ total: 1, components: [{ name: "left-pad", licenses: ["WTFPL"] }] });

  const picture = await ask(app, "evidence.image", itemOf(opened, 0, "evidence/receipt.png").at);
  expect(picture).toMatchObject({ width: 60, height: 40 });
  expect(Buffer.from(picture.bytes).equals(pngPicture(60, 40, [240, 240, 250], 10))).toBe(true);
  const noPicture = await app.invoke("evidence.image", tests.at);
  expect(noPicture.ok).toBe(false);

  const log = itemOf(opened, 0, "evidence/build.log").item;
  const shown = await ask(app, "evidence.log", { digest: log.file?.digest ?? "", from: 399, limit: 5, query: "error" });
  expect(shown).toMatchObject({ total: 402, matches: [400], matched: 1 });
  expect(shown.lines).toEqual(["step 399", "\u001b[31;1mERROR\u001b[0m the gateway said no", "<b>done</b>"]);
  expect((await app.invoke("evidence.log", { digest: "0".repeat(64), from: 0, limit: 1, query: "" })).ok).toBe(false);
});

it("tests of attempts are held against each other, and a lost list is read again from the archive", async () => {
  const opened = await open({ "run-a": fullEvidence(true), "run-b": fullEvidence(false) });
  const { app, taskId } = opened;
  const asked = { taskId, text: "", offset: 0, limit: 10 };
  app.core.index.exec("DELETE FROM evidence_detail");
  expect(app.core.index.prepare("SELECT count(*) AS n FROM evidence_case").get()).toEqual({ n: 0 });
  const different = await ask(app, "evidence.compare", { ...asked, only: "different" });
  expect(different.columns.map(({ label, cases }) => [label, cases])).toEqual([
    ["A", 5],
    ["B", 5],
  ]);
  expect(different).toMatchObject({ total: 1, different: 1 });
  expect(different.rows[0]).toMatchObject({
    name: "retries with the same key",
    cells: [{ outcome: "failed" }, { outcome: "passed", change: "fixed" }],
  });
  expect((await ask(app, "evidence.compare", { ...asked, only: "all", text: "ledger" })).total).toBe(3);
});

it("a file no parser knows, and a report that breaks off, are cards with a note and no list", async () => {
  const opened = await open({
    "run-a": [
      { path: "evidence/odd.bin", content: new Uint8Array([0, 1, 2, 3]), kind: "build", producer: "make" },
      { path: "evidence/cut.xml", content: "<testsuites><testsuite", kind: "tests", producer: "node" },
    ],
  });
  for (const file of ["evidence/odd.bin", "evidence/cut.xml"]) {
    const { item, at } = itemOf(opened, 0, file);
    expect(item).toMatchObject({ result: "unknown", standing: "claimed" });
    expect(item.note).toContain(file);
    const answer = await opened.app.invoke("evidence.suites", { ...at, filter: all });
    expect(answer).toMatchObject({ ok: false, error: { code: "no-detail" } });
  }
  expect(opened.app.core.index.prepare("SELECT count(*) AS n FROM evidence_detail").get()).toEqual({ n: 0 });
});

it("a picture that would fill the memory is not handed over, nor is what only calls itself one", async () => {
  const page = "<script>alert(1)</script>";
  const opened = await open({
    "run-a": [
      { path: "evidence/bomb.png", content: pngOf(9_000, 9_000, Buffer.alloc(10)), kind: "screenshot", producer: "x" },
      { path: "evidence/page.png", content: page, kind: "screenshot", producer: "x" },
    ],
  });
  const answers = await Promise.all(
    ["evidence/bomb.png", "evidence/page.png"].map((file) =>
      opened.app.invoke("evidence.image", itemOf(opened, 0, file).at),
    ),
  );
  expect(answers).toMatchObject([
    { ok: false, error: { code: "no-picture", message: "The picture has 81,000,000 pixels: too many to be shown." } },
    { ok: false, error: { code: "no-picture" } },
  ]);
});

it("an archived log that was altered is not drawn", async () => {
  const opened = await open({
    "run-a": [{ path: "evidence/build.log", content: "step 1\nstep 2\n", kind: "log", producer: "build" }],
  });
  const digest = itemOf(opened, 0, "evidence/build.log").item.file?.digest ?? "";
  const copy = path.join(opened.app.core.home, "archive", digest.slice(0, 2), `${digest}.zst`);
  writeFileSync(copy, zstdCompressSync("step 1\nstep 3\n"));
  const answer = await opened.app.invoke("evidence.log", { digest, from: 0, limit: 10, query: "" });
  expect(answer).toMatchObject({ ok: false, error: { code: "archive-damaged" } });
});

it("a hundred thousand cases are kept and paged", async () => {
  const opened = await open({
    "run-a": [{ path: "evidence/junit.xml", content: refundTests(true, 99_998), kind: "tests", producer: "node" }],
  });
  const { item, at } = itemOf(opened, 0, "evidence/junit.xml");
  expect(item.counts).toEqual({ passed: 99_999, failed: 1, skipped: 0 });
  expect(item.cases).toHaveLength(100);
  expect(item.cases[0]?.outcome).toBe("failed");
  const started = performance.now();
  const page = await ask(opened.app, "evidence.cases", { ...at, filter: all, offset: 99_000, limit: 500 });
  expect(page.cases).toHaveLength(500);
  const found = await ask(opened.app, "evidence.suites", { ...at, filter: { text: "case 77777", outcome: null } });
  expect(found.cases).toBe(1);
  expect(performance.now() - started).toBeLessThan(5_000);
});

it("a thread that takes too long is ended, and the next file is read by a new one", async () => {
  const entry = path.join(tempFolder(), "slow.cjs");

  writeFileSync(
    entry,
    `const { parentPort } = require("node:worker_threads");
     parentPort.on("message", ({ id, args }) => {
       if (args.path === "slow") for (;;);
       if (args.path === "large") { const all = []; for (;;) all.push(new Array(1e6).fill(id)); }
       parentPort.postMessage({ type: "answer", id, answer: { format: "x", parsed: null, note: args.path } });
     });`,
  );
  const reader = createThreadEvidenceReader(entry, {}, 400);
  const read = (name: string) => reader.read({ path: name, digest: "0".repeat(64), bytes: 1 }, () => undefined);
  const [slow, next] = await Promise.all([read("slow"), read("quick")]);
  expect(slow).toMatchObject({ parsed: null, note: "slow was not read within 0 seconds. Its content is not known." });
  expect(next.note).toBe("quick");
  await reader.close();
  const patient = createThreadEvidenceReader(entry, {}, 60_000);
  const large = await patient.read({ path: "large", digest: "0".repeat(64), bytes: 1 }, () => undefined);
  expect(large.note).toMatch(/^large needs more than 1024 MB of memory/);
  await patient.close();
});

it("rows that cannot be kept fail that file, not the process", async () => {
  const entry = path.join(tempFolder(), "rows.cjs");
  writeFileSync(
    entry,
    `const { parentPort } = require("node:worker_threads");
     parentPort.on("message", ({ type, id }) => {
       if (type === "call") parentPort.postMessage({ type: "rows", id, rows: { list: "suites", rows: [] } });
     });`,
  );
  const reader = createThreadEvidenceReader(entry, {}, 60_000);
  const read = reader.read({ path: "a.xml", digest: "0".repeat(64), bytes: 1 }, () => {
    throw new Error("the disk is full");
  });
  await expect(read).rejects.toThrow("the disk is full");
  await reader.close();
});

it("two programs that read the same file at a time both keep it whole", async () => {
  const home = tempFolder();
  const folder = path.join(tempFolder(), "packs");
  writeEvidencePack(folder, "run-a", fullEvidence(true));
  const apps = [openTestApp({ home }), openTestApp({ home })];
  const reports = await Promise.all(
    apps.map(({ core }) => ingestPaths(core, [folder], { job: "test", isSource: anySource, cancelled: () => false })),
  );
  expect(reports.flatMap(({ problems }) => problems)).toEqual([]);
  for (const app of apps) {
    const inbox = await ask(app, "inbox.list", { filter: "" });
    const task = await ask(app, "task.get", { taskId: inbox.groups.flatMap((group) => group.rows)[0]?.taskId ?? "" });
    const attempts = task.attempts.map(({ attempt, judgement }) => ({
      attemptId: attempt.id,
      items: judgement.evidence,
    }));
    const { at } = itemOf({ app, taskId: task.task.id, attempts }, 0, "evidence/junit.xml");
    expect(await ask(app, "evidence.suites", { ...at, filter: all })).toMatchObject({ cases: 5, total: 2 });
  }
});
