import { describe, expect, it } from "vitest";
import type { SessionEvent } from "../../../shared/model/event";
import { otherTrees } from "../../../main/provenance/other-tree";
import { tellsOfFailure } from "../../../main/provenance/own-up";
import { summarySentences } from "../../../main/provenance/sentences";

const tells = (text: string): boolean => summarySentences(text).some(tellsOfFailure);

describe("a text that tells of a failure", () => {
  it.each([
    "The single remaining failure (`test_smtp`) exists on the base branch as well.",
    "The only failure is `test_smtp`, which also fails without my change.",
    "`src/mail.ts` has one type error that was there already.",
    "Two tests still fail.",
  ])("%s", (text) => {
    expect(tells(text)).toBe(true);
  });

  it.each([
    "All tests pass.",
    "No pre-existing failures remain.",
    "The remaining failures are fixed.",
    "The parser fails on empty input.",
    "Requests that already failed are sent again.",
  ])("no such text: %s", (text) => {
    expect(tells(text)).toBe(false);
  });
});

describe("runs on another tree", () => {
  const run = (command: string, cwd = "/w"): SessionEvent =>
    ({ sessionId: "s", event: { detail: { kind: "check", command, cwd } } }) as unknown as SessionEvent;
  const edit = (path: string): SessionEvent =>
    ({ sessionId: "s", event: { detail: { kind: "file-edit", path } } }) as unknown as SessionEvent;
  const aside = (events: readonly SessionEvent[]): boolean[] => {
    const other = otherTrees(events);
    return events.flatMap(({ event: { detail } }, index) => (detail.kind === "check" ? [other(index, detail)] : []));
  };

  it("are those while the work is stashed", () => {
    expect(aside([run("git stash"), run("npm test"), run("git stash pop"), run("npm test")]).slice(1)).toEqual([
      true,
      false,
      false,
    ]);
    expect(aside([run("git stash && npm test; git stash pop")])).toEqual([true]);
    expect(aside([run("git stash && git pull && git stash pop && npm test")])).toEqual([false]);
    expect(aside([run("git stash"), run("npm test")])[1]).toBe(false);
  });

  it("are those in a worktree that nobody edits", () => {
    const add = run("git worktree add /t/base origin/main && cd /t/base && npm test");
    expect(aside([add, run("npm test", "/t/base"), run("npm test")])).toEqual([true, true, false]);
    expect(aside([add, edit("/t/base/src/a.ts")])).toEqual([false]);
  });

  it("are those on a base that the line checks out", () => {
    expect(
      aside([run("git checkout main && npm test"), run("git checkout main && git merge work && npm test")]),
    ).toEqual([true, false]);
  });
});
