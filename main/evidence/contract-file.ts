import { createHash } from "node:crypto";
import { LineCounter, parseDocument } from "yaml";
import type { Document, ErrorCode } from "yaml";
import { contractSchema } from "../../shared/model/contract";
import type { Contract } from "../../shared/model/contract";
import type { Sha256 } from "../../shared/model/ids";
import { err, ok } from "../../shared/result";
import type { Problem, Result } from "../../shared/result";
import { contractNotes } from "./schema-notes";
import { knownKeys, locatedProblems, placeOf } from "./located-problems";
import type { LocatedProblem } from "./located-problems";

/** Larger contracts are not read: a contract is written by people. */
export const maxContractCharacters = 65_536;
/** How often aliases may repeat a node: enough for people, far too little for a "billion laughs". */
export const maxAliasCount = 100;
const contractKeys = knownKeys(contractSchema);

/** A contract with everything that is wrong with it. `contract` is null as soon as there is one problem. */
export interface ContractReading {
  readonly contract: Contract | null;
  /** In the order of the file, each with `place` as `path:line:column`, and the key it is about where it is about one. */
  readonly problems: readonly (Problem & Partial<LocatedProblem>)[];
}

/**
 * Reads a `contract.yaml` and names all its problems, not only the first. JSON is YAML, so a `contract.json` reads the same.
 * In: the text and the path to name in places. YAML 1.2, one document, string keys, no duplicate keys, no `<<` merges.
 */
export function readContract(text: string, path: string): ContractReading {
  const opened = openContract(text, path);
  if (!opened.ok) return { contract: null, problems: opened.error };
  const { document, lines } = opened.value;
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount });
  } catch (error) {
    // The only way a parsed document refuses to become values is its aliases.
    const message = error instanceof Error ? firstLine(error.message) : "unreadable";
    return refused({
      code: "contract-yaml",
      message: `Aliases repeat too much of the contract: ${message}.`,
      place: `${path}:1:1`,
      remedy: "Write the values out instead of using * aliases.",
    });
  }
  const checked = contractSchema.safeParse(value);
  if (checked.success) return { contract: checked.data, problems: [] };
  return {
    contract: null,
    problems: locatedProblems(checked.error.issues, {
      document,
      lines,
      path,
      code: "contract-invalid",
      known: contractKeys,
      notes: contractNotes,
    }),
  };
}

/** A contract's YAML with its comments and the places of everything in it. */
export interface OpenContract {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/**
 * Opens the YAML of a contract, whether or not it is a valid contract. In: the text and the path to name in places. Problems: the
 * text is too large or too intricate ("contract-too-large"), or is no YAML ("contract-yaml"), each with its place.
 */
export function openContract(text: string, path: string): Result<OpenContract, readonly Problem[]> {
  if (text.length > maxContractCharacters)
    return err([
      {
        code: "contract-too-large",
        message: `The contract has ${String(text.length)} characters; at most ${String(maxContractCharacters)} are read.`,
        place: path,
      },
    ]);
  if (tooIntricate(text))
    return err([
      {
        code: "contract-yaml",
        message: "The contract is too intricate to be read: too many lines, keys or levels.",
        place: path,
      },
    ]);
  const lines = new LineCounter();
  const parsed = parseBounded(text, lines);
  if (parsed === null)
    return err([
      { code: "contract-yaml", message: "The contract is nested too deeply to be read.", place: `${path}:1:1` },
    ]);
  const { document } = parsed;
  if (document.errors.length === 0) return ok({ document, lines });
  return err(
    document.errors.map((error) => ({
      code: "contract-yaml",
      message: firstLine(error.message),
      place: placeOf(error.pos[0], { lines, path }),
      ...remedyOf(error.code),
    })),
  );
}

/**
 * Reads a `contract.yaml`. The error names the first problem's place and lists all of them in its message;
 * `readContract` gives them one by one. Codes: "contract-too-large", "contract-yaml", "contract-invalid".
 */
export function parseContract(text: string, path: string): Result<Contract> {
  const { contract, problems } = readContract(text, path);
  if (contract !== null) return ok(contract);
  const first = problems[0] ?? { code: "contract-invalid", message: "The contract could not be read.", place: path };
  if (problems.length === 1) return err(first);
  const list = problems.map(
    (problem) =>
      `${(problem.place ?? path).slice(path.length + 1)} ${problem.message}${problem.remedy === undefined ? "" : ` ${problem.remedy}`}`,
  );
  return err({ ...first, message: `${String(problems.length)} problems in the contract. ${list.join(" ")}` });
}

/** SHA-256 of the contract file's bytes exactly as they are: two spellings of the same contract are two digests. */
export function contractDigest(bytes: Uint8Array): Sha256 {
  return createHash("sha256").update(bytes).digest("hex");
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
  MULTIPLE_DOCS: "Keep one contract in a file: remove the --- line.",
};

function remedyOf(code: ErrorCode): { remedy?: string } {
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

/** The YAML reader's time grows with the square of some shapes; no contract that people write comes near these bounds. */
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

function refused(problem: Problem): ContractReading {
  return { contract: null, problems: [problem] };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}
