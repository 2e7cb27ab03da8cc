import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, it } from "vitest";
import { bareRemote, plainGit } from "../support/anchor-app";
import { timeAuthority } from "../support/time-authority";
import { projectRoot, tempFolder } from "../support/temp-home";

function countersign(home: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const cli = path.join(projectRoot, "dist", "main", "cli.mjs");
  const done = spawnSync(process.execPath, [cli, ...args, "--home", home], { encoding: "utf8" });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

it("the terminal names a repository, anchors into it, reads it back, and tells that it was overwritten", () => {
  const home = tempFolder();
  expect(countersign(home, "anchor", "make", "git").err).toMatch(/no signed checkpoint yet/);
  expect(countersign(home, "sample", "open").code).toBe(0);
  expect(countersign(home, "anchor", "list").out).toMatch(/never anchored: 0 decisions/);
  expect(countersign(home, "anchor", "make", "git").err).toMatch(/No remote is named/);
  expect(countersign(home, "anchor", "git", "--remote", "ext::sh -c x")).toMatchObject({ code: 1, out: "" });
  expect(countersign(home, "anchor", "git").err).toMatch(/No remote was given/);
  const remote = bareRemote();
  expect(countersign(home, "anchor", "git", "--remote", remote).out).toContain(`Checkpoints go to ${remote}`);
  expect(countersign(home, "anchor", "make", "git").out).toMatch(
    /^Entry \d+: Commit [0-9a-f]{12} on refs\/countersign\//,
  );
  expect(countersign(home, "anchor", "list").out).toMatch(
    /0 decisions not yet anchored; the newest anchor covers \d+ entr/,
  );
  expect(JSON.parse(countersign(home, "anchor", "list", "--json").out)).toMatchObject({
    anchors: [{ type: "git" }],
    waiting: [],
  });
  expect(countersign(home, "anchor", "check")).toMatchObject({ code: 0 });
  expect(countersign(home, "anchor", "trailer").out).toMatch(
    /^Countersign-Checkpoint: countersign\.invalid\/\S+ \d+ \S+ \S+\n$/,
  );
  const ref = plainGit(remote, "for-each-ref", "--format=%(refname)", "refs/countersign/");
  plainGit(remote, "update-ref", ref, plainGit(remote, "commit-tree", "-m", "x", plainGit(remote, "mktree")));
  const checked = countersign(home, "anchor", "check");
  expect(checked.code).toBe(1);
  expect(checked.out).toMatch(/^DIVERGED +entry \d+, git: .*overwritten or deleted/);
  expect(countersign(home, "anchor", "git", "--off").code).toBe(0);
  expect(countersign(home, "anchor", "check")).toMatchObject({ code: 2 });
});

it("the terminal names an authority with its root, and says that it could not be asked", () => {
  const home = tempFolder();
  expect(countersign(home, "sample", "open").code).toBe(0);
  const authority = timeAuthority();
  expect(countersign(home, "anchor", "time", "--url", "http://time.example.org/").err).toMatch(/Over http anyone/);
  // Nothing listens on this port of this machine.
  const url = "http://127.0.0.1:1/tsr";
  expect(countersign(home, "anchor", "time", "--url", url, "--root", authority.rootFile).code).toBe(0);
  expect(countersign(home, "anchor", "make", "time")).toMatchObject({ code: 1, out: "" });
  expect(countersign(home, "anchor", "list").out).toMatch(/Waiting: rfc3161, tried 1 times/);
  expect(countersign(home, "anchor", "remind", "--decisions", "0").code).toBe(1);
  expect(JSON.parse(countersign(home, "anchor", "remind", "--decisions", "5", "--json").out)).toMatchObject({
    everyDecisions: 5,
    everyHours: 24,
    time: { url },
  });
});
