import { err, ok, type Problem, type Result } from "../../shared/result";
import type { EvidenceParser, ParsedEvidence } from "../evidence/parser";
import { parserFor } from "../evidence/read-file";
import { chunksOf, fileProblem, openFile, resolveRoot, statRegular, walk, type OpenFile } from "../platform/files";

interface Format {
  readonly id: string;
  readonly name: string;
}

/** What one file turned out to be. */
export type SurveyedFile =
  | {
      readonly state: "read";
      readonly path: string;
      readonly bytes: number;
      readonly format: Format;
      readonly evidence: SurveyedEvidence;
    }
  | {
      readonly state: "unreadable";
      readonly path: string;
      readonly bytes: number | null;
      readonly format: Format | null;
      readonly problem: Problem;
    }
  | { readonly state: "not-recognised"; readonly path: string; readonly bytes: number };

/** What a file shows; of its lists the lengths alone. */
export interface SurveyedEvidence extends Omit<ParsedEvidence, "lists"> {
  /** How many of each the file lists; the counts cover all of it. */
  readonly listed: Readonly<Record<keyof ParsedEvidence["lists"], number>>;
}

export interface EvidenceSurvey {
  readonly files: readonly SurveyedFile[];
  /** Paths that are not there and folders that could not be looked into. */
  readonly problems: readonly Problem[];
}

const headBytes = 65_536;

/**
 * Reads every file at and below the paths as evidence, one after the other, and says of each what it is. Links below a path are not
 * followed, nothing is unpacked, stored or run, and no more of a file is held than its format allows.
 */
export async function surveyEvidence(
  parsers: readonly EvidenceParser[],
  paths: readonly string[],
): Promise<EvidenceSurvey> {
  const files: SurveyedFile[] = [];
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const given of paths) {
    const root = await resolveRoot(given);
    if (!root.ok) {
      problems.push(root.error);
      continue;
    }
    const found = root.value.isFolder
      ? walk(root.value.path, (folder, error) => problems.push(fileProblem(folder, error)))
      : [root.value.path];
    for await (const file of found) {
      if (seen.has(file)) continue;
      seen.add(file);
      files.push(await surveyFile(parsers, file));
    }
  }
  return { files, problems };
}

async function surveyFile(parsers: readonly EvidenceParser[], path: string): Promise<SurveyedFile> {
  // Asked before it is opened: opening a pipe waits for whoever writes to it.
  const found = await statRegular(path);
  if (!found.ok) return { state: "unreadable", path, bytes: null, format: null, problem: found.error };
  let opened: OpenFile;
  try {
    opened = await openFile(path);
  } catch (error) {
    return { state: "unreadable", path, bytes: null, format: null, problem: fileProblem(path, error) };
  }
  const bytes = opened.stat.size;
  try {
    const parser = parserFor(parsers, { path, bytes: await read(opened, 0, Math.min(bytes, headBytes)) });
    if (parser === null) return { state: "not-recognised", path, bytes };
    const format = { id: parser.id, name: parser.name };
    const parsed = await parseFile(opened, parser);
    if (!parsed.ok) {
      const place = parsed.error.place === undefined ? path : `${path}:${parsed.error.place}`;
      return { state: "unreadable", path, bytes, format, problem: { ...parsed.error, place } };
    }
    const { lists, ...evidence } = parsed.value;
    const listed = {
      cases: lists.cases.length,
      annotations: lists.annotations.length,
      coverage: lists.coverage.length,
      components: lists.components.length,
      statements: lists.statements.length,
    };
    return { state: "read", path, bytes, format, evidence: { ...evidence, listed } };
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    return { state: "unreadable", path, bytes, format: null, problem: fileProblem(path, error) };
  } finally {
    await opened.handle.close();
  }
}

/** The whole file, or of one that is too large for its format both ends where the format can do with them. */
async function parseFile(opened: OpenFile, parser: EvidenceParser): Promise<Result<ParsedEvidence>> {
  const { size } = opened.stat;
  if (size <= parser.maxBytes) return parser.parse(await read(opened, 0, size));
  if (parser.bothEnds !== true)
    return err({
      code: "file-too-large",
      message: `The file has ${size.toLocaleString("en-US")} bytes: as ${parser.name} at most ${parser.maxBytes.toLocaleString("en-US")} are read.`,
      remedy: "Write the report in several files.",
    });
  // Even, so that a character of two bytes is not cut.
  const half = Math.floor((parser.maxBytes - 256) / 4) * 2;
  const left = `${(size - 2 * half).toLocaleString("en-US")} bytes between its ends were not read.`;
  const first = await read(opened, 0, half);
  const last = await read(opened, size - half, size);
  const parsed = parser.parse(Buffer.concat([first, Buffer.from(`\n[${left}]\n`), last]));
  if (!parsed.ok) return parsed;
  const notes = [`Of ${size.toLocaleString("en-US")} bytes, ${left}`, parsed.value.truncated];
  return ok({ ...parsed.value, truncated: notes.filter((note) => note !== null).join(" ") });
}

/** The bytes `[from, to)`, fewer where the file has become shorter. */
async function read(opened: OpenFile, from: number, to: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(to - from);
  let at = 0;
  for await (const chunk of chunksOf(opened, from, to)) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes.subarray(0, at);
}
