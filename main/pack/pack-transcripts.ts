import { readdir } from "node:fs/promises";
import path from "node:path";
import type { RunnerKind } from "../../shared/model/runner";
import { err, ok, type Result } from "../../shared/result";
import { pathKey, unsafePath } from "../evidence/pack-path";
import { chooseAdapter } from "../ingest/choose-adapter";
import type { TranscriptAdapter } from "../ingest/port";
import { packingOf, unpack, type Packing } from "../platform/decompress";
import { readChunks, statRegular } from "../platform/files";
import type { PackWriter } from "./pack-writer";

/** How much of a transcript its runner is recognised by. */
const headBytes = 256 * 1024;

/**
 * Adds transcripts to a pack, with those of sub-agents that lie in the folder of a session's name beside it. Out: what ran the
 * first of them, as its content says; null where none is known. A transcript that is not there is an error: it was asked for.
 */
export async function packTranscripts(
  writer: PackWriter,
  files: readonly string[],
  adapters: readonly TranscriptAdapter[],
): Promise<Result<RunnerKind | null>> {
  const names = new Set<string>();
  let kind: RunnerKind | null = null;
  for (const given of files) {
    const full = path.resolve(given);
    const found = await statRegular(full);
    if (!found.ok) return found;
    const name = nameFor(path.basename(full), names);
    if (name === null)
      return err({
        code: "transcript-name",
        message: `${JSON.stringify(path.basename(full))} is no name that every system can keep.`,
        place: full,
        remedy: "Copy it under another name.",
      });
    await writer.addCopy(`transcripts/${name}`, full, { role: "transcript" });
    kind ??= await kindOf(full, adapters);
    for (const agent of await subAgents(full)) {
      const below = `${path.parse(name).name}/subagents/${path.basename(agent)}`;
      if (unsafePath(below) === null) await writer.addCopy(`transcripts/${below}`, agent, { role: "transcript" });
    }
  }
  return ok(kind);
}

function nameFor(base: string, names: Set<string>): string | null {
  if (unsafePath(base) !== null) return null;
  const { name, ext } = path.parse(base);
  for (let at = 1; ; at += 1) {
    const candidate = at === 1 ? base : `${name}-${String(at)}${ext}`;
    if (names.has(pathKey(candidate))) continue;
    names.add(pathKey(candidate));
    return candidate;
  }
}

async function kindOf(full: string, adapters: readonly TranscriptAdapter[]): Promise<RunnerKind | null> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of unpacked(full)) {
      parts.push(chunk);
      bytes += chunk.length;
      if (bytes >= headBytes) break;
    }
  } catch {
    // Damaged or unreadable: it is packed as it is, and reading the pack will name it.
    return null;
  }
  const name = path.basename(full).replace(/\.(zst|gz)$/i, "");
  const chosen = chooseAdapter(adapters, { name, bytes: Buffer.concat(parts).subarray(0, headBytes) });
  return chosen.ok ? chosen.value.id : null;
}

async function* unpacked(full: string): AsyncGenerator<Uint8Array> {
  let packing: Packing | null = null;
  for await (const chunk of readChunks(full)) {
    packing = packingOf(chunk);
    break;
  }
  if (packing === "zstd" || packing === "gzip") yield* unpack(packing, readChunks(full));
  else yield* readChunks(full);
}

/** Claude Code keeps them as `SESSION/subagents/agent-*.jsonl` beside `SESSION.jsonl`. */
async function subAgents(transcript: string): Promise<string[]> {
  const folder = path.join(path.dirname(transcript), path.parse(transcript).name, "subagents");
  try {
    const items = await readdir(folder, { withFileTypes: true });
    return items
      .filter((item) => item.isFile() && item.name.endsWith(".jsonl"))
      .map((item) => path.join(folder, item.name))
      .sort();
  } catch {
    // It had none.
    return [];
  }
}
