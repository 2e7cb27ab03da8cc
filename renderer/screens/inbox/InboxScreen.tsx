import { ArrowDown, Filter, Inbox as InboxIcon, Rows2, TextSearch } from "lucide-react";
import { useCallback, useDeferredValue, useRef } from "react";
import { decisionCatalog } from "../../../shared/review/decision-catalog";
import type { Inbox } from "../../../shared/contract/review";
import { useAppStatus } from "../../bridge/app-status";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { CommandsButton, ScreenBar } from "../../parts/frame/ScreenBar";
import { openTask } from "../../parts/open-task";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { searchOnlyFilters } from "../../parts/search-filters";
import { announce } from "../../state/announce";
import { useDensity, useScaled } from "../../state/appearance";
import { openSheet, useDecide } from "../../state/decide";
import { setInboxFilter, useInboxFilter } from "../../state/inbox-filter";
import { useKeys } from "../../state/keys";
import { go } from "../../state/route";
import { openSearch } from "../../state/search";
import { shownKey } from "../../state/strokes";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { formatCount, formatList, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import { Resizable } from "../../ui/Resizable";
import { SafeText } from "../../ui/SafeText";
import { StateMessage } from "../../ui/StateMessage";
import { useMedia } from "../../ui/use-media";
import { useNow } from "../../ui/use-now";
import { VirtualList } from "../../ui/VirtualList";
import { setPeek, useCursor, usePeek } from "./inbox-cursor";
import { inboxLines, movedCount, nearestTask, nextTask, rowSentence, type InboxLine } from "./inbox-rows";
import { InboxLineView } from "./InboxLineView";
import { Peek } from "./Peek";
import { useSeam } from "./use-seam";
import "./inbox.css";

/** What needs the reviewer, in triage order. */
export function InboxScreen() {
  const filter = useInboxFilter();
  const asked = useDeferredValue(filter.trim());
  const inbox = useQuery("inbox.list", { filter: asked }, { scopes: ["inbox"], keepPrevious: true });
  const answered = inbox.answers?.filter ?? "";
  const seam = useSeam(inbox.value, answered, useDecide() !== null);
  return (
    <>
      <InboxBar />
      {inbox.problem === undefined ? null : (
        <FailedMessage thing="the inbox" problem={inbox.problem} onRetry={inbox.reload} />
      )}
      {seam === null ? (
        inbox.problem === undefined ? (
          <LoadingMessage thing="the inbox" slow={inbox.slow} />
        ) : null
      ) : (
        <InboxPanes inbox={seam.shown} answered={answered} waiting={seam.waiting} letIn={seam.letIn} />
      )}
    </>
  );
}

function InboxBar() {
  const counts = useAppStatus().value?.counts;
  const facts =
    counts === undefined
      ? undefined
      : `${formatCount(counts.yourTurn)} ${counts.yourTurn === 1 ? "needs" : "need"} you, ${formatPlural(counts.tasks, "task")} from ${formatPlural(counts.sessions, "session")}`;
  return (
    <ScreenBar title="Inbox" facts={facts}>
      <CommandsButton />
    </ScreenBar>
  );
}

interface PanesProps {
  readonly inbox: Inbox;
  /** The filter that the list answers; what is typed may be ahead of it. */
  readonly answered: string;
  readonly waiting: Inbox | null;
  readonly letIn: () => void;
}

function InboxPanes({ inbox, answered, waiting, letIn }: PanesProps) {
  const lines = inboxLines(inbox);
  const filter = useInboxFilter();
  const [cursor, setCursor] = useCursor(lines, answered);
  const line = lines[cursor];
  const row = line?.kind === "task" ? line.row : null;
  const peek = usePeek();
  const deciding = useDecide() !== null;
  const wide = useMedia("(min-width: 1920px)");
  const roomy = useMedia("(min-width: 1100px)");
  const filterField = useRef<HTMLInputElement>(null);
  const openAt = (index: number) => {
    const target = lines[index];
    if (target?.kind === "task") openTask(target.row.taskId);
  };
  const decide = (kind: (typeof decisionCatalog)[number]) => {
    if (row === null) return;
    openSheet({ kind: kind.kind, taskId: row.taskId, attemptId: kind.subject === "attempt" ? row.focusAttempt : null });
  };
  const move = (step: 1 | -1) => {
    setCursor(nextTask(lines, cursor, step));
  };

  useKeys("inbox", [
    {
      key: "j",
      label: "Next",
      group: "Move",
      bar: true,
      run: () => {
        move(1);
      },
    },
    {
      key: "k",
      label: "Previous",
      group: "Move",
      run: () => {
        move(-1);
      },
    },
    {
      key: "ArrowDown",
      label: "Next",
      group: "Move",
      unlisted: true,
      run: () => {
        move(1);
      },
    },
    {
      key: "ArrowUp",
      label: "Previous",
      group: "Move",
      unlisted: true,
      run: () => {
        move(-1);
      },
    },
    {
      key: "Home",
      label: "First",
      group: "Move",
      run: () => {
        setCursor(nearestTask(lines, 0));
      },
    },
    {
      key: "End",
      label: "Last",
      group: "Move",
      run: () => {
        setCursor(nearestTask(lines, lines.length - 1));
      },
    },
    {
      key: "Enter",
      label: "Open task",
      group: "Move",
      run: () => {
        openAt(cursor);
      },
    },
    {
      key: "Space",
      label: "Peek",
      group: "Move",
      run: () => {
        setPeek(!peek);
      },
    },
    {
      key: "/",
      label: "Filter",
      group: "Move",
      run: () => {
        filterField.current?.focus();
        filterField.current?.select();
      },
    },
    {
      key: "Mod+Shift+f",
      label: "Search everything",
      group: "Go",
      whileTyping: true,
      run: () => {
        openSearch(filter);
      },
    },
    ...(waiting === null ? [] : [{ key: ".", label: "Show what changed", group: "Move", run: letIn }]),
    ...decisionCatalog
      .filter((kind) => kind.kind !== "choose-attempt" && row !== null)
      .map((kind) => ({
        key: kind.key,
        label: kind.verb,
        group: "Decide",
        bar: kind.kind === "approve" || kind.kind === "request-changes",
        run: () => {
          decide(kind);
        },
      })),
  ]);

  const list = (
    <section className="inbox-list" aria-label="Inbox">
      <InboxTools fieldRef={filterField} problem={inbox.filterProblem} />
      {waiting === null ? null : <Seam count={movedCount(inbox, waiting)} onShow={letIn} />}
      <InboxList inbox={inbox} lines={lines} cursor={cursor} onCursor={setCursor} onOpen={openAt} />
    </section>
  );
  const escalate = decisionCatalog.find((kind) => kind.kind === "escalate");
  const panel =
    row === null || !peek || deciding || !roomy ? null : (
      <Peek
        row={row}
        onOpen={() => {
          openAt(cursor);
        }}
        onEscalate={() => {
          if (escalate !== undefined) decide(escalate);
        }}
      />
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

function InboxTools({
  fieldRef,
  problem,
}: {
  readonly fieldRef: React.RefObject<HTMLInputElement | null>;
  readonly problem: string | null;
}) {
  const filter = useInboxFilter();
  const density = useDensity();
  const searchOnly = [...new Set(searchOnlyFilters(filter))];
  const searchKey = shownKey("Mod+Shift+f");
  const toList = () => {
    const row = document.querySelector<HTMLElement>(".inbox-list [role=row][tabindex='0']");
    // Without a row the field gives the focus up all the same: keys must not be taken for text.
    if (row === null) fieldRef.current?.blur();
    else row.focus();
  };
  const setDensity = (next: "comfortable" | "compact") => {
    void call("app.settings", { density: next }).then((result) => {
      if (!result.ok) announce(`Could not save the density: ${result.error.message}`);
    });
  };
  return (
    <>
      <div className="inbox-tools">
        <Field
          ref={fieldRef}
          label="Filter tasks"
          value={filter}
          onChange={setInboxFilter}
          placeholder="Filter: words of the title, repo:payments, tier:high"
          icon={<Icon icon={Filter} small />}
          kbd="/"
          mono
          problem={problem ?? undefined}
          onEnter={toList}
          onArrowDown={toList}
          onEscape={() => {
            if (filter !== "") setInboxFilter("");
            else toList();
          }}
          maxLength={500}
        />
        {filter.trim() === "" ? null : (
          <Button
            small
            icon={<Icon icon={TextSearch} small />}
            kbd={searchKey}
            onClick={() => {
              openSearch(filter);
            }}
          >
            Search everything
          </Button>
        )}
        <Menu
          label="Density"
          trigger={
            <button type="button" className="button button-plain">
              <Icon icon={Rows2} small />
              {density === "compact" ? "Rows: one line" : "Rows: two lines"}
            </button>
          }
          items={[
            {
              id: "comfortable",
              label: "Two lines",
              checked: density === "comfortable",
              onSelect: () => {
                setDensity("comfortable");
              },
            },
            {
              id: "compact",
              label: "One line",
              checked: density === "compact",
              onSelect: () => {
                setDensity("compact");
              },
            },
          ]}
        />
      </div>
      {problem === null ? null : (
        <p className="inbox-filter-problem" role="status">
          <SafeText text={problem} />
        </p>
      )}
      {searchOnly.length === 0 ? null : (
        <p className="inbox-filter-problem" role="status">
          {`${formatList(searchOnly.map((name) => `${name}:`))} ${searchOnly.length === 1 ? "is a filter" : "are filters"} of the search over all events, not of the inbox.`}
        </p>
      )}
    </>
  );
}

function Seam({ count, onShow }: { readonly count: number; readonly onShow: () => void }) {
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

interface ListProps {
  readonly inbox: Inbox;
  readonly lines: readonly InboxLine[];
  readonly cursor: number;
  readonly onCursor: (index: number) => void;
  readonly onOpen: (index: number) => void;
}

function InboxList({ inbox, lines, cursor, onCursor, onOpen }: ListProps) {
  const now = useNow();
  const compact = useDensity() === "compact";
  const [heading, two, one] = [useScaled(30), useScaled(48), useScaled(34)];
  const compactRow = useScaled(32);
  const isHeading = useCallback((index: number) => lines[index]?.kind === "heading", [lines]);
  const mine = inbox.groups.find((group) => group.group === "your-turn")?.rows.length ?? 0;
  const others = inbox.groups.find((group) => group.group === "waiting")?.rows.length ?? 0;
  const shown = lines.filter((line) => line.kind === "task").length;
  const end = <InboxEnd inbox={inbox} shown={shown} />;
  const heightOf = (line: InboxLine | undefined) => {
    if (line?.kind === "heading") return heading;
    if (compact) return compactRow;
    return line?.group === "your-turn" ? two : one;
  };
  return (
    <>
      {mine > 0 ? null : (
        <NothingNeedsYou filtered={shown < inbox.total} shown={shown} others={others} total={inbox.total} />
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
            rowName={(index) => nameOf(lines[index], now)}
            renderRow={(index) => {
              const line = lines[index];
              return line === undefined ? null : <InboxLineView line={line} now={now} compact={compact} />;
            }}
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
  return line.kind === "heading" ? line.group : line.row.taskId;
}

function nameOf(line: InboxLine | undefined, now: number): string {
  return line === undefined ? "" : rowSentence(line, now);
}

function NothingNeedsYou({
  filtered,
  shown,
  others,
  total,
}: {
  readonly filtered: boolean;
  readonly shown: number;
  readonly others: number;
  readonly total: number;
}) {
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

function InboxEnd({ inbox, shown }: { readonly inbox: Inbox; readonly shown: number }) {
  const items =
    shown === inbox.total
      ? formatPlural(inbox.total, "item")
      : `${formatCount(shown)} of ${formatPlural(inbox.total, "item")} shown`;
  return (
    <p className="inbox-end">
      {`End of the inbox: ${items}.`} <SafeText text={inbox.behind.join(" ")} />
    </p>
  );
}
