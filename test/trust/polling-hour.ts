import path from "node:path";
import { createApp, type App } from "../../main/app";
import { systemClock } from "../../main/platform/clock";
import * as plugins from "../../main/plugins";
import { createGitHubFollower, type Passing } from "../../main/services/follow-github";
import { FakeGitHub } from "../support/github/fake-github";
import { datePatch } from "../support/github/night";
import type { Pull, Repository } from "../support/github/model";
import { appPermissions } from "../support/github/tokens";

/*
 * H2: what following repositories of GitHub costs in an hour. The hour is the follower's own clock's, which is moved from one thing that is
 * due to the next; the app, the client and its cache are the real ones, GitHub is the double.
 */

export interface PolledHour {
  readonly repositories: number;
  readonly requests: number;
  readonly notModified: number;
  /** Requests that GitHub counts against the allowance. */
  readonly counted: number;
  /** How often the repository that was asked least was asked for its list. */
  readonly leastAsked: number;
  /** Pull requests that changed meanwhile, and how many of them the desk has as they are now. */
  readonly changed: number;
  readonly seen: number;
  readonly complaints: readonly string[];
}

export interface HourOptions {
  readonly repositories: number;
  /** Somebody looks at the window all the time. */
  readonly focused: boolean;
  /** Pull requests that get a commit more during the hour. */
  readonly changes: number;
}

const hourMs = 3_600_000;
const token = "ghu_polling0001";

/** A clock that stands still until it is moved to what is due next. */
class MovedTime implements Passing {
  at = Date.parse("2026-11-23T06:00:00Z");
  #due: { at: number; then: () => void } | null = null;
  #told: (() => void) | null = null;

  readonly now = () => this.at;
  readonly chance = Math.random;
  readonly after = (ms: number, then: () => void) => {
    const due = { at: this.at + ms, then };
    this.#due = due;
    this.#told?.();
    return () => {
      if (this.#due === due) this.#due = null;
    };
  };

  /** Moves to what is due next and waits until all of it is done. Out: false where that is after the end. */
  async step(end: number): Promise<boolean> {
    const due = this.#due;
    if (due === null) throw new Error("the follower waits for nothing");
    if (due.at > end) return false;
    this.at = due.at;
    this.#due = null;
    const planned = new Promise<void>((resolve) => (this.#told = resolve));
    due.then();
    await planned;
    return true;
  }
}

function open(home: string, github: FakeGitHub, time: MovedTime): App {
  const root = path.resolve(import.meta.dirname, "..", "..");
  const opened = createApp({
    home,
    version: "0.1.0",
    platform: {
      clock: { ...systemClock(), now: () => new Date(time.at) },
      userHome: home,
      env: { COUNTERSIGN_KEY_PROTECTION: "file", COUNTERSIGN_GITHUB_API: github.address, GITHUB_TOKEN: token },
      accountName: "ilse",
      runtime: "test",
      resources: path.join(root, "resources"),
    },
    plugins,
    onBug: (where, error) => {
      throw new Error(`bug in ${where}`, { cause: error });
    },
  });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

function layOut(github: FakeGitHub, count: number): { repository: Repository; pull: Pull }[] {
  const { world } = github;
  const agent = world.person("claude[bot]", "Bot");
  const ilse = world.person("ilse");
  github.token(token, ilse, { kind: "app", permissions: appPermissions });
  return Array.from({ length: count }, (_, at) => {
    const repository = world.repository("demo", `service-${String(at)}`, { "src/invoices/date.js": "" });
    repository.collaborators.add("ilse");
    const issue = world.issue(repository, "Dates are wrong", "Please.", ilse);
    const [pull] = ["a", "b"].map((name) =>
      world.pull(repository, {
        title: `Dates, ${name}`,
        body: `Fixes #${String(issue.number)}`,
        by: agent,
        branch: `claude/dates-${name}`,
        patch: datePatch(`export const format = "${name}";`),
      }),
    ) as [Pull, Pull];
    for (const sha of pull.commits.map((commit) => commit.sha)) world.checkRun(repository, { name: "test", sha });
    return { repository, pull };
  });
}

/** Follows so many repositories for an hour. In: an empty data folder. */
export async function pollAnHour(home: string, options: HourOptions): Promise<PolledHour> {
  const time = new MovedTime();
  const github = new FakeGitHub({ clock: time.now });
  await github.start();
  const laid = layOut(github, options.repositories);
  const app = open(home, github, time);
  try {
    for (const { repository } of laid) {
      const connected = await app.invoke("runners.connect", {
        kind: "github",
        path: `${repository.owner}/${repository.name}`,
      });
      if (!connected.ok) throw new Error(connected.error.message);
      // The first reading is spread, as the allowance of a minute wants it.
      time.at += 5000;
    }
    if (options.focused) await app.invoke("github.look", { looking: true });
    const follower = createGitHubFollower(app.core, { time });
    // Once around before the hour begins: the lists are asked for by another address from the second time on.
    const once = time.at + 11 * 60_000;
    while (await time.step(once));
    const from = github.exchanges.length;
    const begun = time.at;
    const changes = [...laid].slice(0, options.changes).map(({ repository, pull }, nth) => ({
      at: begun + ((nth + 0.5) / options.changes) * 0.8 * hourMs,
      repository,
      pull,
      done: false,
    }));
    while (await time.step(begun + hourMs)) {
      for (const change of changes)
        if (!change.done && change.at <= time.at) {
          change.done = true;
          const { repository, pull } = change;
          github.world.push(repository, pull, { by: pull.issue.by, patch: datePatch("changed();"), message: "More" });
        }
    }
    follower.stop();
    const asked = github.exchanges.slice(from);
    const lists = laid.map(
      ({ repository }) => asked.filter(({ path }) => path.endsWith(`/${repository.name}/pulls`)).length,
    );
    let seen = 0;
    for (const { pull, repository, done } of changes)
      if (done && (await headOnDesk(app, repository, pull)) === pull.commits.at(-1)?.sha) seen += 1;
    return {
      repositories: laid.length,
      requests: asked.length,
      notModified: asked.filter(({ status }) => status === 304).length,
      counted: asked.filter(({ counted }) => counted).length,
      leastAsked: Math.min(...lists),
      changed: changes.length,
      seen,
      complaints: github.complaints,
    };
  } finally {
    app.close();
    await github.stop();
  }
}

async function headOnDesk(app: App, repository: Repository, pull: Pull): Promise<string | null> {
  const inbox = await app.invoke("inbox.list", { filter: "" });
  if (!inbox.ok) throw new Error(inbox.error.message);
  for (const row of inbox.value.groups.flatMap((group) => group.rows)) {
    const task = await app.invoke("task.get", { taskId: row.taskId });
    if (!task.ok) continue;
    const found = task.value.attempts.find(
      ({ attempt }) =>
        attempt.pull?.number === pull.issue.number && attempt.pull.repository === `demo/${repository.name}`,
    );
    if (found !== undefined) return found.attempt.head;
  }
  return null;
}
