import { describe, expect, it } from "vitest";
import type { EvidenceParser } from "../../../main/evidence/parser";
import { image } from "../../../main/evidence/parsers/image";
import { log } from "../../../main/evidence/parsers/log";
import { npmAudit } from "../../../main/evidence/parsers/npm-audit";
import { evidenceFixtures } from "../../support/evidence-fixtures";

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

function bytesOf(parser: EvidenceParser, name: string): Buffer {
  const found = evidenceFixtures(parser.id).find((each) => each.name === name);
  if (found === undefined) throw new Error(`no fixture ${name}`);
  return found.bytes;
}
function parse(parser: EvidenceParser, bytes: Uint8Array) {
  const read = parser.parse(bytes);
  if (!read.ok) throw new Error(`${read.error.code}: ${read.error.message}`);
  return read.value;
}
function refuse(parser: EvidenceParser, bytes: Uint8Array) {
  const read = parser.parse(bytes);
  if (read.ok) throw new Error("was read");
  return read.error;
}

describe("log", () => {
  it("is counted in lines and concludes nothing", () => {
    expect(parse(log, bytesOf(log, "build.txt"))).toMatchObject({
      kind: "log",
      result: "unknown",
      counts: null,
      totals: { of: "log", lines: 4 },
      headline: '4 lines; the last: 2026-03-06T21:40:10Z npm error Missing script: "lint"',
    });
    expect(parse(log, text("one\ntwo")).totals).toEqual({ of: "log", lines: 2 });
    expect(parse(log, text("one\n")).headline).toBe("1 line; the last: one");
    expect(refuse(log, new Uint8Array(0)).code).toBe("log-empty");
  });

  it("shows its last line without what it would tell a terminal or a reader's eye to do", () => {
    const last = "\u001b]8;;http://x\u0007\u001b[2J\u001b[31mFAILED\u001b[0m\u202e \u0007gone\u001b(B";
    expect(parse(log, text(`start\n${last}\n\n`)).headline).toBe("3 lines; the last: FAILED gone(B");
    expect(parse(log, text("x".repeat(3_000_000))).headline.length).toBeLessThan(200);
  });

  it("is known by its name or its escapes, and never by those alone", () => {
    const known = (path: string, content: string) => log.recognises({ path, bytes: text(content) });
    expect(known("out.log", "[INFO] built\n")).toBe(true);
    expect(known("output", "\u001b[32mok\u001b[0m\n")).toBe(true);
    expect(known("output", "plain words\n")).toBe(false);
    for (const content of [
      "",
      '{"a":1}',
      '[{"a":1}]',
      "<a/>",
      "TAP version 14\n",
      "1..2\nok 1\n",
      "SF:a.ts\n",
      "diff --git a/a b/a\n",
      "a\u0000b",
    ])
      expect(known("out.log", content), content).toBe(false);
  });
});

describe("image", () => {
  it.each([
    ["small.png", "PNG", 4, 3],
    ["page.png", "PNG", 68, 52],
    ["small.jpg", "JPEG", 64, 48],
    ["dot.gif", "GIF", 2, 3],
    ["lossy.webp", "WebP", 65, 49],
    ["lossless.webp", "WebP", 66, 50],
    ["alpha.webp", "WebP", 67, 51],
  ])("%s", (name, format, width, height) => {
    expect(parse(image, bytesOf(image, name))).toMatchObject({
      kind: "screenshot",
      result: "unknown",
      totals: { of: "image", format, width, height },
    });
  });

  it("refuses more pixels than any screen has, and headers that are not whole", () => {
    const gif = Uint8Array.from(bytesOf(image, "dot.gif"));
    gif.set([0xff, 0xff, 0xff, 0xff], 6);
    expect(refuse(image, gif)).toMatchObject({ code: "image-too-large" });
    const none = Uint8Array.from(bytesOf(image, "dot.gif"));
    none.set([0, 0], 6);
    expect(refuse(image, none).code).toBe("image-malformed");
    const png = Uint8Array.from(bytesOf(image, "small.png"));
    png[19] = 200;
    expect(refuse(image, png).message).toContain("checksum");
    expect(refuse(image, bytesOf(image, "small.jpg").subarray(0, 20)).message).toContain("breaks off");
  });
});

describe("npm audit", () => {
  it("counts packages as the report's own total does, with the worst first", () => {
    const report = parse(npmAudit, bytesOf(npmAudit, "version-2.json"));
    expect(report).toMatchObject({
      kind: "static-analysis",
      result: "failed",
      totals: { of: "findings", errors: 2, warnings: 0, notes: 1, suppressed: 0 },
      headline: "2 high or critical, 0 moderate, 1 lower",
    });
    expect(report.lists.annotations[0]).toMatchObject({
      rule: "GHSA-aaaa-bbbb-cccc",
      level: "error",
      severity: 7.5,
      path: null,
    });
    expect(report.lists.annotations[1]?.message).toContain("Depends on vulnerable left-round");
  });

  it("reads npm 6, and passes what is clean", () => {
    expect(parse(npmAudit, bytesOf(npmAudit, "version-1.json"))).toMatchObject({
      result: "passed",
      totals: { warnings: 1 },
      lists: { annotations: [{ rule: "GHSA-gggg-hhhh-jjjj", level: "warning", severity: 5.6 }] },
    });
    expect(parse(npmAudit, bytesOf(npmAudit, "clean.json"))).toMatchObject({
      result: "passed",
      headline: "No vulnerabilities",
    });
  });

  it("gives one finding the same fingerprint in two runs, and another another", () => {
    const prints = (bytes: Uint8Array) => parse(npmAudit, bytes).lists.annotations.map((each) => each.fingerprint);
    const first = prints(bytesOf(npmAudit, "version-2.json"));
    expect(prints(text(bytesOf(npmAudit, "version-2.json").toString("utf8").replace('"<1.4.2"', '"<1.4.3"')))).toEqual(
      first,
    );
    expect(new Set(first).size).toBe(3);
  });

  it("says what to do where npm itself failed", () => {
    expect(refuse(npmAudit, text('{"auditReportVersion":2,"error":{"code":"ENOLOCK"}}')).remedy).toContain("lockfile");
  });
});
