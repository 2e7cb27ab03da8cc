import { attack } from "./attack";
import { bundleOf } from "./fixture-bundle";
import { jonas, mara, pins, type Vector } from "./fixture-honest";
import {
  canonical,
  decisionOf,
  envelopeOf,
  FixtureLog,
  keyOf,
  sha256Hex,
  statementOf,
  textOf,
  type JsonObject,
} from "./fixture-log";

/** A log that its owner, who holds the log's key, wrote wrong: the checkpoint holds, what it covers does not. */
function written(
  name: string,
  exit: number,
  why: string,
  write: (log: FixtureLog) => void,
  reviewers = [mara],
): Vector {
  const log = new FixtureLog(name);
  log.begin();
  log.reviewerKey("created", mara);
  log.decide([mara.key], decisionOf(1), "as it should be");
  write(log);
  log.append(1, "clock.anomaly", { message: "the end" });
  return attack(name, exit, why, bundleOf(log), pins(log, ...reviewers));
}

function decisionText(log: FixtureLog, work: (text: string) => string, keys = [mara.key], type?: string): void {
  const payload = work(canonical(statementOf(log.origin, log.size, decisionOf(2))));
  log.append(2, "decision", { envelope: envelopeOf(payload, keys, type) });
}

function rawEntry(
  work: (text: string) => string,
  v = 1,
  kind = "clock.anomaly",
  content: JsonObject = { message: "x" },
) {
  return (log: FixtureLog) => {
    const body = { ...log.header(v, kind), ...content };
    const before = canonical(body);
    const after = work(before);
    log.raw(Buffer.from(after), body);
  };
}

function deep(levels: number): string {
  return `${"[".repeat(levels)}${"]".repeat(levels)}`;
}

/** What holding the log's key, but not the reviewer's, cannot make true; and forms that are not allowed. */
export function attacksWithLogKey(): Vector[] {
  const stranger = keyOf("reviewer/mara-lind", "a stranger");
  const second = { key: keyOf("reviewer/mara-lind", "reviewer mara second"), person: mara.person };
  const elsewhere = new FixtureLog("elsewhere");
  const typed = (log: FixtureLog, change: JsonObject) => {
    const statement = statementOf(log.origin, log.size, decisionOf(2, change), log.keepText("typed"));
    log.append(2, "decision", { envelope: envelopeOf(canonical(statement), [mara.key]) });
  };
  return [
    written("decision-of-other-log", 40, "a decision signed for another log", (log) =>
      decisionText(log, (text) => text.replace(log.origin, elsewhere.origin)),
    ),
    written("decision-moved", 40, "a decision signed for another place", (log) =>
      decisionText(log, (text) => text.replace(`"seq":${log.size}`, `"seq":${log.size + 1}`)),
    ),
    written("decision-replayed", 40, "the same signed decision a second time", (log) => {
      log.append(2, "decision", { envelope: log.bodies[2]!["envelope"]! });
    }),
    written("decision-by-stranger", 40, "signed by a key the log does not know", (log) =>
      decisionText(log, (text) => text, [stranger]),
    ),
    written("decision-under-name", 40, "signed by another key under the reviewer's keyid", (log) => {
      const envelope = envelopeOf(canonical(statementOf(log.origin, log.size, decisionOf(2))), [stranger]);
      (envelope["signatures"] as JsonObject[])[0]!["keyid"] = mara.key.keyid;
      log.append(2, "decision", { envelope });
    }),
    written("decision-one-signature-wrong", 40, "one good signature, one wrong one under an active key", (log) => {
      log.reviewerKey("created", jonas);
      const envelope = envelopeOf(canonical(statementOf(log.origin, log.size, decisionOf(2))), [mara.key, stranger]);
      (envelope["signatures"] as JsonObject[])[1]!["keyid"] = jonas.key.keyid;
      log.append(2, "decision", { envelope });
    }),
    written("decision-edited", 40, "the payload was changed after it was signed", (log) => {
      const envelope = envelopeOf(canonical(statementOf(log.origin, log.size, decisionOf(2))), [mara.key]);
      const payload = Buffer.from(textOf(envelope["payload"]), "base64").toString().replace('"approve"', '"reject"');
      log.append(2, "decision", { envelope: { ...envelope, payload: Buffer.from(payload).toString("base64") } });
    }),
    written("decision-of-other-type", 40, "signed as something other than a decision", (log) =>
      decisionText(log, (text) => text, [mara.key], "application/vnd.in-toto+json"),
    ),
    written("decision-about-other-patch", 40, "the subject is not what the decision is bound to", (log) =>
      decisionText(log, (text) => text.replace(/("name":"patch"|"name":"evidence")/, '"name":"other"')),
    ),
    written("decision-subject-left-out", 40, "the subject leaves the head out", (log) =>
      decisionText(log, (text) => text.replace(/\{"digest":\{"gitCommit":"[0-9a-f]+"\},"name":"head"\},/, "")),
    ),
    written("decision-unknown-key", 50, "a validly signed statement with a key nobody knows yet", (log) =>
      decisionText(log, (text) => text.replace('"seq":', '"scope":"all","seq":')),
    ),
    written("decision-spaced", 40, "a signed statement that is not canonical", (log) =>
      decisionText(log, (text) => text.replace(",", ", ")),
    ),
    written("decision-unsigned", 40, "an unsigned decision after decisions were signed", (log) => {
      log.decideUnsigned(decisionOf(2));
    }),
    written("decision-texts-twice", 40, "a reason in the entry and one beside it", (log) =>
      typed(log, { reason: "another" }),
    ),
    written("decision-comments-in-entry", 40, "comments in the entry and texts beside it", (log) =>
      typed(log, { comments: [{ text: "x" }] }),
    ),
    written("decision-before-key", 40, "signed by a key that is created only later", (log) => {
      decisionText(log, (text) => text, [jonas.key]);
      log.reviewerKey("created", jonas);
    }),
    written("revoked-key-used", 40, "a decision after its key was revoked", (log) => {
      log.revoke(mara);
      decisionText(log, (text) => text);
    }),
    written("revoked-key-restored", 40, "a revoked key is restored and used", (log) => {
      log.revoke(mara);
      log.reviewerKey("restored", mara);
      decisionText(log, (text) => text);
    }),
    written("revoked-key-rotated", 40, "a revoked key gives itself a successor", (log) => {
      log.revoke(mara);
      log.rotateReviewer(mara, second);
    }),
    written("rotated-key-used", 40, "a decision by a key that was rotated out", (log) => {
      log.rotateReviewer(mara, second);
      decisionText(log, (text) => text);
    }),
    written("rotation-without-old", 40, "a rotation that the old key did not sign", (log) => {
      log.rotateReviewer(mara, second, stranger);
    }),
    written("rotation-from-stranger", 40, "a rotation from a key the log does not know", (log) => {
      log.rotateReviewer({ key: stranger, person: mara.person }, second);
    }),
    written("revocation-of-future", 40, "revoked from an entry yet to come", (log) => {
      log.revoke(mara, log.size + 3);
    }),
    written("log-rotation-without-old", 40, "the log's new key without the old one's signature", (log) => {
      log.rotateLogKey("taken over", stranger);
    }),
    written("log-key-created-twice", 40, "a first key for a log that has one", (log) => {
      log.firstLogKey();
    }),
    written("begun-twice", 40, "log.created in the middle", (log) => {
      log.append(2, "log.created", { app: "x", logKey: log.logKey!.vkey, protection: "file" });
    }),
    written("policy-version-down", 40, "a policy goes back to an earlier version", (log) => {
      log.policy(5);
      log.policy(4);
    }),
    written("policy-two-of-one-version", 40, "two policies of one version", (log) => {
      log.policy(5);
      log.policy(5, sha256Hex("another"));
    }),
    written("anchor-root", 40, "an anchor over a root the tree never had", (log) => {
      log.anchor("git", 2, Buffer.from("r"), Buffer.alloc(32, 9));
    }),
    written("anchor-of-future", 40, "an anchor over entries yet to come", (log) => {
      log.anchor("git", log.size + 1, Buffer.from("r"), Buffer.alloc(32, 9));
    }),
    written(
      "entry-spaced",
      40,
      "an entry with white space",
      rawEntry((text) => text.replace(",", ", ")),
    ),
    written(
      "entry-doubled-key",
      40,
      "an entry with a key twice",
      rawEntry((text) => text.replace('"message"', '"message":"y","message"')),
    ),
    written(
      "entry-fraction",
      40,
      "an entry with a fraction",
      rawEntry((text) => text.replace('"message":"x"', '"message":1.5')),
    ),
    written(
      "entry-exponent",
      40,
      "an entry with an exponent",
      rawEntry((text) => text.replace('"message":"x"', '"message":1e3')),
    ),
    written(
      "entry-minus-zero",
      40,
      "an entry with minus zero",
      rawEntry((text) => text.replace('"message":"x"', '"message":-0')),
    ),
    written(
      "entry-beyond-integers",
      40,
      "an entry with an integer beyond 2^53-1",
      rawEntry((text) => text.replace('"message":"x"', '"message":9007199254740992')),
    ),
    written(
      "entry-lone-surrogate",
      40,
      "an entry with half a surrogate pair",
      rawEntry((text) => text.replace('"x"', '"\\ud800"')),
    ),
    written(
      "entry-escaped",
      40,
      "an entry with another escape of the same text",
      rawEntry((text) => text.replace('"x"', '"\\u0078"')),
    ),
    written(
      "entry-key-order",
      40,
      "an entry whose keys are in another order",
      rawEntry((text) => text.replace(/\{("bootId":[^,]+),(.*)\}/, "{$2,$1}")),
    ),
    written(
      "entry-byte-order-mark",
      40,
      "an entry that begins with a byte order mark",
      rawEntry((text) => `\ufeff${text}`),
    ),
    written(
      "entry-too-deep",
      40,
      "an entry of 13 levels",
      rawEntry((text) => text.replace('"x"', deep(13))),
    ),
    written(
      "entry-other-place",
      40,
      "an entry that says another place",
      rawEntry((text) => text.replace(/"seq":\d+/, '"seq":1')),
    ),
    written(
      "entry-other-origin",
      40,
      "an entry of another log",
      rawEntry((text) => text.replace(/invalid\/./, "invalid/0")),
    ),
    written(
      "entry-no-instant",
      40,
      "an entry of a day there is none of",
      rawEntry((text) => text.replace("2026-11-01", "2026-02-30")),
    ),
    written("entry-not-utf8", 40, "an entry that is not UTF-8", (log) => {
      const bytes = Buffer.from(canonical({ ...log.header(1, "clock.anomaly"), message: "x" }));
      bytes[bytes.length - 3] = 0xff;
      log.raw(bytes);
    }),
    written(
      "entry-unknown-first-kind",
      40,
      "a kind the first form never had",
      rawEntry((text) => text, 1, "note"),
    ),
    written(
      "entry-unknown-kind",
      50,
      "a kind of the second form nobody knows yet",
      rawEntry((text) => text, 2, "note"),
    ),
    written(
      "entry-unknown-key",
      50,
      "a key of the second form nobody knows yet",
      rawEntry((text) => text, 2, "recovery", { message: "x", zone: 1 }),
    ),
    written(
      "entry-version-3",
      50,
      "an entry of a later form",
      rawEntry((text) => text, 3),
    ),
    written(
      "entry-missing-key",
      40,
      "an entry of the second form without its message",
      rawEntry((text) => text, 2, "recovery", {}),
    ),
    written("keyid-of-other-key", 40, "a reviewer's key under another keyid", (log) => {
      log.append(2, "reviewer.key", {
        action: "created",
        key: jonas.key.vkey,
        keyid: sha256Hex("x"),
        person: jonas.person,
        protection: "file",
      });
    }),
  ];
}

/** A log of the first form whose first key carries another log's name. */
export function misnamedLogKey(): Vector {
  const log = new FixtureLog("misnamed");
  log.beginUnsigned();
  log.logKey = keyOf("countersign.invalid/other", "misnamed");
  log.append(2, "log.key", { action: "created", key: log.logKey.vkey, protection: "file" });
  const why = "the log's first key carries another name than the log";
  return attack("log-key-of-other-origin", 40, why, bundleOf(log), { args: [], beside: {} });
}
