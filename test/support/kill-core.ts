import { readdirSync, readFileSync } from "node:fs";
import type { LaunchedApp } from "./launch-electron";

/**
 * Process ids of the core of a data folder: a child of Node, in the fallback Electron. Linux keeps command lines in /proc.
 * Empty where the core is a utility process, which has no command line of its own.
 */
export function corePids(home: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        return line.includes("core.cjs") && line.includes(home);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Ends the core as the kernel does when memory is short: without a word. Out: what was ended, as {@link corePids} has it. */
export async function killCore({ app }: LaunchedApp, home: string): Promise<readonly number[]> {
  const cores = corePids(home);
  for (const pid of cores) process.kill(pid, "SIGKILL");
  // Electron 45: the core is a utility process of this window.
  if (cores.length === 0)
    await app.evaluate(({ app: electron }) => {
      for (const metric of electron.getAppMetrics())
        if (metric.type === "Utility" && metric.serviceName?.includes("node")) process.kill(metric.pid, "SIGKILL");
    });
  return cores;
}
