import type { EvidenceKind } from "../../shared/model/contract";
import type {
  Annotation,
  Component,
  Evidence,
  FileCoverage,
  Statement,
  TestCase,
  Totals,
} from "../../shared/model/evidence";
import type { Result } from "../../shared/result";

/** The lists of an evidence file, each only where the format has it. Bounded; the counts cover all of the file. */
export interface EvidenceLists {
  /** Failures first, at most `maxCases`. */
  readonly cases: readonly TestCase[];
  /** Errors first, at most `maxAnnotations`. */
  readonly annotations: readonly Annotation[];
  readonly coverage: readonly FileCoverage[];
  readonly components: readonly Component[];
  readonly statements: readonly Statement[];
}

export const noLists: EvidenceLists = { cases: [], annotations: [], coverage: [], components: [], statements: [] };

/** What a parser reads out of one file. Everything is counted from the file's own records, never copied from its summary. */
export interface ParsedEvidence {
  readonly kind: EvidenceKind;
  readonly result: Evidence["result"];
  /** Of a test report. */
  readonly counts: Evidence["counts"];
  /** Of everything else. */
  readonly totals: Totals | null;
  /** One line: what a reader needs before opening it. */
  readonly headline: string;
  /** The tool, as the file states it: "pytest 8.1", "CodeQL 2.19". */
  readonly producer: string | null;
  /** ISO 8601 instant, as the file states it. */
  readonly producedAt: string | null;
  /** Commits (hex) the file says it is about. */
  readonly commits: readonly string[];
  readonly lists: EvidenceLists;
  /** What was left out of the lists or not read, and why; null when nothing was. */
  readonly truncated: string | null;
}

/** The most test cases a list holds; the counts cover all of them. */
export const maxCases = 100_000;
export const maxAnnotations = 50_000;

/**
 * Reads one evidence format. A parser is pure, never throws on any bytes, and says an expected failure as a Result with the
 * place in the file. To add one: a file in `parsers/`, a fixture folder, and one line in the list of plugins.
 */
export interface EvidenceParser {
  /** Stable kebab-case name, e.g. "junit". */
  readonly id: string;
  /** As people call the format, e.g. "JUnit XML". */
  readonly name: string;
  /** Files above this size are refused with a sentence (or, for a log, read at both ends); bytes. */
  readonly maxBytes: number;
  /** Of a larger file the first and the last bytes are parsed, with a line between them that says so: for logs. */
  readonly bothEnds?: true;
  /** True when the first bytes (64 KiB are enough) show this format; the path is a hint and never decides alone. */
  recognises(head: { readonly path: string; readonly bytes: Uint8Array }): boolean;
  /** In: the whole file. */
  parse(bytes: Uint8Array): Result<ParsedEvidence>;
}
