import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseContract } from "../../main/evidence/contract-file";
import { parseManifest, verifyPackFiles } from "../../main/evidence/pack";
import type { PackManifest } from "../../shared/model/pack";

const root = fileURLToPath(new URL("../..", import.meta.url));
const sample = join(root, "resources/sample");
const pinnedNode = join(root, "node_modules/node/bin", process.platform === "win32" ? "node.exe" : "node");
const gitMissing = spawnSync("git", ["--version"]).error !== undefined;

/** Paths under a folder, with forward slashes, sorted. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort();
}

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function manifestOf(pack: string): PackManifest {
  const parsed = parseManifest(
    readFileSync(join(sample, "packs", pack, "manifest.json"), "utf8"),
    `${pack}/manifest.json`,
  );
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

const packs = readdirSync(join(sample, "packs")).sort();

describe.skipIf(gitMissing)(
  `the sample night, made again${gitMissing ? " (skipped: git is not installed)" : ""}`,
  () => {
    let out = "";

    beforeAll(() => {
      out = mkdtempSync(join(tmpdir(), "sample-again-"));
      const node = existsSync(pinnedNode) ? pinnedNode : process.execPath;
      execFileSync(node, [join(root, "scripts/make-sample.ts"), "--out", out], {
        cwd: root,
        stdio: ["ignore", "ignore", "inherit"],
      });
    }, 240_000);

    afterAll(() => {
      rmSync(out, { recursive: true, force: true });
    });

    it("has the same files as the committed one", () => {
      expect(filesOf(out)).toEqual(filesOf(sample));
    });

    it("has the same bytes in every file", () => {
      const differing = filesOf(sample).filter(
        (path) =>
          !existsSync(join(out, path)) || !readFileSync(join(out, path)).equals(readFileSync(join(sample, path))),
      );
      expect(differing).toEqual([]);
    });
  },
);

describe("the committed sample night", () => {
  it("is small and names no place of the machine it was made on", () => {
    const files = filesOf(sample);
    const bytes = files.map((path) => readFileSync(join(sample, path)));
    expect(bytes.reduce((sum, content) => sum + content.length, 0)).toBeLessThan(1_500_000);
    const leaking = files.filter((_, index) =>
      /\/tmp\/|sample-night-|node:internal/.test(bytes[index]?.toString("utf8") ?? ""),
    );
    expect(leaking).toEqual([]);
  });

  it("has six packs", () => {
    expect(packs).toEqual(["pay-118-a", "pay-118-b", "pay-118-c", "pay-121-a", "srch-114-a", "web-123-a"]);
  });

  it.each(packs)("%s holds what its manifest lists", (pack) => {
    const folder = join(sample, "packs", pack);
    const found = new Map(
      filesOf(folder).map((path) => {
        const bytes = readFileSync(join(folder, path));
        return [path, { bytes: bytes.length, sha256: digest(bytes) }];
      }),
    );
    expect(verifyPackFiles(manifestOf(pack), found)).toEqual([]);
  });

  it.each(packs)("%s has a contract that can be read", (pack) => {
    const parsed = parseContract(
      readFileSync(join(sample, "packs", pack, "contract.yaml"), "utf8"),
      `${pack}/contract.yaml`,
    );
    expect(parsed.ok ? parsed.value.id.toLowerCase() : parsed.error).toBe(pack.slice(0, -2));
  });
});
