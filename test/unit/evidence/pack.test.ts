import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseManifest, verifyPackFiles } from "../../../main/evidence/pack";
import { unsafePath } from "../../../main/evidence/pack-path";
import type { PackManifest } from "../../../shared/model/pack";

const folder = fileURLToPath(new URL("../../fixtures/packs/refund-retry/", import.meta.url));
const text = readFileSync(`${folder}manifest.json`, "utf8");

function manifest(source = text): PackManifest {
  const read = parseManifest(source, "manifest.json");
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}
function message(source: string): string {
  const read = parseManifest(source, "manifest.json");
  return read.ok ? "accepted" : `${read.error.place ?? ""} ${read.error.message}`;
}
function changed(change: (copy: PackManifest) => void): string {
  const copy = structuredClone(manifest());
  change(copy);
  return JSON.stringify(copy, null, 2);
}
function contents(): Map<string, { bytes: number; sha256: string }> {
  const files = new Map<string, { bytes: number; sha256: string }>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!statSync(folder + name).isFile()) continue;
    const bytes = readFileSync(folder + name);
    files.set(name.replaceAll("\\", "/"), {
      bytes: bytes.byteLength,
      sha256: createHash("sha256").update(bytes).digest("hex"),
    });
  }
  return files;
}

describe("manifest", () => {
  it("reads the pack of the fixtures", () => {
    expect(manifest().predicate).toMatchObject({
      repository: { name: "payments" },
      files: [{ role: "contract" }, { role: "patch" }, { role: "evidence" }, { role: "evidence" }],
    });
  });

  it("takes a byte order mark, as some editors write it", () => {
    expect(message(`\ufeff${text}`)).toBe("accepted");
  });

  it("places schema problems and names the nearest key", () => {
    expect(message(text.replace('"packVersion"', '"packversion"'))).toMatch(
      /^manifest\.json:\d+:\d+ 2 problems.*Unknown key "packversion" in predicate\./,
    );
    expect(message(text.replace("evidence-pack/v1", "evidence-pack/v9"))).toContain(
      "This statement is not an evidence pack",
    );
  });

  it("refuses keys written twice, which JSON.parse would hide", () => {
    expect(message(text.replace('"branch":', '"id": "other",\n"branch":'))).toMatch(
      /^manifest\.json:28:7 The key "id" is written twice/,
    );
    expect(message(text.replace('"branch":', '"\\u0069d": "other", "branch":'))).toContain(
      'The key "id" is written twice',
    );
  });

  it("binds the subject to the head and the patch", () => {
    expect(message(changed((copy) => copy.subject.shift()))).toContain("No subject has the attempt's head");
    expect(message(changed((copy) => copy.subject.pop()))).toContain("No subject has the digest of attempt.patch");
  });

  it("refuses unsafe, twin and self-listed paths, two patches and undescribed evidence", () => {
    const rename = (path: string, index = 3) =>
      message(
        changed((copy) => {
          copy.predicate.files[index]!.path = path;
        }),
      );
    expect(rename("../outside")).toContain('it has the step ".."');
    expect(rename("EVIDENCE/JUNIT.XML")).toContain("are the same file on some systems");
    expect(rename("Manifest.json")).toContain("The manifest cannot list Manifest.json");
    expect(
      message(
        changed((copy) => {
          copy.predicate.files[3]!.role = "patch";
        }),
      ),
    ).toContain("2 files have the role patch");
    expect(
      message(
        changed((copy) => {
          delete copy.predicate.files[3]!.evidence;
        }),
      ),
    ).toContain("does not say its kind");
  });

  it("survives what is not a manifest", () => {
    for (const source of [
      "",
      "null",
      "[]",
      "{",
      '"x"',
      "[".repeat(200_000),
      `${"[".repeat(5_000)}${"]".repeat(5_000)}`,
    ]) {
      expect(message(source), source.slice(0, 20)).not.toContain("accepted");
    }
  });
});

describe("verifyPackFiles", () => {
  it("accepts the pack as it was written", () => {
    expect(verifyPackFiles(manifest(), contents())).toEqual([]);
  });

  it("finds missing, changed and extra files", () => {
    const files = contents();
    files.delete("attempt.patch");
    files.set("contract.yaml", { bytes: 1, sha256: "0".repeat(64) });
    files.set("evidence/junit.xml", { bytes: files.get("evidence/junit.xml")!.bytes, sha256: "0".repeat(64) });
    files.set("evidence/extra.xml", { bytes: 1, sha256: "0".repeat(64) });
    expect(verifyPackFiles(manifest(), files).map((problem) => `${problem.code} ${problem.place ?? ""}`)).toEqual([
      "pack-file-changed contract.yaml",
      "pack-file-missing attempt.patch",
      "pack-file-changed evidence/junit.xml",
      "pack-file-extra evidence/extra.xml",
    ]);
  });

  it("never believes an unsafe path, even one that is there", () => {
    const copy = structuredClone(manifest());
    copy.predicate.files[3]!.path = "../../etc/passwd";
    const problems = verifyPackFiles(
      copy,
      new Map([...contents(), ["../../etc/passwd", { bytes: 1, sha256: "0".repeat(64) }]]),
    );
    expect(problems[0]).toMatchObject({ code: "pack-path-unsafe" });
  });
});

describe("unsafePath", () => {
  it.each([
    "/etc/passwd",
    "C:/x",
    "c:x",
    "a\\b",
    "../x",
    "a/../b",
    "./a",
    "a//b",
    "a/",
    "",
    "a\u0000b",
    "a\u202egnp.exe",
    "a\u200bb",
    "a\u{e0041}",
    "nul",
    "a/COM1.txt",
    "a./b",
    "a ",
    'a"b',
    "a?b",
    "a|b",
    "\ud800",
  ])("refuses %j", (path) => {
    expect(unsafePath(path)).not.toBeNull();
  });
  it.each(["a", "evidence/junit.xml", "src/übung.ts", "a b/c.d", ".github/CODEOWNERS", "console/x", "日本語.log"])(
    "takes %j",
    (path) => {
      expect(unsafePath(path)).toBeNull();
    },
  );
});
