import type { LineOrigin } from "../../shared/model/provenance";
import type { EventRef } from "../../shared/model/evidence";
import { alignLines, countLines } from "./align-lines";
import { nobody, type LineFile } from "./line-file";
import type { Gap, GapReader, LineOwners, Origin } from "./line-owners";
import type { ChangedLine } from "./line-sides";
import { agree } from "./line-text";

/** Lines that an attribution note of the runner names, by number in the new file. */
export interface NotedLines {
  readonly ranges: readonly (readonly [number, number])[];
  readonly why: string;
}

export interface Grading {
  readonly file: LineFile;
  readonly owners: LineOwners;
  readonly gaps: GapReader;
  readonly noted: readonly NotedLines[];
  readonly instruction: (at: number) => EventRef | null;
}

/** Says of every changed line of one file who wrote or removed it, and puts lines that stand together together. */
export function gradeLines(grading: Grading): LineOrigin[] {
  const { file } = grading;
  const { sides } = file;
  if (sides === null) return [];
  const last: Gap = { from: file.knownAt, to: Infinity, first: false };
  const same = file.after !== null && file.lines !== null ? agree(file.after, file.lines) : file.after === file.lines;
  const context: Context = { ...grading, last, same };
  return [
    ...together(addedOrigins(context, sides.added), "new", grading.instruction),
    ...together(removedOrigins(context, sides.removed), "old", grading.instruction),
  ];
}

interface Context extends Grading {
  readonly last: Gap;
  /** The replay comes to the very text that the patch does. */
  readonly same: boolean;
}

type Placed = readonly [no: number, origin: Origin];

function addedOrigins(context: Context, added: readonly ChangedLine[]): Placed[] {
  const { file, same } = context;
  const { after, lines } = file;
  if (added.length === 0 || after === null) return [];
  const standing = same || lines === null ? null : standingOf(lines, after);
  return added.map(({ no, at }) => {
    const here = same ? at : (standing?.match[at] ?? -1);
    const certain = same || standing?.certain[at] === 1;
    return [no, noted(context, no, here < 0 ? lostOr(context, at) : addedOrigin(context, at, here, certain))];
  });
}

function addedOrigin(context: Context, at: number, here: number, certain: boolean): Origin {
  const { file, owners } = context;
  const writer = file.writer[here] ?? nobody;
  const holder = file.holder[here] ?? nobody;
  const owner = owners.get(writer) ?? owners.get(holder);
  if (owner === null) {
    // Git may draw the limit of equal lines elsewhere than the edit: then a neighbour's owner added this line.
    const near = neighbour(context, here);
    return near ?? gapOrigin(context, context.last, at);
  }
  if ("from" in owner) return gapOrigin(context, owner, at);
  if (certain || owner.grade !== "exact") return owner;
  return { ...owner, grade: "inferred", why: "The edit holds the line, but its place was changed after it." };
}

/** Of lines around this one that were written by an edit, one with the same text. */
function neighbour({ file, owners }: Context, here: number): Origin | null {
  const { lines, writer } = file;
  if (lines === null) return null;
  for (const step of [1, -1])
    for (let at = here + step; at >= 0 && at < lines.length && Math.abs(at - here) < 200; at += step) {
      const owner = owners.get(writer[at] ?? nobody);
      if (owner !== null && lines[at] === lines[here])
        return "from" in owner
          ? null
          : {
              ...owner,
              grade: "inferred",
              why: "An equal line near it is this event's: the two cannot be told apart.",
            };
    }
  return null;
}

function lostOr(context: Context, at: number): Origin {
  const { file, owners } = context;
  const number = file.after?.[at] ?? -1;
  const text = file.texts.text(number);
  if (text !== null && /\w/.test(text)) {
    const holding = file.lost.filter((edit) => edit.lines.has(number));
    const [only] = holding;
    const owner = only === undefined || holding.length > 1 ? null : owners.get(only.owner);
    if (owner !== null && !("from" in owner))
      return {
        ...owner,
        grade: "inferred",
        why: "This edit holds the line; where in the file it went is not recorded.",
      };
  }
  return gapOrigin(context, context.last, at);
}

function gapOrigin({ file, gaps }: Context, gap: Gap, at: number): Origin {
  return gaps.read(
    gap,
    file.texts.text(file.after?.[at] ?? -1),
    file.touched && gap.from >= 0 && file.lost.length === 0,
  );
}

function removedOrigins(context: Context, removed: readonly ChangedLine[]): Placed[] {
  const { file, owners, gaps, last, same } = context;
  const { before } = file;
  if (removed.length === 0 || before === null) return [];
  const counts = same ? null : countLines(before);
  return removed.map(({ no, at }) => {
    const number = before[at] ?? -1;
    const text = file.texts.text(number);
    const direct = owners.get(file.removedBy.get(at) ?? nobody);
    const owner = direct ?? (same ? owners.get(file.coveredBy.get(at) ?? nobody) : null);
    if (owner === null) {
      if (same) {
        // Equal lines: git takes another of them for the removed one.
        const near = removedNear(context, removed, at);
        if (near !== null) return [no, near];
      }
      return [no, gaps.read(last, text, file.touched && last.from >= 0 && file.lost.length === 0)];
    }
    if ("from" in owner) return [no, gaps.read(owner, text, owner.from >= 0)];
    const certain = same || (counts?.get(number) === 1 && /\w/.test(text ?? ""));
    return [
      no,
      certain || owner.grade !== "exact"
        ? owner
        : { ...owner, grade: "inferred", why: "The edit took such a line away, but the file was changed after it." },
    ];
  });
}

function removedNear({ file, owners }: Context, removed: readonly ChangedLine[], at: number): Origin | null {
  const { before } = file;
  if (before === null || removed.length === 0) return null;
  for (const step of [1, -1])
    for (let near = at + step; near >= 0 && near < before.length && Math.abs(near - at) < 200; near += step) {
      const owner = before[near] === before[at] ? owners.get(file.removedBy.get(near) ?? nobody) : null;
      if (owner !== null && !("from" in owner))
        return { ...owner, grade: "inferred", why: "An equal line near it was removed: the two cannot be told apart." };
    }
  return null;
}

/** Which lines of the final text the replay has, and which of them stand between lines that there is only one of. */
function standingOf(lines: readonly number[], after: readonly number[]): { match: Int32Array; certain: Uint8Array } {
  const match = alignLines(lines, after);
  const certain = new Uint8Array(after.length);
  const inLines = countLines(lines);
  const inAfter = countLines(after);
  const anchor = (at: number) => inLines.get(after[at] ?? 0) === 1 && inAfter.get(after[at] ?? 0) === 1;
  for (let from = 0; from < after.length;) {
    let to = from + 1;
    while (to < after.length && (match[from] ?? -1) >= 0 && match[to] === (match[to - 1] ?? 0) + 1) to += 1;
    if ((match[from] ?? -1) >= 0) {
      let [first, end] = [from, to - 1];
      while (first < to && !anchor(first)) first += 1;
      while (end > first && !anchor(end)) end -= 1;
      if (first < to) certain.fill(1, first, end + 1);
    }
    from = to;
  }
  return { match, certain };
}

function noted({ noted: notes }: Context, no: number, origin: Origin): Origin {
  if (origin.grade === "exact" || origin.grade === "patch") return origin;
  const note = notes.find(({ ranges }) => ranges.some(([from, to]) => no >= from && no <= to));
  return note === undefined ? origin : { grade: "patch", event: null, at: null, why: note.why };
}

function together(
  placed: readonly Placed[],
  side: LineOrigin["side"],
  instruction: Grading["instruction"],
): LineOrigin[] {
  const ranges: LineOrigin[] = [];
  let last: { range: LineOrigin; origin: Origin } | null = null;
  for (const [no, origin] of [...placed].sort(([a], [b]) => a - b)) {
    if (
      last !== null &&
      last.range.to + 1 === no &&
      last.origin.grade === origin.grade &&
      last.origin.at === origin.at &&
      last.origin.why === origin.why
    ) {
      last.range = { ...last.range, to: no };
      ranges[ranges.length - 1] = last.range;
      continue;
    }
    const range: LineOrigin = {
      side,
      from: no,
      to: no,
      grade: origin.grade,
      event: origin.event,
      instruction: origin.at === null ? null : instruction(origin.at),
      why: origin.why,
    };
    ranges.push(range);
    last = { range, origin };
  }
  return ranges;
}
