import path from "node:path";
import type { Page } from "playwright";
import { against, median, option } from "./browser/figures";
import { jumpTo, middle, runList, spread } from "./browser/list-view";
import { servePage } from "./browser/serve-page";

// The timeline of a hundred thousand events in a browser: mount, jumps, scrolling, with lanes and minimap. The events are made in the
// page; what the core takes to read them is the timeline benchmark. Options: --events 100000 --rounds 3.

/** Milliseconds from the page's input to the frame after which lanes and minimap were there. */
async function lanesDrawn(page: Page): Promise<number> {
  return page.evaluate(() => {
    const at = (name: string): number => performance.getEntriesByName(name)[0]?.startTime ?? NaN;
    return at("bench-lanes") - at("bench-input");
  });
}

/** Milliseconds from the page's input to the drawn rows where the timeline was open before: not the program's first run. */
async function openedAgain(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const call = (name: string): void => {
      (Reflect.get(window, name) as () => void)();
    };
    const frame = () => new Promise<number>((done) => requestAnimationFrame(done));
    call("benchLeave");
    await new Promise((done) => setTimeout(done, 1_000));
    performance.clearMarks();
    call("benchOpen");
    const row = '[role="grid"][aria-label="Events"] [role="row"]';
    do await frame();
    while (document.querySelector(row) === null);
    await new Promise<void>((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        done();
      };
      port2.postMessage(null);
    });
    return performance.now() - (performance.getEntriesByName("bench-input")[0]?.startTime ?? NaN);
  });
}

const events = Number(option("events")[0] ?? "100000");
const rounds = Number(option("rounds")[0] ?? "3");
const served = await servePage({ root: path.join(import.meta.dirname, "timeline-page") });
const jumps: number[] = [];
const again: number[] = [];
try {
  const drawn: number[] = [];
  const runs = await runList(
    `${served.url}?events=${String(events)}`,
    rounds,
    async (page) => {
      drawn.push(await lanesDrawn(page));
      for (const share of [0.5, 0.1, 0.9, 0.3, 1, 0]) jumps.push(await jumpTo(page, share));
      for (let time = 0; time < 3; time += 1) again.push(await openedAgain(page));
    },
    // The outline is a grid too, and comes before the events.
    '[role="grid"][aria-label="Events"]',
  );
  console.log(`timeline of ${events.toLocaleString("en-US")} events, median of ${String(rounds)}`);
  console.log(
    `  mount to rows   ${against(
      middle(runs, ({ opened }) => opened.code),
      100,
      "ms",
    )}`,
  );
  console.log(`  mount again     ${against(median(again), 100, "ms")}, ${spread(again)}`);
  console.log(`  lanes, minimap  ${median(drawn).toFixed(0)} ms`);
  console.log(
    `  longest task    ${against(
      middle(runs, ({ opened }) => opened.longest),
      50,
      "ms",
    )}`,
  );
  console.log(`  blocking        ${middle(runs, ({ opened }) => opened.blocking).toFixed(0)} ms`);
  console.log(`  elements        ${middle(runs, ({ opened }) => opened.nodes).toFixed(0)}`);
  console.log(`  heap            ${middle(runs, ({ heap }) => heap).toFixed(1)} MB, the made events' marks in it`);
  console.log(`  jump            ${against(median(jumps), 50, "ms")}, ${spread(jumps)}`);
  console.log(
    `  scrolling, p95  ${against(
      middle(runs, ({ scrolled }) => scrolled.p95),
      34,
      "ms",
    )}`,
  );
  console.log(`  scrolling, worst ${middle(runs, ({ scrolled }) => scrolled.worst).toFixed(0)} ms`);
  console.log(
    `  frames over 50 ms ${middle(runs, ({ scrolled }) => scrolled.long).toFixed(0)}, without a row ${middle(runs, ({ scrolled }) => scrolled.blank).toFixed(0)}`,
  );
} finally {
  await served.close();
}
