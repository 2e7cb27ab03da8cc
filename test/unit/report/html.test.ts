import { describe, expect, it } from "vitest";
import { html } from "../../../main/report/formats/html";
import { patchSection } from "../../../main/report/html/diff";
import { escapeText } from "../../../main/report/html/markup";
import { hostilePayloads } from "./hostile-payloads";
import { filledReport, sampleReport } from "./sample-report";

/**
 * Every tag as it is written, sorted, without the chips for hidden characters. Which lines are paired and which words are marked in the
 * diff depends on the text, so those marks are left out and their order does not count.
 */
function tags(page: string): string[] {
  return (page.match(/<[^>]*>?/g) ?? [])
    .filter((tag) => !/^<\/?(?:ins|del)>$/.test(tag))
    .map((tag) => tag.replace(/d2h-(?:ins|del)(?: d2h-change)?"/, 'd2h-changed"'))
    .sort();
}
function withoutChips(page: string): string {
  return page.replaceAll(/<span class="hid">\[U\+[0-9A-F]{4,6}\]<\/span>/g, "");
}
function changed(lines: number, length = 10): string {
  return `diff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ b/a.ts\n@@ -0,0 +1,${String(lines)} @@\n${Array.from({ length: lines }, (_, i) => `+${String(i).padEnd(length, "x")}\n`).join("")}`;
}

describe("html report", () => {
  const plain = tags(html.render(filledReport("plain")));

  it.each(hostilePayloads.map((payload, index) => [index, payload] as const))(
    "keeps payload %i as text everywhere",
    (_, payload) => {
      const page = withoutChips(html.render(filledReport(payload)));
      // Only tags of this program are there, each as often, whatever was said.
      expect(tags(page)).toEqual(plain);
    },
  );

  it("has no script, no handler and no reference to anything outside it", () => {
    const page = html.render(sampleReport());
    expect(page).not.toMatch(/<script|\son[a-z]+=|javascript:|url\(|@import|\bsrc=|<link|<iframe|<form|<input/i);
    expect([...page.matchAll(/href="([^"]*)"/g)].every((match) => match[1]?.startsWith("#") === true)).toBe(true);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:;`);
  });

  it("says what every part of a report must say", () => {
    const text = withoutTags(html.render(sampleReport()));
    for (const said of [
      "countersign.invalid/5a1c7e0e-2f7e-4d0e-9a55-0a4c7b8f5d11",
      "1,485",
      "c".repeat(64),
      "Verified",
      "Approved",
      "Stale, tree moved",
      "Self-approved",
      "self-asserted",
      "2 of 3 met",
      "now not met",
      "migrations/0042_refund_key.sql",
      "Contradicted",
      "Unverifiable here",
      "weakened-test",
      "another tree",
      "claimed",
      "before the final edit",
      "idempotency_key",
      "Preload invoice fonts",
      "Unowned",
      "queue-operation",
      "1,901 of 1,904 records",
      "What this does not prove",
      "no longer known here",
      "The log shows that history was changed, by anyone who does not control the reviewer's OS account or who does but after a checkpoint left the machine. Someone who controls the account and the signing key can rewrite everything newer than the last external anchor. The log does not show that a decision was wise, that the person was at the keyboard, or that the wall clock was right before the first trusted timestamp.",
    ]) {
      expect(text, said).toContain(said);
    }
  });

  it("says when the log does not verify", () => {
    const report = sampleReport();
    const text = withoutTags(
      html.render({ ...report, log: { ...report.log, verified: false, problem: "Entry 12 was changed." } }),
    );
    expect(text).toContain("Does not verify");
    expect(text).toContain("Entry 12 was changed.");
  });

  it("says when the patch shown is not the one decided on", () => {
    const report = sampleReport();
    const moved = report.attempts.map((item) => ({
      ...item,
      view: { ...item.view, attempt: { ...item.view.attempt, patchDigest: "0".repeat(64) } },
    }));
    expect(html.render({ ...report, attempts: moved })).toContain("The patch shown there is not the one decided on.");
    expect(html.render(report)).not.toContain("The patch shown there is not the one decided on.");
  });

  it("never shows a patch that could not be read as no changes", () => {
    const report = sampleReport();
    const said = (patch: string | null, patchSource: "pack" | "none") => {
      const attempts = report.attempts.map((item) => ({
        ...item,
        patch,
        view: { ...item.view, attempt: { ...item.view.attempt, patchSource, patchNote: "The note." } },
      }));
      return withoutTags(html.render({ ...report, attempts }));
    };
    expect(said(null, "pack")).toContain("The patch could not be read from the archive, so it is not shown. The note.");
    expect(said("", "pack")).toContain("No changes. The note.");
    expect(said(null, "none")).toContain("No patch is known for this attempt. The note.");
  });

  it("is the same text for the same document", () => {
    expect(html.render(sampleReport("x"))).toBe(html.render(sampleReport("x")));
  });
});

describe("diffs of the report", () => {
  it("withholds files that are too large and says how much", () => {
    expect(patchSection(changed(400)).html).toContain(">399");
    expect(patchSection(changed(401)).html).toContain("401 lines withheld: too large.");
    expect(patchSection(changed(401)).html).not.toContain("399xx");
    expect(patchSection(changed(1, 2_001)).html).toContain("1 line withheld: too large.");
  });

  it("bounds the whole patch, by lines and by files", () => {
    const many = Array.from({ length: 300 }, (_, i) => changed(100).replaceAll("a.ts", `f${String(i)}.ts`)).join("");
    const page = patchSection(many).html;
    expect(page.match(/<table/g)).toHaveLength(40);
    expect(page.match(/100 lines withheld/g)).toHaveLength(160);
    expect(page).toContain("100 more files withheld: too large.");
  });

  it("bounds the whole report, across attempts", () => {
    const room = { lines: 150 };
    expect(patchSection(changed(100), room).html).toContain("<table");
    expect(patchSection(changed(100), room).html).toContain("100 lines withheld");
    expect(patchSection(changed(50), room).html).toContain("<table");
  });

  it("shows hidden, private-use and carriage return characters of changed lines", () => {
    const page = patchSection("--- a/a\n+++ b/a\n@@ -1 +1 @@ \u202e\n-a\n+b\u200b\ue000\u{e0041}\r\n").html;
    for (const label of ["U+202E", "U+200B", "U+E000", "U+E0041", "U+000D"])
      expect(page).toContain(`<span class="hid">[${label}]</span>`);
    expect(page).not.toMatch(/[\u202e\u200b\ue000]/);
  });

  it("draws what is not a diff as nothing and says so", () => {
    expect(() => patchSection("garbage\n@@ nonsense\n")).not.toThrow();
    expect(patchSection("@@ -1 +1 @@\n-a\n+b\n").html).toContain("</table>");
  });

  it("stays quick on lines made to be slow to compare", () => {
    const lines = (sign: string, seed: number) =>
      Array.from({ length: 200 }, (_, i) => `${sign}${"ab cd ".repeat(300)}${String(i * seed)}\n`).join("");
    const started = performance.now();
    patchSection(`--- a/a\n+++ b/a\n@@ -1,200 +1,200 @@\n${lines("-", 3)}${lines("+", 7)}`);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

describe("escapeText", () => {
  it("escapes five characters and draws hidden ones", () => {
    expect(escapeText(`<a b="c" d='e'>&\u202e`)).toBe(
      `&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;<span class="hid">[U+202E]</span>`,
    );
  });
});

function withoutTags(page: string): string {
  return page
    .replaceAll(/<style>[\s\S]*?<\/style>/g, "")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}
