import { startModuleWorker } from "../../bridge/start-worker";
import workerUrl from "../../workers/diff-worker.ts?worker&url";
import { DiffEngine } from "./diff-engine";

/** The engine that reads a patch nobody has opened yet. */
let ahead: DiffEngine | null = null;

function startEngine(): DiffEngine {
  return new DiffEngine(() => startModuleWorker(workerUrl, "diff"));
}

/**
 * Reads the patch that a person will probably open next, so that its rows are there when they do. The screen that shows the same patch
 * takes the engine over. Out: ends it, unless a screen has it.
 */
export function readAhead(patch: string): () => void {
  ahead?.close();
  const engine = startEngine();
  ahead = engine;
  engine.open(patch);
  return () => {
    if (ahead !== engine) return;
    ahead = null;
    engine.close();
  };
}

/**
 * An engine for a screen: the one that read this patch ahead, else a new one, also where that one failed. It is the screen's once it is
 * taken over.
 */
export function engineFor(patch: string | null): DiffEngine {
  return patch !== null && ahead?.text === patch && ahead.state.phase !== "failed" ? ahead : startEngine();
}

/** Says that a screen has an engine now and will end it. */
export function takeOver(engine: DiffEngine): void {
  if (ahead === engine) ahead = null;
}
