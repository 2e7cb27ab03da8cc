import { ArrowDown, Filter, Inbox as InboxIcon } from "lucide-react";
import { useCallback, useMemo } from "react";
import type { ShownInbox } from "../../bridge/inbox-feed";
import { useDensity, useScaled } from "../../state/appearance";
import { setInboxFilter } from "../../state/inbox-filter";
import { go } from "../../state/route";
import { togglePick, usePicked } from "../../state/selection";
import { Button } from "../../ui/Button";
import { formatCount, formatMoment, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { StateMessage } from "../../ui/StateMessage";
import { useNow } from "../../ui/use-now";
import { VirtualList } from "../../ui/VirtualList";
import { rowSentence, type InboxLine } from "./inbox-rows";
import { InboxLineView } from "./InboxLineView";

/** What changed meanwhile waits here: the list does not move by itself. */
export function Seam({ count, onShow }: { readonly count: number; readonly onShow: () => void }) {
  const words = count === 0 ? "The order changed." : `${formatPlural(count, "task")} new or moved.`;
  return (
    <div className="inbox-seam" role="status">
      <Icon icon={ArrowDown} small />
      <span>{words}</span>
      <Button small kbd="." onClick={onShow}>
        Show what changed
      </Button>
    </div>
  );
}

export interface InboxListProps {
  readonly inbox: ShownInbox;
  readonly lines: readonly InboxLine[];
  /** Something is filtered out that the reader asked to be. */
  readonly filtered: boolean;
  readonly cursor: number;
  readonly onCursor: (index: number) => void;
  readonly onOpen: (index: number) => void;
}

/** The list with its head, what stands there when nothing needs the reviewer, and the sentence that ends it. */
export function InboxList({ inbox, lines, filtered, cursor, onCursor, onOpen }: InboxListProps) {
  const now = useNow();
  const picked = usePicked();
  const compact = useDensity() === "compact";
  const [heading, two, one] = [useScaled(30), useScaled(48), useScaled(34)];
  const compactRow = useScaled(32);
  const isHeading = useCallback((index: number) => lines[index]?.kind === "heading", [lines]);
  const tasks = useMemo(() => lines.filter((line) => line.kind === "task"), [lines]);
  const mine = useMemo(() => tasks.filter((line) => line.row.turn === "your-turn").length, [tasks]);
  const others = useMemo(() => tasks.filter((line) => line.row.turn === "waiting").length, [tasks]);
  const why = useMemo(
    () => new Map(inbox.mine.flatMap(({ owner, because }) => (because === "you" ? [] : [[owner, because]]))),
    [inbox.mine],
  );
  const moved = new Set<string>(inbox.undo?.tasks);
  const undoUnder = tasks.find((line) => moved.has(line.row.taskId))?.under;
  const end = <InboxEnd inbox={inbox} shown={tasks.length} filtered={filtered} />;
  const { since, undo } = inbox;
  // The same functions while nothing but the cursor moves: then only the two rows it leaves and comes to are drawn again.
  const rowName = useCallback(
    (index: number) => {
      const line = lines[index];
      if (line === undefined) return "";
      return rowSentence(line, now, line.kind === "task" && picked.has(line.row.taskId));
    },
    [lines, now, picked],
  );
  const renderRow = useCallback(
    (index: number) => {
      const line = lines[index];
      if (line === undefined) return null;
      return (
        <div
          className="inbox-line"
          onClick={(event) => {
            if (line.kind === "task" && (event.ctrlKey || event.metaKey)) togglePick(line.row.taskId);
          }}
        >
          <InboxLineView
            line={line}
            now={now}
            compact={compact}
            picked={line.kind === "task" && picked.has(line.row.taskId)}
            because={line.kind === "task" ? (why.get(line.row.owner ?? "") ?? null) : null}
            doneSince={filtered ? null : since}
            undo={line.kind === "heading" && line.group === undoUnder ? undo : null}
          />
        </div>
      );
    },
    [lines, now, picked, compact, why, filtered, since, undo, undoUnder],
  );
  const heightOf = (line: InboxLine | undefined) => {
    if (line?.kind === "heading") return heading;
    if (compact) return compactRow;
    return line?.row.turn === "your-turn" ? two : one;
  };
  return (
    <>
      {mine > 0 || inbox.partial === true ? null : (
        <NothingNeedsYou filtered={filtered} shown={tasks.length} others={others} total={inbox.total} />
      )}
      {lines.length === 0 ? (
        end
      ) : (
        <>
          <div className="inbox-head" aria-hidden="true">
            <span />
            <span />
            <span>Task and verdict</span>
            <span>Attempts, runners</span>
            <span className="number">Size</span>
            <span>Evidence</span>
            <span>Repo, owner</span>
            <span className="number">Waiting</span>
          </div>
          <VirtualList
            label="Tasks"
            count={lines.length}
            rowHeight={(index) => heightOf(lines[index])}
            rowKey={(index) => keyOf(lines[index])}
            rowName={rowName}
            renderRow={renderRow}
            cursor={cursor}
            onCursor={onCursor}
            onOpen={onOpen}
            isHeading={isHeading}
            columns={8}
            autoFocus
            footer={end}
          />
        </>
      )}
    </>
  );
}

function keyOf(line: InboxLine | undefined): string {
  if (line === undefined) return "gone";
  return line.kind === "heading" ? `heading ${line.group}` : line.row.taskId;
}

interface NothingProps {
  readonly filtered: boolean;
  readonly shown: number;
  readonly others: number;
  readonly total: number;
}

function NothingNeedsYou({ filtered, shown, others, total }: NothingProps) {
  if (filtered) {
    return (
      <StateMessage
        icon={<Icon icon={Filter} />}
        sentence={
          shown === 0
            ? `No task matches the filter. ${formatPlural(total, "task")} in the inbox.`
            : "No task that needs you matches the filter."
        }
        action={
          <Button
            small
            onClick={() => {
              setInboxFilter("");
            }}
          >
            Clear the filter
          </Button>
        }
      />
    );
  }
  return (
    <StateMessage
      icon={<Icon icon={InboxIcon} />}
      sentence={`Nothing needs you. ${formatCount(others)} waiting on others.`}
      detail={total === 0 ? "No task was read yet from the connected runners." : undefined}
      action={
        total === 0 ? (
          <Button
            small
            onClick={() => {
              go({ screen: "runners" });
            }}
          >
            Show runners
          </Button>
        ) : undefined
      }
    />
  );
}

interface EndProps {
  readonly inbox: ShownInbox;
  readonly shown: number;
  readonly filtered: boolean;
}

/** The end of a list whose rows have not all come: what a filter leaves out is not known yet. */
function StillComing({ inbox, shown, filtered }: EndProps) {
  const now = useNow();
  const come = inbox.groups.reduce((sum, { rows }) => sum + rows.length, 0);
  const loading = inbox.asOf === undefined ? "Loading" : `As of ${formatMoment(inbox.asOf, now)}`;
  return (
    <p className="inbox-end" role="status">
      {`${loading}: ${formatCount(come)} of ${formatPlural(inbox.total, "task")} are here. `}
      {filtered ? `${formatPlural(shown, "task")} of them shown.` : null}
    </p>
  );
}

function InboxEnd({ inbox, shown, filtered }: EndProps) {
  const now = useNow();
  if (inbox.partial === true) return <StillComing inbox={inbox} shown={shown} filtered={filtered} />;
  const items =
    shown === inbox.total
      ? formatPlural(inbox.total, "item")
      : `${formatCount(shown)} of ${formatPlural(inbox.total, "item")} shown`;
  const hidden = filtered || inbox.since === null ? 0 : inbox.doneBefore;
  return (
    <p className="inbox-end">
      {`End of the inbox: ${items}. `}
      {hidden === 0 || inbox.since === null ? null : (
        <>
          {`${formatCount(hidden)} done before ${formatMoment(inbox.since, now)}. `}
          <button
            type="button"
            className="link"
            onClick={() => {
              setInboxFilter("state:done");
            }}
          >
            Show what is done
          </button>{" "}
        </>
      )}
      <SafeText text={inbox.behind.join(" ")} />
    </p>
  );
}
