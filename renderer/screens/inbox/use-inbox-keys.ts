import type { RefObject } from "react";
import type { InboxRow, Undo } from "../../../shared/contract/inbox";
import type { DecisionKind } from "../../../shared/model/decision";
import { decisionCatalog } from "../../../shared/review/decision-catalog";
import { inboxGroupings } from "../../../shared/review/inbox-groups";
import { announce } from "../../state/announce";
import { setInboxGrouping, useInboxFilter, useInboxGrouping } from "../../state/inbox-filter";
import { useKeys } from "../../state/keys";
import { openFilterDraft } from "../../state/save-filter";
import { openSearch } from "../../state/search";
import { clearPicks, pick, togglePick, usePicked } from "../../state/selection";
import { setPeek, usePeek } from "./inbox-cursor";
import { nearestTask, nextTask, type InboxLine } from "./inbox-rows";
import { undoLast } from "./undo-last";

export interface InboxKeys {
  readonly lines: readonly InboxLine[];
  readonly cursor: number;
  readonly setCursor: (index: number) => void;
  readonly row: InboxRow | null;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly undo: Undo | null;
  readonly onOpen: (index: number) => void;
  readonly onDecide: (kind: DecisionKind) => void;
  /** Lets in what waits behind the seam; null where nothing does. */
  readonly letIn: (() => void) | null;
}

/** The inbox's keys: DESIGN's list, and the decisions of the catalogue. */
export function useInboxKeys(keys: InboxKeys): void {
  const { lines, cursor, setCursor, row, field, undo, onOpen, onDecide, letIn } = keys;
  const peek = usePeek();
  const picked = usePicked();
  const filter = useInboxFilter();
  const grouping = useInboxGrouping();
  const move = (step: 1 | -1) => {
    setCursor(nextTask(lines, cursor, step));
  };
  const extend = (step: 1 | -1) => {
    const next = nextTask(lines, cursor, step);
    const to = lines[next];
    if (row === null || to?.kind !== "task") return;
    // Going back over what was just selected takes it out again, as in a text.
    if (picked.has(row.taskId) && picked.has(to.row.taskId) && next !== cursor) togglePick(row.taskId);
    else pick([row.taskId, to.row.taskId]);
    setCursor(next);
  };
  useKeys("inbox", [
    { key: "j", label: "Next", group: "Move", bar: true, run: () => move(1) },
    { key: "k", label: "Previous", group: "Move", run: () => move(-1) },
    { key: "ArrowDown", label: "Next", group: "Move", unlisted: true, run: () => move(1) },
    { key: "ArrowUp", label: "Previous", group: "Move", unlisted: true, run: () => move(-1) },
    { key: "Home", label: "First", group: "Move", run: () => setCursor(nearestTask(lines, 0)) },
    { key: "End", label: "Last", group: "Move", run: () => setCursor(nearestTask(lines, lines.length - 1)) },
    { key: "Enter", label: "Open task", group: "Move", run: () => onOpen(cursor) },
    { key: "Space", label: "Peek", group: "Move", run: () => setPeek(!peek) },
    {
      key: "/",
      label: "Filter",
      group: "Move",
      run: () => {
        field.current?.focus();
        field.current?.select();
      },
    },
    {
      key: "x",
      label: "Select",
      group: "Select",
      bar: true,
      run: () => {
        if (row !== null) togglePick(row.taskId);
      },
    },
    { key: "Shift+j", label: "Extend down", group: "Select", run: () => extend(1) },
    { key: "Shift+k", label: "Extend up", group: "Select", run: () => extend(-1) },
    { key: "Shift+ArrowDown", label: "Extend down", group: "Select", unlisted: true, run: () => extend(1) },
    { key: "Shift+ArrowUp", label: "Extend up", group: "Select", unlisted: true, run: () => extend(-1) },
    {
      key: "Mod+a",
      label: "Select all that are shown",
      group: "Select",
      run: () => pick(lines.flatMap((line) => (line.kind === "task" ? line.row.taskId : []))),
    },
    ...(picked.size === 0 ? [] : [{ key: "Escape", label: "Clear the selection", group: "Select", run: clearPicks }]),
    {
      key: "Shift+g",
      label: "Group by the next",
      group: "Inbox",
      run: () => {
        const next = inboxGroupings[(inboxGroupings.indexOf(grouping) + 1) % inboxGroupings.length] ?? "turn";
        setInboxGrouping(next);
        announce(`Grouped by ${next}.`);
      },
    },
    {
      key: "Mod+s",
      label: "Save the filter",
      group: "Inbox",
      whileTyping: true,
      off: filter.trim() === "" ? "There is no filter to save: type one first." : undefined,
      run: () => openFilterDraft({ id: null, name: "", query: filter.trim() }),
    },
    {
      key: "Mod+Shift+f",
      label: "Search everything",
      group: "Go",
      whileTyping: true,
      run: () => openSearch(filter),
    },
    ...(letIn === null ? [] : [{ key: ".", label: "Show what changed", group: "Move", run: letIn }]),
    {
      key: "u",
      label: "Withdraw",
      group: "Decide",
      run: () => {
        void undoLast(undo);
      },
    },
    ...decisionCatalog
      .filter((kind) => kind.kind !== "choose-attempt" && kind.kind !== "withdraw" && row !== null)
      .map((kind) => ({
        key: kind.key,
        label: kind.verb,
        group: "Decide",
        bar: kind.kind === "approve" || kind.kind === "request-changes",
        run: () => onDecide(kind.kind),
      })),
  ]);
}
