import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Browser } from "playwright";
import { freshPage, openChromium } from "../bench/browser/chromium";
import { makePatch } from "../bench/browser/patches";
import { servePage } from "../bench/browser/serve-page";

// The pages that the benchmarks measure must mount: nothing is timed here.
const browserPath = process.env["COUNTERSIGN_CHROMIUM"] ?? "/usr/bin/chromium";
const bench = path.resolve(import.meta.dirname, "../bench");

describe.skipIf(!existsSync(browserPath))(
  existsSync(browserPath)
    ? "bench pages"
    : `bench pages, skipped: no browser at ${browserPath} (set COUNTERSIGN_CHROMIUM)`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await openChromium();
    });
    afterAll(async () => {
      await browser.close();
    });

    it.each([
      { page: "diff-page", query: "?patch=patch.diff&plain=1", shows: ".diff-row .diff-code .diff-key" },
      { page: "timeline-page", query: "?events=500", shows: '[role="grid"] [role="row"]' },
      { page: "inbox-page", query: "?tasks=50", shows: '[role="grid"] [role="row"][aria-selected="true"]' },
    ])(
      "$page shows rows and tells when it had its input",
      { timeout: 120_000 },
      async ({ page: name, query, shows }) => {
        const served = await servePage({
          root: path.join(bench, name),
          files: name === "diff-page" ? { "patch.diff": makePatch(60).text } : {},
        });
        const { page, close } = await freshPage(browser);
        try {
          const errors: string[] = [];
          page.on("pageerror", (error) => errors.push(error.message));
          await page.goto(`${served.url}${query}`);
          await page.locator(shows).first().waitFor({ timeout: 20_000 });
          expect(await page.evaluate(() => performance.getEntriesByName("bench-input").length)).toBeGreaterThan(0);
          expect(errors).toEqual([]);
        } finally {
          await close();
          await served.close();
        }
      },
    );
  },
);
