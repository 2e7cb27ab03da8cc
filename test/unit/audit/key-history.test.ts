import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, expect, it } from "vitest";
import { KeyHistory } from "../../../main/audit/key-history";
import { signRotation } from "../../../main/audit/key-rotation";
import { publicKeyId } from "../../../main/audit/signers";
import { encodeVkey } from "../../../main/audit/signed-note";
import type { AuditBody } from "../../../shared/model/audit-entry";

const origin = "countersign.invalid/00000000-0000-4000-8000-000000000001";
const make = () => generateKeyPairSync("ed25519").privateKey;
const header = (seq: number) => ({
  v: 2 as const,
  origin,
  seq,
  recordedAt: "2026-11-21T07:00:00Z",
  bootId: "boot",
  monotonicNs: "1",
});
const vkeyOf = (key: KeyObject, name = "reviewer/ilse") => encodeVkey(name, createPublicKey(key));
type ReviewerBody = Extract<AuditBody, { kind: "reviewer.key" }>;
type LogBody = Extract<AuditBody, { kind: "log.key" }>;

function reviewer(seq: number, key: KeyObject, over: Partial<ReviewerBody> = {}): ReviewerBody {
  return {
    ...header(seq),
    kind: "reviewer.key",
    action: "created",
    key: vkeyOf(key),
    keyid: publicKeyId(key),
    person: { name: "Ilse", binding: "self-asserted" },
    protection: "file",
    ...over,
  };
}

function rotated(seq: number, old: KeyObject, next: KeyObject, over: Partial<ReviewerBody> = {}): ReviewerBody {
  const previous = publicKeyId(old);
  const said = { role: "reviewer", origin, seq, previous, next: publicKeyId(next) } as const;
  return reviewer(seq, next, {
    action: "rotated",
    previous,
    signatures: signRotation(said, { old, new: next }),
    ...over,
  });
}

function created(key: KeyObject): AuditBody {
  return {
    ...header(0),
    kind: "log.created",
    app: "Countersign",
    logKey: vkeyOf(key, origin),
    protection: "file",
  };
}

function logRotated(seq: number, old: KeyObject, next: KeyObject, over: Partial<LogBody> = {}): LogBody {
  const previous = vkeyOf(old, origin);
  const key = vkeyOf(next, origin);
  return {
    ...header(seq),
    kind: "log.key",
    action: "rotated",
    key,
    protection: "file",
    previous,
    signatures: signRotation({ role: "log", origin, seq, previous, next: key }, { old, new: next }),
    ...over,
  };
}

/** Takes entries one after the other. Out: what the last one cannot be, or null. */
function take(...bodies: readonly AuditBody[]): { history: KeyHistory; wrong: string | null } {
  const history = new KeyHistory();
  const wrong = bodies.map((body) => history.add(body));
  expect(wrong.slice(0, -1)).toEqual(wrong.slice(0, -1).map(() => null));
  return { history, wrong: wrong.at(-1) ?? null };
}

const [log, log2, one, two, other] = [make(), make(), make(), make(), make()];

describe("what the log tells of keys", () => {
  it("counts a reviewer's key from the entry that tells of it, until another takes its place with both signatures", () => {
    const { history, wrong } = take(created(log), reviewer(3, one), rotated(7, one, two));
    expect(wrong).toBeNull();
    const active = (key: KeyObject, seq: number) => history.active(publicKeyId(key), seq) !== undefined;
    expect([2, 3, 6, 7, 8].map((seq) => active(one, seq))).toEqual([false, true, true, false, false]);
    expect([6, 7, 8].map((seq) => active(two, seq))).toEqual([false, true, true]);
    expect(history.known(publicKeyId(one))?.ended).toEqual({ seq: 7, how: "rotated", reason: null });
    expect(history.told).toBe(3);
  });

  it("counts a revoked key up to the place it is revoked from, which may lie before the entry that says so", () => {
    const revoked = reviewer(9, one, { action: "revoked", from: 5, reason: "The laptop was stolen." });
    const { history, wrong } = take(created(log), reviewer(1, one), revoked);
    expect(wrong).toBeNull();
    expect([1, 4, 5, 9].map((seq) => history.active(publicKeyId(one), seq) !== undefined)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    // Revoking it again never makes more of it count.
    expect(history.add(reviewer(12, one, { action: "revoked", from: 11 }))).toBeNull();
    expect(history.active(publicKeyId(one), 5)).toBeUndefined();
  });

  it("takes what is told again of a key in use: its person and how it is kept", () => {
    const bound = { name: "Ilse", binding: "ssh", account: "SHA256:abc" } as const;
    const { history } = take(
      created(log),
      reviewer(1, one),
      reviewer(4, one, { action: "restored", person: bound, protection: "passphrase" }),
    );
    expect(history.known(publicKeyId(one))).toMatchObject({ person: bound, protection: "passphrase", from: 1 });
  });

  it.each<[string, readonly AuditBody[], string]>([
    ["a key made twice", [reviewer(1, one), reviewer(2, one)], "knows already"],
    [
      "a revoked key made anew",
      [reviewer(1, one), reviewer(2, one, { action: "revoked", from: 2 }), reviewer(3, one)],
      "knows already",
    ],
    [
      "a revoked key put back",
      [reviewer(1, one), reviewer(2, one, { action: "revoked", from: 2 }), reviewer(3, one, { action: "restored" })],
      "not in use",
    ],
    ["a key put back that was never told of", [reviewer(1, one, { action: "restored" })], "not in use"],
    ["an id of another key", [reviewer(1, one, { keyid: publicKeyId(two) })], "not of that key"],
    ["another name than a reviewer's", [reviewer(1, one, { key: vkeyOf(one, "log/ilse") })], "another name"],
    ["no key at all", [reviewer(1, one, { key: "reviewer/ilse+00000000+AAAA" })], "no verifier key"],
    ["a change from a key never told of", [rotated(2, one, two)], "not in use"],
    ["a change without signatures", [reviewer(1, one), without(rotated(2, one, two))], "both keys"],
    ["a change signed by the new key alone", [reviewer(1, one), forged(2, "old")], "both keys"],
    ["a change signed by the old key alone", [reviewer(1, one), forged(2, "new")], "both keys"],
    ["a change taken from another place", [reviewer(1, one), { ...rotated(2, one, two), seq: 5 }], "both keys"],
    [
      "a change taken from another log",
      [reviewer(1, one), { ...rotated(2, one, two), origin: origin.replace(/1$/, "2") }],
      "both keys",
    ],
    ["a change to a key the log knows", [reviewer(1, one), reviewer(2, two), rotated(3, one, two)], "knows already"],
    [
      "a second change from the same key",
      [reviewer(1, one), rotated(2, one, two), rotated(3, one, other)],
      "not in use",
    ],
    ["a revocation of a key never told of", [reviewer(1, one, { action: "revoked", from: 1 })], "does not know"],
    ["a revocation from later on", [reviewer(1, one), reviewer(2, one, { action: "revoked", from: 3 })], "later on"],
    ["a revocation without a place", [reviewer(1, one), reviewer(2, one, { action: "revoked" })], "from where"],
    ["a new key that says from where it is revoked", [reviewer(1, one, { from: 1 })], "from where"],
    ["a new key that names another", [reviewer(1, one, { previous: publicKeyId(two) })], "no other's place"],
    ["a second beginning", [{ ...created(log2), seq: 4 }], "only once"],
    ["a log key made twice", [logRotated(1, log, log2, { action: "created" })], "a key already"],
    ["a log key of another name", [logRotated(1, log, log2, { key: vkeyOf(log2) })], "both keys"],
    ["a log key in the place of another", [logRotated(1, other, log2)], "not in use"],
    ["a log key in its own place", [logRotated(1, log, log)], "place of itself"],
    [
      "a log key that only the new one signed",
      [logRotated(1, log, log2, { signatures: logRotated(1, other, log2).signatures })],
      "both keys",
    ],
  ])("refuses %s", (_what, bodies, says) => {
    expect(take(created(log), ...bodies).wrong).toContain(says);
  });

  it("signs checkpoints with the log's key in use at their size", () => {
    const { history, wrong } = take(created(log), logRotated(4, log, log2));
    expect(wrong).toBeNull();
    const raw = (size: number) => history.logKeyFor(size)?.key.export({ type: "spki", format: "der" }).toString("hex");
    const of = (key: KeyObject) => createPublicKey(key).export({ type: "spki", format: "der" }).toString("hex");
    expect([1, 4, 5, 9].map(raw)).toEqual([of(log), of(log), of(log2), of(log2)]);
    expect(history.logKeyFor(0)).toBeUndefined();
  });
});

function without({ signatures: _signatures, ...body }: ReviewerBody): ReviewerBody {
  return body;
}

/** A change in which one of the two signatures is another key's. */
function forged(seq: number, which: "old" | "new"): ReviewerBody {
  const body = rotated(seq, one, two);
  const said = { role: "reviewer", origin, seq, previous: publicKeyId(one), next: publicKeyId(two) } as const;
  const wrong = signRotation(said, { old: other, new: other });
  if (body.signatures === undefined) throw new Error("nothing is signed");
  return { ...body, signatures: { ...body.signatures, [which]: wrong[which] } };
}
