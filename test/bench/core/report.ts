import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createApp } from "../../../main/app";
import * as plugins from "../../../main/plugins";
import { systemPlatform } from "../../../main/system-platform";
import { reportFormatSchema } from "../../../shared/model/report-choice";
import { allDecisions } from "../../support/html-report";
import { plainDecision } from "../../support/plain-decision";
import { option } from "../browser/figures";

/*
 * What a report of a long period costs: the preview and each format alone, with the longest time in which nothing else was answered
 * and the memory on top. The decisions are on attempts that are no longer here: patches have no part in it.
 */

const decisions = Number(option("decisions")[0] ?? "10000");
const wanted = option("formats");
const formats = reportFormatSchema.options.filter((id) => wanted.length === 0 || wanted.includes(id));
const home = mkdtempSync(path.join(tmpdir(), "countersign-bench-report-"));
const project = path.resolve(import.meta.dirname, "../..");

const opened = createApp({
  home,
  version: "bench",
  platform: {
    ...systemPlatform(path.join(project, "resources"), "bench"),
    showPage: () => Promise.resolve("app://preview/x"),
  },
  plugins,
  onBug: (where, error) => {
    throw new Error(`bug in ${where}`, { cause: error });
  },
});
if (!opened.ok) throw new Error(opened.error.message);
const app = opened.value;

/** Runs work; out: how long it took, the longest wait of others, and the most memory on top, in MB. */
async function watched<T>(work: () => Promise<T>) {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  let last = performance.now();
  let longest = 0;
  let going = true;
  const tick = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    most = Math.max(most, process.memoryUsage.rss());
    if (going) setImmediate(tick);
  };
  setImmediate(tick);
  const start = performance.now();
  const value = await work();
  const took = performance.now() - start;
  going = false;
  return { value, took, longest, memory: (most - before) / 1e6 };
}

try {
  for (let at = 0; at < decisions; at += 500) {
    const made = app.core.ledger.append(
      Array.from({ length: Math.min(500, decisions - at) }, (_, n) => ({
        kind: "decision" as const,
        decision: plainDecision({
          reason: `Read in full, number ${String(at + n)}; see src/refunds/part-${String(n)}.ts.`,
        }),
      })),
    );
    if (!made.ok) throw new Error(made.error.message);
  }
  await app.invoke("audit.verify", {});
  const asked = { filters: allDecisions, redaction: ["secrets" as const] };
  const row = (name: string, size: number | null, of: { took: number; longest: number; memory: number }): string[] => [
    name,
    size === null ? "" : `${(size / 1e6).toFixed(1)} MB`,
    `${(of.took / 1000).toFixed(1)} s`,
    `${of.longest.toFixed(0)} ms`,
    `${of.memory.toFixed(0)} MB`,
  ];
  process.stdout.write(`${String(decisions)} decisions: what, size, took, longest wait, memory on top\n`);
  const say = (cells: readonly string[]): void => {
    process.stdout.write(`${cells.join("  ")}\n`);
  };
  const preview = await watched(() => app.invoke("report.preview", asked));
  if (!preview.value.ok) throw new Error(preview.value.error.message);
  say(row("preview", preview.value.value.page?.bytes ?? null, preview));
  for (const id of formats) {
    const written = await watched(() => app.invoke("report.write", { ...asked, formats: [id], out: null }));
    say(
      written.value.ok
        ? row(id, written.value.value.files[0]?.bytes ?? null, written)
        : [id, `not written: ${written.value.error.code}`],
    );
  }
} finally {
  app.close();
  rmSync(home, { recursive: true, force: true });
}
