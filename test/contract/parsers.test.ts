import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { maxCases, type EvidenceParser } from "../../main/evidence/parser";
import { junit } from "../../main/evidence/parsers/junit";
import { parsers } from "../../main/plugins";
import { evidenceResultSchema, testCaseSchema } from "../../shared/model/evidence";

const root = fileURLToPath(new URL("../../", import.meta.url));
const corpus = path.resolve(root, process.env.COUNTERSIGN_CORPUS ?? "../shared/corpus");

/** What every parser owes whatever it is given. */
function holds(parser: EvidenceParser, bytes: Uint8Array): void {
  const read = parser.parse(bytes);
  if (!read.ok) {
    expect(read.error.message).not.toBe("");
    return;
  }
  const { result, counts, headline } = read.value;
  const { cases } = read.value.lists;
  evidenceResultSchema.parse(result);
  for (const item of cases) testCaseSchema.parse(item);
  expect(headline).not.toBe("");
  expect(cases.length).toBeLessThanOrEqual(maxCases);
  if (counts !== null) {
    if (counts.failed > 0) expect(result).toBe("failed");
    if (counts.passed + counts.failed === 0) expect(result).toBe("unknown");
    const failures = cases.filter((item) => item.outcome === "failed").length;
    expect(failures).toBe(Math.min(counts.failed, maxCases));
    expect(cases.slice(0, failures).every((item) => item.outcome === "failed")).toBe(true);
  }
}

describe.each(parsers)("parser $id", (parser) => {
  const folder = path.join(root, "test/fixtures/evidence", parser.id);
  const fixtures = readdirSync(folder);

  it("recognises and reads its fixtures", () => {
    expect(fixtures.length).toBeGreaterThan(0);
    for (const name of fixtures) {
      const bytes = readFileSync(path.join(folder, name));
      expect(parser.recognises({ path: name, bytes }), name).toBe(true);
      holds(parser, bytes);
    }
  });

  it("never throws on fixtures cut short or with a byte changed", () => {
    for (const name of fixtures) {
      const bytes = readFileSync(path.join(folder, name));
      for (let at = 0; at < bytes.length; at += 7) {
        holds(parser, bytes.subarray(0, at));
        const other = Uint8Array.from(bytes);
        other[at] = (other[at] ?? 0) ^ (1 << (at % 8));
        holds(parser, other);
      }
    }
  });

  it("recognises nothing in other formats", () => {
    for (const text of ["", "{}", "%PDF-1.7", "TAP version 14\n1..1\nok 1\n", "<html></html>", "\u0000\u0001\u0002"]) {
      expect(parser.recognises({ path: "report.xml", bytes: new TextEncoder().encode(text) }), text).toBe(false);
    }
  });
});

describe("real JUnit reports", () => {
  const folder = path.join(corpus, "junit-xml");
  const present = existsSync(folder);
  it.skipIf(!present)(
    present ? "are counted case by case" : `skipped: no files at ${folder} (set COUNTERSIGN_CORPUS)`,
    () => {
      for (const name of readdirSync(folder)) {
        const bytes = readFileSync(path.join(folder, name));
        const known = junit.recognises({ path: name, bytes: bytes.subarray(0, 65_536) });
        expect(known, name).toBe(!name.includes("nunit"));
        holds(junit, bytes);
        const read = junit.parse(bytes);
        expect(read.ok, name).toBe(known && !name.includes("corrupt"));
        if (!read.ok) continue;
        // An independent count: opening tags outside comments. Retries are the only reason for fewer.
        const listed = (
          bytes
            .toString("utf8")
            .replace(/<!--[\s\S]*?-->/g, "")
            .match(/<testcase[\s>/]/g) ?? []
        ).length;
        const { counts, headline } = read.value;
        const counted = (counts?.passed ?? 0) + (counts?.failed ?? 0) + (counts?.skipped ?? 0);
        if (headline.includes("retry")) expect(counted, name).toBeLessThanOrEqual(listed);
        else expect(counted, name).toBe(listed);
      }
    },
  );
});
