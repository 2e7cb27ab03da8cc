import { isLockPath } from "../package-files";
import { isHandwrittenCode } from "../path-class";
import { sighting, type FindingRule } from "../rule";

/** Above this a reviewer no longer holds the change in mind. */
const manyLines = 800;
const manyFiles = 40;

export const largeChange: FindingRule = {
  id: "large-change",
  title: "Large change",
  rationale: "Nobody holds so much in mind at once: what a reviewer finds falls with the size of the change.",
  looksAt: ["files"],
  run({ attempt }) {
    const code = attempt.files.filter((file) => !file.binary && isHandwrittenCode(file.path, isLockPath));
    const lines = code.reduce((sum, file) => sum + file.added + file.removed, 0);
    if (lines <= manyLines && code.length <= manyFiles) return [];
    return [
      sighting(
        "warning",
        `${String(lines)} lines changed in ${code.length === 1 ? "1 file" : `${String(code.length)} files`}, documents, lock files and generated files left out.`,
      ),
    ];
  },
};
