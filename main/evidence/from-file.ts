import type { Evidence } from "../../shared/model/evidence";
import { instantSchema } from "../../shared/model/ids";
import type { PackFile } from "../../shared/model/pack";
import type { ParsedEvidence } from "./parser";

/** The most test cases a card carries, and of each how much of its message; the whole list is kept beside it. */
const casesOfCard = 100;
const messageOfCard = 500;
const commitsOfCard = 20;
const shortestCommit = 7;

/** What a parser made of a file: without one, or where it could not read it, the note says why. */
export interface FileReading {
  /** Id of the parser that recognised the file; null where none did. */
  readonly format: string | null;
  readonly parsed: ParsedEvidence | null;
  readonly note: string | null;
}

/** What the attempt ends with and begins with, as far as it is known. */
export interface AttemptTrees {
  readonly tree: string | null;
  readonly head: string | null;
}

/**
 * One evidence item from a file of a pack. A parsed report or an exit code, together with the command that made it, is observed;
 * anything else is what the pack claims. Where no parser knows the file, the note says so and only an exit code can give a result.
 * In: the file as the manifest lists it, what was read of it, and the attempt's tree and head.
 */
export function evidenceFromFile(file: PackFile, reading: FileReading, attempt: AttemptTrees): Evidence {
  const stated = file.evidence;
  const exitCode = stated?.exitCode ?? null;
  const { parsed } = reading;
  const outcome = settle(parsed, exitCode, stated?.expectedExitCode ?? 0);
  const shown = parsed !== null || exitCode !== null;
  const notes = [reading.note, outcome.note].filter((note): note is string => note !== null);
  const madeOn = { tree: stated?.tree ?? null, commits: commitsIn(parsed) };
  return {
    id: `file:${file.sha256.slice(0, 16)}:${file.path}`,
    // What a command wrote is of the kind the command shows.
    kind: isLog(parsed) ? (stated?.kind ?? "log") : (parsed?.kind ?? stated?.kind ?? "log"),
    standing: stated?.command !== undefined && shown ? "observed" : "claimed",
    result: outcome.result,
    producer: stated?.command ?? parsed?.producer ?? stated?.producer ?? "not stated",
    producedAt: stated?.producedAt ?? instantOf(parsed?.producedAt ?? null),
    tree: treeOf(madeOn, attempt),
    counts: parsed?.counts ?? null,
    totals: parsed?.totals ?? null,
    headline: outcome.headline,
    format: reading.format,
    truncated: parsed?.truncated ?? null,
    signatures: [],
    ...(madeOn.tree === null && madeOn.commits.length === 0 ? {} : { madeOn }),
    cases: cardCases(parsed),
    file: { path: file.path, digest: file.sha256, bytes: file.bytes },
    event: null,
    note: notes.length === 0 ? null : notes.join(" "),
  };
}

/** Commits that are written long enough to name one. */
function commitsIn(parsed: ParsedEvidence | null): string[] {
  return (parsed?.commits ?? []).filter((commit) => commit.length >= shortestCommit).slice(0, commitsOfCard);
}

/** Reports write their times in many ways; only an instant with its zone is one. */
function instantOf(text: string | null): string | null {
  const read = instantSchema.safeParse(text);
  return read.success ? read.data : null;
}

function cardCases(parsed: ParsedEvidence | null): Evidence["cases"] {
  return (parsed?.lists.cases ?? []).slice(0, casesOfCard).map((each) => ({
    ...each,
    message:
      each.message === null || each.message.length <= messageOfCard
        ? each.message
        : `${each.message.slice(0, messageOfCard)}…`,
  }));
}

/** A stated tree decides; without one a commit that the file names. What disagrees with either is of another tree. */
function treeOf(madeOn: { tree: string | null; commits: readonly string[] }, attempt: AttemptTrees): Evidence["tree"] {
  const byTree = madeOn.tree === null || attempt.tree === null ? null : madeOn.tree === attempt.tree;
  const { head } = attempt;
  const byCommit =
    head === null || madeOn.commits.length === 0 ? null : madeOn.commits.some((commit) => sameCommit(commit, head));
  if (byTree === false || byCommit === false) return "mismatch";
  return byTree === true || byCommit === true ? "match" : "unknown";
}

/** Commits are often written short. */
export function sameCommit(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  return Math.min(a.length, b.length) >= shortestCommit && (a.startsWith(b) || b.startsWith(a));
}

/** Plain text: it judges nothing itself. */
function isLog(parsed: ParsedEvidence | null): boolean {
  return parsed?.kind === "log" && parsed.result === "unknown";
}

/** Report and exit code must agree for a pass: either one that says failed wins. */
function settle(
  parsed: ParsedEvidence | null,
  exitCode: number | null,
  expected: number,
): { result: Evidence["result"]; headline: string; note: string | null } {
  const exit =
    exitCode === null
      ? null
      : `exit code ${String(exitCode)}${expected === 0 ? "" : ` where ${String(expected)} is expected`}`;
  if (parsed === null || (isLog(parsed) && exit !== null)) {
    if (exit === null) return { result: "unknown", headline: "Result unknown", note: null };
    return {
      result: exitCode === expected ? "passed" : "failed",
      headline: parsed === null ? exit : `${exit}, ${parsed.headline}`,
      note: "The result rests on the exit code the pack states.",
    };
  }
  const headline = exit === null ? parsed.headline : `${parsed.headline}, ${exit}`;
  if (exitCode !== null && exitCode !== expected && parsed.result !== "failed") {
    return {
      result: "failed",
      headline,
      note: `The report lists no failure, but the command ended with ${exit ?? ""}.`,
    };
  }
  if (exitCode === expected && parsed.result === "failed")
    return {
      result: "failed",
      headline,
      note: expected === 0 ? "The exit code is 0, but the report lists failures." : null,
    };
  return { result: parsed.result, headline, note: null };
}
