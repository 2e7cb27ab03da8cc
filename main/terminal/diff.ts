import { Option, type Command } from "commander";
import { fileDigestInput, parsePatch } from "../../shared/diff/parse-patch";
import { err, ok } from "../../shared/result";
import { sha256 } from "../platform/files";
import { attemptOf, findSubject } from "./find-subject";
import { plain } from "./screen";
import { newCommand, type Terminal } from "./terminal";

/** `diff ID [PATH...] [--read]` */
export function diffCommand(terminal: Terminal): Command {
  return newCommand(
    "diff",
    "An attempt's patch as text, hidden characters named; --read marks what was printed as read.",
  )
    .argument("<id>", "an attempt: PAY-118/B, or a task that has one")
    .argument("[paths...]", "only these files")
    .addOption(new Option("--read", "mark the printed files as read by you").default(false))
    .action(async (id: string, paths: string[], options: { read: boolean }, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const found = await findSubject(ask, id);
        if (!found.ok) return found;
        const attempt = attemptOf(found.value);
        if (!attempt.ok) return attempt;
        const {
          attempt: { id: attemptId },
        } = attempt.value;
        const diff = await ask("diff.get", { attemptId });
        if (!diff.ok) return diff;
        const { patch } = diff.value;
        const files = parsePatch(patch).files.filter((file) => paths.length === 0 || paths.includes(file.path));
        const missing = paths.filter((path) => !files.some((file) => file.path === path));
        if (missing.length > 0)
          return err({
            code: "not-found",
            message: `The patch does not change ${plain(missing.join(", "))}.`,
            remedy: `It changes ${plain(attempt.value.attempt.files.map((file) => file.path).join(", ")) || "nothing"}.`,
          });
        const shown = files.map((file) => ({
          path: file.path,
          digest: sha256(fileDigestInput(patch, file)),
          text: patch.slice(file.start, file.end),
        }));
        if (json) screen.json({ attemptId, source: diff.value.source, note: diff.value.note, files: shown });
        else {
          if (diff.value.note !== null) screen.line(plain(diff.value.note));
          for (const file of shown) for (const line of file.text.split("\n")) screen.line(plain(line));
          if (shown.length === 0) screen.line("No changes are known.");
        }
        if (options.read) {
          for (const file of shown) {
            const marked = await ask("reading.mark", { attemptId, file: file.digest, read: true });
            if (!marked.ok) return marked;
          }
          if (!json)
            screen.line(
              `${String(shown.length)} of ${String(attempt.value.attempt.files.length)} changed files marked read.`,
            );
        }
        return ok(undefined);
      });
    });
}
