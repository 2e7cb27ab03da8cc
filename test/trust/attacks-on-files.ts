import { attack, edit, flip } from "./attack";
import { filesOf, framesOf, seal, type BundleFiles } from "./fixture-bundle";
import { mara, pins, story, type Vector } from "./fixture-honest";
import { canonical, keyOf, sha256Hex, type FixtureLog, type Json, type JsonObject } from "./fixture-log";

type Given = ReturnType<typeof pins>;

/** The story's bundle with its files changed and the manifest written anew: no key is needed for that. */
function changed(
  change: (files: BundleFiles, log: FixtureLog) => void,
  range = {},
): { bundle: BundleFiles; given: Given } {
  const log = story();
  const files = filesOf(log, range);
  change(files, log);
  const { from = 0, to = log.size } = range as { from?: number; to?: number };
  return { bundle: seal(log, files, from, to), given: pins(log, mara) };
}

/** What someone without any key can do to the files. */
export function attacksWithoutKeys(): Vector[] {
  const cases: [string, number, string, (files: BundleFiles, log: FixtureLog) => void, object?][] = [
    [
      "edited-entry",
      40,
      "a word of an entry is another",
      (files) => edit(files, "entries.bin", (text) => text.replace("went back 7 s", "went back 8 s")),
    ],
    [
      "swapped-entries",
      40,
      "two entries change places",
      (files, log) => {
        const { entries } = log;
        files.set("entries.bin", framesOf([...entries.slice(0, 4), entries[5]!, entries[4]!, ...entries.slice(6)]));
      },
    ],
    [
      "duplicated-entry",
      40,
      "one entry twice, the one after it gone",
      (files, log) => {
        const { entries } = log;
        files.set("entries.bin", framesOf([...entries.slice(0, 5), entries[4]!, ...entries.slice(6)]));
      },
    ],
    [
      "removed-middle",
      40,
      "an entry is cut out",
      (files, log) => {
        files.set("entries.bin", framesOf(log.entries.filter((_, seq) => seq !== 5)));
      },
    ],
    [
      "inserted-entry",
      40,
      "an entry more than the manifest says",
      (files, log) => {
        files.set("entries.bin", framesOf([...log.entries, log.entries[1]!]));
      },
    ],
    [
      "entries-cut-short",
      40,
      "the last entry has no end",
      (files) => files.set("entries.bin", files.get("entries.bin")!.subarray(0, -9)),
    ],
    [
      "withheld-hash-changed",
      40,
      "the leaf hash of a withheld entry is another",
      (files, log) => {
        files.set(
          "entries.bin",
          framesOf(log.entries.map((bytes, seq) => (seq === 6 ? { leaf: Buffer.alloc(32, 7) } : bytes))),
        );
      },
    ],
    [
      "withheld-unsaid",
      40,
      "a decision is withheld and the report does not say so",
      (files, log) => {
        const leaf = log.tree.leaves[5]!;
        files.set("entries.bin", framesOf(log.entries.map((bytes, seq) => (seq === 5 ? { leaf } : bytes))));
        files.delete("proofs/5.tlog-proof");
      },
    ],
    [
      "withheld-beginning",
      40,
      "log.created is withheld",
      (files, log) => {
        const leaf = log.tree.leaves[0]!;
        files.set("entries.bin", framesOf(log.entries.map((bytes, seq) => (seq === 0 ? { leaf } : bytes))));
      },
    ],
    [
      "report-word",
      40,
      "one word of report.json is another",
      (files) => edit(files, "report.json", (text) => text.replace('"kind":"reject"', '"kind":"approve"')),
    ],
    [
      "report-without-decision",
      40,
      "report.json leaves a decision out",
      (files) => {
        const report = JSON.parse(files.get("report.json")!.toString()) as { decisions: Json[] } & JsonObject;
        report.decisions.splice(1, 1);
        files.set("report.json", Buffer.from(canonical(report)));
      },
    ],
    [
      "report-pretty",
      50,
      "report.json says the same with white space",
      (files) => {
        files.set(
          "report.json",
          Buffer.from(JSON.stringify(JSON.parse(files.get("report.json")!.toString()), null, 1)),
        );
      },
    ],
    [
      "text-changed",
      40,
      "what was typed is another text under the same name",
      (files) => {
        const name = [...files.keys()].find((one) => one.startsWith("blobs/"))!;
        edit(files, name, (text) => text.replace('{"reason":"', '{"reason":"Not '));
      },
    ],
    [
      "texts-exchanged",
      40,
      "two typed texts change names",
      (files) => {
        const [a, b] = [...files.keys()].filter((one) => one.startsWith("blobs/")) as [string, string];
        const [first, second] = [files.get(a)!, files.get(b)!];
        files.set(a, second).set(b, first);
      },
    ],
    [
      "text-of-nobody",
      40,
      "a text that no decision names",
      (files) => {
        const content = Buffer.concat([Buffer.alloc(32, 1), Buffer.from('{"reason":"Approved."}')]);
        files.set(`blobs/${sha256Hex(content)}`, Buffer.concat([Buffer.of(32), content]));
      },
    ],
    [
      "note-bit",
      40,
      "one bit of the last checkpoint's signature",
      (files) => {
        edit(files, "checkpoints/12.note", (text) =>
          text.replace(/(.)=\n$/, (_, last: string) => `${last === "A" ? "E" : "A"}=\n`),
        );
      },
    ],
    [
      "note-root",
      40,
      "the checkpoint's root is another",
      (files) =>
        edit(files, "checkpoints/12.note", (text) =>
          text
            .replace(/\n.{4}/, (part) => part)
            .replace(/\n12\n(.)/, (_, one: string) => `\n12\n${one === "A" ? "B" : "A"}`),
        ),
    ],
    [
      "note-extension-line",
      40,
      "a fourth line in the checkpoint",
      (files) => edit(files, "checkpoints/12.note", (text) => text.replace("=\n\n", "=\nmore\n\n")),
    ],
    [
      "note-of-other-size",
      40,
      "the checkpoint of another size under this name",
      (files, log) => files.set("checkpoints/12.note", log.notes.get(11)!),
    ],
    [
      "note-missing-for-anchor",
      40,
      "the checkpoint of an anchor is left out",
      (files) => files.delete("checkpoints/6.note"),
    ],
    [
      "note-without-place",
      40,
      "a checkpoint nothing asks for",
      (files, log) => files.set("checkpoints/7.note", log.notes.get(7)!),
    ],
    [
      "proof-hash",
      40,
      "a hash of a proof is another",
      (files) =>
        edit(files, "proofs/5.tlog-proof", (text) =>
          text.replace(/index 5\n(.)/, (_, one: string) => `index 5\n${one === "A" ? "B" : "A"}`),
        ),
    ],
    [
      "proof-index",
      40,
      "a proof speaks of another entry",
      (files) => edit(files, "proofs/5.tlog-proof", (text) => text.replace("index 5", "index 4")),
    ],
    ["proof-missing", 40, "a decision has no proof", (files) => files.delete("proofs/5.tlog-proof")],
    [
      "proof-of-other-entry",
      40,
      "a proof of an entry that is no decision",
      (files) => files.set("proofs/6.tlog-proof", files.get("proofs/5.tlog-proof")!),
    ],
    [
      "proof-with-extra",
      40,
      "a proof with a line that nothing vouches for",
      (files) => edit(files, "proofs/5.tlog-proof", (text) => text.replace("index", "extra QUJD\nindex")),
    ],
    ["receipt-changed", 40, "an anchor's receipt is not its entry's", (files) => flip(files, "anchors/8.bin", 0)],
    ["receipt-missing", 40, "an anchor's receipt is left out", (files) => files.delete("anchors/8.bin")],
    [
      "key-listed-of-nobody",
      40,
      "keys.json lists a log key no entry tells of",
      (files) =>
        edit(files, "keys.json", (text) =>
          text.replace('"log":[', `"log":["${keyOf("countersign.invalid/x", "thief").vkey}",`),
        ),
    ],
    [
      "key-listed-for-other",
      40,
      "keys.json gives a key to another person",
      (files) => edit(files, "keys.json", (text) => text.replace("Mara Lind", "Jonas Beck")),
    ],
    [
      "file-unknown",
      50,
      "a file that is no part of a bundle, listed",
      (files) => files.set("verify.sh", Buffer.from("exit 0\n")),
    ],
    ["file-nested", 50, "a file deeper than any of a bundle", (files) => files.set("blobs/more/one", Buffer.from("x"))],
    ["file-missing", 50, "report.json is left out", (files) => files.delete("report.json")],
    [
      "edge-without-need",
      50,
      "a left edge in a bundle from entry 0",
      (files) => files.set("left-edge.json", Buffer.from("[]")),
    ],
    [
      "left-edge-changed",
      40,
      "a subtree before the bundle is another",
      (files) =>
        edit(files, "left-edge.json", (text) =>
          text.replace(/"(.)/, (_, one: string) => `"${one === "0" ? "1" : "0"}`),
        ),
      { from: 5 },
    ],
    [
      "left-edge-short",
      40,
      "a subtree before the bundle is left out",
      (files) => edit(files, "left-edge.json", (text) => text.replace(/,"[0-9a-f]+"/, "")),
      { from: 5 },
    ],
    [
      "left-edge-missing",
      50,
      "no left edge in a bundle from entry 5",
      (files) => files.delete("left-edge.json"),
      { from: 5 },
    ],
    [
      "earlier-key-left-out",
      40,
      "the reviewer's key before the bundle is left out",
      (files) => {
        const list = JSON.parse(files.get("earlier-keys.json")!.toString()) as Json[];
        files.set("earlier-keys.json", Buffer.from(canonical(list.slice(0, 1))));
      },
      { from: 5 },
    ],
    [
      "earlier-proof-changed",
      40,
      "the proof of an earlier key is another",
      (files) =>
        edit(files, "earlier-keys.json", (text) =>
          text.replace(/"proof":\["(.)/, (_, one: string) => `"proof":["${one === "0" ? "1" : "0"}`),
        ),
      { from: 5 },
    ],
    [
      "keys-spaced",
      50,
      "keys.json is not canonical",
      (files) => edit(files, "keys.json", (text) => text.replace(",", ", ")),
    ],
    [
      "keys-doubled",
      50,
      "a key twice in keys.json",
      (files) => edit(files, "keys.json", (text) => text.replace('"log":', '"log":[],"log":')),
    ],
  ];
  return cases.map(([name, exit, why, change, range]) => {
    const { bundle, given } = changed(change, range ?? {});
    return attack(name, exit, why, bundle, given);
  });
}
