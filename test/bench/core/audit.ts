import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import Database from "better-sqlite3";
import { BundleBuild } from "../../../main/audit/bundle/build-bundle";
import type { LogCheck } from "../../../main/audit/check-log";
import { inSlices } from "../../../main/audit/bundle/log-reading";
import type { EntryContent } from "../../../main/audit/log-writer";
import { writeBundle } from "../../../main/services/bundle-writer";
import { decisionWith, openLog } from "../../trust/durable-log";
import { against, median, option, quantile } from "../browser/figures";

/*
 * What the audit log costs: one decision recorded against a bare durable insert of the same bytes, the verification of a whole log
 * against a bare SHA-256 pass over its bytes, and the writing of its bundle. All in one run, so that ratios hold on a noisy machine.
 */

const entries = Number(option("entries")[0] ?? "100000");
const share = Number(option("decisions")[0] ?? "0.1");
const appends = Number(option("appends")[0] ?? "500");
const folder = mkdtempSync(path.join(tmpdir(), "countersign-bench-audit-"));

function timed<T>(work: () => T): { ms: number; value: T } {
  const start = performance.now();
  const value = work();
  return { ms: performance.now() - start, value };
}

function content(at: number): EntryContent {
  const decided = Math.floor((at + 1) * share) > Math.floor(at * share);
  if (decided) return { kind: "decision", decision: decisionWith(`read in full, number ${String(at)}`) };
  return {
    kind: "ingest",
    summary: `Claude Code, part ${String(at)}`,
    sources: 3,
    sessions: 2,
    records: 900 + at,
    notRecognised: at % 7,
    archive: createHash("sha256").update(String(at)).digest("hex"),
  };
}

/** Rows of the same size in a database with the same settings, one durable transaction each. */
function bareInserts(count: number, bytes: number): number[] {
  const db = new Database(path.join(folder, "bare.db"));
  for (const pragma of ["journal_mode = WAL", "synchronous = FULL"]) db.pragma(pragma);
  db.exec("CREATE TABLE entry (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT");
  const insert = db.prepare("INSERT INTO entry (seq, bytes) VALUES (?, ?)");
  const times = Array.from({ length: count }, (_, at) => timed(() => insert.run(at, Buffer.alloc(bytes, at))).ms);
  db.close();
  return times;
}

/** A check of the log as the core does it: others have their turn every 12 ms. Out: also how long they waited at most. */
async function inSlices12(steps: Generator<void, LogCheck>) {
  const start = performance.now();
  const waits: number[] = [];
  let since = start;
  for (;;) {
    const step = steps.next();
    const now = performance.now();
    if (step.done !== true && now - since < 12) continue;
    waits.push(now - since);
    if (step.done === true)
      return {
        check: step.value,
        took: now - start,
        longest: waits.reduce((most, one) => Math.max(most, one)),
        p99: quantile(waits, 0.99),
      };
    await breathe();
    since = performance.now();
  }
}

const log = openLog(folder);
try {
  const { ledger } = log;
  ledger.append([content(0)]);
  const bare = bareInserts(appends, 3000);
  const times = Array.from({ length: appends }, (_, at) => {
    const decision = decisionWith(`one by one, number ${String(at)}`);
    return timed(() => ledger.append([{ kind: "decision", decision }])).ms;
  });
  const ms = (value: number): string => `${value.toFixed(2)} ms`;
  console.log(`record one decision (signature, tree, checkpoint, mark outside), ${String(appends)} times`);
  console.log(`  p50 ${ms(median(times))}, p99 ${ms(quantile(times, 0.99))}`);
  console.log(`  bare durable insert p50 ${ms(median(bare))}, p99 ${ms(quantile(bare, 0.99))}`);
  console.log(`  p50 against it: ${against(median(times) / median(bare), 3, "x")}`);

  const batch = 1000;
  const filled = timed(() => {
    while (ledger.size() < entries) {
      const from = ledger.size();
      const made = ledger.append(
        Array.from({ length: Math.min(batch, entries - from) }, (_, at) => content(from + at)),
      );
      if (!made.ok) throw new Error(made.error.message);
    }
  });
  console.log(
    `log of ${String(ledger.size())} entries, ${String(Math.round(share * 100))} % decisions, written in ${(filled.ms / 1000).toFixed(1)} s`,
  );

  let bytes = 0;
  const pass = timed(() => {
    const hash = createHash("sha256");
    for (const row of inSlices(ledger, 0, ledger.size())) {
      if (row.bytes === null) continue;
      hash.update(row.bytes);
      bytes += row.bytes.length;
    }
    return hash.digest();
  });
  const checked = timed(() => ledger.verify());
  if (!checked.value.verified) throw new Error(checked.value.problem ?? "the log does not hold");
  const glance = timed(() => ledger.glance());
  if (glance.value.problem !== null) throw new Error(glance.value.problem);
  console.log(`a glance at its end, before the window opens: ${ms(glance.ms)}`);
  const sliced = await inSlices12(ledger.verifySteps());
  if (!sliced.check.verified) throw new Error(sliced.check.problem ?? "the log does not hold");
  console.log(
    `verify all of it in steps, while it is used: ${(sliced.took / 1000).toFixed(2)} s, longest wait of others ${ms(sliced.longest)}, p99 ${ms(sliced.p99)}`,
  );
  console.log(
    `verify all of it in one piece: ${(checked.ms / 1000).toFixed(2)} s, ${(bytes / 1e6).toFixed(0)} MB of entries`,
  );
  console.log(
    `  against reading and one SHA-256 pass (${(pass.ms / 1000).toFixed(2)} s): ${(checked.ms / pass.ms).toFixed(1)}x`,
  );

  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let peak = before;
  const begun = BundleBuild.begin(ledger, { from: null, to: null, withhold: [], texts: true });
  if (!begun.ok) throw new Error(begun.error.message);
  const out = path.join(folder, "bundle.tar");
  const { origin, from, to } = begun.value;
  const start = performance.now();
  let steps = 0;
  const written = await writeBundle(out, true, { origin, from, to }, begun.value.parts(), () => {
    steps += 1;
    if (steps % 256 === 0) peak = Math.max(peak, process.memoryUsage.rss());
    return Promise.resolve();
  });
  const took = performance.now() - start;
  console.log(
    `export of it as .tar: ${(took / 1000).toFixed(2)} s, ${String(written.files)} files, ${(statSync(out).size / 1e6).toFixed(0)} MB`,
  );
  console.log(`  memory on top while it is written: ${((peak - before) / 1e6).toFixed(0)} MB`);
} finally {
  log.close();
  rmSync(folder, { recursive: true, force: true });
}
