import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WebContents } from "electron";
import { bundles, node24 } from "../../scripts/places.mjs";
import { against, median, option, quantile } from "./browser/figures";
import { watchKeys } from "./browser/key-probe";
import { startWatched, watchedApp } from "./browser/undisturbed";

// From a key press to the frame that shows its effect, in the real app on the sample night, without a debugger: j and k in the inbox, letters in the
// palette, n and p and line steps in a diff. Needs a display (on a server: xvfb-run -a npm run bench -- keys). Options: --presses 60.

const presses = Number(option("presses")[0] ?? "60");
const folder = mkdtempSync(join(tmpdir(), "countersign-bench-keys-"));
const home = join(folder, "home");

interface Pressed {
  readonly what: string;
  readonly times: readonly number[];
  /** Presses that changed nothing. */
  readonly without: readonly string[];
}

/** Called in Electron's own process: goes from the inbox through the palette to a diff. In: the window, source of `watchKeys`, how often. */
async function walk(contents: WebContents, watchKeys: string, presses: number): Promise<Pressed[]> {
  const inPage = (source: string): Promise<unknown> => contents.executeJavaScript(source);
  const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
  const press = (keyCode: string, modifiers: "control"[] = []): void => {
    contents.sendInputEvent({ type: "keyDown", keyCode, modifiers });
    if (keyCode.length === 1 && modifiers.length === 0) contents.sendInputEvent({ type: "char", keyCode });
    contents.sendInputEvent({ type: "keyUp", keyCode, modifiers });
  };
  const until = async (condition: string): Promise<void> => {
    for (let tries = 0; tries < 400; tries += 1) {
      if ((await inPage(`Boolean(${condition})`)) === true) return;
      await pause(50);
    }
    throw new Error(`never came: ${condition}`);
  };
  const there = (selector: string) => `document.querySelector(${JSON.stringify(selector)})`;
  /** As many presses as asked for: several forth, as many back, so that no end of a list is met. */
  const forthAndBack = (forth: string, back: string, reach: number): string[] =>
    Array.from({ length: presses }, (_, at) => (Math.floor(at / reach) % 2 === 0 ? forth : back));
  const all: Pressed[] = [];
  // One after the other, as a person who holds a key down would. A press waits until the one before it was drawn or changed nothing: else its
  // change would be taken for that one's.
  const measure = async (
    what: string,
    place: { selector: string; scroller: string },
    keys: readonly string[],
  ): Promise<void> => {
    await inPage(`(${watchKeys})(${JSON.stringify(place)})`);
    for (const [at, key] of keys.entries()) {
      press(key);
      await pause(40);
      await until(`window.benchKeys.times.length + window.benchKeys.without.length > ${String(at)}`);
    }
    const { times, without } = (await inPage("window.benchKeys")) as Omit<Pressed, "what">;
    all.push({ what, times, without });
  };

  const cursor = '[role="grid"][aria-label="Tasks"] [role="row"][aria-selected="true"]';
  await until(there(cursor));
  await pause(3_000);
  const tasks = Number(await inPage(`document.querySelectorAll('[role="grid"] [role="row"][aria-selected]').length`));
  const inbox = { selector: cursor, scroller: ".virtual-list" };
  await measure("inbox, j and k", inbox, forthAndBack("j", "k", Math.min(5, tasks - 1)));
  press("k", ["control"]);
  await until(there(".palette-item"));
  await pause(500);
  const typed = ["refund", "setting", "runner", "diff"].flatMap((word) => [
    ...Array.from(word),
    ...Array.from(word, () => "Backspace"),
  ]);
  await measure("palette, letters", { selector: ".palette-list", scroller: ".palette-list" }, typed);
  press("Escape");
  await until(`!${there(".palette")}`);
  for (let step = 0; step < tasks; step += 1) press("k");
  await pause(500);
  const wanted = `(${there(cursor)}?.textContent ?? "").includes("Make refund retries idempotent")`;
  for (let step = 0; step < tasks && (await inPage(wanted)) !== true; step += 1) {
    press("j");
    await pause(150);
  }
  press("Return");
  await until(there(".task-foot"));
  await pause(1_500);
  press("Return");
  await until(there(".diff-code"));
  await pause(1_500);
  const line = { selector: ".diff-cursor", scroller: ".diff-pane" };
  // From a hunk on: back from the first one there is none.
  press("n");
  await pause(500);
  await measure("diff, n and p", line, forthAndBack("n", "p", 3));
  await measure("diff, j and k", line, forthAndBack("j", "k", 8));
  return all;
}

try {
  execFileSync(node24, [bundles.cli, "sample", "open", "--home", home], { stdio: ["ignore", "ignore", "inherit"] });
  const keys = JSON.stringify(String(watchKeys));
  const app = watchedApp(
    folder,
    "ours",
    bundles.electron,
    `(webContents) => (${String(walk)})(webContents, ${keys}, ${String(presses)})`,
  );
  console.log("key press to drawn frame, sample night");
  for (const { what, times, without } of (await startWatched(app, home, 240_000)) as Pressed[]) {
    const none = without.length === 0 ? "" : `; ${String(without.length)} presses changed nothing`;
    console.log(
      `  ${what.padEnd(22)} p50 ${median(times).toFixed(0)} ms, p95 ${against(quantile(times, 0.95), 32, "ms")} of ${String(times.length)}${none}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
