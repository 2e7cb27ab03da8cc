import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { serviceFiles } from "./code-base/service.ts";
import { sourceFiles } from "./code-base/sources.ts";
import { testFiles } from "./code-base/tests.ts";
import { normaliseOutput } from "./normalise-output.ts";

/** What a command really did: exit code and output, made independent of machine and run. */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const gitSettings = [
  "core.autocrlf=false",
  "core.fileMode=false",
  "core.abbrev=7",
  "core.hooksPath=/dev/null",
  "commit.gpgSign=false",
  "diff.algorithm=myers",
  "diff.context=3",
  "diff.renames=true",
  "gc.auto=0",
  "init.defaultBranch=main",
  "advice.detachedHead=false",
];

/** The temporary repository of ledger-service. Every attempt gets its own worktree of it. */
export class Repository {
  readonly root: string;
  readonly #home: string;
  readonly base: string;

  constructor() {
    this.root = realpathSync(mkdtempSync(join(tmpdir(), "sample-night-")));
    this.#home = join(this.root, "home");
    mkdirSync(this.#home);
    const main = join(this.root, "main");
    mkdirSync(main);
    for (const [path, text] of Object.entries({ ...serviceFiles, ...sourceFiles, ...testFiles })) {
      mkdirSync(dirname(join(main, path)), { recursive: true });
      writeFileSync(join(main, path), text);
    }
    this.git(main, ["init", "--quiet"]);
    this.git(main, ["add", "--all"]);
    this.git(main, ["commit", "--quiet", "-m", "Invoices for Swiss locales"], "2026-11-20T16:20:00Z");
    this.base = this.git(main, ["rev-parse", "HEAD"]).trim();
  }

  /** The only environment that commands and git see: nothing of the machine's settings leaks into the sample. */
  environment(at: string): Record<string, string> {
    const git: Record<string, string> = { GIT_CONFIG_COUNT: String(gitSettings.length) };
    gitSettings.forEach((setting, index) => {
      const cut = setting.indexOf("=");
      git[`GIT_CONFIG_KEY_${String(index)}`] = setting.slice(0, cut);
      git[`GIT_CONFIG_VALUE_${String(index)}`] = setting.slice(cut + 1);
    });
    return {
      ...git,
      PATH: dirname(process.execPath) + delimiter + (process.env["PATH"] ?? ""),
      HOME: this.#home,
      USERPROFILE: this.#home,
      TMPDIR: this.#home,
      LANG: "C",
      LC_ALL: "C",
      TZ: "UTC",
      NO_COLOR: "1",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: join(this.#home, "no-gitconfig"),
      GIT_AUTHOR_NAME: "night-runner",
      GIT_AUTHOR_EMAIL: "night-runner@halden.invalid",
      GIT_COMMITTER_NAME: "night-runner",
      GIT_COMMITTER_EMAIL: "night-runner@halden.invalid",
      GIT_AUTHOR_DATE: at,
      GIT_COMMITTER_DATE: at,
      npm_config_update_notifier: "false",
      npm_config_fund: "false",
      npm_config_audit: "false",
      npm_config_cache: join(this.#home, "npm-cache"),
      npm_config_userconfig: join(this.#home, "no-npmrc"),
      npm_config_globalconfig: join(this.#home, "no-global-npmrc"),
    };
  }

  /** Runs git and returns its standard output; a failure is a bug of the script and throws. */
  git(cwd: string, args: readonly string[], at = "2026-11-20T16:20:00Z"): string {
    return execFileSync("git", args, { cwd, env: this.environment(at), encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  }

  /** A worktree on its own branch, shown in transcripts as `shownAs`. */
  worktree(name: string, branch: string, shownAs: string): Workspace {
    const folder = join(this.root, "worktrees", name, "ledger-service");
    this.git(join(this.root, "main"), ["worktree", "add", "--quiet", "-b", branch, folder, this.base]);
    return new Workspace(this, folder, branch, shownAs);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The checkout an attempt works in. */
export class Workspace {
  readonly repository: Repository;
  readonly folder: string;
  readonly branch: string;
  /** The folder as the transcript names it. */
  readonly cwd: string;

  constructor(repository: Repository, folder: string, branch: string, cwd: string) {
    this.repository = repository;
    this.folder = folder;
    this.branch = branch;
    this.cwd = cwd;
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  /** Runs a command line with the shell in this checkout; `at` is the time git writes into commits. */
  run(command: string, at: string): CommandResult {
    const done = spawnSync("bash", ["-c", command], {
      cwd: this.folder,
      env: this.repository.environment(at),
      encoding: "utf8",
      timeout: 120_000,
      maxBuffer: 16 * 1024 * 1024,
    });
    if (done.error !== undefined) throw done.error;
    if (done.status === null) throw new Error(`${command} was ended by ${String(done.signal)}`);
    return { exitCode: done.status, stdout: this.normalise(done.stdout), stderr: this.normalise(done.stderr) };
  }

  normalise(text: string): string {
    return normaliseOutput(text, [
      { real: this.folder, shown: this.cwd },
      { real: this.repository.root, shown: "/home/runner" },
    ]);
  }

  /** The id of the tree as the files are now, committed or not. The index of the checkout is left as it is. */
  tree(): string {
    const index = {
      ...this.repository.environment("2026-11-20T16:20:00Z"),
      GIT_INDEX_FILE: join(this.repository.root, "index-of-tree"),
    };
    const options = { cwd: this.folder, env: index, encoding: "utf8" } as const;
    execFileSync("git", ["add", "--all"], options);
    const tree = execFileSync("git", ["write-tree"], options).trim();
    rmSync(index.GIT_INDEX_FILE);
    return tree;
  }

  /** Commits whatever has changed and returns the commit; with nothing to commit the present head. */
  commit(message: string, at: string): string {
    this.repository.git(this.folder, ["add", "--all"], at);
    if (this.repository.git(this.folder, ["status", "--porcelain"]).trim() !== "") {
      this.repository.git(this.folder, ["commit", "--quiet", "-m", message], at);
    }
    return this.repository.git(this.folder, ["rev-parse", "HEAD"]).trim();
  }

  /** The change against the commit all attempts start from, as git writes it. */
  patch(): string {
    return this.repository.git(this.folder, [
      "diff",
      "--full-index",
      "--no-color",
      "--no-ext-diff",
      this.repository.base,
      "HEAD",
    ]);
  }
}
