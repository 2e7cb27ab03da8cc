import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findElectron } from "../../scripts/electron-runtime.mjs";
import { buildShellApp } from "./support/shell-app";

// The other tests of the shell run without Chromium's sandbox when they run as root. This one runs with it, as the user `nobody`.
const nobody = 65534;
const canBecomeNobody = process.platform === "linux" && process.getuid?.() === 0 && existsSync("/usr/bin/setpriv");

it.skipIf(!canBecomeNobody)(
  "the page's process is in Chromium's sandbox: seccomp, no new privileges, namespaces of its own",
  async () => {
    const place = mkdtempSync(join(tmpdir(), "countersign-sandbox-"));
    chmodSync(place, 0o755);
    const electron = await findElectron();
    // A copy that `nobody` can read; hard links where the file system allows.
    const runtime = join(place, "electron");
    try {
      execFileSync("cp", ["-al", electron.dist, runtime], { stdio: "ignore" });
    } catch {
      rmSync(runtime, { recursive: true, force: true });
      execFileSync("cp", ["-a", electron.dist, runtime]);
    }
    execFileSync("cp", ["-r", await buildShellApp(), join(runtime, "resources", "app")]);
    const userHome = join(place, "home");
    mkdirSync(userHome);
    const environment: NodeJS.ProcessEnv = {
      ...process.env,
      HOME: userHome,
      XDG_RUNTIME_DIR: userHome,
      COUNTERSIGN_NODE: "",
    };
    if (process.env["XAUTHORITY"] !== undefined) {
      const authority = join(userHome, "Xauthority");
      copyFileSync(process.env["XAUTHORITY"], authority);
      chownSync(authority, nobody, nobody);
      environment["XAUTHORITY"] = authority;
    }
    chownSync(userHome, nobody, nobody);
    const data = join(userHome, "data");
    const app = spawn(
      "/usr/bin/setpriv",
      [`--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups", join(runtime, "electron"), "--home", data],
      { env: environment, stdio: "ignore" },
    );
    const ended = new Promise((resolve) => app.on("exit", resolve));
    try {
      const end = Date.now() + 30_000;
      while (!readyLog(data) || rendererOf(data) === undefined) {
        if (Date.now() > end || app.exitCode !== null) throw new Error("The shell did not start as nobody.");
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      const renderer = rendererOf(data)!;
      const status = readFileSync(`/proc/${renderer}/status`, "utf8");
      expect(/^Seccomp:\s*(\d)/m.exec(status)?.[1]).toBe("2");
      expect(/^NoNewPrivs:\s*(\d)/m.exec(status)?.[1]).toBe("1");
      expect(/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1]).toMatch(/^0+$/);
      for (const kind of ["user", "net", "pid"]) {
        expect(readlinkSync(`/proc/${renderer}/ns/${kind}`)).not.toBe(readlinkSync(`/proc/self/ns/${kind}`));
      }
    } finally {
      app.kill("SIGTERM");
      await ended;
      rmSync(place, { recursive: true, force: true });
    }
  },
);

/** The core has said hello, so the shell runs as a whole. */
function readyLog(data: string): boolean {
  const log = join(data, "logs", "core.log");
  return existsSync(log) && readFileSync(log, "utf8").includes("is ready.");
}

/** Process id of the renderer of the app on one data folder. */
function rendererOf(data: string): string | undefined {
  return readdirSync("/proc").find((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      return line.includes("--type=renderer") && line.includes(data);
    } catch {
      return false;
    }
  });
}
