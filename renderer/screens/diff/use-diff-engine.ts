import { startTransition, useCallback, useEffect, useRef, useState } from "react";
import type { DiffEngine, DiffEngineState } from "../../parts/diff/diff-engine";
import { engineFor, takeOver } from "../../parts/diff/engines";

/**
 * The engine of the screen's patch. The worker that read the patch ahead goes on; else one starts at once, beside the question for
 * the patch. It ends with the screen. A patch that was read, and colours, are drawn a little at a time: the window answers keys meanwhile.
 */
export function useDiffEngine(text: string | null): { engine: DiffEngine; state: DiffEngineState } {
  const [engine] = useState(() => engineFor(text));
  // Rows that were read ahead are drawn like all others: after the frame around them.
  const [state, setState] = useState<DiffEngineState>(() =>
    engine.state.phase === "ready" ? { ...engine.state, phase: "reading", rows: null } : engine.state,
  );
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
  useEffect(() => {
    takeOver(engine);
    return () => {
      engine.close();
    };
  }, [engine]);
  return { engine, state };
}
