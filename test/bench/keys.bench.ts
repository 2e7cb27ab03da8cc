import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { moveCursorTo, openSampleWindow } from "../support/sample-window";
import { against, median, option, quantile } from "./browser/figures";
import { pressKeys } from "./browser/key-probe";

// From a key press to the frame that shows its effect, in the real app on the sample night: j and k in the inbox, n and p and line steps
// in a diff. Needs a display (on a server: xvfb-run -a npm run bench -- keys). Options: --presses 60.

const presses = Number(option("presses")[0] ?? "60");
const home = mkdtempSync(join(tmpdir(), "countersign-bench-keys-"));
const { page, app, close } = await openSampleWindow(home);

/** As many presses as asked for: several forth, as many back, so that no end of a list is met. */
function walk(forth: string, back: string, reach: number): string[] {
  return Array.from({ length: presses }, (_, at) => (Math.floor(at / reach) % 2 === 0 ? forth : back));
}

function say(what: string, { times, without }: { times: readonly number[]; without: readonly string[] }): void {
  const none = without.length === 0 ? "" : `; ${String(without.length)} presses changed nothing`;
  console.log(
    `  ${what.padEnd(22)} p50 ${median(times).toFixed(0)} ms, p95 ${against(quantile(times, 0.95), 32, "ms")} of ${String(times.length)}${none}`,
  );
}

try {
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(1440, 900);
  });
  await page.waitForTimeout(1500);
  console.log("key press to drawn frame, sample night");
  const cursor = '[role="grid"] [role="row"][aria-selected="true"]';
  const tasks = await page.locator('[role="grid"] [role="row"][aria-selected]').count();
  const inbox = { selector: cursor, scroller: ".virtual-list" };
  say("inbox, j and k", await pressKeys(page, inbox, walk("j", "k", Math.min(5, tasks - 1))));
  await moveCursorTo(page, "Make refund retries idempotent").catch(async () => {
    for (let step = 0; step < 12; step += 1) await page.keyboard.press("k");
    await moveCursorTo(page, "Make refund retries idempotent");
  });
  await page.keyboard.press("Enter");
  await page.getByText("Files", { exact: true }).first().waitFor({ timeout: 10_000 });
  const code = page.locator(".diff-code").first();
  for (let tries = 0; tries < 4 && !(await code.isVisible()); tries += 1) {
    await page.keyboard.press("Enter");
    await code.waitFor({ timeout: 4000 }).catch(() => undefined);
  }
  await code.waitFor({ timeout: 4000 });
  await page.waitForTimeout(1000);
  const line = { selector: ".diff-cursor", scroller: ".diff-pane" };
  // From a hunk on: back from the first one there is none.
  await page.keyboard.press("n");
  await page.waitForTimeout(500);
  say("diff, n and p", await pressKeys(page, line, walk("n", "p", 3)));
  say("diff, j and k", await pressKeys(page, line, walk("j", "k", 8)));
} finally {
  await close();
  rmSync(home, { recursive: true, force: true });
}
