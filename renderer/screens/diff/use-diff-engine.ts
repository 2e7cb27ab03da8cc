import { startTransition, useCallback, useEffect, useRef, useState } from "react";
import { startModuleWorker } from "../../bridge/start-worker";
import workerUrl from "../../workers/diff-worker.ts?worker&url";
import { DiffEngine, type DiffEngineState } from "./diff-engine";

function startWorker(): Worker {
  return startModuleWorker(workerUrl, "diff");
}

/**
 * The engine of the screen's patch. The worker starts at once, beside the question for the patch, and ends with the screen. A patch
 * that was read, and colours, are drawn a little at a time: the window answers keys meanwhile.
 */
export function useDiffEngine(text: string | null): { engine: DiffEngine; state: DiffEngineState } {
  const [engine] = useState(() => new DiffEngine(startWorker));
  const [state, setState] = useState(engine.snapshot);
  /** What is being drawn; news wait until it is there, or it would be begun anew with each. */
  const drawing = useRef<DiffEngineState | null>(null);
  const taken = useRef(state);
  const take = useCallback(() => {
    const [now, before] = [engine.state, taken.current];
    if (now === before) return;
    // What was asked for by a key is drawn at once.
    const calm = now.phase === "ready" && now.found === before.found && now.space === before.space;
    if (calm && drawing.current !== null) return;
    taken.current = now;
    if (calm) {
      drawing.current = now;
      startTransition(() => setState(now));
    } else {
      drawing.current = null;
      setState(now);
    }
  }, [engine]);
  useEffect(() => {
    take();
    return engine.subscribe(take);
  }, [engine, take]);
  useEffect(() => {
    if (drawing.current !== state) return;
    drawing.current = null;
    take();
  }, [state, take]);
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
