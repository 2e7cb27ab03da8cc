import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { createApp, type App } from "../../main/app";
import * as plugins from "../../main/plugins";
import { systemClock } from "../../main/platform/clock";
import type { Platform } from "../../main/views/core";

/** The repository's root, from wherever a test runs. */
export const projectRoot = path.resolve(import.meta.dirname, "..", "..");

/** A folder that is gone when the test is over. */
export function tempFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "countersign-test-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export interface TestAppOptions {
  readonly home?: string;
  readonly platform?: Partial<Platform>;
}

/** The real app over a real data folder, closed and removed with the test. A bug inside it fails the test. */
export function openTestApp(options: TestAppOptions = {}): App {
  const home = options.home ?? tempFolder();
  const opened = createApp({
    home,
    version: "0.1.0",
    platform: {
      clock: systemClock(),
      userHome: home,
      // What protects a key has tests of its own.
      env: { COUNTERSIGN_KEY_PROTECTION: "file" },
      accountName: "ilse",
      runtime: "test",
      resources: path.join(projectRoot, "resources"),
      ...options.platform,
    },
    plugins,
    onBug: (where, error) => {
      throw new Error(`bug in ${where}`, { cause: error });
    },
  });
  if (!opened.ok) throw new Error(opened.error.message);
  const app = opened.value;
  onTestFinished(() => {
    app.close();
  });
  return app;
}
