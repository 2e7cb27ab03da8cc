import { fold } from "./words";

/** Letters that must stand in a word of a path: be it, begin it, end it, or be somewhere in it. */
export interface PathNeed {
  readonly text: string;
  readonly at: "whole" | "begins" | "ends" | "within";
}

/** A pattern of `file:`; it matches anywhere below the root, as a folder or a file. */
export interface FileGlob {
  readonly source: string;
  /** For each of its alternatives the words that a path must have for it to match: what the index is asked for. */
  readonly needs: readonly (readonly PathNeed[])[];
  matches(path: string): boolean;
}

const longestPattern = 200;
const longestPath = 1_024;
const mostAlternatives = 32;

type Step =
  | { readonly kind: "unit"; readonly unit: string }
  | { readonly kind: "set"; readonly units: string; readonly not: boolean }
  | { readonly kind: "any" }
  | { readonly kind: "star" }
  | { readonly kind: "deep" };

/**
 * Reads a glob: `*` within a folder, `**` across folders, `?`, `[abc]`, `{a,b}`; without regard to case. One without a slash
 * is looked for among file and folder names; one with a slash anywhere in the path; one that begins with a slash from the root.
 * Matching takes time in proportion to pattern and path, whatever stands in them, which no pattern turned into a
 * regular expression could promise for patterns that people paste. Out: the glob, or null where it is too long or open.
 */
export function readGlob(source: string): FileGlob | null {
  const pattern = source.replaceAll("\\", "/").replace(/\/+$/, "/**");
  if (pattern === "" || pattern.length > longestPattern) return null;
  const alternatives = expand(pattern);
  if (alternatives === null) return null;
  const programs = alternatives.map((one) => compile(fold(one)));
  if (programs.some((steps) => steps === null)) return null;
  const ready = programs.filter((steps) => steps !== null);
  return {
    source,
    needs: alternatives.map((one) => neededWords(fold(one.normalize("NFC")))),
    matches: (path) => {
      const folded = fold(path.replaceAll("\\", "/")).slice(-longestPath);
      const rooted = folded.startsWith("/") ? folded : `/${folded}`;
      return ready.some((steps) => run(steps, rooted));
    },
  };
}

/** The alternatives of `{a,b}`, or null where there are too many. Braces inside braces are taken as letters. */
function expand(pattern: string): string[] | null {
  let done = [""];
  let at = 0;
  for (const group of pattern.matchAll(/\{([^{}]*)\}/g)) {
    const before = pattern.slice(at, group.index);
    const choices = (group[1] ?? "").split(",");
    done = done.flatMap((head) => choices.map((choice) => `${head}${before}${choice}`));
    if (done.length > mostAlternatives) return null;
    at = group.index + group[0].length;
  }
  return done.map((head) => head + pattern.slice(at));
}

function compile(pattern: string): Step[] | null {
  const steps: Step[] = pattern.startsWith("/") ? [] : [{ kind: "deep" }, { kind: "unit", unit: "/" }];
  for (let at = 0; at < pattern.length; at += 1) {
    const unit = pattern[at] ?? "";
    if (unit === "*") {
      const deep = pattern[at + 1] === "*";
      while (pattern[at + 1] === "*") at += 1;
      // `a/**/b` matches `a/b` too: the slash behind the stars is part of them.
      if (deep && pattern[at + 1] === "/" && (steps.length === 0 || isSlash(steps.at(-1)))) {
        at += 1;
        steps.pop();
        steps.push({ kind: "deep" }, { kind: "unit", unit: "/" });
      } else steps.push({ kind: deep ? "deep" : "star" });
    } else if (unit === "?") steps.push({ kind: "any" });
    else if (unit === "[") {
      const close = pattern.indexOf("]", at + 2);
      if (close < 0) return null;
      const inside = pattern.slice(at + 1, close);
      const not = inside.startsWith("!") || inside.startsWith("^");
      steps.push({ kind: "set", units: ranges(not ? inside.slice(1) : inside), not });
      at = close;
    } else steps.push({ kind: "unit", unit });
  }
  return steps;
}

function isSlash(step: Step | undefined): boolean {
  return step?.kind === "unit" && step.unit === "/";
}

/** `a-d` written out. */
function ranges(inside: string): string {
  return inside.replace(/(.)-(.)/g, (whole: string, from: string, to: string) => {
    const [first, last] = [from.charCodeAt(0), to.charCodeAt(0)];
    if (last < first || last - first > 100) return whole;
    return Array.from({ length: last - first + 1 }, (_, step) => String.fromCharCode(first + step)).join("");
  });
}

/** Follows all ways through the pattern at once. */
function run(steps: readonly Step[], path: string): boolean {
  let here = reach(steps, new Set([0]));
  for (const unit of path) {
    const next = new Set<number>();
    for (const at of here) {
      const step = steps[at];
      if (step === undefined) continue;
      if (step.kind === "deep" || (step.kind === "star" && unit !== "/")) next.add(at);
      else if (step.kind !== "star" && takes(step, unit)) next.add(at + 1);
    }
    here = reach(steps, next);
    if (here.size === 0) return false;
  }
  return here.has(steps.length);
}

function takes(step: Exclude<Step, { kind: "deep" | "star" }>, unit: string): boolean {
  if (step.kind === "unit") return step.unit === unit;
  if (unit === "/") return false;
  return step.kind === "any" || step.units.includes(unit) !== step.not;
}

/** Places reached without reading anything: a star may stand for nothing. */
function reach(steps: readonly Step[], places: Set<number>): Set<number> {
  for (const at of places) {
    const kind = steps[at]?.kind;
    if (kind === "star" || kind === "deep") places.add(at + 1);
  }
  return places;
}

const pieceEnd = /[^\p{L}\p{N}*?]/u;
const wildcards = /([*?]+)/;

/** The words that a path must have for the pattern to match it. */
function neededWords(pattern: string): PathNeed[] {
  // A set stands for one letter, as a question mark does.
  return pattern
    .replace(/\[[^\]]*\]/g, "?")
    .split(pieceEnd)
    .flatMap((piece) => {
      const chunks = piece.split(wildcards);
      return chunks.flatMap((text, at): PathNeed[] => {
        if (text === "" || at % 2 === 1) return [];
        const [open, goesOn] = [at > 0, at < chunks.length - 1];
        return [{ text, at: open ? (goesOn ? "within" : "ends") : goesOn ? "begins" : "whole" }];
      });
    });
}
