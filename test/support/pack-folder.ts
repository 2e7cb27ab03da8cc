import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { PackFile } from "../../shared/model/pack";

type Given = Partial<Omit<PackFile, "sha256" | "bytes">> & { readonly content: string | Uint8Array };

const base = "1".repeat(40);
const head = "2".repeat(40);

export const digestOf = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");

/** Writes a pack by hand: files by path, with the manifest that lists them. `write: false` lists a file and leaves it out. */
export function writePack(
  folder: string,
  files: Readonly<Record<string, Given & { readonly write?: boolean }>>,
  attempt = "agent/one",
): string {
  const listed = Object.entries(files).map(([name, { content, write = true, ...rest }]) => {
    if (write) {
      const full = path.join(folder, name);
      mkdirSync(path.dirname(full), { recursive: true });
      writeFileSync(full, content);
    }
    return {
      path: name,
      role: "evidence",
      ...((rest.role ?? "evidence") === "evidence" ? { evidence: { kind: "tests", producer: "a test" } } : {}),
      ...rest,
      sha256: digestOf(content),
      bytes: Buffer.byteLength(content),
    };
  });
  const patch = listed.find(({ role }) => role === "patch");
  mkdirSync(folder, { recursive: true });
  const manifest = path.join(folder, "manifest.json");
  writeFileSync(
    manifest,
    JSON.stringify({
      _type: "https://in-toto.io/Statement/v1",
      subject: [
        { name: "head", digest: { gitCommit: head } },
        ...(patch === undefined ? [] : [{ name: patch.path, digest: { sha256: patch.sha256 } }]),
      ],
      predicateType: "https://countersign.invalid/evidence-pack/v1",
      predicate: {
        packVersion: 1,
        repository: { name: "ledger" },
        attempt: { id: attempt, base, head, summary: "Done.", createdAt: "2026-11-20T22:00:00Z" },
        runner: { kind: "other", name: "A runner" },
        files: listed,
      },
    }),
  );
  return manifest;
}

/** Every file below a folder, relative, with forward slashes. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => path.relative(folder, path.join(item.parentPath, item.name)).split(path.sep).join("/"))
    .sort();
}
