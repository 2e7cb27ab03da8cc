import type { SearchHit } from "../../../shared/contract/search";
import { runnerNames } from "../../../shared/model/runner";
import { formatMoment, formatPlural } from "../../ui/format";
import { kindIcons } from "./kind-icons";

/** A line of the list: the attempt that hits are of, or a hit. */
export type HitLine =
  | { readonly kind: "heading"; readonly key: string; readonly hit: SearchHit; readonly count: number }
  | { readonly kind: "hit"; readonly key: string; readonly hit: SearchHit };

/**
 * Hits under the attempts they are of, newest first. Each page is grouped by itself, so that lines that were read do not
 * move when older hits arrive; a hit that two pages hold is shown once.
 */
export function hitLines(pages: readonly (readonly SearchHit[])[]): HitLine[] {
  const lines: HitLine[] = [];
  const seen = new Set<string>();
  let lastGroup: string | null = null;
  pages.forEach((hits, page) => {
    const groups = new Map<string, SearchHit[]>();
    for (const hit of hits) {
      const key = hitKey(hit);
      if (seen.has(key)) continue;
      seen.add(key);
      const group = groupOf(hit);
      const known = groups.get(group);
      if (known === undefined) groups.set(group, [hit]);
      else known.push(hit);
    }
    for (const [group, members] of groups) {
      const [first] = members;
      if (first === undefined) continue;
      if (group !== lastGroup)
        lines.push({ kind: "heading", key: `${String(page)} ${group}`, hit: first, count: members.length });
      for (const hit of members) lines.push({ kind: "hit", key: hitKey(hit), hit });
      lastGroup = group;
    }
  });
  return lines;
}

function groupOf({ attempt, sessionId }: SearchHit): string {
  return attempt?.attemptId ?? sessionId;
}

function hitKey(hit: SearchHit): string {
  return `${hit.sessionId} ${String(hit.seq)}`;
}

/** The nearest line that is a hit, from a place on, in a direction; the place itself where there is none. */
export function nextHit(lines: readonly HitLine[], from: number, step: 1 | -1): number {
  for (let at = from + step; at >= 0 && at < lines.length; at += step) if (lines[at]?.kind === "hit") return at;
  return from;
}

/** The hit at or after a line; the last one where there is none. */
export function hitAt(lines: readonly HitLine[], from: number): number {
  const start = Math.min(Math.max(0, from), Math.max(0, lines.length - 1));
  if (lines[start]?.kind === "hit") return start;
  const after = nextHit(lines, start, 1);
  return after === start ? nextHit(lines, start, -1) : after;
}

/** The line of the hit that the cursor is on, wherever newer hits moved it; where it is no hit any more, the nearest to its place. */
export function cursorLine(lines: readonly HitLine[], cursor: { readonly key: string | null; readonly line: number }) {
  const at = cursor.key === null ? -1 : lines.findIndex((line) => line.kind === "hit" && line.key === cursor.key);
  return at === -1 ? hitAt(lines, cursor.line) : at;
}

/** A line as it is read aloud. */
export function lineSentence(line: HitLine | undefined, now: number): string {
  if (line === undefined) return "";
  const { hit } = line;
  if (line.kind === "heading") {
    const of =
      hit.attempt === null
        ? `Session ${hit.sessionId}, of no attempt`
        : `${hit.attempt.taskRef ?? hit.attempt.taskId} attempt ${hit.attempt.letter}, ${hit.attempt.taskTitle}`;
    return `${of}, ${runnerNames[hit.runner]}, ${formatPlural(line.count, "hit")}`;
  }
  return [
    kindIcons[hit.kind].name,
    ...(hit.failed ? ["failed"] : []),
    hit.context.parts.map((part) => part.text).join(""),
    hit.at === null ? "no time" : formatMoment(hit.at, now),
    ...(hit.lane === "main" ? [] : ["sub-agent"]),
    `number ${String(hit.seq)}`,
  ].join(", ");
}
