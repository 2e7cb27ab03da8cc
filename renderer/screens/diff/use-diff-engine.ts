import { useEffect, useState, useSyncExternalStore } from "react";
import { startModuleWorker } from "../../bridge/start-worker";
import workerUrl from "../../workers/diff-worker.ts?worker&url";
import { DiffEngine, type DiffEngineState } from "./diff-engine";

function startWorker(): Worker {
  return startModuleWorker(workerUrl, "diff");
}

/** The engine of the screen's patch. The worker starts at once, beside the question for the patch, and ends with the screen. */
export function useDiffEngine(text: string | null): { engine: DiffEngine; state: DiffEngineState } {
  const [engine] = useState(() => new DiffEngine(startWorker));
  const state = useSyncExternalStore(engine.subscribe, engine.snapshot);
  useEffect(() => {
    if (text !== null) engine.open(text);
  }, [engine, text]);
  useEffect(
    () => () => {
      engine.close();
    },
    [engine],
  );
  return { engine, state };
}
