import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WebContents } from "electron";
import { bundles, node24 } from "../../scripts/places.mjs";
import { writePack } from "../support/pack-folder";
import { against, median, option } from "./browser/figures";
import { makePatch } from "./browser/patches";
import { spread } from "./browser/list-view";
import { startWatched, watchedApp } from "./browser/undisturbed";
import { sessionId, transcriptOf } from "./core/synthetic-transcript";

// From a key press to the frame that shows the diff of a hundred thousand lines, and the timeline of a hundred thousand events, in the real app with its
// core, without a debugger: the first that the window shows, and one more each. Needs a display. Options: --lines 100000 --events 100000 --rounds 3.

const lines = Number(option("lines")[0] ?? "100000");
const events = Number(option("events")[0] ?? "100000");
const rounds = Number(option("rounds")[0] ?? "3");
const folder = mkdtempSync(join(tmpdir(), "countersign-bench-open-"));
const home = join(folder, "home");
const packs = join(folder, "packs");
mkdirSync(packs);

interface Opened {
  /** Milliseconds from the key to the frame that shows it. */
  readonly ms: number;
  readonly longest: number;
}

/**
 * Called in Electron's own process. Chooses one task after the other in the inbox and opens its diff, goes back, opens its
 * timeline. Out: the openings, diff and timeline in turn.
 */
async function walk(contents: WebContents): Promise<Opened[]> {
  const inPage = (source: string): Promise<unknown> => contents.executeJavaScript(source);
  const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
  const press = (keyCode: string): void => {
    contents.sendInputEvent({ type: "keyDown", keyCode });
    if (keyCode.length === 1) contents.sendInputEvent({ type: "char", keyCode });
    contents.sendInputEvent({ type: "keyUp", keyCode });
  };
  await inPage(`
    window.benchTasks = [];
    new PerformanceObserver((list) => window.benchTasks.push(...list.getEntries())).observe({ type: "longtask" });
    window.addEventListener("keydown", (event) => { window.benchKey = event.timeStamp; }, { capture: true });
    window.benchUntil = (selector) => new Promise((resolve, reject) => {
      const look = () => {
        if (document.querySelector(selector) === null) {
          if (performance.now() - window.benchKey > 30000) reject(new Error(selector + " did not come: " + document.body.innerText.slice(0, 600)));
          else requestAnimationFrame(look);
          return;
        }
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve({ ms: performance.now() - window.benchKey });
        port2.postMessage(null);
      };
      requestAnimationFrame(look);
    });
    0`);
  const until = async (key: string, selector: string): Promise<Opened> => {
    await inPage("window.benchTasks.length = 0; window.benchKey = performance.now(); 0");
    const seen = inPage(`window.benchUntil(${JSON.stringify(selector)})`);
    press(key);
    const { ms } = (await seen) as { ms: number };
    await pause(1_500);
    const longest = await inPage(
      "Math.max(0, ...window.benchTasks.filter(({ startTime }) => startTime >= window.benchKey).map(({ duration }) => duration))",
    );
    return { ms, longest: Number(longest) };
  };
  const inbox = '[role="grid"][aria-label="Tasks"] [role="row"][aria-selected="true"]';
  await inPage("window.benchKey = performance.now(); 0");
  await inPage(`window.benchUntil(${JSON.stringify(inbox)})`);
  await pause(3_000);
  const opened: Opened[] = [];
  for (let task = 0; task < 2; task += 1) {
    await until("Return", ".task-foot");
    opened.push(await until("Return", ".diff-code"));
    await until("Escape", ".task-foot");
    opened.push(await until("t", '[role="grid"][aria-label="Events"] [role="row"]'));
    await until("Escape", ".task-foot");
    await until("Escape", inbox);
    press("j");
    await pause(500);
  }
  return opened;
}

try {
  const patches = [makePatch(lines), makePatch(lines)];
  for (const [at, patch] of patches.entries()) {
    const transcript = transcriptOf({
      id: sessionId(at + 1),
      prompt: `Read values of the store once, part ${String(at)}.`,
      rounds: Math.ceil(events / 8),
      fileLines: 4,
      checkEvery: 10,
      failEvery: 70,
    });
    writePack(
      join(packs, String(at)),
      {
        "patch.diff": { content: patch.text.replaceAll("key-", `key${String(at)}-`), role: "patch" },
        "session.jsonl": {
          content: transcript,
          role: "transcript",
          session: { runner: "claude-code", sessionId: sessionId(at + 1) },
        },
      },
      `agent/part-${String(at)}`,
    );
  }
  execFileSync(node24, [bundles.cli, "ingest", packs, "--home", home], { stdio: ["ignore", "ignore", "inherit"] });
  const app = watchedApp(folder, "ours", bundles.electron, `(${String(walk)})`);
  const seen: Opened[][] = [];
  for (let round = 0; round < rounds; round += 1) seen.push((await startWatched(app, home, 240_000)) as Opened[]);
  const git = median(patches.map((patch) => patch.git));
  const of = (at: number) => seen.flatMap((opened) => opened[at] ?? []);
  const told = (at: number): string => {
    const longest = Math.max(...of(at).map((opened) => opened.longest));
    return `${spread(of(at).map(({ ms }) => ms))}, longest task ${longest.toFixed(0)} ms`;
  };
  const toRows = (at: number): string => against((git + median(of(at).map(({ ms }) => ms))) / git, 2, "x");
  const mount = (at: number): string => against(median(of(at).map(({ ms }) => ms)), 100, "ms");
  console.log(
    `the real app, a patch of ${(patches[0]?.lines ?? 0).toLocaleString("en-US")} lines and a session of ${events.toLocaleString("en-US")} events, ${String(rounds)} starts`,
  );
  console.log(`  git diff alone          ${git.toFixed(0)} ms`);
  console.log(`  diff, first in a window ${told(0)}; git diff to rows ${toRows(0)}`);
  console.log(`  diff, after that        ${told(2)}; git diff to rows ${toRows(2)}`);
  console.log(`  timeline, first         ${told(1)}; ${mount(1)}`);
  console.log(`  timeline, after that    ${told(3)}; ${mount(3)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
