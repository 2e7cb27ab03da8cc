import { attack } from "./attack";
import { bundleOf } from "./fixture-bundle";
import { jonas, mara, pins, type Vector } from "./fixture-honest";
import { canonical, decisionOf, envelopeOf, FixtureLog, keyOf, noteOf, textOf, type JsonObject } from "./fixture-log";

/** The log of a second person, whose decision at 2 is taken along by others. */
export function otherLog(label = "the second person's"): FixtureLog {
  const other = new FixtureLog(label);
  other.begin();
  other.reviewerKey("created", jonas);
  other.decide([jonas.key], decisionOf(1, { reviewer: { name: "Jonas Beck", binding: "self-asserted" } }), "I agree.");
  other.ingest();
  return other;
}

function begun(label: string): FixtureLog {
  const log = new FixtureLog(label);
  log.begin();
  log.reviewerKey("created", mara);
  log.decide([mara.key], decisionOf(1), "as it should be");
  return log;
}

/** A log whose owner, who holds its keys, wrote one entry wrong. */
function written(name: string, exit: number, why: string, write: (log: FixtureLog) => void): Vector {
  const log = begun(name);
  write(log);
  log.append(1, "clock.anomaly", { message: "the end" });
  return attack(name, exit, why, bundleOf(log), pins(log, mara, jonas));
}

function honest(name: string, exit: number, why: string, log: FixtureLog, given = pins(log, mara, jonas)): Vector {
  return { name, exit, why, bundle: bundleOf(log), ...given };
}

function without(body: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== key));
}

/** The proof with its text changed. */
function proofWith(content: JsonObject, work: (text: string) => string): JsonObject {
  const before = Buffer.from(textOf(content["proof"]), "base64").toString("utf8");
  const after = work(before);
  if (after === before) throw new Error("the proof did not change");
  return { ...content, proof: Buffer.from(after).toString("base64") };
}

/** Effects, and decisions of other logs: good ones, and what neither key of a log can make true. */
export function outsideVectors(): Vector[] {
  const told = begun("effects");
  told.effect(2);
  told.effect(2, { operation: "labels", digest: null, detail: "two labels; Grüße \ud83d\ude42" });
  told.effect(2, { state: "held", remote: null, digest: null, detail: "the head is another now" });
  told.effect(null, { via: "webhook", operation: "webhook", target: "hooks.example.invalid", head: null });
  told.effect(null, { via: "mail", operation: "mail", state: "cancelled", head: null, remote: null, digest: null });
  const withheld = { ...pins(told, mara), bundle: bundleOf(told, { withhold: [2] }) };

  const received = begun("received");
  received.receive(otherLog(), 2, jonas);
  received.effect(2);

  return [
    honest("honest-effects", 10, "effects of a decision and of none, in every state", told, pins(told, mara)),
    {
      name: "honest-effects-decision-withheld",
      exit: 10,
      why: "the decision an effect belongs to is withheld",
      ...withheld,
    },
    honest("honest-received", 10, "a decision of another log; both reviewers are pinned", received),
    honest("honest-received-unpinned", 20, "the other log's reviewer is not pinned", received, pins(received, mara)),
    ...effectAttacks(),
    ...receivedAttacks(),
  ];
}

function effectAttacks(): Vector[] {
  const entry = (name: string, exit: number, why: string, change: JsonObject, decision: number | null = 2) =>
    written(`effect-${name}`, exit, why, (log) => log.effect(decision, change));
  return [
    entry("of-no-decision", 40, "it belongs to an entry that is no decision", {}, 1),
    entry("of-later-decision", 40, "it belongs to an entry that was yet to come", {}, 4),
    entry("of-itself", 40, "it belongs to itself", {}, 3),
    entry("decision-text", 40, "the place of its decision is a text", { decision: "2" }),
    entry("state-unknown", 40, "a state that does not exist", { state: "sending" }),
    entry("via-unknown", 40, "a way that does not exist", { via: "pigeon" }),
    entry("id-upper-case", 40, "its UUID is not in lower case", { effect: "0196AAAA-0000-7000-8000-000000000000" }),
    entry("remote-without-id", 40, "the far end's name for it is missing", {
      remote: { url: "https://example.invalid", at: "2026-11-02T07:01:00Z" },
    }),
    entry("remote-no-instant", 40, "the far end's clock says no time", {
      remote: { id: "1", url: "https://example.invalid", at: "yesterday" },
    }),
    entry("remote-unknown-key", 50, "a key of the far end that nobody knows yet", {
      remote: { id: "1", url: "https://example.invalid", at: "2026-11-02T07:01:00Z", etag: "x" },
    }),
    entry("digest-short", 40, "the digest of what was sent is none", { digest: "abc" }),
    entry("unknown-key", 50, "a key that nobody knows yet", { retries: 2 }),
    written("effect-without-target", 40, "it has no target", (log) => {
      log.append(2, "effect", without(log.effectOf(2), "target"));
    }),
  ];
}

function receivedAttacks(): Vector[] {
  const other = otherLog();
  const stranger = { key: keyOf("reviewer/jonas-beck", "a stranger"), person: jonas.person };
  const elsewhere = otherLog("elsewhere");
  const one = (name: string, exit: number, why: string, change: JsonObject | ((log: FixtureLog) => JsonObject)) =>
    written(`received-${name}`, exit, why, (log) =>
      log.append(2, "decision.received", {
        ...log.receivedOf(other, 2, jonas),
        ...(typeof change === "function" ? change(log) : change),
      }),
    );
  const good = (log: FixtureLog) => log.receivedOf(other, 2, jonas);
  const anew = (work: (body: JsonObject) => JsonObject): JsonObject => {
    const body = work(other.bodies[2]!);
    return { entry: Buffer.from(canonical(body)).toString("base64") };
  };
  return [
    written("received-of-own-log", 40, "it is of this very log", (log) => log.receive(log, 2, mara)),
    one("by-stranger", 40, "the key that stands with it did not sign it", { key: stranger.key.vkey }),
    one("signed-by-stranger", 40, "another key signed under the reviewer's keyid", () => {
      const { payload } = other.bodies[2]!["envelope"] as { payload: string };
      const envelope = envelopeOf(Buffer.from(payload, "base64").toString("utf8"), [stranger.key]);
      (envelope["signatures"] as JsonObject[])[0]!["keyid"] = jonas.key.keyid;
      return anew((body) => ({ ...body, envelope }));
    }),
    one("by-log-key", 40, "the key is a log's", { key: other.logKey!.vkey }),
    one("moved", 40, "it is told of another place", { at: 3 }),
    one("renamed-log", 40, "it is told of another log", { from: elsewhere.origin }),
    one("other-log-key", 40, "the log's key is another log's", { logKey: elsewhere.logKey!.vkey }),
    one("false-log-key", 40, "the log's key is of that name, and did not sign the checkpoint", {
      logKey: keyOf(other.origin, "made up").vkey,
    }),
    one("proof-of-other-log", 40, "the proof is of another log", (log) => ({
      proof: log.receivedOf(elsewhere, 2, jonas)["proof"]!,
    })),
    one("proof-cut", 40, "a hash of the proof is missing", (log) =>
      proofWith(good(log), (text) => text.replace(/^[A-Za-z0-9+/]{43}=\n/m, "")),
    ),
    one("proof-of-other-root", 40, "the checkpoint is of another history, signed with the same key", () => {
      const note = noteOf(other.origin, other.size, elsewhere.tree.root(4), [other.logKey!]);
      const text = Buffer.from(textOf(other.receivedOf(other, 2, jonas)["proof"]), "base64").toString("utf8");
      return {
        proof: Buffer.from(`${text.slice(0, text.indexOf("\n\n") + 2)}${note.toString("utf8")}`).toString("base64"),
      };
    }),
    one("entry-edited", 40, "the other log's entry was changed", () => anew((body) => ({ ...body, bootId: "boot-9" }))),
    one("entry-no-decision", 40, "the other log's entry is no decision", (log) => log.receivedOf(other, 3, jonas)),
    one("entry-unsigned", 40, "the other log's entry is a decision without a signature", () =>
      anew(({ envelope: _envelope, ...body }) => ({ ...body, v: 1, decision: decisionOf(1) })),
    ),
    one("entry-version-3", 50, "the other log's entry is of a version nobody knows yet", () =>
      anew((body) => ({ ...body, v: 3 })),
    ),
    one("entry-spaced", 40, "the other log's entry is not canonical", () => ({
      entry: Buffer.from(canonical(other.bodies[2]!).replace(",", ", ")).toString("base64"),
    })),
    one("person-without-name", 40, "whose key it is is not said", { person: { binding: "ssh" } }),
    one("unknown-key", 50, "a key that nobody knows yet", { verdict: "approve" }),
    one("proof-no-base64", 40, "the proof is no base64", { proof: "not base64" }),
  ];
}
