import type { PatchFile } from "../../../shared/diff/parse-patch";
import { changeBlocks, placeOf, shownLine } from "../added-lines";
import { isSnapshotPath, isTestPath } from "../path-class";
import { sighting, type FindingRule, type Sighting } from "../rule";

export const snapshotRewritten: FindingRule = {
  id: "snapshot-rewritten",
  title: "Snapshot rewritten",
  rationale: "A recorded expectation that is recorded anew agrees with whatever the code does now.",
  looksAt: ["files", "added-lines", "removed-lines"],
  run({ patch }) {
    return patch.files.flatMap((file) => {
      if (file.status === "added" || file.status === "copied") return [];
      if (isSnapshotPath(file.path)) return recorded(file);
      return isTestPath(file.path) ? inline(file) : [];
    });
  },
};

function recorded(file: PatchFile): Sighting[] {
  const at = { path: file.path };
  if (file.status === "deleted") return [sighting("warning", "The recorded expectation was deleted.", at)];
  if (file.binary) return [sighting("warning", "The recorded picture or binary expectation was replaced.", at)];
  // Entries that only come in are new snapshots, not rewritten ones.
  if (file.removed === 0) return [];
  const lines = file.removed === 1 ? "1 recorded line" : `${String(file.removed)} recorded lines`;
  return [sighting("warning", `${lines} changed or went away, ${String(file.added)} came in.`, at)];
}

const inlineSnapshot = /\bto(?:Match|ThrowErrorMatching)InlineSnapshot\s*\(\s*(["'`])/;

/** A snapshot in the test itself, where the diff shows its one line. */
function inline(file: PatchFile): Sighting[] {
  return file.hunks.flatMap((hunk) =>
    changeBlocks(hunk).flatMap(({ removed, added }) => {
      const before = removed.filter((line) => inlineSnapshot.test(line.text));
      return added
        .filter((line) => inlineSnapshot.test(line.text))
        .slice(0, before.length)
        .map((line) =>
          sighting("warning", `A snapshot in the test was rewritten: ${shownLine(line.text)}`, placeOf(file, line)),
        );
    }),
  );
}
