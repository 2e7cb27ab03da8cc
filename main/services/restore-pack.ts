import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { err, type Result } from "../../shared/result";
import { envelopeName, manifestName, parseManifest } from "../evidence/pack";
import { readPackFolder } from "../pack/pack-folder";
import { moveSources } from "../store/sessions";
import { envelopeOf } from "../store/trusted-keys";
import type { Core } from "../views/core";
import { readPack, type ReadPack } from "./read-pack";

/**
 * Reads a pack again whose folder may be gone or altered: from where it was, or else laid out of the archive into a folder of the data
 * folder for as long as it is read. In: where its manifest was and the manifest's digest.
 */
export async function restorePack(
  core: Core,
  manifest: { readonly path: string; readonly digest: string },
  cancelled: () => boolean,
): Promise<Result<ReadPack>> {
  const there = await readPackFolder(manifest.path, cancelled);
  // A folder that was altered since does not take away what was read of it: the archive has that.
  if (there.ok && there.value.problems.length === 0) return readPack(core, manifest.path, cancelled);
  const bytes = core.archive.get(manifest.digest);
  if (!bytes.ok) return bytes;
  const parsed = parseManifest(bytes.value.toString("utf8"), manifest.path);
  if (!parsed.ok) return parsed;
  const folder = core.archive.temporary();
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(path.join(folder, manifestName), bytes.value);
    const signed = envelopeOf(core.record, manifest.digest);
    const envelope = signed === null ? null : core.archive.get(signed);
    if (envelope?.ok === true) await writeFile(path.join(folder, envelopeName), envelope.value);
    for (const file of parsed.value.predicate.files) {
      const target = path.resolve(folder, file.path);
      // The manifest is someone else's text: nothing is written outside.
      if (!target.startsWith(folder + path.sep))
        return err({
          code: "path-refused",
          message: `The pack names a file outside itself: ${file.path}.`,
          place: manifest.path,
          remedy: "Ask whoever made the pack for one that holds its files.",
        });
      const content = core.archive.get(file.sha256);
      // What was missing or did not match when it was read first is named again by the reading.
      if (!content.ok) continue;
      await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
      await writeFile(target, content.value, { mode: 0o600 });
    }
    const read = await readPack(core, path.join(folder, manifestName), cancelled);
    moveSources(core.index, folder, path.dirname(manifest.path));
    return read;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
