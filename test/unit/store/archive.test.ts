import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../main/platform/files";
import { Archive } from "../../../main/store/archive";
import { tempFolder } from "../../support/temp-home";

describe("the archive", () => {
  it("gives back the exact bytes by digest, and keeps equal bytes once", async () => {
    const root = tempFolder();
    const archive = new Archive(root);
    const bytes = Buffer.from("a line\n".repeat(50_000));
    const digest = archive.put(bytes);
    expect(digest).toBe(sha256(bytes));
    const writer = archive.writer();
    for (let at = 0; at < bytes.length; at += 1000) await writer.write(bytes.subarray(at, at + 1000));
    expect(await writer.keep()).toBe(digest);
    const found = archive.get(digest);
    expect(found.ok && found.value.equals(bytes)).toBe(true);
    expect(readdirSync(path.join(root, digest.slice(0, 2)))).toEqual([`${digest}.zst`]);
    expect(readdirSync(path.join(root, "incoming"))).toEqual([]);
    expect(readFileSync(path.join(root, digest.slice(0, 2), `${digest}.zst`)).length).toBeLessThan(bytes.length / 20);
  });

  it("says that a copy was changed, that it cannot be unpacked, or that it is missing", () => {
    const root = tempFolder();
    const archive = new Archive(root);
    const digest = archive.put(Buffer.from("as it was"));
    const file = path.join(root, digest.slice(0, 2), `${digest}.zst`);
    writeFileSync(file, zstdCompressSync(Buffer.from("as it was not")));
    const changed = archive.get(digest);
    expect(!changed.ok && changed.error.message).toContain("holds other bytes");
    writeFileSync(file, "no zstd");
    const damaged = archive.get(digest);
    expect(!damaged.ok && damaged.error.code).toBe("archive-damaged");
    const missing = archive.get("0".repeat(64));
    expect(!missing.ok && missing.error.code).toBe("archive-missing");
  });

  it("leaves nothing behind of a source that was given up", async () => {
    const root = tempFolder();
    const archive = new Archive(root);
    const writer = archive.writer();
    await writer.write(Buffer.from("half"));
    await writer.drop();
    expect(readdirSync(path.join(root, "incoming"))).toEqual([]);
  });
});

describe("a source that grows", () => {
  async function grown(archive: Archive) {
    const writer = archive.writer();
    await writer.write(Buffer.from("begun "));
    const soFar = writer.soFar();
    const first = await writer.keep();
    const source = archive.grow({ digest: first, ...soFar });
    const second = await source.append(Buffer.from("grew "));
    const third = await source.append(Buffer.from("grew again"));
    return { source, digests: [first, second, third] as const };
  }
  const texts = ["begun ", "begun grew ", "begun grew grew again"];

  it("is found under the digest of every state it had, also by another process", async () => {
    const root = tempFolder();
    const archive = new Archive(root);
    const { digests } = await grown(archive);
    for (const one of [archive, new Archive(root)]) {
      for (const [at, digest] of digests.entries()) {
        const found = one.get(digest);
        expect(found.ok && found.value.toString()).toBe(texts[at]);
        expect(one.has(digest)).toBe(true);
        expect(await one.verify(digest)).toBe("intact");
        const slice = await one.slice(digest, 2, 5);
        expect(slice.ok && slice.value.toString()).toBe("gun");
      }
    }
  });

  it("writes nothing again while it grows, and becomes one file at rest; its first copy refers to it", async () => {
    const root = tempFolder();
    const archive = new Archive(root);
    const { source, digests } = await grown(archive);
    const frames = readdirSync(path.join(root, "growing")).find((name) => name.endsWith(".zst")) ?? "";
    const before = readFileSync(path.join(root, "growing", frames));
    await source.append(Buffer.from("!"));
    expect(
      readFileSync(path.join(root, "growing", frames))
        .subarray(0, before.length)
        .equals(before),
    ).toBe(true);
    await source.settle();
    expect(readdirSync(path.join(root, "growing"))).toEqual([]);
    const whole = sha256(`${texts[2] ?? ""}!`);
    expect(await archive.verify(whole)).toBe("intact");
    const [first] = digests;
    expect(existsSync(path.join(root, first.slice(0, 2), `${first}.zst`))).toBe(false);
    const found = archive.get(first);
    expect(found.ok && found.value.toString()).toBe(texts[0]);
  });

  it("says damaged where a segment or a copy holds other bytes, and missing where there is none", async () => {
    const root = tempFolder();
    const archive = new Archive(root);
    const { digests } = await grown(archive);
    const frames = readdirSync(path.join(root, "growing")).find((name) => name.endsWith(".zst")) ?? "";
    const bytes = readFileSync(path.join(root, "growing", frames));
    bytes.writeUInt8(bytes.readUInt8(9) ^ 0xff, 9);
    writeFileSync(path.join(root, "growing", frames), bytes);
    expect(await archive.verify(digests[2])).toBe("damaged");
    expect(await archive.verify(digests[0])).toBe("intact");
    expect(await archive.verify("0".repeat(64))).toBe("missing");
  });
});
