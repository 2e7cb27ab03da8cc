import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { App } from "../../main/app";
import { connectRunner } from "../../main/services/connect-runner";
import { createFollower, type Follower } from "../../main/services/follow-sources";
import { attemptSchema } from "../../shared/model/attempt";
import { openTestApp, projectRoot, tempFolder } from "../support/temp-home";

const pack = path.join(projectRoot, "test/fixtures/packs/refund-retry");

/** Copies the pack as another attempt of the same task. */
function writePack(folder: string, name: string): void {
  const to = path.join(folder, name);
  const manifest = readFileSync(path.join(pack, "manifest.json"), "utf8");
  cpSync(pack, to, { recursive: true });
  const own = manifest.replace('"id": "run-1"', `"id": "${name}"`).replace("agent/pay-118", `agent/${name}`);
  writeFileSync(path.join(to, "manifest.json"), own);
}

/** Letter and branch of every attempt, in order of the letters. */
function letters(app: App): string[] {
  return app.core.index
    .prepare<[], { record: string }>("SELECT record FROM attempt")
    .all()
    .map(({ record }) => {
      const { letter, branch } = attemptSchema.parse(JSON.parse(record));
      return `${letter} ${String(branch)}`;
    })
    .sort();
}

async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error("it never came to this");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function follow(app: App): Follower {
  const bugs: unknown[] = [];
  const follower = createFollower(app.core, { sweepMs: 600_000, onBug: (error) => bugs.push(error) });
  onTestFinished(() => {
    follower.stop();
    expect(bugs).toEqual([]);
  });
  return follower;
}

const names = ["run-a", "run-b", "run-c", "run-d"];
const expected = ["A agent/run-a", "B agent/run-b", "C agent/run-c", "D agent/run-d"];

it.each([1, 2, 3, 4, 5])("packs of one task that come at once get their letters by path (%i)", async () => {
  const app = openTestApp();
  const folder = path.join(tempFolder(), "packs");
  mkdirSync(folder);
  await connectRunner(app.core, { kind: "packs", path: folder }, () => false);
  const follower = follow(app);
  await follower.sweep();
  // The last one first, as a folder may be copied, each told of by itself, with a look at everything in the middle of it.
  let sweep = Promise.resolve();
  for (const name of names.toReversed()) {
    writePack(folder, name);
    await new Promise((resolve) => setTimeout(resolve, 70));
    if (name === "run-c") sweep = follower.sweep();
  }
  await until(() => letters(app).length === names.length);
  await sweep;
  expect(letters(app)).toEqual(expected);
});

it.each([1, 2, 3, 4, 5])("and where a folder is connected and followed at the same moment (%i)", async () => {
  const app = openTestApp();
  const folder = path.join(tempFolder(), "packs");
  mkdirSync(folder);
  for (const name of names.toReversed()) writePack(folder, name);
  const connecting = connectRunner(app.core, { kind: "packs", path: folder }, () => false);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const follower = follow(app);
  const sweep = follower.sweep();
  // The system tells of changes of what is being read.
  for (const name of names.toReversed()) writePack(folder, name);
  await connecting;
  await sweep;
  await follower.sweep();
  await until(() => letters(app).length === names.length);
  expect(letters(app)).toEqual(expected);
});
