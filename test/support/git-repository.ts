import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { tempFolder } from "./temp-home";

/** A real repository made by git in a folder that is gone when the test is over. */
export interface TestRepository {
  readonly folder: string;
  /** Runs git in it. In: also when commits are stamped, for the times that follow. Out: standard output without its last newline. */
  git(...args: string[]): string;
  /** The time that commits are stamped with from now on. */
  at(instant: string): void;
  write(file: string, content: string | Uint8Array): void;
  /** Adds everything and commits it. Out: the commit's id. */
  commit(message: string): string;
}

/** The environment git runs in for tests: nothing of this machine's configuration. */
export const gitEnv = { PATH: process.env["PATH"] ?? "/usr/bin:/bin" };

/** Makes an empty repository with the branch `main`. */
export function testRepository(options: { name?: string; args?: readonly string[] } = {}): TestRepository {
  const folder = path.join(tempFolder(), options.name ?? "ledger");
  mkdirSync(folder, { recursive: true });
  let stamp = "2026-11-20T10:00:00Z";
  const git = (...args: string[]): string =>
    execFileSync("git", ["-c", "protocol.file.allow=always", ...args], {
      cwd: folder,
      env: {
        ...gitEnv,
        HOME: folder,
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_AUTHOR_NAME: "Ilse",
        GIT_AUTHOR_EMAIL: "ilse@example.invalid",
        GIT_COMMITTER_NAME: "Ilse",
        GIT_COMMITTER_EMAIL: "ilse@example.invalid",
        GIT_AUTHOR_DATE: stamp,
        GIT_COMMITTER_DATE: stamp,
      },
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 256 * 1024 * 1024,
    })
      .toString("utf8")
      .replace(/\n$/, "");
  git("init", "--quiet", "--template=", "--initial-branch=main", ...(options.args ?? []));
  return {
    folder,
    git,
    at: (instant) => {
      stamp = instant;
    },
    write: (file, content) => {
      const full = path.join(folder, file);
      mkdirSync(path.dirname(full), { recursive: true });
      writeFileSync(full, content);
    },
    commit: (message) => {
      git("add", "--all");
      git("commit", "--quiet", "--allow-empty", "--message", message);
      return git("rev-parse", "HEAD");
    },
  };
}
