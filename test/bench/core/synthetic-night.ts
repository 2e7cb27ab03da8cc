import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createApp, type App } from "../../../main/app";
import { systemClock } from "../../../main/platform/clock";
import * as plugins from "../../../main/plugins";
import { transcriptOf, type SyntheticSession } from "./synthetic-transcript";

// What the benchmarks of the core share: a core over a data folder, and transcripts to read.

/** A folder of the machine's temporary files that is removed when the process ends. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), `countersign-bench-${name}-`));
  process.on("exit", () => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Writes transcripts into a folder. Out: their bytes in all. */
export function writeTranscripts(folder: string, sessions: Iterable<SyntheticSession>): number {
  mkdirSync(folder, { recursive: true });
  let bytes = 0;
  for (const session of sessions) {
    const transcript = transcriptOf(session);
    writeFileSync(path.join(folder, `${session.id}.jsonl`), transcript);
    bytes += transcript.length;
  }
  return bytes;
}

/** The whole core over a data folder. */
export function openCore(home: string): App {
  const opened = createApp({
    home,
    version: "0.1.0",
    platform: {
      clock: systemClock(),
      userHome: home,
      // What signs decisions here is protected by nothing but the folder, as a benchmark's may be.
      env: { COUNTERSIGN_KEY_PROTECTION: "file" },
      accountName: "bench",
      runtime: "bench",
      resources: path.resolve("resources"),
    },
    plugins,
    // Beside the benchmark's own bundle; see run-bundled.ts.
    threads: path.resolve(".cache/bench"),
    onBug: (where, error) => {
      throw new Error(`bug in ${where}`, { cause: error });
    },
  });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Milliseconds that `run` takes. */
export async function milliseconds(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}
