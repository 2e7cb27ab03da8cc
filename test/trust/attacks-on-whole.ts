import { attack, edit, flip } from "./attack";
import { bundleOf, filesOf, seal, tarItems, tarOf, type TarItem } from "./fixture-bundle";
import { mara, pins, story, type Vector } from "./fixture-honest";
import { decisionOf, FixtureLog, keyOf, noteOf } from "./fixture-log";

/** What is done to the manifest itself, or without writing it anew. */
export function attacksOnManifest(): Vector[] {
  const log = story();
  const given = pins(log, mara);
  const whole = () => bundleOf(log);
  const withManifest = (work: (text: string) => string) => {
    const files = whole();
    edit(files, "manifest.json", work);
    return files;
  };
  const stray = whole();
  stray.set("blobs/readme", Buffer.from("hello"));
  const unlisted = whole();
  unlisted.set("anchors/9.bin", Buffer.from("hello"));
  const gone = whole();
  gone.delete("report.html");
  const other = new FixtureLog("another log");
  const page = whole();
  flip(page, "report.html", 30);
  return [
    attack(
      "manifest-digest",
      40,
      "a digest of the manifest is another",
      withManifest((text) =>
        text.replace(/("sha256":")(.)/, (_, head: string, one: string) => `${head}${one === "0" ? "1" : "0"}`),
      ),
      given,
    ),
    attack(
      "manifest-size",
      40,
      "a size of the manifest is another",
      withManifest((text) => text.replace(/"size":(\d)/, (_, one: string) => `"size":${one === "1" ? "2" : "1"}`)),
      given,
    ),
    attack(
      "manifest-origin",
      40,
      "the manifest names another log",
      withManifest((text) => text.replace(log.origin, other.origin)),
      given,
    ),
    attack(
      "manifest-version",
      50,
      "a version of the bundle nobody knows yet",
      withManifest((text) => text.replace('"version":1', '"version":2')),
      given,
    ),
    attack(
      "manifest-unknown-key",
      50,
      "the manifest has a key more",
      withManifest((text) => text.replace('"version":1', '"version":1,"zone":1')),
      given,
    ),
    attack(
      "manifest-doubled-key",
      50,
      "the manifest has a key twice",
      withManifest((text) => text.replace('"from":0', '"from":0,"from":0')),
      given,
    ),
    attack(
      "manifest-fraction",
      50,
      "a number of the manifest is written with a fraction",
      withManifest((text) => text.replace('"from":0', '"from":0.0')),
      given,
    ),
    attack(
      "manifest-range",
      50,
      "the manifest's range is empty",
      withManifest((text) => text.replace('"from":0', '"from":12')),
      given,
    ),
    attack("file-unlisted-name", 50, "a file whose name is no commitment", stray, given),
    attack("file-unlisted", 50, "a file that the manifest does not list", unlisted, given),
    attack("file-listed-missing", 50, "a listed file is not there", gone, given),
    attack("page-changed", 40, "report.html is not the listed one", page, given),
    attack("no-bundle", 50, "a text file", Buffer.from("not a bundle\n".repeat(100)), given),
    attack("empty-file", 50, "an empty file", Buffer.alloc(0), given),
    attack("usage", 50, "an option there is none of", whole(), { args: ["--trust-me"], beside: {} }),
    attack("pin-unreadable", 50, "the pinned key is no key", whole(), {
      args: ["--log-key", "log.vkey"],
      beside: { "log.vkey": "no key\n" },
    }),
  ];
}

/** Histories against what was kept outside. */
export function attacksOnHistory(): Vector[] {
  const log = story();
  const given = pins(log, mara);
  const known = (note: Buffer) => ({
    args: [...given.args, "--known-checkpoint", "known.note"],
    beside: { ...given.beside, "known.note": note },
  });
  const fork = story();
  const begun = new FixtureLog("story");
  begun.begin();
  begun.ingest();
  begun.reviewerKey("created", mara);
  begun.policy(3);
  begun.decide([mara.key], decisionOf(1, { kind: "reject" }), "Another history.");
  while (begun.size < 12) begun.append(1, "clock.anomaly", { message: "filling" });
  const stranger = new FixtureLog("stranger");
  stranger.begin();
  const thief = keyOf(log.origin, "thief");
  const resigned = filesOf(fork);
  resigned.set("checkpoints/12.note", noteOf(log.origin, 12, log.tree.root(12), [thief]));
  const rewritten = new FixtureLog("story");
  rewritten.logKey = thief;
  rewritten.append(2, "log.created", { app: "countersign 0.2.0", logKey: thief.vkey, protection: "file" });
  rewritten.reviewerKey("created", mara);
  const kept = noteOf(log.origin, 9, log.tree.root(9), [log.logKey!]).toString();
  const damaged = kept.replace(/(.)=\n$/, (_, last: string) => `${last === "A" ? "E" : "A"}=\n`);
  const turned = new FixtureLog("old key signs on");
  turned.begin();
  turned.ingest();
  const before = turned.logKey!;
  turned.rotateLogKey("next");
  turned.notes.set(3, noteOf(turned.origin, 3, turned.tree.root(3), [before]));
  return [
    attack(
      "truncated",
      30,
      "the tail is cut off; a checkpoint kept outside is longer",
      bundleOf(log, { to: 9 }),
      known(log.notes.get(12)!),
    ),
    attack("fork", 30, "another history under the same keys", bundleOf(begun), known(log.notes.get(9)!)),
    attack("fork-at-end", 30, "another history of the same length", bundleOf(begun), known(log.notes.get(12)!)),
    attack(
      "known-of-other-log",
      40,
      "the known checkpoint is another log's",
      bundleOf(log),
      known(stranger.notes.get(1)!),
    ),
    attack(
      "known-damaged",
      40,
      "the known checkpoint's signature does not verify",
      bundleOf(log),
      known(Buffer.from(damaged)),
    ),
    attack("known-no-note", 50, "the known checkpoint is no note", bundleOf(log), known(Buffer.from("12\n"))),
    attack("note-by-thief", 40, "the last checkpoint is signed by another key", seal(log, resigned, 0, 12), given),
    attack(
      "rewritten",
      40,
      "a whole new log under the thief's key: the pinned key did not sign it",
      bundleOf(rewritten),
      given,
    ),
    attack("other-log-pinned", 40, "the pinned log key is another log's", bundleOf(log), pins(stranger, mara)),
    attack("note-by-old-log-key", 40, "after a rotation the old log key still signs", bundleOf(turned), pins(turned)),
  ];
}

/** Containers that are not what they seem. */
export function attacksOnContainer(): Vector[] {
  const log = story();
  const given = pins(log, mara);
  const items = () => tarItems(bundleOf(log));
  const make = (name: string, why: string, bytes: Buffer) => attack(`tar-${name}`, 50, why, bytes, given);
  const extra = (item: TarItem) => tarOf([...items(), item]);
  const bytes = Buffer.from("x");
  const good = tarOf(items());
  const flipped = (at: number) => {
    const copy = Buffer.from(good);
    copy[at]! ^= 1;
    return copy;
  };
  return [
    make("parent", "a name that climbs out", extra({ name: "../evil", bytes })),
    make("absolute", "an absolute name", extra({ name: "/tmp/evil", bytes })),
    make("dotted", "the same name by another way", extra({ name: "./keys.json", bytes })),
    make("doubled", "a name twice", extra({ name: "keys.json", bytes })),
    make(
      "symlink",
      "a symbolic link",
      extra({ name: "blobs/x", bytes: Buffer.alloc(0), type: "2", link: "/etc/passwd" }),
    ),
    make(
      "hardlink",
      "a hard link",
      extra({ name: "report.html", bytes: Buffer.alloc(0), type: "1", link: "keys.json" }),
    ),
    make("device", "a device", extra({ name: "blobs/x", bytes: Buffer.alloc(0), type: "3" })),
    make("folder", "an entry of a folder", extra({ name: "blobs/", bytes: Buffer.alloc(0), type: "5" })),
    make("long-name", "an extended header", extra({ name: "PaxHeader", bytes, type: "x" })),
    make(
      "checksum",
      "a header with a wrong checksum",
      tarOf(items().map((item, at) => (at === 3 ? { ...item, checksum: "000000\0 " } : item))),
    ),
    make("header-bit", "one bit of a header's time", flipped(140)),
    make(
      "padding-bit",
      "one bit after a file's end",
      flipped(512 * Math.ceil((512 + items()[0]!.bytes.length) / 512) - 1),
    ),
    make("no-end", "no empty blocks at the end", good.subarray(0, -1024)),
    make("cut", "cut in the middle", good.subarray(0, 512 * 20)),
    make("tail", "something after the end", Buffer.concat([good, Buffer.alloc(511), bytes])),
  ];
}

/** An entry length that no bundle may hold: said before its bytes are read. */
export function attacksOnLimits(): Vector[] {
  const log = story();
  const files = filesOf(log);
  const bytes = Buffer.from(files.get("entries.bin")!);
  bytes.writeUInt32BE(262_145, 0);
  files.set("entries.bin", bytes);
  const long = filesOf(log);
  long.set("checkpoints/12.note", Buffer.concat([long.get("checkpoints/12.note")!, Buffer.alloc(65_536, 10)]));
  return [
    attack("entry-over-limit", 50, "an entry of 256 KiB and one byte", seal(log, files, 0, 12), pins(log, mara)),
    attack(
      "note-over-limit",
      50,
      "a checkpoint of more than 64 KiB",
      tarOf(tarItems(seal(log, long, 0, 12))),
      pins(log, mara),
    ),
  ];
}
