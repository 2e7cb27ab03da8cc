import { baseName } from "../command-line";
import { isInstalled, isLockPath, manifestOf } from "../package-files";
import { sighting, type FindingRule } from "../rule";

export const lockfileWithoutManifest: FindingRule = {
  id: "lockfile-without-manifest",
  title: "Lock file without manifest",
  rationale:
    "A lock file that changes though nothing else was asked for installs other packages than before, and nobody said which.",
  looksAt: ["files"],
  run({ patch }) {
    const paths = patch.files.flatMap((file) => (file.oldPath === null ? [file.path] : [file.path, file.oldPath]));
    return patch.files.flatMap((file) => {
      const manifest = isInstalled(file.path) ? manifestOf(file.path) : null;
      if (manifest === null || (file.status === "renamed" && file.added + file.removed === 0)) return [];
      const folder = file.path.slice(0, -baseName(file.path).length);
      // One lock file may stand for all the packages below it.
      if (paths.some((path) => path.startsWith(folder) && manifest.test(baseName(path)))) return [];
      // A lock file that takes another's place belongs to the change of tool.
      if (file.status === "deleted" && patch.files.some((other) => other.status === "added" && isLockPath(other.path)))
        return [];
      const what =
        file.status === "added"
          ? "was added"
          : file.status === "deleted"
            ? "was deleted"
            : `changed (${String(file.added)} lines added, ${String(file.removed)} removed)`;
      return [sighting("warning", `${file.path} ${what}, and no manifest beside it did.`, { path: file.path })];
    });
  },
};
