import { chromium, type Browser, type Page } from "playwright";

/** The size every page is measured at. */
const viewport = { width: 1440, height: 900 };

/** Starts the browser that `COUNTERSIGN_CHROMIUM` names, else the system's. */
export function openChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["COUNTERSIGN_CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  });
}

/** A page of its own context: nothing of the one before is kept, neither cache nor compiled code. */
export async function freshPage(browser: Browser): Promise<{ page: Page; close: () => Promise<void> }> {
  const context = await browser.newContext({ viewport });
  return { page: await context.newPage(), close: () => context.close() };
}

/** Megabytes the page's own thread holds after a collection. */
export async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize / 1e6;
}
