import type { Page } from "playwright";

/** Where a key shows its effect: the element a selector finds, by its place among its kind and on the page. */
export interface KeyPlace {
  readonly selector: string;
  /** What scrolls; its place counts too. */
  readonly scroller: string;
}

/**
 * Runs in the page: from each key press until the frame in which the place had changed was drawn. A press that changes nothing
 * within half a second is counted apart.
 */
export function watchKeys({ selector, scroller }: KeyPlace): void {
  const times: number[] = [];
  const without: string[] = [];
  (Reflect.get(window, "benchKeysEnd") as (() => void) | undefined)?.();
  const ended = new AbortController();
  Reflect.set(window, "benchKeys", { times, without });
  Reflect.set(window, "benchKeysEnd", () => {
    ended.abort();
  });
  const place = (): string => {
    const element = document.querySelector(selector);
    const row = element?.closest("[data-index], [aria-rowindex]");
    const top = document.querySelector(scroller)?.scrollTop ?? 0;
    return `${row?.getAttribute("data-index") ?? row?.getAttribute("aria-rowindex") ?? ""} ${element?.getAttribute("class") ?? ""} ${element?.textContent.slice(0, 60) ?? ""} ${String(element?.textContent.length ?? 0)} ${String(top)}`;
  };
  let last = "";
  const frames = (): void => {
    last = place();
    if (!ended.signal.aborted) requestAnimationFrame(frames);
  };
  requestAnimationFrame(frames);
  window.addEventListener(
    "keydown",
    (event) => {
      const begun = event.timeStamp;
      const before = last;
      const look = (): void => {
        const changed = place() !== before;
        if (!changed && performance.now() - begun < 500) {
          requestAnimationFrame(look);
          return;
        }
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          if (changed) times.push(performance.now() - begun);
          else without.push(event.key);
        };
        channel.port2.postMessage(0);
      };
      requestAnimationFrame(look);
    },
    { capture: true, signal: ended.signal },
  );
}

/**
 * Presses keys one after the other, as a person who holds one down would, and gives the times from press to drawn frame. A press waits
 * until the one before it was drawn or changed nothing: else its change would be taken for that one's.
 */
export async function pressKeys(
  page: Page,
  place: KeyPlace,
  keys: readonly string[],
): Promise<{ times: readonly number[]; without: readonly string[] }> {
  await page.evaluate(watchKeys, place);
  const read = () => page.evaluate(() => Reflect.get(window, "benchKeys") as { times: number[]; without: string[] });
  for (const [at, key] of keys.entries()) {
    await page.keyboard.press(key);
    await page.waitForTimeout(40);
    for (let seen = await read(); seen.times.length + seen.without.length <= at; seen = await read())
      await page.waitForTimeout(10);
  }
  return read();
}
