import type { PatchFile } from "../../../shared/diff/parse-patch";
import { isLockPath } from "../package-files";
import { sighting, type FindingRule, type Sighting } from "../rule";

const picture = /\.(?:png|jpe?g|gif|webp|ico|svg|avif|bmp|mp4|webm|mov)$/i;
const documents = /(?:^|\/)(?:docs?|documentation|images|screenshots|assets|static|public|website|site)\//i;

export const binaryOrMode: FindingRule = {
  id: "binary-or-mode",
  title: "Binary or mode",
  rationale: "A diff shows nothing of a binary file, and a mode can make a program of a file, or point it elsewhere.",
  looksAt: ["files"],
  run({ patch }) {
    return patch.files.flatMap(seen);
  },
};

function seen(file: PatchFile): Sighting[] {
  const at = { path: file.path };
  if (file.status === "deleted") return [];
  const added = file.status === "added" || file.status === "copied";
  if (file.newMode === "120000")
    return [
      sighting(
        "serious",
        `${file.path} ${added ? "is a new symbolic link" : "is a symbolic link that points elsewhere now"}${target(file)}.`,
        at,
      ),
    ];
  if (file.newMode === "160000" || (file.newMode === null && isSubmodule(file)))
    return [
      sighting(
        "serious",
        `${file.path} is a submodule ${added ? "that was added" : "that points to another commit"}: its content is not in this patch.`,
        at,
      ),
    ];
  const out: Sighting[] = [];
  if (file.newMode === "100755" && file.oldMode !== "100755")
    out.push(
      sighting(
        added ? "note" : "warning",
        `${file.path} ${added ? "is new and executable" : "became executable"}.`,
        at,
      ),
    );
  if (file.binary)
    out.push(
      sighting(
        isLockPath(file.path) || (picture.test(file.path) && documents.test(file.path)) ? "note" : "warning",
        `${file.path} is binary and was ${added ? "added" : "changed"}: the diff does not show how.`,
        at,
      ),
    );
  return out;
}

function isSubmodule(file: PatchFile): boolean {
  return file.hunks.some((hunk) =>
    hunk.lines.some((line) => line.kind === "add" && /^Subproject commit [0-9a-f]{40}/.test(line.text)),
  );
}

function target(file: PatchFile): string {
  const line = file.hunks[0]?.lines.find((one) => one.kind === "add")?.text;
  return line === undefined ? "" : ` to ${line.length <= 100 ? line : `${line.slice(0, 99)}…`}`;
}
