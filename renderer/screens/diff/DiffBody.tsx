import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import type { Output } from "../../../shared/contract/api";
import type { AttemptView } from "../../../shared/contract/review";
import { layoutRows } from "../../../shared/diff/layout";
import { fileOfRow, type PatchRows } from "../../../shared/diff/rows";
import type { Finding } from "../../../shared/model/finding";
import type { EventRef } from "../../../shared/model/evidence";
import { lineLink } from "../../../shared/review/place-link";
import { copyPlace } from "../../parts/copy-place";
import { startWriting } from "../../state/comments";
import { useDecide } from "../../state/decide";
import { changeDiffView, useDiffView } from "../../state/diff-view";
import { go, type RouteAt } from "../../state/route";
import { Resizable } from "../../ui/Resizable";
import { useMedia } from "../../ui/use-media";
import { sameMembers, useSame } from "../../ui/use-same";
import { useStable } from "../../ui/use-stable";
import type { DiffEngine, DiffEngineState } from "../../parts/diff/diff-engine";
import { DiffPane, type PaneHandle } from "./DiffPane";
import { Facts } from "./Facts";
import { FileTree } from "./FileTree";
import { FindBar } from "./FindBar";
import { FindResults } from "./FindResults";
import { firstChange, neighbourHunk } from "./find-hunk";
import { LinePanel } from "./LinePanel";
import { PinnedPane } from "./PinnedPane";
import { placeOfRow, samePlaces, withUnder } from "./place-notes";
import { useContextLines } from "./use-context-lines";
import { usePair } from "./interdiff-pair";
import { usePairKeys } from "./interdiff-keys";
import { useEventDoors } from "./use-event-doors";
import { useDiffKeys } from "./use-diff-keys";
import { useCommentKeys, useDiffComments } from "./use-diff-comments";
import { useFind } from "./use-find";
import { useFolds } from "./use-folds";
import { useLineContext } from "./use-line-context";
import { useLineFacts } from "./use-line-facts";
import { usePinned } from "./use-pinned";
import { useReading } from "./use-reading";
import { useShownHunks } from "./use-shown-hunks";
import { storyFits } from "./use-pane-size";
import { startRow, useTravel } from "./use-travel";
import { useUnderLines } from "./use-under-lines";

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

const nothing: ReadonlySet<number> = new Set();
const noneRead: readonly string[] = [];
const ignore = (): void => undefined;

/** The file tree and the code of a patch that was read. */
export function DiffBody(props: DiffBodyProps) {
  const { taskId, attemptId, at, engine, state, rows, view, diff, split, onWidth } = props;
  const pane = useRef<PaneHandle>(null);
  const shown = useDiffView();
  const [long, setLong] = useState(nothing);
  const [message, setMessage] = useState<string | null>(null);
  const [cursor, setCursor] = useState(() => startRow(rows, at));
  const [top, setTop] = useState(0);
  const pair = usePair();
  const crowded = useMedia("(max-width: 1359px)");
  const roomy = useMedia(storyFits);
  const deciding = useDecide() !== null;
  const reading = useReading(attemptId, view?.readFiles ?? noneRead);
  const pinned = usePinned(attemptId);
  const same = state.space?.same ?? null;
  const shownHunks = useShownHunks({ attemptId, patch: diff.digest, rows, same, longShown: long });
  const comments = useDiffComments({ taskId, attemptId, patch: diff.digest, engine, rows, cursor, pane });
  const facts = useLineFacts(attemptId, engine, rows, view, top);
  const { origins, digests, marked } = facts;
  const folds = useFolds(attemptId, engine.text, rows, facts.placed.findingsOf);
  const around = useContextLines(attemptId, engine.text, rows);
  const own = useUnderLines({ attemptId, engine, rows, split, folds, around });
  const placed = useMemo(
    () => withUnder(withUnder(facts.placed, comments.under), own),
    [facts.placed, comments.under, own],
  );
  // Answers that add no line and fold none leave the lines where they are.
  const folded = useSame(folds.folded, sameMembers);
  const notes = useSame(placed.places, samePlaces);
  const without = useSame(around.closed, sameMembers);
  const layout = useMemo(
    () => layoutRows(rows, { split, same, folded, notes, without }),
    [rows, split, same, folded, notes, without],
  );
  useEffect(() => {
    engine.showSpace(shown.space);
  }, [engine, shown.space]);
  const travel = useTravel({ pane, rows, at, folds, layout, cursor, setCursor, onTop: setTop });
  const { here, current, show, openFile, cursorSeen } = travel;
  const find = useFind(
    engine,
    state.found,
    rows,
    here,
    (row) => show(row, "center"),
    () => pane.current?.focus(),
  );

  const markRead = (file: number, read: boolean): void => {
    const digest = digests[file] ?? null;
    if (pair?.readable === false)
      setMessage("Read marks belong to an attempt's own diff: = shows it against its base.");
    else if (digest === null) setMessage("This file cannot be marked: the record does not list it.");
    else reading.mark(digest, read);
  };
  const events = useEventDoors({ taskId, attemptId, rows, origins, pair, say: setMessage });
  const toFile = (step: 1 | -1): void => {
    if (pinned.current !== null || (current === 0 && step === -1)) {
      const next = pinned.current === null ? pinned.items.length - 1 : pinned.current + step;
      if (next < 0) return;
      if (next < pinned.items.length) pinned.open(next);
      else {
        pinned.open(null);
        openFile(0);
      }
      return;
    }
    const next = current + step;
    if (next < rows.files.length) openFile(next);
  };
  const neighbour = (step: 1 | -1): number | undefined =>
    pane.current?.neighbour(cursorSeen ? cursor : firstChange(rows, here), step);

  usePairKeys(pair, rows.files[current]?.path, setMessage);
  useDiffKeys({
    hunk: (step) => {
      const row = neighbourHunk(rows, here, step, folds.folded);
      if (row !== here) show(row, "center");
    },
    file: toFile,
    line: (step) => {
      const row = neighbour(step);
      if (row !== undefined) show(row, "auto");
    },
    finding: () => {
      const places = [
        ...new Set(facts.placed.places.flatMap(({ row, note }) => (isFinding(facts, note) ? [row] : []))),
      ];
      places.sort((a, b) => a - b);
      const next = places.find((row) => row > here) ?? places[0];
      if (next === undefined) setMessage("No findings in this patch.");
      else show(next, "center");
    },
    read: () => {
      if (pinned.current !== null) pinned.mark(pinned.current);
      else markRead(current, !reading.isRead(digests[current] ?? null));
    },
    readNext: () => {
      if (pinned.current !== null) {
        pinned.mark(pinned.current, true);
        toFile(1);
        return;
      }
      markRead(current, true);
      const next = rows.files.findIndex((_, file) => file > current && !reading.isRead(digests[file] ?? null));
      if (next !== -1) openFile(next);
      else setMessage("No unread file below this one.");
    },
    space: shown.space,
    onSpace: (space) => changeDiffView({ space }),
    wrap: shown.wrap,
    onWrap: (wrap) => changeDiffView({ wrap }),
    expand: (how) => around.expand(here, how),
    fold: () => folds.fold(current, !folds.folded.has(current)),
    marks: () => facts.onMarked(!marked),
    marked,
    find: find.open,
    event: () => {
      if (cursorSeen && origins.of(cursor) !== null) events.ofRow(cursor);
      else events.ofFile(rows.files[current]?.path ?? "");
    },
    story: shown.story,
    onStory: () => changeDiffView({ story: !shown.story }),
    copyLink: () => {
      const file = rows.files[fileOfRow(rows.files, here)];
      if (file !== undefined) void copyPlace(lineLink({ attemptId, path: file.path, ...placeOfRow(rows, here) }));
    },
  });
  const write = (suggestion: boolean): void => {
    const text = pinned.current === null ? undefined : pinned.items[pinned.current]?.texts[0];
    if (text === undefined) comments.write(suggestion);
    else if (text.event === null) setMessage("Comments stand on lines, files and events: this text is none of them.");
    else
      startWriting({
        taskId,
        attemptId,
        thread: null,
        place: { kind: "event", ...text.event },
        patch: null,
        lines: "",
      });
  };
  useCommentKeys(comments, { rows, here, neighbour, show, write });
  const { select } = comments;
  const shift = useRef(false);
  const picked = useRef(select);
  useEffect(() => {
    picked.current = select;
  });
  const onCursor = useCallback((row: number) => {
    picked.current(row, shift.current);
    setCursor(row);
  }, []);
  const onShow = useCallback((row: number) => {
    setLong((before) => new Set([...before, row]));
  }, []);
  const onJump = useCallback((row: number) => show(row, "center"), [show]);
  const onEvent = useCallback(
    (which: Finding) => {
      if (which.event !== null) go({ screen: "timeline", taskId, attemptId, at: { ...which.event } });
    },
    [taskId, attemptId],
  );
  const noted = useMemo(() => new Set(comments.placed.map(({ row }) => row)), [comments.placed]);
  const context = useLineContext({
    engine,
    state,
    rows,
    facts,
    around,
    tabs: shown.tabs,
    onOrigin: events.ofRow,
    onJump,
    onShow,
    onCursor,
    noted,
  });

  // The code first, what stands beside it right after it: its room is left from the beginning, so that no line moves.
  const whole = useDeferredValue(true, false);
  const open = useDeferredValue(pinned.current === null ? current : -1);
  const onTreeOpen = useStable((file: number) => {
    pinned.open(null);
    openFile(file);
  });
  const onTreeRead = useStable(markRead);
  const tree = !whole ? null : (
    <FileTree
      files={rows.files}
      digests={digests}
      findingsOf={placed.findingsOf}
      comments={comments.byFile}
      elsewhere={placed.elsewhere}
      reasons={folds.reasons}
      pinned={pinned}
      sort={shown.sort}
      current={open}
      isRead={reading.isRead}
      hunks={shownHunks}
      onOpen={onTreeOpen}
      onRead={onTreeRead}
    />
  );
  const code = (
    <div
      className="diff-side"
      onMouseDownCapture={(event) => {
        shift.current = event.shiftKey;
      }}
      onClick={(event) => {
        // The number of a line is where the mouse comments on it, or on the lines down to it with Shift; not that of a line beside the patch.
        if (
          event.target instanceof Element &&
          event.target.closest(":not(.diff-extra, .diff-extra *).diff-no") !== null
        )
          comments.write(false);
      }}
    >
      <Facts
        diff={diff}
        rows={rows}
        plain={state.plain}
        space={shown.space === "all" ? null : state.space}
        moves={state.moves}
        marks={facts.sentence}
        message={reading.problem ?? pinned.problem ?? shownHunks.problem ?? around.problem ?? message}
      />
      {find.text === null ? null : (
        <>
          <FindBar
            text={find.text}
            found={state.found}
            position={state.found === null ? 0 : state.found.rows.indexOf(here) + 1}
            onText={find.search}
            onStep={find.step}
            onClose={find.close}
          />
          <FindResults files={find.files} rows={rows} current={current} onOpen={onJump} />
        </>
      )}
      {comments.tray}
      <div className="diff-stage">
        <DiffPane
          ref={pane}
          range={comments.range}
          engine={engine}
          version={state.version}
          rows={rows}
          layout={layout}
          placed={placed}
          context={context}
          origins={origins}
          digests={digests}
          folded={folds.folded}
          reasons={folds.reasons}
          shown={long}
          cursor={cursor}
          current={current}
          wrap={shown.wrap}
          tabs={shown.tabs}
          isRead={reading.isRead}
          hunksShown={shownHunks.byFile}
          onRead={markRead}
          onFold={(file) => folds.fold(file, !folds.folded.has(file))}
          onSeen={travel.onSeen}
          onLines={pinned.current === null ? shownHunks.onLines : ignore}
          onWidth={onWidth}
          onEvent={onEvent}
        />
        <PinnedPane taskId={taskId} attemptId={attemptId} pinned={pinned} />
      </div>
    </div>
  );
  // The cursor is drawn first; what stands beside it follows.
  const told = useDeferredValue(cursorSeen ? cursor : -1);
  const onStoryEvent = useStable((event: EventRef) => events.from(told, event));
  const onStoryComment = useStable(() => comments.write(false));
  const line = told === -1 ? null : lineWords(rows, told);
  const beside = shown.story && roomy && !deciding && pinned.current === null;
  const story = !whole ? null : (
    <LinePanel
      line={line}
      origin={line === null ? null : origins.of(told)}
      origins={origins}
      view={view}
      onEvent={onStoryEvent}
      onComment={onStoryComment}
    />
  );
  return (
    <Resizable
      id="diff"
      panes={[
        // Beside the drawer a small window has room for the code alone; [ and ] go from file to file.
        ...(crowded && deciding ? [] : [{ id: "files", content: tree, size: 248, min: 160, max: 520 }]),
        { id: "code", content: code, min: 400 },
        ...(!beside ? [] : [{ id: "provenance", content: story, size: 320, min: 240, max: 560 }]),
      ]}
    />
  );
}

/** How the panel beside the code names a row; null for what is no line. */
function lineWords(rows: PatchRows, row: number): string | null {
  const [old, fresh] = [rows.oldNo[row] ?? 0, rows.newNo[row] ?? 0];
  return fresh !== 0 ? `line ${String(fresh)}` : old !== 0 ? `removed line ${String(old)}` : null;
}

function isFinding(
  { placed }: { readonly placed: { readonly notes: readonly { readonly kind: string }[] } },
  note: number,
): boolean {
  const kind = placed.notes[note]?.kind;
  return kind === "finding" || kind === "annotation";
}
