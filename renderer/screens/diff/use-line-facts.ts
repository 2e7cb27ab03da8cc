import { useMemo, useState } from "react";
import type { LineAnnotation, LineMarks } from "../../../shared/contract/evidence";
import type { AttemptView } from "../../../shared/contract/review";
import { fileOfRow, type PatchRows } from "../../../shared/diff/rows";
import type { Finding } from "../../../shared/model/finding";
import { useQuery, type Query } from "../../bridge/use-query";
import type { DiffEngine } from "../../parts/diff/diff-engine";
import { pairOrigins } from "./interdiff-origins";
import { usePair } from "./interdiff-pair";
import { coverageRows, marksSentence, type LineCover } from "./line-marks";
import { noOrigins, rowOrigins, type RowOrigins } from "./line-origins";
import { placeNotes, type PlacedNotes } from "./place-notes";

/** Of a patch with more changed lines, who wrote them is asked for by file, as the files come on screen. */
const MOST_TOLD = 20_000;
const noFindings: readonly Finding[] = [];
const noAnnotations: readonly LineAnnotation[] = [];

/** What is known of the lines of a patch besides their text. */
export interface LineFacts {
  readonly placed: PlacedNotes;
  /** How often added lines ran, by row. */
  readonly covered: ReadonlyMap<number, LineCover>;
  readonly origins: RowOrigins;
  /** Digests of the files as the record lists them; null where it lists none. */
  readonly digests: readonly (string | null)[];
  readonly marked: boolean;
  readonly onMarked: (marked: boolean) => void;
  /** What tools say of the patch as a whole. */
  readonly sentence: string | null;
}

/** Asks for what is known of an attempt's lines. `top` is a row on screen: of a large patch its file is told first. */
export function useLineFacts(
  attemptId: string,
  engine: DiffEngine,
  rows: PatchRows,
  view: AttemptView | undefined,
  top: number,
): LineFacts {
  const pair = usePair();
  const findings = pair?.findings ?? view?.judgement.findings ?? noFindings;
  const large = useMemo(() => rows.files.reduce((sum, file) => sum + file.added + file.removed, 0) > MOST_TOLD, [rows]);
  const told = useQuery(
    "provenance.get",
    { attemptId, path: large ? (rows.files[fileOfRow(rows.files, top)]?.path ?? null) : null },
    { scopes: ["task"], keepPrevious: true },
  );
  const removedOf = pair?.removedOf ?? null;
  const topFile = rows.files[fileOfRow(rows.files, top)];
  const removed = useQuery(
    "provenance.get",
    removedOf === null
      ? null
      : { attemptId: removedOf, path: large ? (topFile?.oldPath ?? topFile?.path ?? null) : null },
    { scopes: ["task"], keepPrevious: true },
  );
  const origins = useMemo(() => {
    if (pair !== null) return pairOrigins(rows, pair, told.value, removed.value);
    return told.value === undefined ? noOrigins : rowOrigins(rows, told.value);
  }, [rows, pair, told.value, removed.value]);
  const asked = useQuery("evidence.lines", { attemptId }, { scopes: ["task"] });
  const [marked, onMarked] = useState(true);
  const marks = marked ? asked.value : undefined;
  const annotations = marks?.annotations ?? noAnnotations;
  const placed = useMemo(
    () => placeNotes(engine.text, rows, findings, annotations, (path) => pair?.files.get(path)?.state ?? null),
    [engine, rows, findings, annotations, pair],
  );
  const covered = useMemo(() => coverageRows(rows, marks?.coverage ?? []), [rows, marks]);
  const digests = useMemo(
    () => (pair?.readable === false ? rows.files.map(() => null) : digestsOf(rows, view)),
    [rows, view, pair],
  );
  return { placed, covered, origins, digests, marked, onMarked, sentence: marksSaid(marked, asked) };
}

/** What tools say of the patch, that their marks are hidden, or that they could not be read. */
function marksSaid(marked: boolean, asked: Query<LineMarks>): string | null {
  if (asked.value === undefined) return asked.problem === undefined ? null : `Marks of tools: ${asked.problem.message}`;
  const sentence = marksSentence(asked.value);
  if (sentence === null) return null;
  return marked ? sentence : "Coverage and findings of tools are hidden (m).";
}

/** Digests as the record lists them: by place where both lists agree on the path, else by path. */
function digestsOf(rows: PatchRows, view: AttemptView | undefined): (string | null)[] {
  const listed = view?.attempt.files ?? [];
  const byPath = new Map(listed.map((file) => [file.path, file.digest]));
  return rows.files.map((file, index) => {
    const same = listed[index];
    return same?.path === file.path ? same.digest : (byPath.get(file.path) ?? null);
  });
}
