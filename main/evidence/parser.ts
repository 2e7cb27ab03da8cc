import type { Evidence } from "../../shared/model/evidence";
import type { Result } from "../../shared/result";

/** What a parser reads out of one file. Everything is counted from the file's own records, never copied from its summary. */
export interface ParsedEvidence {
  readonly result: Evidence["result"];
  readonly counts: Evidence["counts"];
  /** Failures first, at most `maxCases`. */
  readonly cases: Evidence["cases"];
  /** One line: what a reader needs before opening it. */
  readonly headline: string;
}

/** The most test cases an evidence item lists; its counts cover all of them. */
export const maxCases = 2_000;

/**
 * Reads one evidence format. A parser is pure, never throws on any bytes, and says an expected failure as a Result with the
 * place in the file. To add one: a file in `parsers/`, a fixture folder, and one line in the list of plugins.
 */
export interface EvidenceParser {
  /** Stable kebab-case name, e.g. "junit". */
  readonly id: string;
  /** As people call the format, e.g. "JUnit XML". */
  readonly name: string;
  /** True when the first bytes (64 KiB are enough) show this format; the path is a hint and never decides alone. */
  recognises(head: { readonly path: string; readonly bytes: Uint8Array }): boolean;
  parse(bytes: Uint8Array): Result<ParsedEvidence>;
}
