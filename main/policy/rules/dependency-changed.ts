import type { PatchFile } from "../../../shared/diff/parse-patch";
import { placeOf } from "../added-lines";
import { dependencyChanges, isManifest, type DependencyChange } from "../manifest-lines";
import { isInstalled } from "../package-files";
import { sighting, type FindingRule, type Sighting } from "../rule";

export const dependencyChanged: FindingRule = {
  id: "dependency-changed",
  title: "Dependency changed",
  rationale: "A new or moved dependency brings in code that this patch does not show.",
  looksAt: ["files", "added-lines", "removed-lines"],
  run({ patch }) {
    return patch.files.flatMap((file) => (isManifest(file.path) && isInstalled(file.path) ? changed(file) : []));
  },
};

function changed(file: PatchFile): Sighting[] {
  const changes = dependencyChanges(file);
  if (file.status === "added" || file.status === "deleted") {
    if (changes.length === 0) return [];
    const names = changes.slice(0, 6).map(({ name }) => name);
    const rest = changes.length > names.length ? ` and ${String(changes.length - names.length)} more` : "";
    const count = changes.length === 1 ? "1 dependency" : `${String(changes.length)} dependencies`;
    return [
      sighting(
        "warning",
        `${file.path} ${file.status === "added" ? "is new and names" : "was deleted with"} ${count}: ${names.join(", ")}${rest}.`,
        { path: file.path },
      ),
    ];
  }
  const [named, indirect] = [changes.filter((change) => !isIndirect(change)), changes.filter(isIndirect)];
  const carried = indirect[0];
  const rest =
    carried === undefined
      ? []
      : [
          sighting(
            "note",
            `${indirect.length === 1 ? "1 dependency" : `${String(indirect.length)} dependencies`} of dependencies changed with them, the first ${carried.name}.`,
            placeOf(file, carried.line),
          ),
        ];
  return [
    ...named.map((change) =>
      sighting(change.after === null ? "note" : "warning", sentence(change), placeOf(file, change.line)),
    ),
    ...rest,
  ];
}

function sentence({ name, before, after }: DependencyChange): string {
  if (after === null) return `The dependency ${name} was removed.`;
  if (before === null) return `The dependency ${name} was added${after === "" ? "" : `: ${short(after)}`}.`;
  return `The dependency ${name} went from ${short(before)} to ${short(after)}.`;
}

function short(spec: string): string {
  const text = spec === "" ? "no version" : spec.trim();
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

/** Go writes down what its dependencies need too. */
function isIndirect({ line }: DependencyChange): boolean {
  return /\/\/\s*indirect\s*$/.test(line.text);
}
