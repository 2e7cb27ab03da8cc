import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import type * as WatchFolders from "../../main/platform/watch-folders";
import { connectRunner } from "../../main/services/connect-runner";
import { createFollower } from "../../main/services/follow-sources";
import { append, transcriptId, transcriptLines } from "../support/transcripts";
import { openTestApp, tempFolder } from "../support/temp-home";

/** Watches that were made, and how many of them, the first ones, no longer tell of anything. */
const watches = vi.hoisted(() => ({ made: 0, deaf: 0, closed: 0 }));
vi.mock("../../main/platform/watch-folders", async (original) => {
  const real = await original<typeof WatchFolders>();
  return {
    watchFolder: (root: string, onChange: (changed: string) => void) => {
      const number = (watches.made += 1);
      const watch = real.watchFolder(root, (changed) => {
        if (number > watches.deaf) onChange(changed);
      });
      const close = () => {
        watches.closed += 1;
        watch.close();
      };
      return { complete: watch.complete, close };
    },
  };
});

async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 15_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error("it never came to this");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

it("after the machine slept, the folders are watched anew and what was written meanwhile is read", async () => {
  const app = openTestApp();
  const folder = path.join(tempFolder(), "projects");
  mkdirSync(path.join(folder, "app"), { recursive: true });
  const id = transcriptId(1);
  const file = path.join(folder, "app", `${id}.jsonl`);
  writeFileSync(file, transcriptLines(id, 5).join(""));
  await connectRunner(app.core, { kind: "claude-code", path: folder }, () => false);
  const follower = createFollower(app.core, { sweepMs: 600_000 });
  onTestFinished(() => {
    follower.stop();
    vi.restoreAllMocks();
  });
  await follower.sweep();
  const records = () =>
    app.core.index
      .prepare<[], { n: number }>("SELECT record ->> '$.completeness.records' AS n FROM session WHERE id IS NOT NULL")
      .get()?.n;
  append(file, transcriptLines(id, 1, 5).join(""));
  await until(() => records() === 6);
  expect(watches).toMatchObject({ made: 1, closed: 0 });

  // Asleep: the system's watches are lost, and an agent elsewhere writes into the folder.
  watches.deaf = watches.made;
  append(file, transcriptLines(id, 3, 6).join(""));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(records()).toBe(6);

  // Awake: the wall clock has gone on by an hour.
  const now = Date.now;
  vi.spyOn(Date, "now").mockImplementation(() => now() + 3_600_000);
  await until(() => records() === 9);
  expect(watches).toMatchObject({ made: 2, closed: 1 });

  append(file, transcriptLines(id, 2, 9).join(""));
  await until(() => records() === 11);
  // The clock did not jump again: nothing was watched again.
  expect(watches).toMatchObject({ made: 2, closed: 1 });
});
