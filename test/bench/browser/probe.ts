import type { Page } from "playwright";

/** Where a library keeps what is measured. Elements in a host's shadow tree are found through `host`. */
export interface Places {
  readonly host?: string | undefined;
  /** Is there as soon as code can be read. */
  readonly code: string;
  /** Is there as soon as code has colours. */
  readonly coloured: string;
  /** What scrolls; a page with a scroll of its own gives `window.benchScroll` instead. */
  readonly scroller: string;
  /** A line: what the middle of the pane must show in every frame. */
  readonly row: string;
}

export interface Opened {
  readonly code: number;
  readonly coloured: number;
  readonly longest: number;
  readonly blocking: number;
  readonly nodes: number;
}

export interface Scrolled {
  readonly p95: number;
  readonly worst: number;
  readonly long: number;
  readonly blank: number;
}

/**
 * Runs in the page before anything else: watches long tasks, and once a frame looks for code and colours from the mark
 * `bench-input` on (the page has its input in hands). A time is taken after the frame that shows it was drawn.
 */
function watch(places: Places): void {
  const roots = (): ParentNode[] => {
    if (places.host === undefined) return [document];
    return [...document.querySelectorAll(places.host)].flatMap((host) =>
      host.shadowRoot === null ? [] : [host.shadowRoot],
    );
  };
  const tasks: { start: number; duration: number }[] = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) tasks.push({ start: startTime, duration });
  }).observe({ type: "longtask", buffered: true });
  const marked = (name: string): boolean => performance.getEntriesByName(name).length > 0;
  const drawn = (name: string): void => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => performance.mark(name);
    channel.port2.postMessage(0);
  };
  const seen = { code: false, coloured: false };
  const look = (): void => {
    if (marked("bench-input")) {
      for (const what of ["code", "coloured"] as const) {
        if (seen[what] || !roots().some((root) => root.querySelector(places[what]) !== null)) continue;
        seen[what] = true;
        drawn(`bench-${what}`);
      }
    }
    if (!seen.coloured) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  Reflect.set(window, "benchTasks", tasks);
}

export async function installProbe(page: Page, places: Places): Promise<void> {
  await page.addInitScript(watch, places);
}

/** A question from outside runs scripts in the page: it is left alone for so many milliseconds, in which it draws. */
const leftAloneMs = 1_500;

/** Waits for code and colours; milliseconds count from the page's input. Null where they did not come in time. */
export async function readOpened(page: Page, patience: number): Promise<Opened | null> {
  await page.waitForTimeout(leftAloneMs);
  const came = await page
    .waitForFunction(() => performance.getEntriesByName("bench-coloured").length > 0, undefined, { timeout: patience })
    .then(() => true)
    .catch(() => false);
  if (!came) return null;
  await page.waitForTimeout(700);
  return page.evaluate(() => {
    const at = (name: string): number => performance.getEntriesByName(name)[0]?.startTime ?? NaN;
    const input = at("bench-input");
    const tasks = (Reflect.get(window, "benchTasks") as { start: number; duration: number }[])
      // What began before the input counts only as far as it went on after it.
      .map(({ start, duration }) => start + duration - Math.max(start, input))
      .filter((left) => left > 0);
    const count = (root: ParentNode): number => {
      let elements = 0;
      for (const element of root.querySelectorAll("*"))
        elements += 1 + (element.shadowRoot === null ? 0 : count(element.shadowRoot));
      return elements;
    };
    return {
      code: at("bench-code") - input,
      coloured: at("bench-coloured") - input,
      longest: Math.max(0, ...tasks),
      blocking: tasks.reduce((sum, left) => sum + Math.max(0, left - 50), 0),
      nodes: count(document),
    };
  });
}

/** Scrolls 400 px a frame for two seconds of frames, and looks at every frame whether lines are there. */
export async function readScrolled(page: Page, places: Places, frames = 120): Promise<Scrolled> {
  return page.evaluate(
    async ({ places: { host, scroller, row }, frames }) => {
      const roots = (): ParentNode[] =>
        host === undefined
          ? [document]
          : [...document.querySelectorAll(host)].flatMap((each) => (each.shadowRoot === null ? [] : [each.shadowRoot]));
      const find = (selector: string): Element | null =>
        document.querySelector(selector) ??
        roots()
          .map((root) => root.querySelector(selector))
          .find((found) => found !== null) ??
        null;
      const pane = find(scroller);
      if (pane === null) throw new Error(`nothing is ${scroller}`);
      const own = Reflect.get(window, "benchScroll") as ((pixels: number) => void) | undefined;
      const by = own ?? ((pixels: number) => void (pane.scrollTop += pixels));
      const box = pane.getBoundingClientRect();
      const hasRow = (x: number, y: number): boolean => {
        let element = document.elementFromPoint(x, y);
        for (;;) {
          const inner = element?.shadowRoot?.elementFromPoint(x, y) ?? null;
          if (inner === null || inner === element) break;
          element = inner;
        }
        return (element?.closest(row) ?? null) !== null;
      };
      const times: number[] = [];
      let blank = 0;
      let last = await new Promise<number>((done) => requestAnimationFrame(done));
      for (let frame = 0; frame < frames; frame += 1) {
        const before = pane.scrollTop;
        by(400);
        // The end of a small patch.
        if (own === undefined && pane.scrollTop - before < 400) break;
        const now = await new Promise<number>((done) => requestAnimationFrame(done));
        times.push(now - last);
        last = now;
        const x = box.left + box.width * 0.3;
        if (!hasRow(x, box.top + box.height * 0.5) && !hasRow(x, box.top + box.height * 0.55)) blank += 1;
      }
      times.sort((a, b) => a - b);
      return {
        p95: times[Math.floor(times.length * 0.95)] ?? NaN,
        worst: times.at(-1) ?? NaN,
        long: times.filter((time) => time > 50).length,
        blank,
      };
    },
    { places, frames },
  );
}
