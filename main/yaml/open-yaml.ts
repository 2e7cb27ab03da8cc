import { LineCounter, parseDocument } from "yaml";
import type { Document, ErrorCode } from "yaml";
import { err, ok, type Problem, type Result } from "../../shared/result";
import { placeOf } from "./located-problems";

/** How often aliases may repeat a node: enough for people, far too little for a "billion laughs". */
export const maxAliasCount = 100;

/** YAML with its comments and the places of everything in it. */
export interface OpenYaml {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/** What kind of file is read, and where it is. */
export interface YamlFile {
  /** The word for it in messages, and the beginning of the codes: "contract" gives "contract-yaml" and "contract-too-large". */
  readonly what: string;
  readonly path: string;
  readonly maxCharacters: number;
}

/**
 * Opens a file that people write: YAML 1.2, one document, string keys, no duplicate keys, no `<<` merges.
 * Problems: the text is too large or too intricate, or is no YAML, each with its place.
 */
export function openYaml(text: string, file: YamlFile): Result<OpenYaml, readonly Problem[]> {
  const { what, path, maxCharacters } = file;
  if (text.length > maxCharacters)
    return err([
      {
        code: `${what}-too-large`,
        message: `The ${what} has ${String(text.length)} characters; at most ${String(maxCharacters)} are read.`,
        place: path,
      },
    ]);
  if (tooIntricate(text))
    return err([
      {
        code: `${what}-yaml`,
        message: `The ${what} is too intricate to be read: too many lines, keys or levels.`,
        place: path,
      },
    ]);
  const lines = new LineCounter();
  const parsed = parseBounded(text, lines);
  if (parsed === null)
    return err([
      { code: `${what}-yaml`, message: `The ${what} is nested too deeply to be read.`, place: `${path}:1:1` },
    ]);
  const { document } = parsed;
  if (document.errors.length === 0) return ok({ document, lines });
  return err(
    document.errors.map((error) => ({
      code: `${what}-yaml`,
      message: firstLine(error.message),
      place: placeOf(error.pos[0], { lines, path }),
      ...remedyOf(error.code, what),
    })),
  );
}

/** The values of an opened file. The only way a parsed document refuses to become values is its aliases. */
export function valuesOf({ document }: OpenYaml, { what, path }: YamlFile): Result<unknown> {
  try {
    const value: unknown = document.toJS({ maxAliasCount });
    return ok(value);
  } catch (error) {
    const message = error instanceof Error ? firstLine(error.message) : "unreadable";
    return err({
      code: `${what}-yaml`,
      message: `Aliases repeat too much of the ${what}: ${message}.`,
      place: `${path}:1:1`,
      remedy: "Write the values out instead of using * aliases.",
    });
  }
}

/** What mends the slips that people make most, by the YAML reader's own code. */
const yamlRemedies: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: "Indent with spaces.",
  BAD_INDENT: "Indent it by as many spaces as its neighbours.",
  DUPLICATE_KEY: "Keep one of the two.",
  MISSING_CHAR: "Close the bracket or the quote, or put the text in quotes.",
  BLOCK_AS_IMPLICIT_KEY: "Put a text with a colon in quotes.",
  MULTILINE_IMPLICIT_KEY: "Begin the next key on a line of its own, with a colon and a space after it.",
  BAD_ALIAS: "Put a text that begins with * or & in quotes.",
  BAD_SCALAR_START: "Put the text in quotes.",
};

function remedyOf(code: ErrorCode, what: string): { remedy?: string } {
  if (code === "MULTIPLE_DOCS") return { remedy: `Keep one ${what} in a file: remove the --- line.` };
  const remedy = yamlRemedies[code];
  return remedy === undefined ? {} : { remedy };
}

/** YAML into a document, or null where nesting exhausts the stack: with text from outside that is expected. */
function parseBounded(text: string, lines: LineCounter): { document: Document.Parsed } | null {
  try {
    return {
      document: parseDocument(text, {
        lineCounter: lines,
        prettyErrors: false,
        uniqueKeys: true,
        stringKeys: true,
        merge: false,
        strict: true,
        logLevel: "error",
      }),
    };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The YAML reader's time grows with the square of some shapes; nothing that people write comes near these bounds. */
function tooIntricate(text: string): boolean {
  if (text.split("\n").length > 1_500 || text.split(",").length > 1_500) return true;
  if (/^(?:[ \t]*[-?:][ \t]){20}/m.test(text)) return true;
  let depth = 0;
  for (const [mark] of text.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (mark === "[" || mark === "{" ? 1 : -1));
    if (depth > 64) return true;
  }
  return false;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}
