import { useDeferredValue, useEffect, useMemo, useRef } from "react";
import type { DecisionKind } from "../../../shared/model/decision";
import { batchKinds } from "../../../shared/review/batch-rule";
import { decisionRule } from "../../../shared/review/decision-catalog";
import { asksForState, parseInboxQuery } from "../../../shared/review/inbox-query";
import { call } from "../../bridge/client";
import type { ShownInbox } from "../../bridge/inbox-feed";
import { useInbox } from "../../bridge/task-rows";
import { openTask } from "../../parts/open-task";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { viewerZone } from "../../parts/use-saved-filters";
import { announce } from "../../state/announce";
import { openSheet, useDecide } from "../../state/decide";
import { useInboxFilter, useInboxGrouping } from "../../state/inbox-filter";
import { usePicked } from "../../state/selection";
import { Resizable } from "../../ui/Resizable";
import { useMedia } from "../../ui/use-media";
import { useNow } from "../../ui/use-now";
import { useStable } from "../../ui/use-stable";
import { useCursor, usePeek } from "./inbox-cursor";
import { inboxLines, movedCount, openRows, rowsOf } from "./inbox-rows";
import { InboxBar } from "./InboxBar";
import { InboxList, Seam } from "./InboxList";
import { InboxTools } from "./InboxTools";
import { Peek } from "./Peek";
import { SaveFilterDialog } from "./SaveFilterDialog";
import { SelectionBar } from "./SelectionBar";
import { useInboxKeys } from "./use-inbox-keys";
import { useSeam } from "./use-seam";
import "./inbox.css";

/** A look lasts while the inbox is on screen: it is noted so often, in milliseconds. */
const lookEvery = 5 * 60_000;

/** What needs the reviewer, in triage order. */
export function InboxScreen() {
  const inbox = useInbox();
  const seam = useSeam(inbox.value);
  useLook(inbox.value?.since, inbox.reload);
  return (
    <>
      <InboxBar inbox={seam?.shown ?? null} failed={inbox.problem !== undefined} />
      {inbox.problem === undefined ? null : (
        <FailedMessage thing="the inbox" problem={inbox.problem} onRetry={inbox.reload} />
      )}
      {seam === null ? (
        inbox.problem === undefined ? (
          <LoadingMessage thing="the inbox" slow={inbox.slow} />
        ) : null
      ) : (
        <InboxPanes inbox={seam.shown} waiting={seam.waiting} letIn={seam.letIn} />
      )}
      <SaveFilterDialog />
    </>
  );
}

/** Notes that the reviewer looks. In: since when the list says they last did; how to ask for it again where that is another now. */
function useLook(since: string | null | undefined, reload: () => void): void {
  const known = since !== undefined;
  const said = useRef(since);
  useEffect(() => {
    said.current = since;
  }, [since]);
  useEffect(() => {
    if (!known) return undefined;
    const look = () => {
      if (document.hidden) return;
      void call("inbox.looked", {}).then((result) => {
        if (result.ok && result.value.since !== said.current) reload();
      });
    };
    look();
    const timer = setInterval(look, lookEvery);
    return () => {
      clearInterval(timer);
    };
  }, [known, reload]);
}

interface PanesProps {
  readonly inbox: ShownInbox;
  readonly waiting: ShownInbox | null;
  readonly letIn: () => void;
}

/** The lines that a filter leaves, and what of it was not understood. */
function useLines(inbox: ShownInbox) {
  const typed = useDeferredValue(useInboxFilter().trim());
  const grouping = useInboxGrouping();
  const now = useNow();
  const { since, reviewer, mine } = inbox;
  const rows = useMemo(() => rowsOf(inbox), [inbox]);
  const query = useMemo(
    () => parseInboxQuery(typed, { now, zone: viewerZone, me: reviewer, mine }),
    [typed, now, reviewer, mine],
  );
  const filtered = !query.empty || asksForState(typed);
  const lines = useMemo(
    () =>
      inboxLines(
        openRows(rows, !filtered, since).filter((row) => query.matches(row)),
        grouping,
      ),
    [rows, filtered, since, query, grouping],
  );
  return { rows, lines, problems: query.problems, filtered, answered: `${grouping} ${typed}` };
}

function InboxPanes({ inbox, waiting, letIn }: PanesProps) {
  const { rows, lines, problems, filtered, answered } = useLines(inbox);
  const [cursor, setCursor] = useCursor(lines, answered);
  const line = lines[cursor];
  const row = line?.kind === "task" ? line.row : null;
  const picked = usePicked();
  const selected = useMemo(() => rows.filter((one) => picked.has(one.taskId)), [rows, picked]);
  const shownPicks = lines.filter((one) => one.kind === "task" && picked.has(one.row.taskId)).length;
  const peek = usePeek();
  const deciding = useDecide() !== null;
  const wide = useMedia("(min-width: 1920px)");
  const roomy = useMedia("(min-width: 1100px)");
  const field = useRef<HTMLInputElement>(null);
  const openAt = (index: number) => {
    const target = lines[index];
    if (target?.kind === "task") openTask(target.row.taskId);
  };
  const decide = (kind: DecisionKind) => {
    const rule = decisionRule(kind);
    if (selected.length > 1 && !batchKinds.includes(kind)) {
      announce(`${rule.verb} is decided on one task at a time: clear the selection with Esc.`);
      return;
    }
    const [first = row] = selected;
    if (first === null) return;
    openSheet({
      kind,
      taskId: first.taskId,
      attemptId: rule.subject === "attempt" ? first.focusAttempt : null,
      ...(selected.length > 1
        ? { tasks: selected.map(({ taskId, focusAttempt }) => ({ taskId, attemptId: focusAttempt })) }
        : {}),
    });
  };
  useInboxKeys({
    lines,
    cursor,
    setCursor,
    row,
    field,
    undo: inbox.undo,
    onOpen: openAt,
    onDecide: decide,
    letIn: waiting === null ? null : letIn,
  });
  const list = (
    <section className="inbox-list" aria-label="Inbox">
      <InboxTools fieldRef={field} rows={rows} problems={problems} />
      {selected.length === 0 ? null : (
        <SelectionBar count={selected.length} hidden={selected.length - shownPicks} onDecide={decide} />
      )}
      {waiting === null ? null : <Seam count={movedCount(inbox, waiting)} onShow={letIn} />}
      <InboxList inbox={inbox} lines={lines} filtered={filtered} cursor={cursor} onCursor={setCursor} onOpen={openAt} />
    </section>
  );
  // The cursor is drawn first; what stands behind its row follows.
  const peeked = useDeferredValue(row);
  const onPeekOpen = useStable(() => {
    openAt(cursor);
  });
  const onPeekEscalate = useStable(() => {
    decide("escalate");
  });
  const panel =
    peeked === null || !peek || deciding || !roomy ? null : (
      <Peek row={peeked} onOpen={onPeekOpen} onEscalate={onPeekEscalate} />
    );
  return (
    <Resizable
      id={wide ? "inbox-wide" : "inbox"}
      panes={[
        { id: "list", content: list, min: 520 },
        ...(panel === null ? [] : [{ id: "peek", content: panel, size: wide ? 640 : 352, min: 300, max: 760 }]),
      ]}
    />
  );
}
