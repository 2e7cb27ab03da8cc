// Its CodeView, which draws only what is on screen, with its worker pool: one worker for each core.
import { CodeView, parsePatchFiles } from "@pierre/diffs";
import { WorkerPoolManager } from "@pierre/diffs/worker";
import workerUrl from "@pierre/diffs/worker/worker.js?worker&url";

const pool = new WorkerPoolManager(
  {
    workerFactory: () => new Worker(workerUrl, { type: "module" }),
    poolSize: navigator.hardwareConcurrency,
  },
  { theme: { light: "pierre-light", dark: "pierre-dark" }, langs: ["typescript"] },
);
void pool.initialize();
const patch = await (await fetch("patch.diff")).text();
performance.mark("bench-input");
const items = parsePatchFiles(patch).flatMap((parsed, index) =>
  parsed.files.map((fileDiff, at) => ({ id: `${index}-${at}`, type: "diff", fileDiff })),
);
const view = new CodeView(
  {
    theme: { light: "pierre-light", dark: "pierre-dark" },
    themeType: "light",
    diffStyle: "split",
    overflow: "wrap",
    stickyHeaders: true,
  },
  pool,
);
view.setup(document.getElementById("pane"));
view.setItems(items);
