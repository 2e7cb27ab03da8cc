import { mkdirSync } from "node:fs";
import path from "node:path";
import { onTestFinished, describe, expect, it } from "vitest";
import { BundleBuild } from "../../../main/audit/bundle/build-bundle";
import { BundleLog } from "../../../main/audit/bundle/bundle-log";
import { parseTlogProof } from "../../../main/audit/bundle/tlog-proof";
import { inclusionProof, isIncluded } from "../../../main/audit/proof";
import { leafHash, rootOf } from "../../../main/audit/tree";
import { bundleOf, filesOf, relisted, type MemoryBundle } from "../../support/memory-bundle";
import { seededRandom } from "../../support/seeded-random";
import { tempFolder } from "../../support/temp-home";
import { HonestLog } from "../../trust/honest-log";

function honest(seed: number, entries: number): HonestLog {
  const home = path.join(tempFolder(), "home");
  mkdirSync(home);
  const log = new HonestLog(home, seededRandom(seed));
  log.fill(entries);
  onTestFinished(() => {
    log.close();
  });
  return log;
}

function opened(bundle: MemoryBundle): BundleLog {
  const log = BundleLog.open(filesOf(bundle));
  if (!log.ok) throw new Error(log.error.message);
  return log.value;
}

/** A size at which a checkpoint was kept, near one that is asked for. */
function keptSize({ ledger }: HonestLog, near: number): number {
  for (let size = near; size > 0; size -= 1) if (ledger.checkpointAt(size) !== null) return size;
  throw new Error("no checkpoint was kept");
}

describe("a bundle of an honest log", { timeout: 30_000 }, () => {
  it.each([3, 7, 11])("shows every entry, decision and key of the log as the log itself does (seed %i)", (seed) => {
    const log = honest(seed, 80);
    const { ledger } = log;
    const from = seed === 3 ? 0 : 37;
    const bundle = opened(bundleOf(ledger, { from }));
    expect(bundle.origin()).toBe(ledger.origin());
    expect(bundle.size()).toBe(ledger.size());
    expect(bundle.root).toBe(rootOf(ledger.nodes, ledger.size()).toString("hex"));
    expect(bundle.checkpoint()).toEqual(ledger.checkpoint());
    for (const { seq, bytes } of ledger.stored(from, ledger.size())) {
      expect(bundle.bytes(seq)).toEqual(Buffer.from(bytes));
      const decision = ledger.decision(seq);
      expect(bundle.decision(seq)).toEqual(decision);
      const proof = inclusionProof(bundle.nodes, seq, bundle.size());
      expect(proof).toEqual(inclusionProof(ledger.nodes, seq, ledger.size()));
    }
    expect(bundle.keys().reviewers.map(({ keyid, from: first, until }) => ({ keyid, first, until }))).toEqual(
      ledger.keys().reviewers.map(({ keyid, from: first, until }) => ({ keyid, first, until })),
    );
    expect(bundle.keys().log.map(({ vkey }) => vkey)).toEqual(ledger.keys().log.map(({ vkey }) => vkey));
    for (const kind of ["anchor", "clock.anomaly", "blob.erased"] as const)
      expect(bundle.entriesOf(kind)).toEqual(ledger.entriesOf(kind).filter((seq) => seq >= from));
  });

  it("has a proof for every decision that leads to the root its checkpoint signs", () => {
    const { ledger } = honest(5, 90);
    const files = bundleOf(ledger);
    const bundle = opened(files);
    const root = Buffer.from(bundle.root, "hex");
    let proofs = 0;
    for (const [name, bytes] of files) {
      const seq = /^proofs\/(\d+)\.tlog-proof$/.exec(name)?.[1];
      if (seq === undefined) continue;
      proofs += 1;
      const read = parseTlogProof(bytes.toString());
      if (!read.ok) throw new Error(read.error.message);
      expect(read.value.note).toBe(ledger.checkpoint()?.note);
      const leaf = leafHash(bundle.bytes(Number(seq)) ?? Buffer.alloc(0));
      expect(isIncluded(leaf, { index: Number(seq), size: bundle.size(), root }, read.value.proof)).toBe(true);
    }
    expect(proofs).toBe(ledger.decisions(null).length);
    expect(proofs).toBeGreaterThan(10);
  });

  it("withholds what it is asked to, and still ends in the same root", () => {
    const { ledger } = honest(9, 60);
    const decisions = ledger.decisions(null).map(({ seq }) => seq);
    const withhold = decisions.slice(0, 3);
    const files = bundleOf(ledger, { withhold, texts: false });
    const bundle = opened(files);
    expect(bundle.withheld).toBe(3);
    expect(bundle.root).toBe(rootOf(ledger.nodes, ledger.size()).toString("hex"));
    for (const seq of withhold) {
      expect(bundle.bytes(seq)).toBeNull();
      expect(bundle.leaf(seq).toString("hex")).toBe(ledger.decision(seq)?.leafHash);
      expect(files.has(`proofs/${String(seq)}.tlog-proof`)).toBe(false);
    }
    expect([...files.keys()].filter((name) => name.startsWith("blobs/"))).toEqual([]);
    const states = decisions.map((seq) => bundle.decision(seq)?.texts?.state);
    expect(states).not.toContain("kept");
    expect(states).toContain("absent");
    // Nothing of a text that was left out is in any file.
    const typed = ledger
      .decisions(null)
      .flatMap(({ decision, texts }) => (texts?.state === "kept" ? [decision.reason] : []));
    const all = Buffer.concat([...files.values()]).toString("utf8");
    for (const text of typed.filter((one) => one.length > 20))
      expect(all).not.toContain(JSON.stringify(text).slice(1, -1));
  });

  it("ends where a checkpoint was kept, and says where the next one is", () => {
    const log = honest(13, 80);
    const { ledger } = log;
    const to = keptSize(log, 40);
    expect(opened(bundleOf(ledger, { to })).root).toBe(rootOf(ledger.nodes, to).toString("hex"));
    const none = Array.from({ length: 80 }, (_, at) => at + 1).find((size) => ledger.checkpointAt(size) === null);
    if (none === undefined) throw new Error("every size has a checkpoint");
    expect(BundleBuild.begin(ledger, { from: null, to: none, withhold: [], texts: true })).toMatchObject({
      ok: false,
      error: { code: "no-checkpoint", remedy: expect.stringMatching(/^The next one is at \d+/) as string },
    });
  });

  it.each([
    ["entries that are not there", { from: 10_000 }, "bundle-range"],
    ["an end before its beginning", { from: 20, to: 10 }, "bundle-range"],
    ["an end beyond the log", { to: 10_000 }, "bundle-range"],
    ["the withholding of its first entry", { withhold: [0] }, "withhold-refused"],
    ["the withholding of what it does not hold", { withhold: [10_000] }, "withhold-refused"],
  ])("refuses %s", (_what, ask, code) => {
    const { ledger } = honest(17, 40);
    expect(BundleBuild.begin(ledger, { from: null, to: null, withhold: [], texts: true, ...ask })).toMatchObject({
      ok: false,
      error: { code },
    });
  });

  it("refuses to withhold what signatures are judged by", () => {
    const { ledger } = honest(3, 60);
    const judged = Array.from({ length: 60 }, (_, seq) => seq).filter((seq) =>
      ["reviewer.key", "log.key", "policy", "anchor"].includes(ledger.body(seq)?.kind ?? ""),
    );
    expect(judged.length).toBeGreaterThan(0);
    for (const seq of judged)
      expect(BundleBuild.begin(ledger, { from: null, to: null, withhold: [seq], texts: true })).toMatchObject({
        ok: false,
        error: { code: "withhold-refused" },
      });
  });
});

describe("another's bundle that was changed", { timeout: 30_000 }, () => {
  const build = (): { files: MemoryBundle; head: { origin: string; from: number; to: number } } => {
    const { ledger } = honest(21, 70);
    const from = 20;
    return { files: bundleOf(ledger, { from }), head: { origin: ledger.origin() ?? "", from, to: ledger.size() } };
  };

  it("is refused when its files are not those it lists", () => {
    const { files } = build();
    const refused = (change: (copy: MemoryBundle) => void) => {
      const copy = new Map(files);
      change(copy);
      expect(BundleLog.open(filesOf(copy))).toMatchObject({ ok: false, error: { code: "bundle-malformed" } });
    };
    refused((copy) => copy.delete("manifest.json"));
    refused((copy) => copy.delete("keys.json"));
    refused((copy) => copy.set("notes.txt", Buffer.from("x")));
    refused((copy) => copy.set("keys.json", Buffer.from("{}")));
    refused((copy) => copy.set("left-edge.json", Buffer.alloc(copy.get("left-edge.json")?.length ?? 0, 32)));
  });

  it("never throws, whatever byte of whichever file was changed, and shows no checkpoint that does not hold", () => {
    const { files, head } = build();
    const before = opened(files);
    const random = seededRandom(99);
    // Of proofs, texts and notes a few stand for all.
    const kept = [...files].filter(([name], at) => !name.includes("/") || at % 7 === 0);
    for (const [name, bytes] of kept) {
      for (let round = 0; round < 4; round += 1) {
        const at = Math.floor(random() * bytes.length);
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(random() * 8));
        const copy = new Map([...files, [name, changed] as const]);
        for (const bundle of [copy, name === "manifest.json" ? copy : relisted(copy, head)]) {
          const log = BundleLog.open(filesOf(bundle));
          if (!log.ok) continue;
          for (let seq = head.from + (round % 3); seq < head.to; seq += 5) log.value.decision(seq);
          const same = log.value.root === before.root;
          if (log.value.checkpoint() !== null) expect(same).toBe(true);
          if (name === "entries.bin" || name === "left-edge.json") expect(same).toBe(false);
        }
      }
    }
  });

  it("does not show a text that is not the one committed to", () => {
    const { files, head } = build();
    const [name] = [...files.keys()].filter((one) => one.startsWith("blobs/"));
    const blob = files.get(name ?? "");
    if (name === undefined || blob === undefined) throw new Error("the bundle has no text");
    const swapped = Buffer.from(blob.toString("latin1").replace('"reason":"', '"reason":"not '), "latin1");
    const bundle = opened(relisted(new Map([...files, [name, swapped]]), head));
    const commitment = name.slice("blobs/".length);
    const at = Array.from({ length: head.to - head.from }, (_, index) => head.from + index).find(
      (seq) => bundle.decision(seq)?.texts?.commitment === commitment,
    );
    if (at === undefined) throw new Error("no decision names the text");
    expect(bundle.decision(at)).toMatchObject({ decision: { reason: "" }, texts: { state: "absent" } });
  });
});
