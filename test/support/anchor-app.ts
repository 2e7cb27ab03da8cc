import { execFileSync } from "node:child_process";
import path from "node:path";
import type { App } from "../../main/app";
import type { Result } from "../../shared/result";
import { gitEnv } from "./git-repository";
import { openTestApp, tempFolder, type TestAppOptions } from "./temp-home";

/** The value of a result that must be one. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

/** An app whose git is the machine's own. */
export function openAnchorApp(options: TestAppOptions = {}): App {
  return openTestApp({ ...options, platform: { env: gitEnv, ...options.platform } });
}

/** Records something that makes a checkpoint. Out: the log's size. */
export function recordSomething(app: App, times = 1): number {
  for (let at = 0; at < times; at += 1)
    valueOf(
      app.core.ledger.append([
        { kind: "export", format: "html", path: "/tmp/report.html", digest: "0".repeat(64), entries: at },
      ]),
    );
  return app.core.ledger.size();
}

/** Runs git as a person would, apart from the app. */
export function plainGit(folder: string, ...args: string[]): string {
  return execFileSync("git", ["-c", "user.name=Ilse", "-c", "user.email=ilse@example.invalid", ...args], {
    cwd: folder,
    env: { ...gitEnv, HOME: folder, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
    stdio: ["ignore", "pipe", "pipe"],
  })
    .toString("utf8")
    .trim();
}

/** An empty bare repository to push to. */
export function bareRemote(...args: readonly string[]): string {
  const folder = path.join(tempFolder(), "anchors.git");
  plainGit(path.dirname(folder), "init", "--quiet", "--bare", "--template=", "--initial-branch=main", ...args, folder);
  return folder;
}
