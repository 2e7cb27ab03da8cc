import { Option, type Command } from "commander";
import type { Output } from "../../shared/contract/api";
import { counted } from "../../shared/review/counted";
import { err, ok } from "../../shared/result";
import { findAttempt } from "./find-subject";
import { plain } from "./screen";
import { newCommand, type Terminal } from "./terminal";

type Interdiff = Output<"interdiff.get">;
type InterdiffFile = Interdiff["files"][number];

/** `interdiff FROM TO [PATH...] [--since-read] [--files]` */
export function interdiffCommand(terminal: Terminal): Command {
  return newCommand("interdiff", "What one attempt's result has that another's has not, as a unified diff.")
    .argument("<from>", "the attempt to compare against: PAY-118/A")
    .argument("[to]", "the attempt that is looked at: PAY-118/B")
    .argument("[paths...]", "only these files")
    .addOption(new Option("--files", "list the files and what became of each, without lines").default(false))
    .addOption(
      new Option(
        "--since-read",
        "of one attempt: from what you had marked read of its files to what they are now",
      ).default(false),
    )
    .addHelpText(
      "after",
      `
  countersign interdiff PAY-118/A PAY-118/B              B against A: lines with + are B's, with - are A's
  countersign interdiff PAY-118/A PAY-118/B src/a.ts     one file
  countersign interdiff PAY-118/A PAY-118/B --files      same, only in A, only in B, differs: a line a file
  countersign interdiff PAY-118/B --since-read           what changed in files you had read

Attempts of one base are compared exactly. Where the bases differ only what the attempts did is compared; places where nothing but the
base moved are left out and counted. Lines that neither patch shows and no repository tells are said to be not known.`,
    )
    .action(
      async (
        from: string,
        to: string | undefined,
        paths: string[],
        options: { files: boolean; sinceRead: boolean },
        command: Command,
      ) => {
        await terminal.run(command, async ({ ask, json, screen }) => {
          const first = await findAttempt(ask, from);
          if (!first.ok) return first;
          if (options.sinceRead) {
            const read = await ask("interdiff.sinceRead", { attemptId: first.value.attempt.attempt.id });
            if (!read.ok) return read;
            if (json) screen.json(read.value);
            else for (const line of sinceLines(read.value)) screen.line(plain(line));
            return ok(undefined);
          }
          if (to === undefined)
            return err({
              code: "attempt-needed",
              message: "An interdiff is of two attempts.",
              remedy: "countersign interdiff PAY-118/A PAY-118/B",
            });
          const second = await findAttempt(ask, to);
          if (!second.ok) return second;
          const asked = { attemptId: second.value.attempt.attempt.id, againstId: first.value.attempt.attempt.id };
          const found = await ask("interdiff.get", asked);
          if (!found.ok) return found;
          const { value } = found;
          const files = value.files.filter((file) => paths.length === 0 || paths.some((path) => namesFile(file, path)));
          const missing = paths.filter((path) => !value.files.some((file) => namesFile(file, path)));
          if (missing.length > 0)
            return err({
              code: "not-found",
              message: `Neither attempt changes ${plain(missing.join(", "))}.`,
              remedy: `They change ${plain(value.files.map(nameOf).join(", ")) || "nothing"}.`,
            });
          if (json) {
            const shown = files.map(({ start, end, ...file }) => ({ ...file, text: value.text.slice(start, end) }));
            const { text: _text, files: _files, ...facts } = value;
            screen.json({ ...facts, files: shown });
          } else for (const line of linesOf(value, files, options.files)) screen.line(plain(line));
          return ok(undefined);
        });
      },
    );
}

function namesFile({ fromPath, toPath }: InterdiffFile, path: string): boolean {
  return fromPath === path || toPath === path;
}

function nameOf({ fromPath, toPath }: InterdiffFile): string {
  return toPath ?? fromPath ?? "";
}

function linesOf(value: Interdiff, files: readonly InterdiffFile[], listed: boolean): string[] {
  const lines: string[] = [];
  if (value.absent !== null) return [value.absent];
  if (value.note !== null) lines.push(value.note);
  if (listed) for (const file of files) lines.push(`${stateWord(file, value)}  ${nameOf(file)}${detailOf(file)}`);
  else
    for (const file of files) {
      if (file.start === file.end) continue;
      lines.push(...value.text.slice(file.start, file.end).replace(/\n$/u, "").split("\n"));
      if (file.unknown !== null) lines.push(file.unknown);
    }
  const same = files.filter(({ state }) => state === "same").length;
  if (same === files.length) lines.push(`No differences: ${counted(files.length, "file")} the same in both.`);
  else if (same > 0 && !listed) lines.push(`${counted(same, "more file")} the same in both.`);
  return lines;
}

function stateWord({ state }: InterdiffFile, { from, to }: Interdiff): string {
  const words = {
    same: "same",
    "only-from": `only in ${from.letter}`,
    "only-to": `only in ${to.letter}`,
    differs: "differs",
  } as const;
  return words[state].padEnd(10);
}

function detailOf(file: InterdiffFile): string {
  const renamed = file.fromPath !== null && file.toPath !== null && file.fromPath !== file.toPath;
  const parts = [
    ...(renamed ? [`was ${file.fromPath ?? ""}`] : []),
    ...(file.binary ? ["binary"] : []),
    ...(file.added + file.removed > 0 ? [`+${String(file.added)} −${String(file.removed)}`] : []),
    ...(file.moved > 0 ? [`${counted(file.moved, "place")} where only the base moved left out`] : []),
    ...(file.unknown === null ? [] : [file.unknown]),
  ];
  return parts.length === 0 ? "" : `  (${parts.join("; ")})`;
}

function sinceLines({ files, gone, text }: Output<"interdiff.sinceRead">): string[] {
  const lines: string[] = [];
  for (const { path, readAt, readIn, file } of files) {
    const where = readIn.letter === null ? "an earlier attempt" : `attempt ${readIn.letter}`;
    lines.push(`${path}: read ${readAt} in ${where}.`);
    if (file.start === file.end) lines.push("  Nothing differs but the base.");
    else lines.push(...text.slice(file.start, file.end).replace(/\n$/u, "").split("\n"));
  }
  for (const { path, readAt } of gone) lines.push(`${path}: read ${readAt}; this attempt no longer changes it.`);
  return lines.length === 0 ? ["No file that was read in an earlier version has changed."] : lines;
}
