import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { AnchorRepository } from "../../main/anchors/anchor-repository";
import { bareRemote, openAnchorApp, plainGit, recordSomething, valueOf } from "../support/anchor-app";
import { gitEnv } from "../support/git-repository";
import { tempFolder } from "../support/temp-home";

/** A text of a form, as a part of what is expected. */
function like(form: RegExp): unknown {
  return expect.stringMatching(form);
}

function remoteSettings(remote: string) {
  return { git: { remote, tokenEnv: null, automatic: false } };
}

function refIn(remote: string): string {
  return plainGit(remote, "for-each-ref", "--format=%(refname)", "refs/countersign/");
}

describe("anchors on a git ref", () => {
  it("are commits with the checkpoint and the log's keys, one on top of the other, read back against the log", async () => {
    const app = openAnchorApp();
    const size = recordSomething(app, 3);
    const remote = bareRemote();
    valueOf(await app.invoke("anchors.settings", remoteSettings(remote)));
    const note = app.core.ledger.checkpoint()?.note ?? "";
    const made = valueOf(await app.invoke("anchors.make", { type: "git" }));
    expect(made).toMatchObject({ seq: size, size, type: "git" });
    const ref = refIn(remote);
    expect(ref).toBe(`refs/countersign/${(app.core.ledger.origin() ?? "").split("/")[1] ?? ""}`);
    expect(`${plainGit(remote, "show", `${ref}:checkpoint.note`)}\n`).toBe(note);
    expect(plainGit(remote, "show", `${ref}:log.vkeys`)).toMatch(
      /^countersign\.invalid\/[0-9a-f-]+\+[0-9a-f]{8}\+\S+$/,
    );
    expect(plainGit(remote, "log", "-1", "--format=%an <%ae>%n%(trailers:key=Countersign-Checkpoint)", ref)).toMatch(
      new RegExp(
        `^Countersign <log@countersign.invalid>\\nCountersign-Checkpoint: countersign.invalid/\\S+ ${String(size)} `,
      ),
    );

    const entry = app.core.ledger.body(size);
    if (entry?.kind !== "anchor") throw new Error("no anchor was recorded");
    expect(JSON.parse(Buffer.from(entry.receipt, "base64").toString())).toEqual({
      commit: plainGit(remote, "rev-parse", ref),
      ref,
      remote,
    });

    const later = recordSomething(app, 2);
    const second = valueOf(await app.invoke("anchors.make", { type: "git" }));
    expect(second.size).toBe(later);
    expect(plainGit(remote, "rev-list", "--count", ref)).toBe("2");
    const { findings } = valueOf(await app.invoke("anchors.check", {}));
    expect(findings.map(({ seq, outcome }) => [seq, outcome])).toEqual([
      [size, "holds"],
      [later, "holds"],
    ]);
    expect(valueOf(await app.invoke("audit.verify", {})).verified).toBe(true);
  });

  it("say that the ref was overwritten, and that it was deleted", async () => {
    const app = openAnchorApp();
    recordSomething(app);
    const remote = bareRemote();
    valueOf(await app.invoke("anchors.settings", remoteSettings(remote)));
    valueOf(await app.invoke("anchors.make", { type: "git" }));
    const ref = refIn(remote);
    const other = plainGit(remote, "commit-tree", "-m", "other", plainGit(remote, "mktree"));
    plainGit(remote, "update-ref", ref, other);
    const first = valueOf(await app.invoke("anchors.check", {}));
    expect(first.findings).toMatchObject([{ outcome: "diverged", message: like(/overwritten or deleted/) }]);
    plainGit(remote, "update-ref", "-d", ref);
    const second = valueOf(await app.invoke("anchors.check", {}));
    expect(second.findings).toMatchObject([{ outcome: "diverged" }]);
  });

  it("tell a log that lost its end, from the remote alone, and push nothing on top", async () => {
    const home = tempFolder();
    const app = openAnchorApp({ home });
    const kept = recordSomething(app, 2);
    const older = path.join(tempFolder(), "record.db");
    app.core.record.prepare("VACUUM INTO ?").run(older);
    const olderMark = readFileSync(path.join(home, "log.mark"));
    const left = recordSomething(app, 2);
    const remote = bareRemote();
    valueOf(await app.invoke("anchors.settings", remoteSettings(remote)));
    valueOf(await app.invoke("anchors.make", { type: "git" }));
    app.close();
    // An older database, and the mark beside it rolled back as well: nothing on this machine tells.
    for (const name of ["record.db", "record.db-wal", "record.db-shm", "log.mark"])
      rmSync(path.join(home, name), { force: true });
    copyFileSync(older, path.join(home, "record.db"));
    writeFileSync(path.join(home, "log.mark"), olderMark);
    const again = openAnchorApp({ home });
    expect(valueOf(await again.invoke("audit.verify", {}))).toMatchObject({ verified: true, entries: kept });
    valueOf(await again.invoke("anchors.settings", remoteSettings(remote)));
    const { findings } = valueOf(await again.invoke("anchors.check", {}));
    expect(findings).toMatchObject([
      {
        seq: null,
        size: left,
        outcome: "diverged",
        message: like(new RegExp(`has ${String(kept)}: its end is gone`)),
      },
    ]);
    recordSomething(again, 5);
    const refused = await again.invoke("anchors.make", { type: "git" });
    expect(refused).toMatchObject({ error: { code: "anchor-diverged" } });
    expect(plainGit(remote, "rev-list", "--count", refIn(remote))).toBe("1");
  });

  it("run nothing that a repository on this machine configures", async () => {
    const app = openAnchorApp();
    recordSomething(app);
    const remote = bareRemote();
    const marker = path.join(tempFolder(), "ran");
    const hooks = path.join(remote, "hooks");
    mkdirSync(hooks, { recursive: true });
    const script = `#!/bin/sh\necho "$0" >> ${marker}\n`;
    for (const name of [
      "pre-receive",
      "update",
      "post-receive",
      "post-update",
      "reference-transaction",
      "proc-receive",
    ]) {
      writeFileSync(path.join(hooks, name), script);
      chmodSync(path.join(hooks, name), 0o755);
    }
    const program = path.join(tempFolder(), "program");
    writeFileSync(program, script);
    chmodSync(program, 0o755);
    for (const [name, value] of [
      ["core.alternateRefsCommand", program],
      ["core.fsmonitor", program],
      ["uploadpack.packObjectsHook", program],
      ["receive.procReceiveRefs", "refs/countersign"],
      ["hook.mine.command", program],
      ["hook.mine.event", "post-receive"],
    ] as const)
      plainGit(remote, "config", name, value);
    valueOf(await app.invoke("anchors.settings", remoteSettings(remote)));
    await app.invoke("anchors.make", { type: "git" });
    recordSomething(app);
    await app.invoke("anchors.make", { type: "git" });
    await app.invoke("anchors.check", {});
    expect(existsSync(marker)).toBe(false);
    // The control: git as it comes runs at least one of them, so the markers can fire.
    const clone = tempFolder();
    plainGit(clone, "init", "--quiet", ".");
    plainGit(clone, "commit", "--quiet", "--allow-empty", "-m", "one");
    plainGit(remote, "config", "--unset", "receive.procReceiveRefs");
    plainGit(clone, "push", "--quiet", remote, "HEAD:refs/heads/other");
    expect(existsSync(marker)).toBe(true);
  });

  it("wait where nothing is reached, and are made when it is", async () => {
    const app = openAnchorApp();
    recordSomething(app);
    const remote = path.join(tempFolder(), "later.git");
    valueOf(await app.invoke("anchors.settings", remoteSettings(remote)));
    expect(await app.invoke("anchors.make", { type: "git" })).toMatchObject({ error: { code: "anchor-unreachable" } });
    expect(valueOf(await app.invoke("anchors.list", {})).waiting).toMatchObject([{ type: "git", tries: 1 }]);
    const { findings } = valueOf(await app.invoke("anchors.check", {}));
    expect(findings).toMatchObject([{ type: "git", outcome: "unreachable" }]);
    plainGit(path.dirname(remote), "init", "--quiet", "--bare", remote);
    valueOf(await app.invoke("anchors.make", { type: "git" }));
    expect(valueOf(await app.invoke("anchors.list", {})).waiting).toEqual([]);
  });

  it("are pushed to repositories of either object format", async () => {
    const app = openAnchorApp();
    recordSomething(app);
    const remote = bareRemote("--object-format=sha256");
    const clone = tempFolder();
    plainGit(clone, "init", "--quiet", "--object-format=sha256", ".");
    plainGit(clone, "commit", "--quiet", "--allow-empty", "-m", "one");
    plainGit(clone, "push", "--quiet", remote, "HEAD:refs/heads/main");
    valueOf(await app.invoke("anchors.settings", remoteSettings(remote)));
    valueOf(await app.invoke("anchors.make", { type: "git" }));
    expect(valueOf(await app.invoke("anchors.check", {})).findings).toMatchObject([{ outcome: "holds" }]);
  });
});

it("a ref that brings more than it may is given up, and nothing of it is kept", async () => {
  const remote = bareRemote();
  const work = tempFolder();
  plainGit(work, "init", "--quiet", ".");
  const noise = Buffer.alloc(3_000_000);
  for (let at = 0; at < noise.length; at += 1) noise[at] = (at * 2_654_435_761) >>> (at % 24);
  writeFileSync(path.join(work, "checkpoint.note"), noise);
  plainGit(work, "add", ".");
  plainGit(work, "commit", "--quiet", "-m", "large");
  plainGit(work, "push", "--quiet", remote, "HEAD:refs/countersign/x");
  const home = tempFolder();
  const options = { home, env: gitEnv, token: null, cancelled: () => false, mostBytes: 500_000 };
  const opened = valueOf(
    await AnchorRepository.open(options, { protocol: "file", name: remote }, "refs/countersign/x"),
  );
  expect(await opened.fetch()).toMatchObject({ error: { code: "remote-too-large" } });
  expect(existsSync(path.join(home, "anchors", "git-sha1"))).toBe(false);
});
