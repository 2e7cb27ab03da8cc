import { describe, expect, it } from "vitest";
import { canonicalBytes, isBundleName, readManifest, withheldMark } from "../../../main/audit/bundle/bundle-form";
import { entryFrame, indexFrames } from "../../../main/audit/bundle/entry-frames";
import { formatTlogProof, parseTlogProof } from "../../../main/audit/bundle/tlog-proof";
import { readTarHeader, tarHeader, tarPadding } from "../../../main/audit/bundle/ustar";
import { leafHash } from "../../../main/audit/tree";

const note = "countersign.invalid/x\n3\nroot\n\n\u2014 countersign.invalid/x c2ln\n";
const hash = (fill: number) => Buffer.alloc(32, fill);

describe("a proof as a file", () => {
  it("is read back as it was written, also with no hash in it", () => {
    for (const proof of [[], [hash(1)], [hash(1), hash(255)]]) {
      const text = formatTlogProof({ index: 7, proof, note });
      expect(parseTlogProof(text)).toEqual({ ok: true, value: { index: 7, proof, note } });
    }
    expect(formatTlogProof({ index: 0, proof: [], note: "n\n" })).toBe("c2sp.org/tlog-proof@v1\nindex 0\n\nn\n");
  });

  it.each([
    ["another header", (text: string) => text.replace("@v1", "@v2")],
    ["extra data", (text: string) => text.replace("index", "extra AA==\nindex")],
    ["no index", (text: string) => text.replace(/index 7\n/, "")],
    ["an index with a leading zero", (text: string) => text.replace("index 7", "index 07")],
    ["an index over 2^53", (text: string) => text.replace("index 7", "index 9007199254740993")],
    ["a hash of another length", (text: string) => text.replace(/\n[A-Za-z0-9+/=]{44}\n/, "\nAAAA\n")],
    ["a hash that is not base64", (text: string) => text.replace(/\n[A-Za-z0-9+/=]{44}\n/, `\n${"?".repeat(44)}\n`)],
    ["a hash with bits to spare", (text: string) => text.replace(/E=\n/, "F=\n")],
    ["no checkpoint", (text: string) => text.split("\n\n")[0] ?? ""],
    [
      "more hashes than a tree is deep",
      (text: string) => text.replace("\n\n", `\n${`${hash(1).toString("base64")}\n`.repeat(70)}\n`),
    ],
  ])("is refused with %s", (_what, change) => {
    const text = formatTlogProof({ index: 7, proof: [hash(1)], note });
    expect(change(text)).not.toBe(text);
    expect(parseTlogProof(change(text))).toMatchObject({ ok: false, error: { code: "proof-malformed" } });
  });
});

describe("the header of a file in an archive", () => {
  it("is read back, and pads to whole blocks", () => {
    for (const size of [0, 1, 511, 512, 513, 8_589_934_591]) {
      expect(readTarHeader(tarHeader("proofs/12.tlog-proof", size))).toEqual({
        ok: true,
        value: { name: "proofs/12.tlog-proof", size },
      });
      expect((size + tarPadding(size)) % 512).toBe(0);
    }
    expect(readTarHeader(Buffer.alloc(512))).toEqual({ ok: true, value: null });
  });

  const resummed = (block: Buffer): Buffer => {
    const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
    block.write(`${sum.toString(8).padStart(6, "0")}\u0000 `, 148, "latin1");
    return block;
  };
  it.each([
    ["a changed name", (block: Buffer) => block.fill("x", 0, 1), false],
    ["a symbolic link", (block: Buffer) => block.fill("2", 156, 157), true],
    ["a hard link", (block: Buffer) => block.fill("1", 156, 157), true],
    ["a folder", (block: Buffer) => block.fill("5", 156, 157), true],
    ["a device", (block: Buffer) => block.fill("3", 156, 157), true],
    ["a pax header", (block: Buffer) => block.fill("x", 156, 157), true],
    ["a link's target", (block: Buffer) => block.fill("/etc/passwd", 157, 168), true],
    ["a prefix", (block: Buffer) => block.fill("..", 345, 347), true],
    ["another magic", (block: Buffer) => block.fill("gnuta", 257, 262), true],
    ["a size in base 256", (block: Buffer) => block.fill(0x80, 124, 125), true],
    ["a size that is no number", (block: Buffer) => block.fill("9", 124, 125), true],
  ])("is refused with %s", (_what, change, sum) => {
    const block = tarHeader("entries.bin", 10);
    change(block);
    expect(readTarHeader(sum ? resummed(block) : block)).toMatchObject({ ok: false, error: { code: "tar-refused" } });
  });

  it("is refused when it is cut off", () => {
    expect(readTarHeader(tarHeader("entries.bin", 1).subarray(0, 511)).ok).toBe(false);
  });
});

describe("entries.bin", () => {
  const entries = ["one", "two", "three"].map((text) => Buffer.from(text));
  const index = (file: Buffer, count: number) => {
    const seen: (string | null)[] = [];
    const found = indexFrames(
      file.length,
      (offset, length) => file.subarray(offset, offset + length),
      count,
      (_at, bytes) => seen.push(bytes === null ? null : Buffer.from(bytes).toString()),
    );
    return { found, seen };
  };

  it("gives each entry, or the leaf hash of one that is withheld", () => {
    const file = Buffer.concat(entries.map((bytes, at) => entryFrame(bytes, at === 1)));
    const { found, seen } = index(file, 3);
    expect(seen).toEqual(["one", null, "three"]);
    if (!found.ok) throw new Error(found.error.message);
    for (const [at, bytes] of entries.entries())
      expect(found.value.leaves.subarray(at * 32, at * 32 + 32).equals(leafHash(bytes))).toBe(true);
    expect(found.value.offsets[1]).toBe(-1);
  });

  it("reads entries that lie across the pieces it is read in", () => {
    const many = Array.from({ length: 40 }, (_, at) => Buffer.alloc(100_000 + at, at));
    const { seen } = index(Buffer.concat(many.map((bytes) => entryFrame(bytes, false))), 40);
    expect(seen.map((text) => text?.length)).toEqual(many.map((bytes) => bytes.length));
  });

  const u32 = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  it.each([
    ["fewer entries than promised", Buffer.concat([entryFrame(Buffer.from("one"), false)]), 2],
    ["more than promised", Buffer.concat(entries.map((bytes) => entryFrame(bytes, false))), 2],
    ["an entry that is cut off", entryFrame(Buffer.from("one"), false).subarray(0, 6), 1],
    ["a length that is cut off", Buffer.concat([entryFrame(Buffer.from("one"), false), Buffer.alloc(3)]), 2],
    ["an empty entry", u32(0), 1],
    ["an entry over the limit", Buffer.concat([u32(256 * 1024 + 1), Buffer.alloc(256 * 1024 + 1)]), 1],
    ["a withheld entry with half a hash", Buffer.concat([u32(withheldMark), Buffer.alloc(16)]), 1],
    ["nothing at all", Buffer.alloc(0), 1],
    ["a promise of more entries than there is room for", Buffer.alloc(64), 2 ** 50],
  ])("is refused with %s", (_what, file, count) => {
    expect(index(file, count).found).toMatchObject({ ok: false, error: { code: "bundle-malformed" } });
  });
});

describe("the manifest", () => {
  const sha256 = "a".repeat(64);
  const good = {
    format: "countersign-audit-bundle",
    version: 1,
    origin: "countersign.invalid/926c7705-9af9-4552-ad5f-f65f8d836478",
    from: 0,
    to: 2,
    files: [
      { name: "checkpoints/2.note", size: 10, sha256 },
      { name: "entries.bin", size: 10, sha256 },
    ],
  };

  it("is read in its canonical form only", () => {
    expect(readManifest(canonicalBytes(good))).toEqual({ ok: true, value: good });
    expect(readManifest(Buffer.from(JSON.stringify(good, null, 1))).ok).toBe(false);
    expect(readManifest(Buffer.from(canonicalBytes(good).toString().replace('"from":0', '"from":1,"from":0'))).ok).toBe(
      false,
    );
  });

  it.each([
    ["another format", { format: "zip" }],
    ["another version", { version: 2 }],
    ["another origin", { origin: "example.org/log" }],
    ["no entries", { from: 2 }],
    ["an unknown key", { note: "" }],
    ["a file of another name", { files: [{ name: "run.sh", size: 1, sha256 }] }],
    ["a file outside of it", { files: [{ name: "../entries.bin", size: 1, sha256 }] }],
    ["a file twice", { files: [good.files[1], good.files[1]] }],
    ["files out of order", { files: good.files.toReversed() }],
    ["a note over the limit", { files: [{ name: "checkpoints/2.note", size: 70_000, sha256 }] }],
    ["a blob over the limit", { files: [{ name: `blobs/${sha256}`, size: 2_000_000, sha256 }] }],
  ])("is refused with %s", (_what, change) => {
    expect(readManifest(canonicalBytes({ ...good, ...change }))).toMatchObject({ ok: false });
  });

  it("allows the names of the form, and no others", () => {
    for (const name of ["entries.bin", "proofs/0.tlog-proof", "anchors/12.bin", `blobs/${sha256}`, "report.html"])
      expect(isBundleName(name)).toBe(true);
    for (const name of ["manifest.json", "proofs/01.tlog-proof", "proofs/a", "blobs/xyz", "entries.bin/", "", "a/../b"])
      expect(isBundleName(name)).toBe(false);
  });
});
