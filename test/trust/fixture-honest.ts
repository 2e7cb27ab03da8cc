import { bundleOf, tarItems, tarOf, type BundleFiles } from "./fixture-bundle";
import { decisionOf, FixtureLog, keyOf, noteOf, reviewerOf, sha256Hex, type FixtureReviewer } from "./fixture-log";

/** A named case both verifiers must answer alike: a bundle, what is brought along, and the exit code it must get. */
export type Vector = {
  name: string;
  why: string;
  exit: number;
  args: string[];
  /** A folder by its files, or one file. */
  bundle: BundleFiles | Buffer;
  /** Files beside the bundle that `args` names. */
  beside: Record<string, Buffer | string>;
};

export const mara = reviewerOf("mara-lind", "Mara Lind");
export const jonas = reviewerOf("jonas-beck", "Jonas Beck");

/** A log with one of nearly everything, of 12 entries. */
export function story(label = "story"): FixtureLog {
  const log = new FixtureLog(label);
  log.begin();
  log.ingest();
  log.reviewerKey("created", mara);
  log.policy(3);
  log.decide([mara.key], decisionOf(1), "Tests ran; “null” case read twice. Ünïcode \u2028 and 🙂");
  log.decide([mara.key], decisionOf(2, { kind: "request-changes", reason: "" }));
  log.append(1, "clock.anomaly", { message: "the wall clock went back 7 s" });
  log.decide(
    [mara.key],
    decisionOf(3, { kind: "reject", withdraws: { seq: 4, kind: "approve", leafHash: "0".repeat(64) } }),
    "No.",
  );
  log.anchor("export", 6, Buffer.from("receipt of the export\n"));
  log.policy(4);
  log.append(1, "export", { format: "bundle", path: "audit", digest: sha256Hex("bundle"), entries: 10 });
  log.decide([mara.key], decisionOf(4, { tier: "critical" }), "");
  return log;
}

export function pins(log: FixtureLog, ...reviewers: FixtureReviewer[]) {
  const beside: Record<string, Buffer | string> = { "log.vkey": `${log.logKey!.vkey}\n` };
  const args = ["--log-key", "log.vkey"];
  for (const [at, { key }] of reviewers.entries()) {
    beside[`reviewer-${at}.vkey`] = `${key.vkey}\n`;
    args.push("--reviewer-key", `reviewer-${at}.vkey`);
  }
  return { args, beside };
}

function withKnown(given: { args: string[]; beside: Record<string, Buffer | string> }, note: Buffer) {
  return {
    args: [...given.args, "--known-checkpoint", "known.note"],
    beside: { ...given.beside, "known.note": note },
  };
}

function vector(
  name: string,
  exit: number,
  why: string,
  bundle: BundleFiles | Buffer,
  given: { args: string[]; beside: Record<string, Buffer | string> },
): Vector {
  return { name, exit, why, bundle, ...given };
}

function rotated(): { log: FixtureLog; first: ReturnType<typeof pins>; after: FixtureReviewer } {
  const log = new FixtureLog("rotated");
  log.begin();
  log.reviewerKey("created", mara);
  const first = pins(log, mara);
  log.decide([mara.key], decisionOf(1), "with the first key");
  const after: FixtureReviewer = { key: keyOf("reviewer/mara-lind", "reviewer mara second"), person: mara.person };
  log.rotateReviewer(mara, after);
  log.decide([after.key], decisionOf(2), "with the second key");
  log.rotateLogKey("second log key");
  log.decide([after.key], decisionOf(3), "under the second log key");
  log.anchor("git", 4, Buffer.from('{"commit":"00","ref":"refs/countersign/x","remote":"origin"}'));
  return { log, first, after };
}

function unsignedThenSigned(): FixtureLog {
  const log = new FixtureLog("first form");
  log.beginUnsigned();
  log.ingest();
  log.decideUnsigned(decisionOf(1, { reason: "before there were keys" }));
  log.decideUnsigned(decisionOf(2, { kind: "snooze", until: "2026-12-01T08:00:00+01:00" }));
  log.firstLogKey();
  log.reviewerKey("created", mara);
  log.decide([mara.key], decisionOf(3), "signed");
  return log;
}

/** Logs nothing is wrong with, and the verdict each must get. */
export function honestVectors(): Vector[] {
  const log = story();
  const known = withKnown(pins(log, mara), log.notes.get(9)!);
  const { log: turned, first, after } = rotated();

  const revoked = new FixtureLog("revoked");
  revoked.begin();
  revoked.reviewerKey("created", mara);
  revoked.decide([mara.key], decisionOf(1), "while the key was good");
  revoked.revoke(mara);
  revoked.reviewerKey("created", jonas);
  revoked.decide([jonas.key], decisionOf(2), "by another person");

  const reaching = new FixtureLog("revoked from an earlier entry");
  reaching.begin();
  reaching.reviewerKey("created", mara);
  reaching.decide([mara.key], decisionOf(1), "before the theft");
  reaching.decide([mara.key], decisionOf(2), "perhaps by the thief");
  reaching.revoke(mara, 3);

  const erased = new FixtureLog("erased");
  erased.begin();
  erased.reviewerKey("created", mara);
  erased.decide([mara.key], decisionOf(1), "names a person");
  erased.erase([...erased.blobs.keys()][0]!);
  erased.decide([mara.key], decisionOf(2), "stays");

  const old = unsignedThenSigned();
  const quiet = new FixtureLog("nothing decided");
  quiet.begin();
  quiet.ingest();
  const one = new FixtureLog("one entry");
  one.begin();

  const two = new FixtureLog("two signatures");
  two.begin();
  two.reviewerKey("created", mara);
  two.reviewerKey("created", jonas);
  two.decide([jonas.key, mara.key], decisionOf(1), "both");
  const stranger = keyOf("reviewer/stranger", "a stranger");
  two.decide([stranger, mara.key], decisionOf(2), "the first key is nobody's");

  const restarted = story("restarted");
  restarted.restart();
  restarted.append(2, "recovery", { message: "went on after 2 entries were missing" });
  restarted.reviewerKey("restored", mara);
  restarted.decide([mara.key], decisionOf(9), "after the restart");

  const witnessed = story("witnessed");
  const cosigner = keyOf("witness.invalid/one", "witness");
  witnessed.notes.set(12, noteOf(witnessed.origin, 12, witnessed.tree.root(12), [cosigner, witnessed.logKey!]));

  const odd = new FixtureLog("odd keys");
  odd.begin();
  odd.reviewerKey("created", mara);
  // Keys that look like numbers, and the one that names a prototype, keep their place in canonical JSON.
  odd.append(1, "ingest", {
    "10": 1,
    "9": 2,
    __proto__x: 3,
    ["__proto__"]: 4,
    "\u20ac": 5,
    "\ud83d\ude02": 6,
    "\ufb33": 7,
  });
  odd.decide([mara.key], decisionOf(1), "");

  const pem = pins(log);
  return [
    vector("honest-anchored", 0, "both keys pinned, and a checkpoint kept outside agrees", bundleOf(log), known),
    vector(
      "honest-anchored-at-end",
      0,
      "the known checkpoint is the bundle's own end",
      bundleOf(log),
      withKnown(pins(log, mara), log.notes.get(12)!),
    ),
    vector("honest-consistent", 10, "both keys pinned, nothing from outside", bundleOf(log), pins(log, mara)),
    vector("honest-unpinned", 20, "no key was brought along", bundleOf(log), { args: [], beside: {} }),
    vector("honest-log-pinned-only", 20, "the reviewer's key is the bundle's own word", bundleOf(log), pins(log)),
    vector(
      "honest-known-unpinned",
      20,
      "a known checkpoint without pinned keys pins nothing",
      bundleOf(log),
      withKnown({ args: [], beside: {} }, log.notes.get(9)!),
    ),
    vector("honest-other-reviewer-pinned", 20, "the pinned reviewer is another one", bundleOf(log), pins(log, jonas)),
    vector("honest-reviewer-pem", 10, "the reviewer's key is pinned as PEM", bundleOf(log), {
      args: [...pem.args, "--reviewer-key", "mara.pem"],
      beside: { ...pem.beside, "mara.pem": mara.key.pem },
    }),
    vector("honest-tar", 10, "the same in one ustar file", tarOf(tarItems(bundleOf(log))), pins(log, mara)),
    vector(
      "honest-tar-manifest-last",
      10,
      "the order of files in a tar means nothing",
      tarOf(tarItems(bundleOf(log)).reverse()),
      pins(log, mara),
    ),
    vector("honest-no-texts", 10, "every typed text is withheld", bundleOf(log, { texts: false }), pins(log, mara)),
    vector(
      "honest-withheld",
      10,
      "four entries are withheld, a decision among them",
      bundleOf(log, { withhold: [1, 5, 6, 10] }),
      pins(log, mara),
    ),
    vector("honest-part", 10, "entries 5 to 9 of 12", bundleOf(log, { from: 5, to: 10 }), pins(log, mara)),
    vector(
      "honest-part-known-at-from",
      0,
      "the known checkpoint is where the bundle begins",
      bundleOf(log, { from: 5, to: 10 }),
      withKnown(pins(log, mara), log.notes.get(5)!),
    ),
    vector(
      "honest-part-known-before",
      10,
      "a known checkpoint before the first entry cannot be compared",
      bundleOf(log, { from: 5, to: 10 }),
      withKnown(pins(log, mara), log.notes.get(3)!),
    ),
    vector(
      "honest-part-all-withheld",
      10,
      "one entry, withheld",
      bundleOf(log, { from: 6, to: 7, withhold: [6] }),
      pins(log, mara),
    ),
    vector("honest-first-form", 10, "a log begun before decisions were signed", bundleOf(old), pins(old, mara)),
    vector(
      "honest-first-form-part",
      10,
      "the part of it after it had a key",
      bundleOf(old, { from: 5 }),
      pins(old, mara),
    ),
    vector("honest-rotated", 10, "both keys were changed; the first ones are pinned", bundleOf(turned), first),
    vector(
      "honest-rotated-new-pins",
      10,
      "both keys were changed; the last ones are pinned",
      bundleOf(turned),
      pins(turned, after),
    ),
    vector(
      "honest-rotated-part",
      10,
      "the rotations lie before the bundle's first entry",
      bundleOf(turned, { from: 6 }),
      first,
    ),
    vector("honest-revoked", 10, "a key was revoked and not used after", bundleOf(revoked), pins(revoked, mara, jonas)),
    vector(
      "honest-revoked-reaching-back",
      20,
      "a decision no longer counts: its key was revoked from an earlier entry on",
      bundleOf(reaching),
      pins(reaching, mara),
    ),
    vector(
      "honest-revoked-later",
      10,
      "the bundle ends before the revocation",
      bundleOf(reaching, { to: 4 }),
      pins(reaching, mara),
    ),
    vector("honest-erased", 10, "a text was erased; its commitment stays", bundleOf(erased), pins(erased, mara)),
    vector(
      "honest-two-signatures",
      10,
      "two reviewers signed; a signature of nobody's key is passed over",
      bundleOf(two),
      pins(two, mara, jonas),
    ),
    vector(
      "honest-two-signatures-one-pinned",
      20,
      "one of two counting keys is pinned",
      bundleOf(two),
      pins(two, mara),
    ),
    vector(
      "honest-restarted",
      10,
      "a restart, a recovery and a restored key",
      bundleOf(restarted),
      pins(restarted, mara),
    ),
    vector(
      "honest-witnessed",
      10,
      "another's signature on the checkpoint is passed over",
      bundleOf(witnessed),
      pins(witnessed, mara),
    ),
    vector("honest-odd-keys", 10, "keys that parsers like to put in another order", bundleOf(odd), pins(odd, mara)),
    vector("honest-nothing-decided", 10, "no decision: the log's key alone is enough", bundleOf(quiet), pins(quiet)),
    vector(
      "honest-one-entry",
      0,
      "a log of one entry, anchored at its end",
      bundleOf(one),
      withKnown(pins(one), one.notes.get(1)!),
    ),
  ];
}
