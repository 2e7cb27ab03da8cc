import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { upsertAttempt, readAttempt, attemptKeyOf } from "../../main/store/tasks";
import { decide, deskOf, fingerprintOf, handOut, must, refused, taskAt, type Desk } from "../support/two-desks";
import { tempFolder } from "../support/temp-home";

const ref = "WEB-123";
let tomas: Desk;
let marit: Desk;

const gateAt = async ({ app }: Desk) => (await taskAt(app, ref)).attempt.gates.find(({ id }) => id === "reviewers");
const stateAt = async ({ app }: Desk) => must(app.invoke("approvals.state", (await taskAt(app, ref)).subject));
const takeIn = ({ app }: Desk, file: string, trust: { person: string; fingerprint: string } | null = null) =>
  app.invoke("approvals.takeIn", { path: file, trust });

beforeEach(async () => {
  tomas = await deskOf("Tomas");
  marit = await deskOf("Marit");
});

describe("an approval that needs two people", () => {
  it("is whole once the other's was taken in: trusted by fingerprint, kept as an entry, counted by identity", async () => {
    await decide(tomas.app, ref, "approve");
    expect(await taskAt(tomas.app, ref)).toMatchObject({ group: "waiting" });
    await decide(marit.app, ref, "approve", "Small and tested.");
    const file = await handOut(marit.app, ref);
    expect(path.basename(file.path)).toBe(`WEB-123-A-Marit-${String(file.seq)}.countersign-approval.json`);

    const looked = await must(tomas.app.invoke("approvals.look", { path: file.path }));
    if (looked.kind !== "approval") throw new Error("it is an approval");
    expect(looked).toMatchObject({
      refused: null,
      trustedAs: null,
      claims: { name: "Marit", binding: "self-asserted" },
      decision: { kind: "approve", reason: "Small and tested." },
      match: { ref, letter: "A" },
      differs: [],
    });
    const size = tomas.app.core.ledger.size();
    expect(await refused(takeIn(tomas, file.path))).toMatchObject({ code: "key-unknown" });
    const fingerprint = await fingerprintOf(marit.app);
    expect(looked.keyid).toBe(fingerprint);
    const wrong = {
      person: "Marit",
      fingerprint: `${fingerprint.slice(0, -1)}${fingerprint.endsWith("0") ? "1" : "0"}`,
    };
    expect(await refused(takeIn(tomas, file.path, wrong))).toMatchObject({ code: "fingerprint-differs" });
    expect(tomas.app.core.ledger.size()).toBe(size);

    const grouped = fingerprint.replace(/.{8}/g, "$& ").toUpperCase();
    const taken = await must(takeIn(tomas, file.path, { person: "Marit", fingerprint: grouped }));
    expect(taken).toMatchObject({ person: "Marit", ended: false });
    expect(tomas.app.core.ledger.body(taken.seq)).toMatchObject({ kind: "decision.received", at: file.seq });
    expect(tomas.app.core.ledger.body(taken.seq - 1)).toMatchObject({
      kind: "key",
      action: "trusted",
      key: fingerprint,
      name: "Marit",
      identity: "second reviewer",
    });
    expect(tomas.app.core.ledger.verify().verified).toBe(true);
    expect(await gateAt(tomas)).toMatchObject({ met: true });
    const done = await taskAt(tomas.app, ref);
    expect(done.group).toBe("done");
    expect(done.row.verdict.label).toBe("Approved");
    expect((await stateAt(tomas)).approvals).toMatchObject([
      { person: "Tomas", from: null, standing: "counts" },
      { person: "Marit", from: { at: file.seq }, standing: "counts", reason: "Small and tested." },
    ]);
    // The decision there is the other log's: this one counts its own alone.
    expect(done.view.decisions.map(({ decision }) => decision.reviewer.name)).toEqual(["Tomas"]);
    // Replayed, it counts once.
    expect(await refused(takeIn(tomas, file.path))).toMatchObject({ code: "approval-known" });
  });

  it("counts the one that came first when the approval is recorded", async () => {
    await decide(marit.app, ref, "approve");
    const file = await handOut(marit.app, ref);
    await must(takeIn(tomas, file.path, { person: "Marit", fingerprint: await fingerprintOf(marit.app) }));
    const waiting = await gateAt(tomas);
    expect(waiting).toMatchObject({ met: true });
    expect(waiting?.why).toMatch(
      /^0 here, 1 received\. Approved by Marit \(entry \d+, received, key [0-9a-f]{8}\); with Tomas that is 2 of 2\./,
    );
    await decide(tomas.app, ref, "approve");
    expect((await taskAt(tomas.app, ref)).group).toBe("done");
  });

  it("counts nobody twice: not another name at one desk, not one's own file, not a key trusted under one's own name", async () => {
    await decide(tomas.app, ref, "approve");
    await must(tomas.app.invoke("app.settings", { reviewerName: "Somebody Else" }));
    await decide(tomas.app, ref, "approve");
    expect(await gateAt(tomas)).toMatchObject({ met: false });
    const waiting = await taskAt(tomas.app, ref);
    expect(waiting.group).toBe("waiting");
    expect((await stateAt(tomas)).approvals.map(({ standing }) => standing)).toEqual(["counts", "same-person"]);
    await must(tomas.app.invoke("app.settings", { reviewerName: "Tomas" }));
    const own = await handOut(tomas.app, ref);
    expect(await refused(takeIn(tomas, own.path))).toMatchObject({ code: "approval-own" });
    await decide(marit.app, ref, "approve");
    const file = await handOut(marit.app, ref);
    const fingerprint = await fingerprintOf(marit.app);
    expect(await refused(takeIn(tomas, file.path, { person: "TOMAS", fingerprint }))).toMatchObject({
      code: "same-person",
    });
    // Trusted for another name, but by its own log it calls itself as the first reviewer does.
    await must(marit.app.invoke("app.settings", { reviewerName: "tomas" }));
    await decide(marit.app, ref, "approve");
    const disguised = await handOut(marit.app, ref);
    await must(takeIn(tomas, disguised.path, { person: "Marit", fingerprint }));
    expect(await gateAt(tomas)).toMatchObject({ met: false });
    expect((await stateAt(tomas)).approvals.at(-1)).toMatchObject({ standing: "same-person" });
  });

  it("makes one person of two keys that tell of one account", async () => {
    await decide(tomas.app, ref, "approve");
    await decide(marit.app, ref, "approve");
    for (const { app } of [tomas, marit])
      await must(
        app.core.ledger.changeKeys((keys) => {
          const signer = app.core.keyring.files.find("reviewer");
          if (!signer.ok || signer.value === null) throw new Error("no key");
          const name = app === tomas.app ? "Tomas" : "Marit";
          const person = { name, binding: "github" as const, account: "octo", accountId: 583_231 };
          return keys.restored({ ...signer.value, person });
        }),
      );
    const file = await handOut(marit.app, ref);
    await must(takeIn(tomas, file.path, { person: "Marit", fingerprint: await fingerprintOf(marit.app) }));
    expect(await gateAt(tomas)).toMatchObject({ met: false });
    expect((await stateAt(tomas)).approvals.at(-1)).toMatchObject({
      standing: "same-person",
      why: expect.stringContaining("by a key, an account or a desk") as string,
    });
  });

  it("ends where the other ends it, where its key is trusted no more, and where the head moves", async () => {
    await decide(tomas.app, ref, "approve");
    await decide(marit.app, ref, "approve");
    const trust = { person: "Marit", fingerprint: await fingerprintOf(marit.app) };
    const first = await handOut(marit.app, ref);
    const taken = await must(takeIn(tomas, first.path, trust));
    await decide(marit.app, ref, "request-changes", "On second thought.");
    const ended = await handOut(marit.app, ref);
    expect(ended.path).toContain("-ended.countersign-approval.json");
    // Who has not taken the approval in gets nothing of it any more.
    const jonas = await deskOf("Jonas");
    expect(await refused(takeIn(jonas, ended.path, trust))).toMatchObject({ code: "approval-withdrawn" });
    expect((await taskAt(tomas.app, ref)).group).toBe("done");
    const told = await must(takeIn(tomas, ended.path));
    expect(told.ended).toBe(true);
    const after = await stateAt(tomas);
    expect(after.approvals.find(({ seq }) => seq === taken.seq)).toMatchObject({ standing: "withdrawn" });
    expect((await taskAt(tomas.app, ref)).group).toBe("waiting");
    // The first file alone brings it back to nobody.
    expect(await refused(takeIn(tomas, first.path))).toMatchObject({ code: "approval-known" });

    await decide(marit.app, ref, "approve", "Now it is good.");
    const again = await handOut(marit.app, ref);
    await must(takeIn(tomas, again.path));
    expect((await taskAt(tomas.app, ref)).group).toBe("done");
    const { keyid } = (await must(tomas.app.invoke("approvals.reviewers", {}))).reviewers[0] ?? { keyid: "" };
    await must(tomas.app.invoke("approvals.distrust", { keyid }));
    expect((await taskAt(tomas.app, ref)).group).toBe("waiting");
    expect((await stateAt(tomas)).approvals.at(-1)).toMatchObject({ standing: "untrusted" });
  });

  it("is stale when the attempt moves, and refused for other content", async () => {
    await decide(tomas.app, ref, "approve");
    await decide(marit.app, ref, "approve");
    const trust = { person: "Marit", fingerprint: await fingerprintOf(marit.app) };
    const file = await handOut(marit.app, ref);
    await must(takeIn(tomas, file.path, trust));
    const { subject } = await taskAt(tomas.app, ref);
    const { index } = tomas.app.core;
    const stored = readAttempt(index, subject.attemptId);
    const key = attemptKeyOf(index, subject.attemptId);
    if (stored === null || key === null) throw new Error("the attempt is gone");
    const moved = { ...stored.attempt, head: "d".repeat(40) };
    upsertAttempt(index, key, stored.origin, moved, stored.fileEvidence);
    const state = await stateAt(tomas);
    expect(state.approvals.at(-1)).toMatchObject({ standing: "stale" });
    expect(state.people).toBe(0);
    expect((await taskAt(tomas.app, ref)).group).toBe("your-turn");
    const jonas = await deskOf("Jonas");
    upsertAttempt(jonas.app.core.index, key, stored.origin, moved, stored.fileEvidence);
    const elsewhere = await refused(takeIn(jonas, file.path, trust));
    expect(elsewhere.code).toBe("approval-elsewhere");
    expect(elsewhere.message).toContain("attempt A is at head dddddddddddd");
    expect(
      await refused(
        marit.app.invoke("approvals.handOut", {
          ...subject,
          attemptId: "A-0000000000",
          text: true,
          push: false,
          remote: null,
        }),
      ),
    ).toMatchObject({ code: "not-found" });
  });

  it("is asked for with a file that says where to look, and approves nothing", async () => {
    const { subject, attempt } = await taskAt(tomas.app, ref);
    await decide(tomas.app, ref, "approve");
    const asked = await must(
      tomas.app.invoke("approvals.request", {
        ...subject,
        note: "Please look at the retry.",
        push: false,
        remote: null,
      }),
    );
    const looked = await must(marit.app.invoke("approvals.look", { path: asked.path }));
    expect(looked).toMatchObject({
      kind: "request",
      by: "Tomas",
      needed: 2,
      note: "Please look at the retry.",
      match: { ref, letter: "A" },
      content: { head: attempt.attempt.head, patch: attempt.attempt.patchDigest },
      why: null,
    });
    expect(await refused(takeIn(marit, asked.path))).toMatchObject({ code: "approval-only-request" });
  });

  it("says of a rotated key that it is the trusted one's, and of a revoked one that it ended", async () => {
    await decide(marit.app, ref, "approve");
    const trust = { person: "Marit", fingerprint: await fingerprintOf(marit.app) };
    const first = await handOut(marit.app, ref);
    await must(takeIn(tomas, first.path, trust));
    await must(marit.app.invoke("identity.rotate", { role: "reviewer" }));
    await must(marit.app.invoke("identity.rotate", { role: "log" }));
    await decide(marit.app, ref, "approve", "Once more.");
    const rotated = await handOut(marit.app, ref);
    const looked = await must(tomas.app.invoke("approvals.look", { path: rotated.path }));
    expect(looked).toMatchObject({ trustedAs: "Marit", refused: null });
    await must(takeIn(tomas, rotated.path));
    expect((await stateAt(tomas)).people).toBe(1);
    const { reviewer } = await must(marit.app.invoke("identity.state", {}));
    await must(marit.app.invoke("identity.revoke", { keyid: reviewer.keyid ?? "", from: 0, reason: "lost" }));
    const revoked = await handOut(marit.app, ref);
    expect(await refused(tomas.app.invoke("approvals.look", { path: revoked.path }))).toMatchObject({
      code: "approval-key-ended",
    });
  });

  it("reads no link, no folder and nothing of another size or form", async () => {
    const folder = tempFolder();
    const file = path.join(folder, "x.countersign-approval.json");
    for (const [bytes, code] of [
      ["", "approval-malformed"],
      ["{}", "approval-malformed"],
      ["[".repeat(3_000_000), "approval-malformed"],
      [`{"format":"countersign-approval","keys":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, "approval-malformed"],
      ["x".repeat(5 * 1024 * 1024), "file-too-large"],
      [`{"format":"countersign-approval-request"}`, "request-malformed"],
    ] as const) {
      writeFileSync(file, bytes);
      expect(await refused(tomas.app.invoke("approvals.look", { path: file })), bytes.slice(0, 60)).toMatchObject({
        code,
      });
    }
    expect(await refused(tomas.app.invoke("approvals.look", { path: folder }))).toMatchObject({ code: "not-a-file" });
    expect(readFileSync(file, "utf8")).toContain("request");
  });
});
