import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const include = (folder: string) => [`test/${folder}/**/*.test.ts`, `test/${folder}/**/*.test.tsx`];

export default defineConfig({
  plugins: [react()],
  test: {
    environment: "node",
    // Two workers: the machines this runs on have few cores, and tests with a clock must not starve.
    maxWorkers: 2,
    // Programs that tests start: what protects a key has tests of its own.
    env: { COUNTERSIGN_KEY_PROTECTION: "file" },
    projects: [
      { extends: true, test: { name: "unit", include: include("unit") } },
      // Contracts run over long lists and real files: minutes on a busy machine.
      { extends: true, test: { name: "contract", include: include("contract"), testTimeout: 120_000 } },
      { extends: true, test: { name: "migrations", include: include("migrations") } },
      {
        extends: true,
        test: { name: "integration", include: include("integration"), testTimeout: 60_000, hookTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: include("e2e"),
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // What a person waits for may take longer than the usual second where the machine is busy.
          expect: { poll: { timeout: 10_000 } },
          // One window at a time: they share a display and its keyboard focus.
          fileParallelism: false,
        },
      },
    ],
  },
});
