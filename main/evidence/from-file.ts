import type { Evidence } from "../../shared/model/evidence";
import type { PackFile } from "../../shared/model/pack";
import type { EvidenceParser, ParsedEvidence } from "./parser";

/** The most test cases a card carries; the whole list is read from the file. */
const casesOfCard = 2_000;

/** A file of a pack with its content in place of its size. Its digest was checked before (see `verifyPackFiles`). */
export type EvidenceFile = Omit<PackFile, "bytes"> & { readonly bytes: Uint8Array };

/**
 * One evidence item from a file of a pack. A parsed report or an exit code, together with the command that made it, is observed;
 * anything else is what the pack claims. Where no parser knows the file, the note says so and only an exit code can give a result.
 * In: the parsers to try, the file, and the git tree the attempt ends with (null when unknown).
 */
export function evidenceFromFile(
  parsers: readonly EvidenceParser[],
  file: EvidenceFile,
  attemptTree: string | null,
): Evidence {
  const stated = file.evidence;
  const exitCode = stated?.exitCode ?? null;
  const reading = readFile(parsers, file);
  const parsed = reading.parsed;
  const outcome = settle(parsed, exitCode);
  const shown = parsed !== null || exitCode !== null;
  const notes = [reading.note, outcome.note].filter((note): note is string => note !== null);
  return {
    id: `file:${file.sha256.slice(0, 16)}:${file.path}`,
    kind: parsed?.kind ?? stated?.kind ?? "log",
    standing: stated?.command !== undefined && shown ? "observed" : "claimed",
    result: outcome.result,
    producer: stated?.command ?? stated?.producer ?? "not stated",
    producedAt: stated?.producedAt ?? null,
    tree:
      stated?.tree === undefined || attemptTree === null
        ? "unknown"
        : stated.tree === attemptTree
          ? "match"
          : "mismatch",
    counts: parsed?.counts ?? null,
    totals: parsed?.totals ?? null,
    headline: outcome.headline,
    format: reading.parser?.id ?? null,
    truncated: parsed?.truncated ?? null,
    signatures: [],
    cases: parsed === null ? [] : parsed.lists.cases.slice(0, casesOfCard),
    file: { path: file.path, digest: file.sha256, bytes: file.bytes.byteLength },
    event: null,
    note: notes.length === 0 ? null : notes.join(" "),
  };
}

function readFile(
  parsers: readonly EvidenceParser[],
  file: EvidenceFile,
): { parser: EvidenceParser | null; parsed: ParsedEvidence | null; note: string | null } {
  const parser = parsers.find((candidate) =>
    candidate.recognises({ path: file.path, bytes: file.bytes.subarray(0, 65_536) }),
  );
  if (parser === undefined)
    return { parser: null, parsed: null, note: `No parser for ${file.path}: its content was not read.` };
  const read = parser.parse(file.bytes);
  if (read.ok) return { parser, parsed: read.value, note: null };
  const place = read.error.place === undefined ? "" : ` at ${read.error.place}`;
  return {
    parser,
    parsed: null,
    note: `${file.path} could not be read as ${parser.name}${place}: ${read.error.message}`,
  };
}

/** Report and exit code must agree for a pass: either one that says failed wins. */
function settle(
  parsed: ParsedEvidence | null,
  exitCode: number | null,
): { result: Evidence["result"]; headline: string; note: string | null } {
  const exit = exitCode === null ? null : `exit code ${String(exitCode)}`;
  if (parsed === null) {
    if (exit === null) return { result: "unknown", headline: "Result unknown", note: null };
    return {
      result: exitCode === 0 ? "passed" : "failed",
      headline: exit,
      note: "The result rests on the exit code the pack states.",
    };
  }
  const headline = exit === null ? parsed.headline : `${parsed.headline}, ${exit}`;
  if (exitCode !== null && exitCode !== 0 && parsed.result !== "failed") {
    return {
      result: "failed",
      headline,
      note: `The report lists no failure, but the command ended with ${exit ?? ""}.`,
    };
  }
  if (exitCode === 0 && parsed.result === "failed")
    return { result: "failed", headline, note: "The exit code is 0, but the report lists failures." };
  return { result: parsed.result, headline, note: null };
}
