import { pathMatcher } from "../glob-list";
import { sighting, type FindingRule } from "../rule";

export const scopeBreach: FindingRule = {
  id: "scope-breach",
  title: "Scope breach",
  rationale:
    "The contract says which paths the attempt may change. A change elsewhere was not asked for, and nobody agreed to review it.",
  looksAt: ["contract", "files", "edits"],
  run({ task, attempt }) {
    const globs = task.contract?.allow.paths;
    if (globs === undefined) return [];
    const allowed = pathMatcher(globs);
    const list = globs.length === 0 ? "none" : globs.join(", ");
    return attempt.files.flatMap((file) => {
      const outside = [file.path, ...(file.status === "renamed" && file.oldPath !== null ? [file.oldPath] : [])].filter(
        (path) => !allowed(path),
      );
      return outside.length === 0
        ? []
        : [
            sighting("serious", `${outside.join(" and ")} is outside the contract's paths: ${list}.`, {
              path: file.path,
            }),
          ];
    });
  },
};
