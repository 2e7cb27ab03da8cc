import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import { exportBundle } from "../../main/services/export-bundle";
import type { Result } from "../../shared/result";
import { byHand, cannotByHand, inShell, shown, steps, type ByHand } from "../support/by-hand";
import { openTestApp, projectRoot, tempFolder } from "../support/temp-home";
import { openssl, timeAuthority } from "../support/time-authority";

const missing = cannotByHand();
let app: App;

async function must<T>(answer: Result<T> | Promise<Result<T>>): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

async function decide(reason: string): Promise<number> {
  const inbox = await must(app.invoke("inbox.list", { filter: "WEB-123" }));
  const row = inbox.groups.flatMap((group) => group.rows)[0];
  if (row === undefined) throw new Error("the sample night has no WEB-123");
  const subject = { kind: "snooze" as const, taskId: row.taskId, attemptId: null };
  const { nonce, confirm } = await must(app.invoke("decision.sheet", subject));
  const until = "2099-01-01T00:00:00Z";
  const answer = { ...subject, nonce, confirm, reason, person: null, until };
  return (await must(app.invoke("decision.record", answer))).seq;
}

/** A real export, and what an auditor was given beside it. */
async function exported(withhold: number[] = []): Promise<{ where: string; logKeys: string[]; reviewerKey: string }> {
  const out = path.join(tempFolder(), "audit-bundle");
  const ask = { from: null, to: null, withhold, texts: true, tar: false, out };
  const { path: where, logKeys } = await must(exportBundle(app.core, ask, () => false));
  const { reviewerKeys } = await must(app.invoke("audit.bar", {}));
  return { where, logKeys, reviewerKey: reviewerKeys[0]?.vkey ?? "" };
}

/** A copy in which one file is changed. */
function changed(bundle: string, file: string, change: (bytes: Buffer) => Buffer): string {
  const copy = path.join(tempFolder(), "changed");
  cpSync(bundle, copy, { recursive: true });
  const full = path.join(copy, file);
  const before = readFileSync(full);
  const after = change(Buffer.from(before));
  expect(after.equals(before), `${file} is changed`).toBe(false);
  writeFileSync(full, after);
  return copy;
}

/** Puts one text in the place of another of the same length, from a place on. */
function swap(bytes: Buffer, from: number, before: string, after: string): Buffer {
  const at = bytes.indexOf(before, from);
  if (at < 0 || before.length !== after.length) throw new Error(`${before} is not there`);
  bytes.write(after, at, "latin1");
  return bytes;
}

/** Another character of base64 in the place of the one at this offset. */
function other(bytes: Buffer, at: number): Buffer {
  bytes.write(bytes.toString("latin1", at, at + 1) === "A" ? "B" : "A", at, "latin1");
  return bytes;
}

describe.skipIf(missing !== null)(
  `one decision checked by hand${missing === null ? "" : ` (skipped: ${missing})`}`,
  { timeout: 180_000 },
  () => {
    let given: ByHand;
    let seq: number;
    let earlier: number;

    beforeEach(async () => {
      app = openTestApp();
      await must(app.invoke("sample.open", {}));
      earlier = await decide("first look");
      seq = await decide("after the freeze, \u{1f9ca} \u202e");
      await decide("later");
      const { where, logKeys, reviewerKey } = await exported();
      given = { BUNDLE: where, SEQ: String(seq), REVIEWER_KEY: reviewerKey, LOG_KEY: logKeys[0] ?? "" };
    });

    const stopsAt = (step: number): unknown => expect.stringMatching(new RegExp(`^${String(step)}\\. `));
    const after = (given: ByHand, changes: Partial<ByHand>) => byHand({ ...given, ...changes }).stopped;

    it("the page's commands go to their end on a real export, for every decision of it", () => {
      expect(steps.map(({ title }) => title)).toHaveLength(10);
      for (const one of [earlier, seq]) {
        const { stopped, said } = byHand({ ...given, SEQ: String(one) });
        expect(stopped, said).toBeNull();
        expect(said.match(/Signature Verified Successfully/g)).toHaveLength(2);
        expect(said).toContain(one === seq ? String.raw`after the freeze, \ud83e\uddca \u202e` : "first look");
        expect(said).toContain("evidence ");
      }
    });

    it("an entry that is not there, is withheld or is no decision stops it", () => {
      expect(after(given, { SEQ: "9999" })).toEqual(stopsAt(1));
      expect(after(given, { SEQ: "0" })).toEqual(stopsAt(2));
    });

    it("another person's key, or another log's, stops it", () => {
      expect(after(given, { REVIEWER_KEY: given.LOG_KEY })).toEqual(stopsAt(3));
      expect(after(given, { LOG_KEY: given.REVIEWER_KEY })).toEqual(stopsAt(9));
    });

    it("a changed byte stops it at the check it concerns", () => {
      const { BUNDLE } = given;
      const entries = readFileSync(path.join(BUNDLE, "entries.bin"));
      const payload = ownPayload(entries, seq);
      const inEntries = (change: (bytes: Buffer) => Buffer) => ({ BUNDLE: changed(BUNDLE, "entries.bin", change) });
      const proof = `proofs/${String(seq)}.tlog-proof`;
      const inProof = (change: (bytes: Buffer) => Buffer) => ({ BUNDLE: changed(BUNDLE, proof, change) });

      expect(
        after(
          given,
          inEntries((bytes) => swap(bytes, payload.entry, `"keyid":"`, `"keyjd":"`)),
        ),
      ).toEqual(stopsAt(2));
      const keyid = entries.indexOf(`"keyid":"`, payload.entry) + 9;
      const flipped = entries.toString("latin1", keyid, keyid + 1) === "0" ? "1" : "0";
      expect(
        after(
          given,
          inEntries((bytes) => swap(bytes, keyid, entries.toString("latin1", keyid, keyid + 1), flipped)),
        ),
      ).toEqual(stopsAt(3));
      expect(
        after(
          given,
          inEntries((bytes) => other(bytes, payload.at + 40)),
        ),
      ).toEqual(stopsAt(4));
      expect(
        after(
          given,
          inEntries((bytes) => other(bytes, entries.indexOf(`"sig":"`, payload.entry) + 20)),
        ),
      ).toEqual(stopsAt(4));
      expect(
        after(
          given,
          inEntries((bytes) => swap(bytes, payload.entry, `"bootId":"`, `"bootJd":"`)),
        ),
      ).toEqual(stopsAt(8));

      const texts = proofOf(given).texts;
      expect(
        after(given, { BUNDLE: changed(BUNDLE, `blobs/${texts}`, (bytes) => swap(bytes, 0, "freeze", "freezf")) }),
      ).toEqual(stopsAt(6));

      expect(
        after(
          given,
          inProof((bytes) => swap(bytes, 0, "index ", "indey ")),
        ),
      ).toEqual(stopsAt(7));
      const hashes = "c2sp.org/tlog-proof@v1\n".length + `index ${String(seq)}\n`.length;
      expect(
        after(
          given,
          inProof((bytes) => other(bytes, hashes)),
        ),
      ).toEqual(stopsAt(8));
      const note = readFileSync(path.join(BUNDLE, proof)).indexOf("\n\n") + 2;
      expect(
        after(
          given,
          inProof((bytes) => swap(bytes, note, "countersign.invalid", "countersign.unvalid")),
        ),
      ).toEqual(stopsAt(9));
      const signature = readFileSync(path.join(BUNDLE, proof)).lastIndexOf(" ") + 20;
      expect(
        after(
          given,
          inProof((bytes) => other(bytes, signature)),
        ),
      ).toEqual(stopsAt(9));
    });

    it("an entry put in another's place stops it, although its signature holds", () => {
      const entries = readFileSync(path.join(given.BUNDLE, "entries.bin"));
      const frames = framesOf(entries);
      const moved = frames.map((frame, at) => (at === seq ? (frames[earlier] ?? frame) : frame));
      expect(after(given, { BUNDLE: changed(given.BUNDLE, "entries.bin", () => Buffer.concat(moved)) })).toEqual(
        stopsAt(5),
      );
    });

    it("a time stamp over a checkpoint is checked with the command of the page, and anchors the bundle", async () => {
      const authority = timeAuthority();
      const head = app.core.ledger.checkpoint();
      if (head === null) throw new Error("the log has no checkpoint");
      writeFileSync(path.join(authority.folder, "note"), head.note);
      const request = openssl(authority.folder, "ts", "-query", "-data", "note", "-sha256", "-cert");
      const receipt = authority.reply(request).toString("base64");
      const root = Buffer.from(head.note.split("\n")[2] ?? "", "base64").toString("hex");
      const anchor = {
        kind: "anchor" as const,
        type: "rfc3161" as const,
        size: head.size,
        root,
        receipt,
        detail: "here",
      };
      const written = await must(app.core.ledger.append([anchor]));
      const { where, logKeys, reviewerKey } = await exported();

      const [command = ""] = shown;
      const named = { BUNDLE: where, ANCHOR: String(written[0]?.seq), SIZE: String(head.size) };
      const run = inShell(`cd '${authority.folder}' && cp root.pem authority.pem && ${command}`, named);
      expect(run).toMatchObject({ status: 0, said: expect.stringContaining("Verification: OK") as string });
      const copy = changed(where, `checkpoints/${named.SIZE}.note`, (bytes) => swap(bytes, 0, "invalid", "unvalid"));
      expect(inShell(`cd '${authority.folder}' && ${command}`, { ...named, BUNDLE: copy }).status).not.toBe(0);

      const pins = [...logKeys.flatMap((key) => ["--log-key", key]), "--reviewer-key", reviewerKey];
      const stranger = timeAuthority();
      const verdicts = [authority.rootFile, stranger.rootFile].map((file) =>
        bothSay([where, ...pins, "--tsa-root", file]),
      );
      expect(verdicts).toEqual([
        [0, 0],
        [40, 40],
      ]);
      expect(bothSay([where, ...pins])).toEqual([10, 10]);
    });
  },
);

/** Exit codes of the two verifiers. */
function bothSay(args: readonly string[]): (number | null)[] {
  const verify = path.join(projectRoot, "main/verify");
  const node = spawnSync(process.execPath, [path.join(verify, "node/countersign-verify.mjs"), ...args]);
  const python = spawnSync("python3", ["-B", path.join(verify, "python/countersign_verify.py"), ...args]);
  return [node.status, python.status];
}

/** The frames of entries.bin, none of them withheld. */
function framesOf(entries: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0; at < entries.length;) {
    const end = at + 4 + entries.readUInt32BE(at);
    frames.push(entries.subarray(at, end));
    at = end;
  }
  return frames;
}

/** Where an entry begins in entries.bin, and where its payload does. */
function ownPayload(entries: Buffer, seq: number): { entry: number; at: number } {
  const entry = framesOf(entries)
    .slice(0, seq)
    .reduce((sum, frame) => sum + frame.length, 4);
  return { entry, at: entries.indexOf(`"payload":"`, entry) + `"payload":"`.length };
}

/** What the decision's statement says of the text it was made with. */
function proofOf({ BUNDLE, SEQ }: ByHand): { texts: string } {
  const frame = framesOf(readFileSync(path.join(BUNDLE, "entries.bin")))[Number(SEQ)];
  const body = JSON.parse(String(frame?.subarray(4))) as { envelope: { payload: string } };
  const statement = JSON.parse(Buffer.from(body.envelope.payload, "base64").toString()) as {
    predicate: { texts: string };
  };
  return statement.predicate;
}
