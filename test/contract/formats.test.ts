import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright";
import { describe, expect, it } from "vitest";
import type { ReportFormat } from "../../main/report/format";
import { formats } from "../../main/plugins";
import { html } from "../../main/report/formats/html";
import { darkTokens, lightTokens, sizeTokens } from "../../main/report/html/tokens";
import { hostilePayloads } from "../unit/report/hostile-payloads";
import { filledReport, sampleReport } from "../unit/report/sample-report";

const browserPath = process.env.COUNTERSIGN_CHROMIUM ?? "/usr/bin/chromium";
const present = existsSync(browserPath);

/** How each format says that there is no decision: people are told, tables have their head alone. */
const saidOfNothing: Readonly<Record<ReportFormat["id"], string>> = {
  html: "No decision was recorded in this period.",
  markdown: "No decision was recorded in this period.",
  json: '"decisions": [],',
  csv: '"ingest"\r\n',
  "csv-attempts": '"records_read"\r\n',
};

describe.each(formats)("format $id", (format) => {
  it("renders a whole and an empty report, and names its file", () => {
    const report = sampleReport();
    expect(format.extension).toMatch(/^[a-z]+$/);
    const whole = format.render(report);
    expect(whole.length).toBeGreaterThan(format.id === "csv-attempts" ? 500 : 3_000);
    for (const { leafHash } of format.id === "csv-attempts" ? [] : report.decisions) expect(whole).toContain(leafHash);
    const empty = format.render({ ...report, decisions: [], attempts: [], open: [], counts: [] });
    expect(empty).toContain(saidOfNothing[format.id]);
    expect(empty.length).toBeLessThan(whole.length);
  });
});

describe("the HTML report in a browser", () => {
  it.skipIf(!present)(
    present
      ? "runs nothing, asks for nothing and shows hostile text as text"
      : `skipped: no browser at ${browserPath} (set COUNTERSIGN_CHROMIUM)`,
    async () => {
      const folder = mkdtempSync(path.join(tmpdir(), "countersign-report-"));
      const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"] });
      try {
        const page = await browser.newPage();
        const requests: string[] = [];
        const noises: string[] = [];
        page.on("request", (request) => requests.push(request.url()));
        page.on("console", (message) => noises.push(message.text()));
        page.on("dialog", (dialog) => void dialog.dismiss());
        page.on("pageerror", (error) => noises.push(error.message));
        const file = path.join(folder, "report.html");
        const address = pathToFileURL(file).href;
        for (const payload of groups(hostilePayloads, 6)) {
          writeFileSync(file, html.render(filledReport(payload)));
          requests.length = 0;
          await page.goto(address);
          const seen = await page.evaluate(() => {
            const all = [...document.querySelectorAll("*")];
            return {
              scripts: document.scripts.length,
              handlers: all
                .flatMap((element) => element.getAttributeNames())
                .filter((name) => name.startsWith("on") || name === "style" || name === "src").length,
              links: [...document.links].filter((link) => !link.getAttribute("href")?.startsWith("#")).length,
              tags: [...new Set(all.map((element) => element.localName))],
              pwned: "pwned" in window,
              title: document.title,
              reasons: [...document.querySelectorAll(".long")].map((element) => element.textContent),
            };
          });
          expect(seen, payload).toMatchObject({
            scripts: 0,
            handlers: 0,
            links: 0,
            pwned: false,
            title: "Decision report, Countersign",
          });
          for (const tag of seen.tags) expect(allowed.has(tag), `${tag} from ${payload}`).toBe(true);
          expect(requests, payload).toEqual([address]);
          expect(page.url()).toBe(address);
          expect(noises, payload).toEqual([]);
          // Shown, not dropped: the reason ends with the payload, hidden characters as their code points.
          expect(
            seen.reasons.some((reason) => reason.includes(visible(payload))),
            payload,
          ).toBe(true);
        }
      } finally {
        await browser.close();
        rmSync(folder, { recursive: true });
      }
    },
    120_000,
  );
});

/** Several payloads in one page: a page takes a third of a second to load. */
function groups(payloads: readonly string[], size: number): string[] {
  return Array.from({ length: Math.ceil(payloads.length / size) }, (_, index) =>
    payloads.slice(index * size, (index + 1) * size).join(" "),
  );
}

const allowed = new Set(
  "html head meta title style body main header section article footer h1 h2 h3 h4 p div span bdi blockquote dl dt dd ul li table thead tbody tr th td a svg circle path rect text ins del".split(
    " ",
  ),
);

/** The part of a payload before its first hidden character: what the page must show as it is. */
function visible(payload: string): string {
  return (
    payload
      .toWellFormed()
      .split(
        /[\u0000-\u0008\u000b-\u001f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e0fff}]/u,
        1,
      )[0] ?? ""
  );
}

describe("the report's tokens", () => {
  it("are the app's own", () => {
    const app = readFileSync(new URL("../../renderer/styles/tokens.css", import.meta.url), "utf8");
    const blocks = {
      light: between(app, '[data-theme="light"]'),
      dark: between(app, '[data-theme="dark"]'),
      size: between(app, ":root {"),
    };
    for (const [mine, theirs] of [
      [sizeTokens, blocks.size],
      [lightTokens, blocks.light],
      [darkTokens, blocks.dark],
    ] as const) {
      const declared = [...mine.matchAll(/(--[\w-]+):([^;]+);/g)];
      expect(declared.length).toBeGreaterThan(10);
      for (const [, name, value] of declared)
        expect(theirs.replaceAll(/\s+/g, ""), name).toContain(`${name ?? ""}:${value ?? ""};`.replaceAll(/\s+/g, ""));
    }
  });
});

function between(css: string, start: string): string {
  const from = css.indexOf(start);
  return css.slice(css.indexOf("{", from), css.indexOf("}", from));
}
