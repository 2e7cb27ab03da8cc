import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { bareRemote, plainGit } from "../support/anchor-app";
import { tempFolder } from "../support/temp-home";
import { decide, deskOf, fingerprintOf, handOut, must, refused, taskAt, type Desk } from "../support/two-desks";

const ref = "WEB-123";
let tomas: Desk;
let marit: Desk;
let remote: string;

beforeEach(async () => {
  tomas = await deskOf("Tomas");
  marit = await deskOf("Marit");
  remote = bareRemote();
});

const refsIn = (prefix: string): string[] =>
  plainGit(remote, "for-each-ref", "--format=%(refname)", prefix)
    .split("\n")
    .filter((line) => line !== "");
const uuidOf = ({ app }: Desk): string => (app.core.ledger.origin() ?? "").split("/")[1] ?? "";

describe("approvals on a git ref", () => {
  it("go beside the anchors of the same log, are fetched by the other, and are taken in like any file", async () => {
    await must(marit.app.invoke("anchors.settings", { git: { remote, tokenEnv: null, automatic: false } }));
    await must(marit.app.invoke("anchors.make", { type: "git" }));
    await decide(marit.app, ref, "approve");
    const { subject } = await taskAt(marit.app, ref);
    const ask = { ...subject, text: true, push: true, remote: null };
    const handed = await must(marit.app.invoke("approvals.handOut", ask));
    expect(handed.pushed).toMatchObject({ remote, ref: `refs/countersign-approvals/${uuidOf(marit)}` });
    expect(refsIn("refs/")).toEqual([
      `refs/countersign-approvals/${uuidOf(marit)}`,
      `refs/countersign/${uuidOf(marit)}`,
    ]);
    await must(marit.app.invoke("approvals.request", { ...subject, note: "please", push: true, remote }));
    const names = plainGit(remote, "ls-tree", "--name-only", `refs/countersign-approvals/${uuidOf(marit)}`).split("\n");
    expect(names.sort()).toEqual([path.basename(handed.path), "WEB-123-A.countersign-request.json"].sort());

    expect(await refused(tomas.app.invoke("approvals.fetch", { remote: null }))).toMatchObject({
      code: "not-configured",
    });
    const fetched = await must(tomas.app.invoke("approvals.fetch", { remote }));
    expect(fetched.left).toEqual([]);
    const file = fetched.files.find(({ digest }) => digest === handed.digest);
    expect(fetched.files).toHaveLength(2);
    const trust = { person: "Marit", fingerprint: await fingerprintOf(marit.app) };
    await must(tomas.app.invoke("approvals.takeIn", { path: file?.path ?? "", trust }));
    await decide(tomas.app, ref, "approve");
    expect((await taskAt(tomas.app, ref)).group).toBe("done");
    // One's own ref is none of another reviewer's.
    expect((await must(marit.app.invoke("approvals.fetch", { remote }))).files).toEqual([]);
  });

  it("believe nothing that a remote holds: other names, folders, sizes and changed bytes are left or refused", async () => {
    await decide(marit.app, ref, "approve");
    const file = await handOut(marit.app, ref);
    const work = tempFolder();
    const good = readFileSync(file.path, "utf8");
    const other = "00000000-0000-4000-8000-000000000001";
    const worktree = path.join(work, "clone");
    plainGit(work, "init", "--quiet", "--initial-branch=main", worktree);
    const write = (name: string, text: string): void => {
      writeFileSync(path.join(worktree, name), text);
    };
    write("readme.md", "not ours");
    write("-x.countersign-approval.json", good);
    write(
      "changed.countersign-approval.json",
      good.replace(/index (\d+)/, (_, at) => `index ${String(Number(at) + 1)}`),
    );
    write("good.countersign-approval.json", good);
    write("large.countersign-approval.json", "x".repeat(4 * 1024 * 1024 + 1));
    plainGit(worktree, "add", "--all");
    plainGit(worktree, "-c", "user.name=x", "-c", "user.email=x@example.invalid", "commit", "--quiet", "-m", "x");
    plainGit(
      worktree,
      "-c",
      "protocol.file.allow=always",
      "push",
      "--quiet",
      remote,
      `HEAD:refs/countersign-approvals/${other}`,
    );
    plainGit(
      worktree,
      "-c",
      "protocol.file.allow=always",
      "push",
      "--quiet",
      remote,
      "HEAD:refs/countersign-approvals/not-a-log",
    );
    const fetched = await must(tomas.app.invoke("approvals.fetch", { remote }));
    expect(fetched.files.map(({ ref: from }) => from)).toEqual([
      `refs/countersign-approvals/${other}`,
      `refs/countersign-approvals/${other}`,
    ]);
    expect(fetched.left).toHaveLength(3);
    const codes: string[] = [];
    for (const one of fetched.files) {
      const looked = await tomas.app.invoke("approvals.look", { path: one.path });
      codes.push(looked.ok ? "holds" : looked.error.code);
    }
    expect(codes.sort()).toEqual(["approval-forged", "holds"]);
    for (const hostile of ["ext::sh -c x", "--upload-pack=x", "http://example.org/x", "file:///x\n"])
      expect((await refused(tomas.app.invoke("approvals.fetch", { remote: hostile }))).code, hostile).toBe(
        "remote-refused",
      );
  });
});
