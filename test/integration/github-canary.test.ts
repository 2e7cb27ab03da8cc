import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { startCore, type CoreProcess } from "../support/core-process";
import { connectRepository, decide, findPull, type Ask } from "../support/github/desk";
import { FakeGitHub } from "../support/github/fake-github";
import { layOutNight, openRepository } from "../support/github/night";
import { tempFolder } from "../support/temp-home";

/*
 * A token that is recognised wherever it comes out: a whole night with it, through everything that can go wrong, and then a look into
 * every file, every answer and everything that was printed.
 */

const canary = "ghu_CANARYzq7Xw3Vt9Kp2Rm5";
const passphrase = "four words nobody would guess";

/** Every form in which a token might stand somewhere. */
const forms = [
  canary,
  Buffer.from(canary).toString("base64").replace(/=+$/, ""),
  Buffer.from(`x-access-token:${canary}`).toString("base64"),
  Buffer.from(canary).toString("hex"),
  encodeURIComponent(canary),
  canary.slice(4),
];

function formsIn(bytes: Buffer): string[] {
  const text = bytes.toString("latin1");
  return forms.filter((form) => text.includes(form));
}

/** A file's bytes and, where they are packed, what is in them. */
function contents(file: string): Buffer[] {
  const bytes = readFileSync(file);
  for (const unpack of [gunzipSync, zstdDecompressSync])
    try {
      return [bytes, unpack(bytes)];
    } catch {
      // Packed otherwise, or not at all.
    }
  return [bytes];
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function leaksIn(folder: string): string[] {
  return filesBelow(folder).flatMap((file) =>
    contents(file).some((bytes) => formsIn(bytes).length > 0) ? [path.relative(folder, file)] : [],
  );
}

describe("a token", () => {
  it("is in no file, no answer, no log and nothing printed, whatever goes wrong", { timeout: 400_000 }, async () => {
    const home = tempFolder();
    const github = new FakeGitHub();
    await github.start();
    openRepository(github, canary);
    const night = layOutNight(github, canary);
    let printed = "";
    const answers: string[] = [];
    const start = (): { core: CoreProcess; ask: Ask } => {
      const core = startCore(
        home,
        {
          COUNTERSIGN_GITHUB_API: github.address,
          COUNTERSIGN_OUTBOX_SETTLE_MS: "200",
          COUNTERSIGN_KEY_PROTECTION: "",
          GITHUB_TOKEN: "",
        },
        "pipe",
      );
      for (const stream of [core.child.stdout, core.child.stderr])
        stream?.on("data", (chunk: Buffer) => (printed += chunk.toString("utf8")));
      // As the window's process hands over what the keychain keeps.
      core.child.send({ type: "secret", passphrase, protection: "keychain" });
      core.child.on("message", (message) => answers.push(JSON.stringify(message)));
      return { core, ask: (name, input) => core.ask(name, input) };
    };
    let { core, ask } = start();
    onTestFinished(async () => {
      await core.kill();
      await github.stop();
    });
    /** What is refused is an answer too. */
    const tried = (work: Promise<unknown>) => work.catch((error: unknown) => answers.push(String(error)));

    await core.ready();
    const connection = await connectRepository(ask, canary, "demo/app");
    const { accounts } = await ask("github.accounts", {});
    expect(accounts).toMatchObject([{ login: "ilse", protection: "keychain", state: "ready" }]);
    await ask("github.check", { host: "github.com", login: "ilse" });
    await tried(ask("identity.github", { host: "github.com", login: "ilse" }));
    await ask("outbox.settings", { labels: true });

    // One that is sent as it should be.
    const subject = await findPull(ask, night.attempts[0].issue.number);
    const reviews = () => night.attempts[0].reviews.filter(({ by }) => by.login === "ilse").length;
    await decide(ask, { ...subject, kind: "request-changes", reason: "Not yet." });
    await expect.poll(reviews, { timeout: 20_000 }).toBe(1);

    // Everything that GitHub can answer a read with.
    const read = () => tried(ask("runners.sync", { id: connection }));
    const failures = [
      { kind: "status", status: 500, message: `The token ${canary} is odd` },
      { kind: "status", status: 401, message: `Bad credentials ${canary}` },
      { kind: "status", status: 403, message: `${canary} may not` },
      { kind: "redirect", to: `http://127.0.0.1:9/?access_token=${canary}` },
      { kind: "lost", when: "after" },
      { kind: "not-json" },
      { kind: "wrong-form" },
      { kind: "cut" },
    ] as const;
    for (const fault of failures) {
      // A read is tried twice again after a 5xx.
      github.faults.set({ times: fault.kind === "status" && fault.status === 500 ? 3 : 1, fault });
      await read();
      github.faults.clear();
    }

    // Everything it can answer a write with, one after another; the last one is taken.
    // The refusal for the token comes last: after it nothing is offered any more.
    const lost = [failures[4], failures[5], failures[0], failures[2]];
    for (const [nth, fault] of lost.entries()) {
      github.faults.set({ method: "POST", fault });
      await tried(decide(ask, { ...subject, kind: "request-changes", reason: `Not yet, ${String(nth)}.` }));
      await tried(ask("outbox.send", {}));
      github.faults.clear();
    }
    // Killed while it writes, and opened again with the passphrase.
    await tried(decide(ask, { ...subject, kind: "request-changes", reason: "Once more." }));
    await core.kill();
    ({ core, ask } = start());
    await core.ready();
    // What is written down of it.
    const { files } = await ask("report.write", {
      filters: { from: null, to: null, repositories: [], reviewers: [], owners: [], tiers: [], kinds: [] },
      redaction: [],
      formats: ["html", "json", "markdown"],
      out: null,
    });
    expect(files).toHaveLength(3);
    await ask("audit.export", { tar: true, from: null, to: null, withhold: [], texts: true });
    const inbox = await ask("inbox.list", { filter: "" });
    for (const row of inbox.groups.flatMap((group) => group.rows)) await ask("task.get", { taskId: row.taskId });
    await ask("outbox.list", {});
    await ask("github.budget", {});
    await ask("github.accounts", {});

    expect(leaksIn(home)).toEqual([]);
    expect(formsIn(Buffer.from(printed))).toEqual([]);
    expect(answers.length).toBeGreaterThan(20);
    expect(answers.filter((answer) => formsIn(Buffer.from(answer)).length > 0)).toEqual([]);

    await ask("github.signOut", { host: "github.com", login: "ilse" });
    expect((await ask("github.accounts", {})).accounts).toEqual([]);
    expect(existsSync(path.join(home, "record.db"))).toBe(true);
  });

  it("would be found by that look", async () => {
    const home = tempFolder();
    const github = new FakeGitHub();
    await github.start();
    openRepository(github, canary);
    const core = startCore(home, {
      COUNTERSIGN_GITHUB_API: github.address,
      COUNTERSIGN_KEY_PROTECTION: "file",
      GITHUB_TOKEN: "",
    });
    onTestFinished(async () => {
      await core.kill();
      await github.stop();
    });
    await core.ready();
    await connectRepository((name, input) => core.ask(name, input), canary, "demo/app");
    expect(leaksIn(home)).toHaveLength(1);
  });
});
