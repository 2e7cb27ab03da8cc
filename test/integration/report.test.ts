import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { findChromium } from "../../main/platform/chromium";
import { jsonReportSchema } from "../../main/report/json-report";
import type { ReportFormatId } from "../../shared/model/report-choice";
import { changeEntry } from "../support/audit-night";
import { allDecisions } from "../support/html-report";
import { openTestApp, projectRoot } from "../support/temp-home";

/** What protects a key has tests of its own. */
const keptByFile = { COUNTERSIGN_KEY_PROTECTION: "file" };

/** The sample night with two decisions, one of which quotes an address. */
async function decidedNight(over: Parameters<typeof openTestApp>[0] = {}) {
  const app = openTestApp(over);
  const must = async <T>(answer: Promise<{ ok: true; value: T } | { ok: false; error: { message: string } }>) => {
    const result = await answer;
    if (!result.ok) throw new Error(result.error.message);
    return result.value;
  };
  await must(app.invoke("sample.open", {}));
  const decide = async (filter: string, reason: string) => {
    const inbox = await must(app.invoke("inbox.list", { filter }));
    const row = inbox.groups.flatMap(({ rows }) => rows)[0];
    if (row === undefined) throw new Error(`no task for ${filter}`);
    const subject = { kind: "request-changes" as const, taskId: row.taskId, attemptId: row.focusAttempt };
    const { nonce } = await must(app.invoke("decision.sheet", subject));
    return must(app.invoke("decision.record", { ...subject, nonce, reason, person: null, until: null, confirm: null }));
  };
  await decide("PAY-118", "Ask ilse.vogt@payments.example.org.");
  await decide("SRCH-114", "Stale.");
  const write = (formats: ReportFormatId[], filters = allDecisions, redaction: "emails"[] = []) =>
    app.invoke("report.write", { formats, filters, redaction, out: null });
  return { app, must, write };
}

describe("reports of a night", () => {
  it("writes every text format at once, whole, and records each with its digest", async () => {
    const { app, must, write } = await decidedNight();
    const { files, decisions } = await must(write(["html", "json", "csv", "csv-attempts", "markdown"]));
    expect(decisions).toBe(2);
    expect(new Set(files.map((file) => file.path)).size).toBe(5);
    for (const file of files)
      expect(createHash("sha256").update(readFileSync(file.path)).digest("hex")).toBe(file.digest);
    expect(readdirSync(path.join(app.core.home, "reports")).filter((name) => name.includes(".part"))).toEqual([]);
    const log = await must(app.invoke("audit.list", { filter: "kind:export", before: null, limit: 10 }));
    expect(log.rows).toHaveLength(5);
    const report = jsonReportSchema.parse(JSON.parse(readFileSync(files[1]?.path ?? "", "utf8")));
    expect(report.population).toMatchObject({ contiguous: true, decisions: 2, inPeriod: 2, filteredOut: 0 });
    // What stands in the report is what the log says: key, head and signature are its own.
    expect(report.log.root).toBe((await must(app.invoke("audit.verify", {}))).verified ? report.log.root : "");
    expect(report.log.checkpoint?.size).toBe(report.log.entries);
    expect(report.log.keys.map(({ role }) => role)).toEqual(["log", "reviewer"]);
    expect(report.decisions.every(({ signed }) => signed?.keyid === report.log.keys[1]?.keyid)).toBe(true);
    expect(report.decisions.every(({ change, agent }) => change !== null && agent !== null)).toBe(true);
  });

  it("previews the log as last checked, and checks it from its bytes where it writes", async () => {
    const { app, must, write } = await decidedNight();
    expect(await must(app.invoke("audit.verify", {}))).toMatchObject({ verified: true });
    changeEntry(app.core.home, 3, "Codex", "Codec");
    const asked = { filters: allDecisions, redaction: [] };
    expect((await must(app.invoke("report.preview", asked))).population.sentence).toMatch(/^Complete: /);
    const { files } = await must(write(["json"]));
    const report = jsonReportSchema.parse(JSON.parse(readFileSync(files[0]?.path ?? "", "utf8")));
    expect(report.log.problem).toBe("Entry 3 was changed after it was recorded.");
    // From then on the preview knows it too.
    expect((await must(app.invoke("report.preview", asked))).population.sentence).toMatch(/^Not complete: /);
  });

  it("previews what it then writes, with and without a rule", async () => {
    const pages: string[] = [];
    const { app, must, write } = await decidedNight({
      platform: { showPage: (html) => Promise.resolve(`app://preview/${String(pages.push(html))}`) },
    });
    const filters = { ...allDecisions, repositories: ["ledger-service"], tiers: ["high" as const] };
    const preview = await must(app.invoke("report.preview", { filters, redaction: ["emails"] }));
    expect(preview.population).toMatchObject({ decisions: 2, inPeriod: 2, filteredOut: 1, included: 1 });
    expect(preview.sample.map(({ reason }) => reason)).toEqual(["Ask [e-mail]."]);
    expect(preview.choices.repositories).toContain("ledger-service");
    const made = (html: string) => html.replaceAll(/Made \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, "Made then");
    const page = await must(write(["html"], filters, ["emails"]));
    expect(pages.map(made)).toEqual([made(readFileSync(page.files[0]?.path ?? "", "utf8"))]);
    expect(preview.page).toEqual({ address: "app://preview/1", bytes: Buffer.byteLength(pages[0] ?? ""), cut: false });
    const { files, redactions } = await must(write(["json"], filters, ["emails"]));
    expect(redactions).toEqual(preview.redactions);
    const text = readFileSync(files[0]?.path ?? "", "utf8");
    expect(text).not.toContain("ilse.vogt@");
    expect(jsonReportSchema.parse(JSON.parse(text)).decisions).toHaveLength(1);
  });

  it("says when a first opening makes a verdict a quick one", async () => {
    const { app, must, write } = await decidedNight();
    const inbox = await must(app.invoke("inbox.list", { filter: "WEB-123" }));
    const row = inbox.groups.flatMap(({ rows }) => rows)[0];
    if (row === undefined) throw new Error("no attempt");
    const view = await must(app.invoke("task.get", { taskId: row.taskId }));
    const file = view.attempts[0]?.attempt.files[0]?.digest ?? "";
    await must(app.invoke("reading.mark", { attemptId: row.focusAttempt, file, read: true }));
    const subject = { kind: "reject" as const, taskId: row.taskId, attemptId: row.focusAttempt };
    const { nonce } = await must(app.invoke("decision.sheet", subject));
    await must(
      app.invoke("decision.record", { ...subject, nonce, reason: "No.", person: null, until: null, confirm: null }),
    );
    const { files } = await must(write(["json"]));
    const { summary } = jsonReportSchema.parse(JSON.parse(readFileSync(files[0]?.path ?? "", "utf8")));
    expect(summary.quick).toEqual({ limitSeconds: 30, timed: 1, under: 1, unknown: 2 });
  });

  it("refuses a PDF where nothing can print it, says what to install, and leaves nothing behind", async () => {
    const { app, must, write } = await decidedNight({ platform: { env: { ...keptByFile, PATH: "" } } });
    const refused = await write(["pdf"]);
    expect(refused).toMatchObject({ ok: false, error: { code: "no-chromium" } });
    expect(refused.ok ? "" : refused.error.remedy).toMatch(/Install Chromium/);
    expect(readdirSync(path.join(app.core.home, "reports"))).toEqual([]);
    expect((await must(app.invoke("audit.list", { filter: "kind:export", before: null, limit: 10 }))).rows).toEqual([]);
  });

  it("takes the paper of whatever prints, and removes what it was printed from", async () => {
    const seen: string[] = [];
    const { app, must, write } = await decidedNight({
      platform: {
        printPage: (html, pdf) => {
          seen.push(readFileSync(html, "utf8").slice(0, 15));
          writeFileSync(pdf, "%PDF-paper");
          return Promise.resolve({ ok: true, value: undefined });
        },
      },
    });
    const { files } = await must(write(["pdf"]));
    expect(seen).toEqual(["<!doctype html>"]);
    expect(readFileSync(files[0]?.path ?? "", "utf8")).toBe("%PDF-paper");
    expect(readdirSync(path.join(app.core.home, "reports"))).toEqual([path.basename(files[0]?.path ?? "")]);
  });

  const browser = findChromium(process.env);
  it.skipIf(browser === null)(
    browser === null ? "skipped: no Chromium on this machine to print with" : "prints through a browser of the machine",
    async () => {
      const { must, write } = await decidedNight({ platform: { env: { ...process.env, ...keptByFile } } });
      const { files } = await must(write(["pdf"]));
      const paper = readFileSync(files[0]?.path ?? "").toString("latin1");
      expect(paper.startsWith("%PDF-")).toBe(true);
      expect(paper.match(/\/Type \/Page\b(?!s)/g)?.length ?? 0).toBeGreaterThanOrEqual(3);
      expect(paper).toContain("/ToUnicode");
    },
    120_000,
  );
});

describe("countersign report", () => {
  const cli = (home: string, ...args: string[]) => {
    const done = spawnSync(
      process.execPath,
      [path.join(projectRoot, "dist", "main", "cli.mjs"), "report", ...args, "--home", home],
      { encoding: "utf8", env: { ...process.env, ...keptByFile } },
    );
    return { code: done.status, out: done.stdout, err: done.stderr };
  };

  it("writes several formats beside each other, previews, and refuses what it does not know", async () => {
    const { app } = await decidedNight();
    const { home } = app.core;
    const out = path.join(home, "night.html");
    expect(cli(home, "--format", "html,csv,md,json", "--redact", "names,emails", "--out", out).out).toMatch(
      /2 decisions\. Left out: names \d+, emails \d+\./,
    );
    for (const name of ["night.html", "night.csv", "night.md", "night.json"])
      expect(readFileSync(path.join(home, name), "utf8"), name).not.toContain("ilse.vogt@");
    rmSync(out);
    expect(cli(home, "--preview", "--tier", "high").out).toContain("1 filtered out, 1 in this report.");
    expect(existsSync(out)).toBe(false);
    expect(cli(home, "--format", "docx").err).toContain("Choose of: html, pdf, json, csv, csv-attempts, markdown.");
    expect(cli(home, "--redact", "everything").err).toContain("There is no rule everything.");
    expect(cli(home, "--kind", "bless").err).toContain("approve, request-changes");
    const schema: unknown = JSON.parse(cli(home, "--schema").out);
    expect(schema).toHaveProperty("properties.population");
  });
});
