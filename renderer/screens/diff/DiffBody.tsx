import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Output } from "../../../shared/contract/api";
import type { LineAnnotation, LineMarks } from "../../../shared/contract/evidence";
import type { AttemptView } from "../../../shared/contract/review";
import { layoutRows } from "../../../shared/diff/layout";
import { fileOfRow, RowFlag, RowKind, type PatchRows } from "../../../shared/diff/rows";
import type { Finding } from "../../../shared/model/finding";
import { useQuery, type Query } from "../../bridge/use-query";
import { go, replace, type RouteAt } from "../../state/route";
import { Resizable } from "../../ui/Resizable";
import type { DiffEngine, DiffEngineState } from "./diff-engine";
import { DiffPane, type PaneHandle, type SeenRows } from "./DiffPane";
import { Facts } from "./Facts";
import { FileTree } from "./FileTree";
import { FindBar } from "./FindBar";
import { lastEditOf } from "./find-event";
import { firstChange, neighbourHunk } from "./find-hunk";
import { coverageRows, marksSentence } from "./line-marks";
import { noOrigins, rowOrigins } from "./line-origins";
import { placeNotes, rowOfLine } from "./place-notes";
import { useDiffKeys } from "./use-diff-keys";
import { useReading } from "./use-reading";
import { useShownHunks } from "./use-shown-hunks";

export interface DiffBodyProps {
  readonly taskId: string;
  readonly attemptId: string;
  readonly at: RouteAt | undefined;
  readonly engine: DiffEngine;
  readonly state: DiffEngineState;
  readonly rows: PatchRows;
  /** Absent while the task is still being asked for: the code does not wait for it. */
  readonly view: AttemptView | undefined;
  readonly diff: Output<"diff.get">;
  readonly split: boolean;
  readonly onWidth: (width: number) => void;
}

/** Of a patch with more changed lines, who wrote them is asked for by file, as the files come on screen. */
const MOST_TOLD = 20_000;
const noFindings: readonly Finding[] = [];
const noAnnotations: readonly LineAnnotation[] = [];
const nothing: ReadonlySet<number> = new Set();

/** The file tree and the code of a patch that was read. */
export function DiffBody(props: DiffBodyProps) {
  const { taskId, attemptId, at, engine, state, rows, view, diff, split, onWidth } = props;
  const pane = useRef<PaneHandle>(null);
  const [cursor, setCursor] = useState(() => startRow(rows, at));
  const [seen, setSeen] = useState<SeenRows>({ top: 0, from: 0, to: 0 });
  const [folded, setFolded] = useState(nothing);
  const [shown, setShown] = useState(nothing);
  const [hideSpace, setHideSpace] = useState(false);
  const [finding, setFinding] = useState<string | null>(null);
  const [message, setMessage] = useState<string | null>(null);
  const pending = useRef<{ row: number; align: "start" | "center" | "auto" } | null>(null);
  const reading = useReading(attemptId, view?.readFiles ?? []);
  const shownHunks = useShownHunks({ attemptId, patch: diff.digest, rows, hideSpace, longShown: shown });
  const findings = view?.judgement.findings ?? noFindings;
  const large = useMemo(() => rows.files.reduce((sum, file) => sum + file.added + file.removed, 0) > MOST_TOLD, [rows]);
  const told = useQuery(
    "provenance.get",
    { attemptId, path: large ? (rows.files[fileOfRow(rows.files, seen.top)]?.path ?? null) : null },
    { scopes: ["task"], keepPrevious: true },
  );
  const origins = useMemo(
    () => (told.value === undefined ? noOrigins : rowOrigins(rows, told.value)),
    [rows, told.value],
  );
  const asked = useQuery("evidence.lines", { attemptId }, { scopes: ["task"] });
  const [marked, setMarked] = useState(true);
  const marks = marked ? asked.value : undefined;
  const annotations = marks?.annotations ?? noAnnotations;
  const placed = useMemo(
    () => placeNotes(engine.text, rows, findings, annotations),
    [engine, rows, findings, annotations],
  );
  const covered = useMemo(() => coverageRows(rows, marks?.coverage ?? []), [rows, marks]);
  const digests = useMemo(() => digestsOf(rows, view), [rows, view]);
  const layout = useMemo(
    () => layoutRows(rows, { split, hideSpace, folded, notes: placed.places }),
    [rows, split, hideSpace, folded, placed],
  );
  const spaceOnly = useMemo(() => countSpaceOnly(rows), [rows]);

  /** The file that keys act on: the cursor's while the cursor is on screen, otherwise the one on top. */
  const cursorSeen = cursor !== -1 && (seen.to === 0 || (cursor >= seen.from && cursor < seen.to));
  const here = cursorSeen ? cursor : seen.top;
  const current = fileOfRow(rows.files, here);

  const show = useCallback(
    (row: number, align: "start" | "center" | "auto") => {
      setCursor(row);
      const file = fileOfRow(rows.files, row);
      if (folded.has(file) && rows.kind[row] !== RowKind.file) {
        pending.current = { row, align };
        setFolded((before) => without(before, file));
      } else {
        pane.current?.show(row, align);
      }
    },
    [rows, folded],
  );
  useEffect(() => {
    const wish = pending.current;
    if (wish === null) return;
    pending.current = null;
    pane.current?.show(wish.row, wish.align);
  }, [layout]);
  const arrived = useRef(false);
  const onSeen = useCallback(
    (now: SeenRows) => {
      setSeen((before) => (before.top === now.top && before.from === now.from && before.to === now.to ? before : now));
      if (arrived.current) return;
      arrived.current = true;
      const start = startRow(rows, at);
      if (start > 0) pane.current?.show(start, rows.kind[start] === RowKind.file ? "start" : "center");
      pane.current?.focus();
    },
    [rows, at],
  );

  const openFile = (file: number): void => {
    const row = rows.files[file]?.firstRow;
    if (row !== undefined) show(row, "start");
  };
  const markRead = (file: number, read: boolean): void => {
    const digest = digests[file] ?? null;
    if (digest === null) setMessage("This file cannot be marked: the record does not list it.");
    else reading.mark(digest, read);
  };
  const onOrigin = useCallback(
    (row: number) => {
      const origin = origins.of(row);
      if (origin === null) return;
      if (origin.event === null) {
        setMessage(origin.why);
        return;
      }
      const path = rows.files[fileOfRow(rows.files, row)]?.path;
      const line = rows.newNo[row] ?? 0;
      // Coming back, the diff opens at this line.
      replace({ screen: "diff", taskId, attemptId, at: { path, ...(line === 0 ? {} : { line }) } });
      go({ screen: "timeline", taskId, attemptId, at: { ...origin.event } });
    },
    [origins, rows, taskId, attemptId],
  );
  const openEvent = (): void => {
    if (cursorSeen && origins.of(cursor) !== null) {
      onOrigin(cursor);
      return;
    }
    const path = rows.files[current]?.path ?? "";
    setMessage(`Looking for the event that edited ${path}.`);
    void lastEditOf(attemptId, path).then((result) => {
      if (!result.ok) setMessage(`Could not look for the event: ${result.error.message}`);
      else if (result.value === null) setMessage(`No recorded edit names ${path}.`);
      else go({ screen: "timeline", taskId, attemptId, at: { ...result.value } });
    });
  };
  const { found } = state;
  const stepFound = (direction: 1 | -1): void => {
    if (found === null || found.rows.length === 0) return;
    const index =
      direction === 1 ? found.rows.findIndex((row) => row > here) : found.rows.findLastIndex((row) => row < here);
    const row = found.rows.at(index === -1 && direction === 1 ? 0 : index);
    if (row !== undefined) show(row, "center");
  };
  const endSearch = (): void => {
    setFinding(null);
    engine.find("");
    pane.current?.focus();
  };
  const search = (text: string): void => {
    setFinding(text);
    engine.find(text, (result) => {
      // The first line found at or below the place comes on screen as soon as it is known.
      const row = result.rows.find((each) => each >= here) ?? result.rows[0];
      if (row !== undefined) show(row, "center");
    });
  };

  useDiffKeys({
    hunk: (step) => {
      const row = neighbourHunk(rows, here, step);
      if (row !== here) show(row, "center");
    },
    file: (step) => {
      const next = current + step;
      if (next >= 0 && next < rows.files.length) openFile(next);
    },
    line: (step) => {
      const row = pane.current?.neighbour(cursorSeen ? cursor : firstChange(rows, here), step);
      if (row !== undefined) show(row, "auto");
    },
    read: () => {
      markRead(current, !reading.isRead(digests[current] ?? null));
    },
    readNext: () => {
      markRead(current, true);
      const next = rows.files.findIndex((_, file) => file > current && !reading.isRead(digests[file] ?? null));
      if (next !== -1) openFile(next);
      else setMessage("No unread file below this one.");
    },
    space: () => {
      setHideSpace(!hideSpace);
    },
    spaceHidden: hideSpace,
    marks: () => {
      setMarked(!marked);
    },
    marked,
    find: () => {
      setFinding(finding ?? "");
    },
    event: openEvent,
  });

  const onFold = useCallback((file: number) => {
    setFolded((before) => (before.has(file) ? without(before, file) : new Set([...before, file])));
  }, []);
  const onShow = useCallback((row: number) => {
    setShown((before) => new Set([...before, row]));
  }, []);
  const onEvent = useCallback(
    (which: Finding) => {
      if (which.event !== null) go({ screen: "timeline", taskId, attemptId, at: { ...which.event } });
    },
    [taskId, attemptId],
  );

  const tree = (
    <FileTree
      files={rows.files}
      digests={digests}
      findingsOf={placed.findingsOf}
      elsewhere={placed.elsewhere}
      current={current}
      isRead={reading.isRead}
      hunks={shownHunks}
      onOpen={openFile}
      onRead={markRead}
    />
  );
  const code = (
    <div className="diff-side">
      <Facts
        diff={diff}
        rows={rows}
        plain={state.plain}
        spaceHidden={hideSpace ? spaceOnly : null}
        marks={marksSaid(marked, asked)}
        message={reading.problem ?? shownHunks.problem ?? message}
      />
      {finding === null ? null : (
        <FindBar
          text={finding}
          found={found}
          position={found === null ? 0 : found.rows.indexOf(here) + 1}
          onText={search}
          onStep={stepFound}
          onClose={endSearch}
        />
      )}
      <DiffPane
        ref={pane}
        engine={engine}
        version={state.version}
        rows={rows}
        layout={layout}
        placed={placed}
        covered={covered}
        origins={origins}
        digests={digests}
        folded={folded}
        shown={shown}
        cursor={cursor}
        current={current}
        query={found?.query ?? ""}
        hideSpace={hideSpace}
        isRead={reading.isRead}
        hunksShown={shownHunks.byFile}
        onRead={markRead}
        onFold={onFold}
        onShow={onShow}
        onCursor={setCursor}
        onSeen={onSeen}
        onLines={shownHunks.onLines}
        onWidth={onWidth}
        onEvent={onEvent}
        onOrigin={onOrigin}
      />
    </div>
  );
  return (
    <Resizable
      id="diff"
      panes={[
        { id: "files", content: tree, size: 248, min: 160, max: 520 },
        { id: "code", content: code, min: 400 },
      ]}
    />
  );
}

/** What tools say of the patch, that their marks are hidden, or that they could not be read. */
function marksSaid(marked: boolean, asked: Query<LineMarks>): string | null {
  if (asked.value === undefined) return asked.problem === undefined ? null : `Marks of tools: ${asked.problem.message}`;
  const sentence = marksSentence(asked.value);
  if (sentence === null) return null;
  return marked ? sentence : "Coverage and findings of tools are hidden (m).";
}

function without(set: ReadonlySet<number>, value: number): ReadonlySet<number> {
  return new Set([...set].filter((each) => each !== value));
}

/** The row the route asks for: a line of a file, the file, or the first file. */
function startRow(rows: PatchRows, at: RouteAt | undefined): number {
  const file = rows.files.find((each) => each.path === at?.path);
  if (file === undefined) return 0;
  const row = at?.line === undefined ? -1 : rowOfLine(rows, file, at.line, "new");
  return row === -1 ? file.firstRow : row;
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

function countSpaceOnly(rows: PatchRows): number {
  let count = 0;
  for (let row = 0; row < rows.kind.length; row += 1) {
    if (rows.kind[row] === RowKind.add && ((rows.flags[row] ?? 0) & RowFlag.spaceOnly) !== 0) count += 1;
  }
  return count;
}
