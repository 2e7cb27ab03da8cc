import path from "node:path";
import { against, median, option } from "./browser/figures";
import { pressKeys } from "./browser/key-probe";
import { jumpTo, middle, runList, spread } from "./browser/list-view";
import { servePage } from "./browser/serve-page";

// The whole window with ten thousand tasks in a browser: mount, scrolling, j and k, typing into the filter. The tasks are made in the
// page; what the core takes to list them is the inbox benchmark. Options: --tasks 10000 --rounds 3.

const tasks = Number(option("tasks")[0] ?? "10000");
const rounds = Number(option("rounds")[0] ?? "3");
const served = await servePage({ root: path.join(import.meta.dirname, "inbox-page") });
const jumps: number[] = [];
const steps: number[] = [];
const filters: number[] = [];
const without: string[] = [];
try {
  const runs = await runList(`${served.url}?tasks=${String(tasks)}`, rounds, async (page) => {
    for (const share of [0.5, 0.9, 0]) jumps.push(await jumpTo(page, share));
    await page.locator('[role="row"][aria-selected="true"]').focus();
    const keys = Array.from({ length: 40 }, (_, at) => (at % 4 === 3 ? "k" : "j"));
    const pressed = await pressKeys(
      page,
      { selector: '[role="row"][aria-selected="true"]', scroller: "[data-bench-scroller]" },
      keys,
    );
    steps.push(...pressed.times);
    without.push(...pressed.without);
    // From the last letter until the list shows only what it names.
    await page.keyboard.press("/");
    await page.keyboard.type("Task 77", { delay: 30 });
    filters.push(
      await page.evaluate(async () => {
        const begun = performance.now();
        const isShown = (): boolean =>
          (document.querySelector('[role="grid"] [role="row"][aria-selected]')?.textContent ?? "").includes("Task 77");
        while (!isShown() && performance.now() - begun < 10_000)
          await new Promise((done) => requestAnimationFrame(done));
        return performance.now() - begun;
      }),
    );
  });
  console.log(`inbox of ${tasks.toLocaleString("en-US")} tasks, median of ${String(rounds)}`);
  console.log(`  answer to rows  ${middle(runs, ({ opened }) => opened.code).toFixed(0)} ms`);
  console.log(`  longest task    ${middle(runs, ({ opened }) => opened.longest).toFixed(0)} ms`);
  console.log(`  blocking        ${middle(runs, ({ opened }) => opened.blocking).toFixed(0)} ms`);
  console.log(`  elements        ${middle(runs, ({ opened }) => opened.nodes).toFixed(0)}`);
  console.log(`  heap            ${middle(runs, ({ heap }) => heap).toFixed(1)} MB`);
  console.log(
    `  scrolling, p95  ${against(
      middle(runs, ({ scrolled }) => scrolled.p95),
      34,
      "ms",
    )}, worst ${middle(runs, ({ scrolled }) => scrolled.worst).toFixed(0)} ms, without a row ${middle(runs, ({ scrolled }) => scrolled.blank).toFixed(0)}`,
  );
  console.log(`  jump            ${spread(jumps)}`);
  console.log(
    `  j and k         ${spread(steps)} of ${String(steps.length)}${without.length === 0 ? "" : `; ${String(without.length)} changed nothing`}`,
  );
  console.log(`  filter          ${median(filters).toFixed(0)} ms after the last letter`);
} finally {
  await served.close();
}
