import type { Page } from "playwright";
import { freshPage, heapOf, openChromium } from "./chromium";
import { median, quantile } from "./figures";
import { installProbe, readOpened, readScrolled, type Opened, type Places, type Scrolled } from "./probe";

/** What a page with a grid of rows is asked. In: the grid. Its rows are `[role="row"]`, what scrolls is found from them. */
function placesOf(grid: string): Places {
  return {
    code: `${grid} [role="row"]`,
    coloured: `${grid} [role="row"]`,
    scroller: "[data-bench-scroller]",
    row: `${grid} [role="row"], ${grid} > *`,
  };
}

export interface ListRun {
  readonly opened: Opened;
  readonly heap: number;
  readonly scrolled: Scrolled;
}

/** Names what scrolls the grid, so that it can be found by a selector. */
async function nameScroller(page: Page, grid: string): Promise<void> {
  await page.evaluate((grid) => {
    let element = document.querySelector(`${grid} [role="row"]`)?.parentElement ?? null;
    while (element !== null && element.scrollHeight <= element.clientHeight + 1) element = element.parentElement;
    element?.setAttribute("data-bench-scroller", "");
  }, grid);
}

/**
 * Opens a page in a fresh context `rounds` times: mount, heap and scrolling; `more` measures what only this page has. `grid` says which
 * grid is meant where the page has several.
 */
export async function runList(
  url: string,
  rounds: number,
  more: (page: Page) => Promise<void>,
  grid = '[role="grid"]',
): Promise<readonly ListRun[]> {
  const places = placesOf(grid);
  const browser = await openChromium();
  const runs: ListRun[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const { page, close } = await freshPage(browser);
      await installProbe(page, places);
      await page.goto(url);
      const opened = await readOpened(page, 60_000);
      if (opened === null) throw new Error("no row came on screen within a minute");
      const heap = await heapOf(page);
      await nameScroller(page, grid);
      const scrolled = await readScrolled(page, places);
      runs.push({ opened, heap, scrolled });
      await more(page);
      await close();
    }
  } finally {
    await browser.close();
  }
  return runs;
}

export function middle(runs: readonly ListRun[], pick: (run: ListRun) => number): number {
  return median(runs.map(pick));
}

/** Milliseconds from setting the place of what scrolls (0 to 1) until a whole row of text stands in its middle and was drawn. */
export async function jumpTo(page: Page, share: number): Promise<number> {
  return page.evaluate(async (share) => {
    const pane = document.querySelector("[data-bench-scroller]");
    if (pane === null) throw new Error("nothing scrolls");
    const box = pane.getBoundingClientRect();
    const isThere = (): boolean => {
      const element = document.elementFromPoint(box.left + box.width * 0.4, box.top + box.height * 0.5);
      return (element?.closest('[role="row"]')?.textContent ?? "").length > 8;
    };
    const begun = performance.now();
    pane.scrollTop = (pane.scrollHeight - pane.clientHeight) * share;
    do {
      await new Promise<void>((done) => {
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => {
            done();
          };
          channel.port2.postMessage(0);
        });
      });
      if (performance.now() - begun > 10_000) throw new Error("no row after ten seconds");
    } while (!isThere());
    return performance.now() - begun;
  }, share);
}

/** "p50 12, p95 19 ms". */
export function spread(values: readonly number[]): string {
  return `p50 ${median(values).toFixed(0)}, p95 ${quantile(values, 0.95).toFixed(0)} ms`;
}
