import { isAlias, isMap, isNode, isPair, isScalar, isSeq } from "yaml";
import type { Document, LineCounter } from "yaml";
import * as z from "zod";
import type { Problem } from "../../shared/result";

/** A JSON Schema, as far as unknown keys need it. */
const shapeSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  /** The schema of a record's values. */
  additionalProperties: z.unknown().optional(),
});

/** A schema's keys at a path, read from its published form. */
export type KnownKeys = (path: readonly PropertyKey[]) => readonly string[];

/** Looks up which keys a schema allows at a path; empty where it allows none or anything. */
export function knownKeys(schema: z.ZodType): KnownKeys {
  const root: unknown = z.toJSONSchema(schema, { io: "input" });
  return (path) => {
    let here = shapeSchema.safeParse(root);
    for (const step of path) {
      if (!here.success) return [];
      here = shapeSchema.safeParse(typeof step === "number" ? here.data.items : memberOf(here.data, String(step)));
    }
    return here.success ? Object.keys(here.data.properties ?? {}) : [];
  };
}

function memberOf({ properties, additionalProperties }: z.infer<typeof shapeSchema>, name: string): unknown {
  return properties?.[name] ?? additionalProperties;
}

interface Source {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  readonly path: string;
  readonly code: string;
  readonly known: KnownKeys;
  /** What each key means, by property path with `[]` for the items of a list: said where a key is missing. */
  readonly notes?: Readonly<Record<string, string>>;
}

/**
 * Every schema issue as a problem at its own line and column, in the order of the file. An unknown key names the nearest known one.
 * In: zod's issues and the document they were found in. A missing key is placed at the mapping that lacks it.
 */
export function locatedProblems(issues: readonly z.core.$ZodIssue[], source: Source): LocatedProblem[] {
  const problems = issues.flatMap((issue) =>
    issue.code === "unrecognized_keys" ? unknownKeys(issue, source) : [schemaProblem(issue, source)],
  );
  return problems
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, ...problem }) => ({ ...problem, place: placeOf(offset, source) }));
}

/** `path:line:column`, both from 1. */
export function placeOf(offset: number, source: Pick<Source, "lines" | "path">): string {
  const at = source.lines.linePos(Math.max(0, offset));
  return `${source.path}:${String(Math.max(1, at.line))}:${String(Math.max(1, at.col))}`;
}

/** Unknown keys named in one mapping; one is enough to refuse the file. */
const maxUnknownKeys = 50;

/** A problem and the key it is about: `acceptance[0].command`; empty for the whole document. */
export type LocatedProblem = Problem & { readonly field: string };

type Placed = LocatedProblem & { readonly offset: number };

function unknownKeys(issue: z.core.$ZodIssueUnrecognizedKeys, source: Source): Placed[] {
  const known = source.known(issue.path);
  const where = issue.path.length === 0 ? "" : ` in ${dotted(issue.path)}`;
  return issue.keys.slice(0, maxUnknownKeys).map((key) => {
    const near = nearest(key, known);
    return {
      code: source.code,
      message: `Unknown key ${JSON.stringify(key)}${where}.`,
      field: dotted([...issue.path, key]),
      offset: keyOffset(issue.path, key, source.document),
      remedy: near === null ? `Known keys: ${known.join(", ")}.` : `Did you mean ${JSON.stringify(near)}?`,
    };
  });
}

function schemaProblem(issue: z.core.$ZodIssue, source: Source): Placed {
  const missing =
    (issue.code === "invalid_type" || issue.code === "invalid_value") && !hasValue(issue.path, source.document);
  const name = issue.path.length === 0 ? "The document" : dotted(issue.path);
  const message = missing ? `${name} is missing.` : `${name}: ${lowerFirst(issue.message)}.`;
  const remedy = missing ? missingRemedy(issue.path, source) : remedyFor(issue, source);
  return {
    code: source.code,
    message: message.replace("..", "."),
    field: dotted(issue.path),
    offset: valueOffset(issue.path, source.document),
    ...(remedy === null ? {} : { remedy }),
  };
}

function missingRemedy(path: readonly PropertyKey[], { notes }: Source): string | null {
  const key = path.at(-1);
  if (notes === undefined || key === undefined || typeof key === "number") return null;
  const note = notes[dotted(path).replace(/\[\d+\]/g, "[]")];
  return `Add ${JSON.stringify(String(key))}${note === undefined ? "." : `: ${lowerFirst(note)}`}`;
}

/** What would mend a value of the wrong form; null where the message says all there is. */
function remedyFor(issue: z.core.$ZodIssue, { document }: Source): string | null {
  const { node } = reach(issue.path, document);
  if (issue.code === "invalid_value") {
    const words = issue.values.map(String);
    const near = isScalar(node) ? nearest(String(node.value), words) : null;
    return near === null ? `One of: ${words.join(", ")}.` : `Did you mean ${JSON.stringify(near)}?`;
  }
  if (issue.code === "invalid_format" && issue.format === "datetime")
    return "Write date, time and zone, e.g. 2026-11-20T16:41:00Z.";
  if (issue.code === "invalid_type") {
    if (issue.expected === "array") return "Write a list: one line with - for each, or [a, b].";
    if (issue.expected === "string" && isScalar(node)) return "Put it in quotes.";
  }
  return null;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** A path as people write it: `acceptance[0].command`. */
export function dotted(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) => (typeof step === "number" ? `[${String(step)}]` : `${index === 0 ? "" : "."}${String(step)}`))
    .join("");
}

/** The deepest node of the document that a path reaches, and whether it reached the end. */
function reach(path: readonly PropertyKey[], document: Document.Parsed): { node: unknown; whole: boolean } {
  let node: unknown = document.contents;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    let next: unknown;
    if (isMap(node))
      next = node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(step))?.value;
    else if (isSeq(node) && typeof step === "number") next = node.items[step];
    if (!isNode(next)) return { node, whole: false };
    node = next;
  }
  return { node, whole: true };
}

function hasValue(path: readonly PropertyKey[], document: Document.Parsed): boolean {
  return reach(path, document).whole;
}

function valueOffset(path: readonly PropertyKey[], document: Document.Parsed): number {
  return offsetOf(reach(path, document).node);
}

function keyOffset(path: readonly PropertyKey[], key: string, document: Document.Parsed): number {
  let { node } = reach(path, document);
  if (isAlias(node)) node = node.resolve(document);
  if (!isMap(node)) return offsetOf(node);
  const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === key);
  return pair === undefined ? offsetOf(node) : offsetOf(pair.key);
}

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** The known key fewest edits away, if that is few enough to be a slip. */
export function nearest(key: string, known: readonly string[]): string | null {
  const wanted = key.toLowerCase().slice(0, 100);
  let best: string | null = null;
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const edits = distance(wanted, candidate.toLowerCase());
    if (edits < least) [best, least] = [candidate, edits];
  }
  return best;
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
