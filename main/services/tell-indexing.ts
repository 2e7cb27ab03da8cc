import { indexCounts } from "../store/search-index";
import type { Core } from "../views/core";

export const indexingJob = "Indexing for the search";

const lookEveryMs = 2_000;
/** Fewer events than this are indexed before anyone could read of it. */
const worthTelling = 5_000;

/** Tells how far the index of the search is while much waits for it. Out: the function that ends it. */
export function tellIndexing(core: Core): () => void {
  let telling = false;
  const timer = setInterval(() => {
    const { indexed, waiting } = indexCounts(core.index);
    if (!telling && waiting < worthTelling) return;
    telling = waiting > 0;
    core.publish("progress", {
      job: indexingJob,
      step: "",
      done: indexed,
      total: indexed + waiting,
      finished: !telling,
      unit: "events",
    });
  }, lookEveryMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
