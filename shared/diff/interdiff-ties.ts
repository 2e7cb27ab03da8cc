import { ascending, matchLines } from "./interdiff-lines";
import type { Change } from "./interdiff-side";

/** A line of a base that a change shows: its number, the run it stands in, its text. */
export interface Known {
  readonly no: number;
  readonly run: number;
  readonly text: string;
}

/** All lines of its base that a change shows. */
export function knownLines({ runs }: Change): Known[] {
  return runs.flatMap(({ from, lines }, run) => lines.map((text, index) => ({ no: from + index, run, text })));
}

/** Lines of two whole bases that are the same, as pairs of places. */
export function wholePairs(left: readonly Known[], right: readonly Known[]): (readonly [number, number])[] {
  const match = matchLines(texts(left), texts(right));
  return [...match].flatMap((place, index): (readonly [number, number])[] => (place === -1 ? [] : [[index, place]]));
}

function texts(lines: readonly Known[]): string[] {
  return lines.map(({ text }) => text);
}

/**
 * Lines of hunks that belong together. Blank lines and braces are everywhere: a pair of runs is compared only where a line that
 * each side shows once, or a run that is the same on both sides with what is done to it, ties them.
 */
export function seededPairs(
  left: readonly Known[],
  right: readonly Known[],
  from: Change,
  to: Change,
): (readonly [number, number])[] {
  const seeds = ascending(
    [...sameRuns(left, right, from, to), ...uniqueLines(left, right)].sort((a, b) => a[0] - b[0]),
  );
  const pairs: (readonly [number, number])[] = [];
  let aEnd = 0;
  let bEnd = 0;
  const put = (a: number, b: number): void => {
    pairs.push([a, b]);
    [aEnd, bEnd] = [a + 1, b + 1];
  };
  const joined = (lines: readonly Known[], one: number, other: number): boolean =>
    lines[one]?.run === lines[other]?.run;
  for (const [a, b] of seeds) {
    if (a < aEnd || b < bEnd) continue;
    // Between two seeds of the same runs everything is compared; else only what continues a seed without a gap.
    const open = pairs.length > 0 && joined(left, aEnd - 1, a) && joined(right, bEnd - 1, b);
    if (open) {
      const [aFrom, bFrom] = [aEnd, bEnd];
      const match = matchLines(texts(left.slice(aFrom, a)), texts(right.slice(bFrom, b)));
      match.forEach((place, index) => {
        if (place !== -1) put(aFrom + index, bFrom + place);
      });
    } else {
      let back = 0;
      while (
        a - back > aEnd &&
        b - back > bEnd &&
        joined(left, a, a - back - 1) &&
        joined(right, b, b - back - 1) &&
        left[a - back - 1]?.text === right[b - back - 1]?.text
      )
        back += 1;
      for (; back > 0; back -= 1) put(a - back, b - back);
    }
    put(a, b);
    while (
      aEnd < left.length &&
      bEnd < right.length &&
      joined(left, a, aEnd) &&
      joined(right, b, bEnd) &&
      left[aEnd]?.text === right[bEnd]?.text
    )
      put(aEnd, bEnd);
  }
  return pairs;
}

/** A line that says something: at least three letters or digits. */
const TELLING = /[\p{L}\p{N}].*[\p{L}\p{N}].*[\p{L}\p{N}]/u;

function uniqueLines(left: readonly Known[], right: readonly Known[]): (readonly [number, number])[] {
  const once = (lines: readonly Known[]): Map<string, number> => {
    const places = new Map<string, number>();
    lines.forEach(({ text }, index) => places.set(text, places.has(text) ? -1 : index));
    return places;
  };
  const others = once(right);
  return [...once(left)].flatMap(([text, place]): (readonly [number, number])[] => {
    const other = others.get(text) ?? -1;
    return place === -1 || other === -1 || !TELLING.test(text) ? [] : [[place, other]];
  });
}

function sameRuns(
  left: readonly Known[],
  right: readonly Known[],
  from: Change,
  to: Change,
): (readonly [number, number])[] {
  const match = matchLines(runTexts(from), runTexts(to));
  const starts = (lines: readonly Known[]): Map<number, number> => {
    const first = new Map<number, number>();
    lines.forEach(({ run }, index) => {
      if (!first.has(run)) first.set(run, index);
    });
    return first;
  };
  const [leftStarts, rightStarts] = [starts(left), starts(right)];
  return [...match].flatMap((place, run): (readonly [number, number])[] => {
    const [a, b] = [leftStarts.get(run), rightStarts.get(place)];
    return a === undefined || b === undefined
      ? []
      : (from.runs[run]?.lines ?? []).map((_, index) => [a + index, b + index] as const);
  });
}

/** A run with what is done to it, as a text that is equal where both are. */
function runTexts({ runs, inserted, deleted }: Change): string[] {
  return runs.map(({ from, lines }) =>
    [...lines, ""]
      .map((line, index) => {
        const added = (inserted.get(from + index) ?? []).map((one) => `+${one}`).join("");
        return `${added}${deleted.has(from + index) ? "-" : " "}${line}`;
      })
      .join(""),
  );
}
