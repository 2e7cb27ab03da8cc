import { createHash } from "node:crypto";
import { canonicalBytes, manifestName } from "../../main/audit/bundle/bundle-form";
import { BundleBuild, type BundleAsk } from "../../main/audit/bundle/build-bundle";
import type { BundleFiles } from "../../main/audit/bundle/bundle-listed";
import type { LogReading } from "../../main/audit/bundle/log-reading";

/** A bundle in memory: its files by name. */
export type MemoryBundle = Map<string, Buffer>;

/** Makes a bundle of a log in memory. */
export function bundleOf(log: LogReading, ask: Partial<BundleAsk> = {}): MemoryBundle {
  const begun = BundleBuild.begin(log, { from: null, to: null, withhold: [], texts: true, ...ask });
  if (!begun.ok) throw new Error(`${begun.error.code}: ${begun.error.message}`);
  const { origin, from, to } = begun.value;
  const files: MemoryBundle = new Map();
  for (const { name, chunks } of begun.value.parts()) files.set(name, Buffer.concat([...chunks]));
  return relisted(files, { origin, from, to });
}

/** The same files under a manifest that lists them as they are now: what an attacker would do after a change. */
export function relisted(files: MemoryBundle, head: { origin: string; from: number; to: number }): MemoryBundle {
  const listed = [...files]
    .filter(([name]) => name !== manifestName)
    .map(([name, bytes]) => ({
      name,
      size: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const manifest = { format: "countersign-audit-bundle", version: 1, ...head, files: listed };
  return new Map([...files, [manifestName, canonicalBytes(manifest)]]);
}

/** The files of a bundle as they are read. */
export function filesOf(bundle: MemoryBundle): BundleFiles {
  return {
    sizes: new Map([...bundle].map(([name, bytes]) => [name, bytes.length] as const)),
    read: (name, offset, length) => {
      const bytes = bundle.get(name);
      if (bytes === undefined) throw new Error(`the bundle holds no ${name}`);
      return bytes.subarray(offset, offset + length);
    },
    close: () => undefined,
  };
}
