import { spawn } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { eventSteps } from "../../main/services/judge-attempt";
import { readAttempts, readTasks } from "../../main/store/tasks";
import { event, messageDetail } from "../builders/event";
import { storeSession } from "../builders/search";
import { openTestApp, projectRoot, tempFolder } from "../support/temp-home";

const cli = path.join(projectRoot, "dist", "main", "cli.mjs");

/** Runs the built command line beside others. Out: how it ended and what it said of it. */
function countersign(...args: readonly string[]): Promise<{ code: number | null; err: string }> {
  const child = spawn(process.execPath, [cli, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, err })));
}

describe("several programs on one data folder", () => {
  it.each([1, 2, 3])("that begin with it at a time all do their work, round %i", async () => {
    const home = tempFolder();
    const ended = await Promise.all(Array.from({ length: 4 }, () => countersign("sample", "open", "--home", home)));
    expect(ended).toEqual(Array.from({ length: 4 }, () => ({ code: 0, err: "" })));
    const { core } = openTestApp({ home });
    const letters = readTasks(core.index).map(({ id }) =>
      readAttempts(core.index, id).map(({ attempt }) => attempt.letter),
    );
    expect(letters.map((each) => each.length).sort()).toEqual([1, 1, 1, 2, 3]);
    for (const each of letters) expect(new Set(each).size).toBe(each.length);
  });

  it("an attempt's events are those of one reading, where its session is read anew meanwhile", () => {
    const { core } = openTestApp();
    const session = { id: "S-AAAA1", runnerSessionId: "one", prompt: "Do it" };
    const told = (...texts: readonly string[]) =>
      texts.map((text, at) =>
        event(messageDetail(text, "agent"), { seq: at + 1, at: `2026-11-21T02:0${String(at)}:00Z` }),
      );
    storeSession(core, session, told("as it was", "and went on"));
    const steps = eventSteps(core, ["S-AAAA1"]);
    expect(steps.next().done).toBe(false);
    storeSession(core, session, told("as it is", "now", "and here"));
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    expect(step.value.map(({ sessionId, event: { seq } }) => [sessionId, seq])).toEqual([
      ["S-AAAA1", 1],
      ["S-AAAA1", 2],
      ["S-AAAA1", 3],
    ]);
  });
});
