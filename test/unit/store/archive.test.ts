import { readdirSync, readFileSync, writeFileSync } from "node:fs";
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
    const writer = await archive.writer();
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
    const writer = await archive.writer();
    await writer.write(Buffer.from("half"));
    await writer.drop();
    expect(readdirSync(path.join(root, "incoming"))).toEqual([]);
  });
});
