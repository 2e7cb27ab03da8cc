import { InvalidArgumentError, Option, type Command } from "commander";
import type { Invoke } from "../../shared/contract/api";
import { foldReason, foldSentence } from "../../shared/diff/fold-reason";
import { fileDigestInput, parsePatch } from "../../shared/diff/parse-patch";
import { patchRows } from "../../shared/diff/rows";
import { err, ok, type Result } from "../../shared/result";
import { sha256 } from "../platform/files";
import { drawnPatch, widened } from "./diff-text";
import { attemptOf, findSubject } from "./find-subject";
import { plain, type Screen } from "./screen";
import { newCommand, type Terminal } from "./terminal";

interface Options {
  readonly read: boolean;
  readonly pinned: boolean;
  readonly ignoreSpace: "amount" | "all" | undefined;
  readonly moved: boolean;
  readonly context: number | undefined;
}

const mostContext = 20_000;

/** `diff ID [PATH...] [--read] [--ignore-space amount|all] [--moved] [--context N] [--pinned]` */
export function diffCommand(terminal: Terminal): Command {
  return newCommand(
    "diff",
    "An attempt's patch as text, hidden characters named; --read marks what was printed as read.",
  )
    .argument("<id>", "an attempt: PAY-118/B, or a task that has one")
    .argument("[paths...]", "only these files")
    .addOption(new Option("--read", "mark the printed files as read by you").default(false))
    .addOption(
      new Option(
        "--ignore-space <how>",
        "draw lines as unchanged that differ in white space only: in its amount, or at all",
      ).choices(["amount", "all"]),
    )
    .addOption(new Option("--moved", "name the blocks of lines that moved, and where to").default(false))
    .addOption(
      new Option("--context <lines>", "so many unchanged lines around each change, out of the repository").argParser(
        lineCount,
      ),
    )
    .addOption(
      new Option("--pinned", "what is read before the code: contract, summary, commit messages, allowlist").default(
        false,
      ),
    )
    .addHelpText(
      "after",
      `
Examples
  countersign diff PAY-118/B                        the patch as git writes it
  countersign diff PAY-118/B --ignore-space all     ~ marks lines of which only the white space differs
  countersign diff PAY-118/B --moved                < came from, > went to: file, line, number of lines
  countersign diff PAY-118/B src/a.ts --context 40  more around each change, or why there is none
  countersign diff PAY-118/B --pinned               what the attempt was asked and what it says of itself
`,
    )
    .action(async (id: string, paths: string[], options: Options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const found = await findSubject(ask, id);
        if (!found.ok) return found;
        const attempt = attemptOf(found.value);
        if (!attempt.ok) return attempt;
        const attemptId = attempt.value.attempt.id;
        if (options.pinned) return printPinned(ask, attemptId, json, screen);
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
        const rows = patchRows(patch);
        const shown = files.map((file) => {
          const of = rows.files.find(({ start }) => start === file.start);
          const reason = of === undefined ? null : foldReason(patch, rows, of);
          return {
            path: file.path,
            digest: sha256(fileDigestInput(patch, file)),
            text: patch.slice(file.start, file.end),
            folded: reason === null ? null : foldSentence(reason),
          };
        });
        const notes: string[] = [];
        const texts: string[] = [];
        for (const file of shown) {
          if (options.context === undefined) {
            texts.push(file.text);
            continue;
          }
          const answer = await ask("diff.content", { attemptId, path: file.path, side: "new" });
          if (!answer.ok) return answer;
          const wide = widened(file.text, answer.value, options.context);
          texts.push(wide.text);
          if (wide.why !== null) notes.push(`${file.path}: context not kept here: ${wide.why}`);
        }
        const drawn = drawnPatch(texts.join(""), {
          space: options.ignoreSpace === undefined ? "all" : options.ignoreSpace === "all" ? "none" : "amount",
          moved: options.moved,
        });
        if (json)
          screen.json({
            attemptId,
            source: diff.value.source,
            note: diff.value.note,
            files: shown,
            notes,
            spaceOnly: drawn.spaceOnly,
            moves: drawn.moves,
          });
        else {
          if (diff.value.note !== null) screen.line(plain(diff.value.note));
          for (const note of notes) screen.line(plain(note));
          for (const line of drawn.lines) screen.line(plain(line));
          if (shown.length === 0) screen.line("No changes are known.");
          if (drawn.spaceOnly !== null)
            screen.line(`${String(drawn.spaceOnly)} lines differ in white space only and are drawn as unchanged.`);
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

function lineCount(text: string): number {
  const lines = Number(text);
  if (!/^\d{1,5}$/.test(text) || lines > mostContext)
    throw new InvalidArgumentError(`A number of lines from 0 to ${String(mostContext)} is wanted.`);
  return lines;
}

async function printPinned(ask: Invoke, attemptId: string, json: boolean, screen: Screen): Promise<Result<undefined>> {
  const pinned = await ask("diff.pinned", { attemptId });
  if (!pinned.ok) return pinned;
  if (json) screen.json(pinned.value);
  else if (pinned.value.items.length === 0) screen.line("Nothing to read first: no contract, no summary, no commits.");
  else
    for (const { kind, read, texts } of pinned.value.items) {
      screen.line(`${names[kind]}${read ? ", read" : ", not read"}`);
      for (const { title, text } of texts) {
        if (title !== null) screen.line(`  ${plain(title)}`);
        for (const line of text.split("\n")) screen.line(`  ${plain(line)}`);
      }
      screen.line("");
    }
  return ok(undefined);
}

const names = {
  contract: "Contract",
  summary: "Agent summary",
  commits: "Commit messages",
  allowlist: "Tool allowlist",
} as const;
