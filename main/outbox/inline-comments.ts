import { parsePatch, type PatchFile, type PatchHunk } from "../../shared/diff/parse-patch";
import { gather } from "../../shared/gather";
import type { DecisionComment } from "../../shared/model/comment";
import type { ReviewComment } from "../../shared/model/effect";
import { lineWords } from "../../shared/review/comment-prompt";
import { codeSpan, fenced, namedHidden } from "../../shared/review/fenced-text";
import { ownWords } from "./effect-text";
import type { EffectSubject } from "./port";

/*
 * GitHub takes a comment on a line only where its diff shows the line: a changed one, or one of the three around it ("create a
 * review for a pull request", fields line, side, start_line). All other comments stand in the review's body with file and line.
 */

const shownAround = 3;

export interface PlacedComments {
  readonly inline: readonly ReviewComment[];
  /** Paragraphs for the body, one for each comment that has no line there. */
  readonly inBody: readonly string[];
}

type Placed = EffectSubject["comments"][number];

/** Sorts the comments of a decision into those that GitHub can hold at a line, and the others. */
export function placeComments(comments: readonly Placed[], patch: string | null): PlacedComments {
  const files = patch === null ? [] : parsePatch(patch).files;
  const inline: ReviewComment[] = [];
  const inBody: string[] = [];
  const answers = new Map<string, DecisionComment[]>();
  for (const { comment } of comments) if (comment.thread !== null) gather(answers, comment.thread, comment);
  for (const placed of comments) {
    const { comment } = placed;
    // An answer stands under what it answers; where that is not taken along it stands for itself.
    if (comment.thread !== null && comments.some((other) => other.comment.id === comment.thread)) continue;
    const words = [comment, ...(answers.get(comment.id) ?? [])];
    const anchored = anchorOf(placed, files);
    if (anchored === null) inBody.push(paragraph(placed, words));
    else inline.push({ ...anchored, body: textOf(words, anchored.side === "RIGHT") });
  }
  return { inline, inBody };
}

/** Where GitHub holds a comment; null where it has no such line. */
function anchorOf({ placed }: Placed, files: readonly PatchFile[]): Omit<ReviewComment, "body"> | null {
  if (placed.state !== "lines" || (placed.how !== "same-file" && placed.how !== "same-lines")) return null;
  const file = files.find(({ path }) => path === placed.path);
  if (file === undefined || file.binary) return null;
  const hunk = file.hunks.find((one) => shows(one, placed.side, placed.start) && shows(one, placed.side, placed.end));
  if (hunk === undefined) return null;
  const side = placed.side === "old" ? "LEFT" : "RIGHT";
  return placed.start === placed.end
    ? { path: file.path, line: placed.end, side }
    : { path: file.path, line: placed.end, side, start_line: placed.start, start_side: side };
}

/** Whether GitHub's diff shows a line of a hunk on that side, whatever context ours has. */
function shows({ lines }: PatchHunk, side: "old" | "new", number: number): boolean {
  const at = lines.findIndex((line) =>
    side === "old" ? line.oldNo === number && line.kind !== "add" : line.newNo === number && line.kind !== "del",
  );
  if (at < 0) return false;
  return lines
    .slice(Math.max(0, at - shownAround), at + shownAround + 1)
    .some(({ kind }) => kind === "add" || kind === "del");
}

function textOf(words: readonly DecisionComment[], suggests: boolean): string {
  return words
    .flatMap((comment) => [ownWords(comment.body), replacementOf(comment, suggests)])
    .filter((part) => part !== "")
    .join("\n\n");
}

function replacementOf({ kind, replacement }: DecisionComment, suggests: boolean): string {
  if (kind !== "suggestion" || replacement === null) return "";
  if (!suggests)
    return replacement === ""
      ? "Suggested instead: these lines removed."
      : `Suggested instead:\n\n${fenced(replacement)}`;
  // What can be applied with a click must be the very text that was written: with hidden characters it is shown, not offered.
  return namedHidden(replacement) === replacement
    ? fenced(replacement, "suggestion")
    : `Suggested instead, with hidden characters named:\n\n${fenced(replacement)}`;
}

function paragraph({ comment, placed }: Placed, words: readonly DecisionComment[]): string {
  const { anchor } = comment;
  const text = textOf(words, false);
  if (anchor === null || anchor.kind === "attempt") return text;
  if (anchor.kind === "event") return `On a step of the session:\n\n${fenced(anchor.quote)}\n\n${text}`;
  if (anchor.kind === "file") return `${codeSpan(anchor.path)}:\n\n${text}`;
  const now = placed.state === "lines" ? placed : null;
  const head = `${codeSpan(now?.path ?? anchor.path)}, ${lineWords(now ?? anchor)}${now === null ? " as they were" : ""}:`;
  return `${head}\n\n${fenced(anchor.snippet.join("\n"))}\n\n${text}`;
}
