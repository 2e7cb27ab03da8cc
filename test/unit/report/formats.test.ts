import { describe, expect, it } from "vitest";
import * as z from "zod";
import { changeColumns, changeFields } from "../../../main/report/change-fields";
import { buildReport } from "../../../main/report/build-report";
import { csv } from "../../../main/report/formats/csv";
import { csvAttempts } from "../../../main/report/formats/csv-attempts";
import { html } from "../../../main/report/formats/html";
import { json } from "../../../main/report/formats/json";
import { markdown } from "../../../main/report/formats/markdown";
import { jsonReportJsonSchema, jsonReportSchema } from "../../../main/report/json-report";
import { reportDocumentSchema } from "../../../main/report/document";
import { hostilePayloads } from "./hostile-payloads";
import { everything, filledReport, sampleFacts, sampleReport } from "./sample-report";

/** Reads RFC 4180: cells of rows. Throws on anything that is not. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const row: string[] = [];
    for (;;) {
      if (text[at] !== '"') throw new Error(`no quote at ${String(at)}`);
      let cell = "";
      at += 1;
      for (;;) {
        if (at >= text.length) throw new Error("open quote");
        if (text[at] !== '"') cell += text.charAt(at++);
        else if (text[at + 1] === '"') {
          cell += '"';
          at += 2;
        } else break;
      }
      at += 1;
      row.push(cell);
      if (text[at] === ",") {
        at += 1;
        continue;
      }
      if (text.slice(at, at + 2) !== "\r\n") throw new Error(`no line end at ${String(at)}`);
      at += 2;
      break;
    }
    rows.push(row);
  }
  return rows;
}

const formulas = [
  "=1+1",
  "+1",
  "-1",
  "@SUM(A1)",
  " =cmd|' /C calc'!A0",
  "\t=1",
  "\uff1d1",
  "\u200b=1",
  "|calc",
  "%0A=1",
];

describe("a small report, as each format writes it", () => {
  const report = buildReport({
    ...sampleFacts(),
    filters: { ...everything, from: "2026-11-22T00:00:00Z", tiers: ["high"], repositories: ["payments"] },
  });
  it.each([
    [csv, "small.csv"],
    [csvAttempts, "small-attempts.csv"],
    [markdown, "small.md"],
    [json, "small.json"],
    [html, "small.html"],
  ])("is what is on record ($id)", async (format, file) => {
    await expect(format.render(report)).toMatchFileSnapshot(`../../fixtures/report/${file}`);
  });

  it("is the same bytes for the same document, whatever the machine's zone", () => {
    for (const format of [csv, csvAttempts, markdown, json, html])
      expect(format.render(report), format.id).toBe(format.render(structuredClone(report)));
    const zoned = {
      ...report,
      decisions: report.decisions.map((row) => ({ ...row, recordedAt: "2026-11-22T03:39:06.120+02:00" })),
    };
    expect(csv.render(zoned)).toContain('"2026-11-22T01:39:06.120Z"');
    expect(html.render(zoned)).toContain("2026-11-22 01:39:06 UTC");
  });
});

describe("csv", () => {
  it("has a row for each decision and a cell for each field, by RFC 4180", () => {
    const report = sampleReport();
    const [head, ...rows] = readCsv(csv.render(report));
    expect(head).toEqual(changeColumns.map(({ id }) => id));
    expect(rows).toHaveLength(report.decisions.length);
    expect(rows.every((row) => row.length === changeColumns.length)).toBe(true);
    expect(rows[0]?.[changeColumns.findIndex(({ id }) => id === "merge_commit")]).toBe("not recorded");
    const attempts = readCsv(csvAttempts.render(report));
    expect(attempts).toHaveLength(report.attempts.length + 1);
  });

  it.each([...formulas, ...hostilePayloads])("keeps %j in its cell, and no cell begins a formula", (payload) => {
    const report = sampleReport();
    const decisions = report.decisions.map((row) => ({
      ...row,
      decision: { ...row.decision, taskTitle: payload, reason: `${payload}\r\nsecond "line", 2`, repository: payload },
    }));
    const rows = readCsv(csv.render({ ...report, decisions }));
    expect(rows.every((row) => row.length === changeColumns.length)).toBe(true);
    for (const cell of rows.flat()) {
      expect(cell, cell).not.toMatch(/^[\s]*[=+\-@\uff1d|%]/);
      expect(cell).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/);
    }
  });
});

describe("json", () => {
  it("is of its published schema, for a plain and for a hostile report", () => {
    for (const text of ["plain", ...hostilePayloads]) {
      const parsed = jsonReportSchema.parse(JSON.parse(json.render(sampleReport(text))));
      expect(parsed.decisions).toHaveLength(4);
    }
    expect(
      z.object({ $schema: z.string(), properties: z.looseObject({}) }).parse(jsonReportJsonSchema()).properties,
    ).toHaveProperty("population");
    expect(reportDocumentSchema.parse(sampleReport())).toEqual(sampleReport());
  });

  it("names patches by their digest and does not carry them", () => {
    const report = sampleReport();
    expect(report.attempts[0]?.patch).toContain("idempotency_key");
    expect(json.render(report)).not.toContain("idempotency_key(");
    expect(json.render(report)).toContain("7".repeat(64));
  });
});

describe("markdown", () => {
  it("says what every format must say", () => {
    const text = markdown.render(sampleReport());
    for (const said of [
      "Complete: entries [0, 1,485)",
      "4 decisions in the log",
      "what this does not prove".toUpperCase().slice(0, 1),
      "countersign-verify.mjs",
      "Under",
      "rfc3161",
    ])
      expect(text.toLowerCase()).toContain(said.toLowerCase());
  });

  it.each(hostilePayloads)("keeps %j as text", (payload) => {
    const text = markdown.render(filledReport(payload));
    // No character that begins markup stands unescaped where other people's words are.
    for (const line of text.split("\n").filter((one) => one.startsWith("| Title |") || one.startsWith("| Reason |"))) {
      const value = line.slice(line.indexOf("|", 2) + 1, -1);
      expect(value.replaceAll(/\\./g, "")).not.toMatch(/[<>`*_[\]!#|~@:]/);
    }
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
  });
});

describe("fields of a change", () => {
  it("are the same for every decision, and what nothing records is null", () => {
    for (const row of sampleReport().decisions) {
      const fields = changeFields(row);
      expect(fields.map(({ id }) => id)).toEqual(changeColumns.map(({ id }) => id));
      for (const id of ["operator", "merge_base", "head_tree", "role", "emergency", "merge_commit", "rollback"])
        expect(fields.find((field) => field.id === id)?.value).toBeNull();
    }
    expect(new Set(changeColumns.map(({ id }) => id)).size).toBe(changeColumns.length);
  });

  it("say by which key it was signed, when it was first opened, and what anchored it", () => {
    const [first] = sampleReport().decisions;
    if (first === undefined) throw new Error("the sample has decisions");
    const value = (id: string) => changeFields(first).find((field) => field.id === id)?.value;
    expect(value("key")).toBe("5".repeat(64));
    expect(value("binding")).toBe("github");
    expect(value("seconds_open")).toBe("16");
    expect(value("anchored_by")).toBe("entry 1470, rfc3161, 2026-11-22T06:00:00.000Z, size 1462");
    expect(value("files")).toBe("2");
    expect(value("checks")).toContain("tests");
  });
});
