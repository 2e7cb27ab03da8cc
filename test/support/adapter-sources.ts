import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { SourceHead, TranscriptAdapter } from "../../main/ingest/port";

/** A source as an adapter gets it: one file, or the files of one session one after the other. */
export interface AdapterSource {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export function headOf(source: AdapterSource): SourceHead {
  return { name: source.name, bytes: source.bytes.subarray(0, 256 * 1024) };
}

/** Every file below a folder, by its path from there, in order of these paths. */
export function filesBelow(folder: string): AdapterSource[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(path.join(folder, name)).isFile())
    .sort()
    .map((name) => ({ name: name.split(path.sep).join("/"), bytes: readFileSync(path.join(folder, name)) }));
}

/** Puts the files that are parts of one session together, as ingest does. */
export function joinFragments(adapter: TranscriptAdapter, files: readonly AdapterSource[]): AdapterSource[] {
  const groups = new Map<string, AdapterSource[]>();
  for (const file of files) {
    const session = adapter.fragmentOf?.(headOf(file)) ?? null;
    const key = session === null ? `file ${file.name}` : `session ${session}`;
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  const newline = Uint8Array.of(0x0a);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    if (group.length === 1) return [first];
    return [{ name: first.name, bytes: Buffer.concat(group.flatMap(({ bytes }) => [bytes, newline])) }];
  });
}
