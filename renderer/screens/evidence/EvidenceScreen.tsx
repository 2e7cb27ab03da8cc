import { FileQuestion, FileX2 } from "lucide-react";
import { useMemo, useState, type ReactNode } from "react";
import type { AttemptView, TaskView } from "../../../shared/contract/review";
import { useQuery } from "../../bridge/use-query";
import { AttemptBar } from "../../parts/AttemptBar";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { useDecisionKeys } from "../../parts/use-decision-keys";
import { announce } from "../../state/announce";
import { openSheet } from "../../state/decide";
import { useKeys } from "../../state/keys";
import { go, type RouteOf } from "../../state/route";
import { Button } from "../../ui/Button";
import { formatDigest } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { Resizable } from "../../ui/Resizable";
import { StateMessage } from "../../ui/StateMessage";
import { EvidenceDetail } from "./EvidenceDetail";
import { evidenceLines, nextItem, startItem } from "./evidence-lines";
import { EvidenceList } from "./EvidenceList";
import { viewsOf, type EvidenceView } from "./evidence-views";
import { intoDetail, toFilter, toItems } from "./focus-list";
import { SlotStrip } from "./SlotStrip";
import { useOpened } from "./use-opened";
import "./evidence.css";

/** Everything that shows what an attempt is worth: each item with its standing, its tree, its cases and its bytes. */
export function EvidenceScreen({ route }: { readonly route: RouteOf<"evidence"> }) {
  const { taskId, attemptId } = route;
  const task = useQuery("task.get", { taskId }, { scopes: ["task"] });
  const view = task.value?.attempts.find(({ attempt }) => attempt.id === attemptId);
  useDecisionKeys(taskId, attemptId);
  useKeys("evidence", [
    { key: "d", label: "Decide", group: "Decide", run: () => openSheet({ kind: "approve", taskId, attemptId }) },
    { key: "v", label: "Diff", group: "Go", run: () => go({ screen: "diff", taskId, attemptId }) },
  ]);

  let content: ReactNode;
  if (task.value === undefined) {
    content =
      task.problem === undefined ? (
        <LoadingMessage thing="the evidence" slow={task.slow} step="reading the task" />
      ) : (
        <FailedMessage thing="the evidence" problem={task.problem} onRetry={task.reload} />
      );
  } else if (view === undefined) {
    content = (
      <StateMessage
        icon={<Icon icon={FileQuestion} />}
        sentence="This attempt is not part of the task."
        detail="It may have been read again under another task."
        action={
          <Button small onClick={() => go({ screen: "task", taskId })}>
            Open task
          </Button>
        }
      />
    );
  } else {
    content = <EvidenceBody route={route} task={task.value} view={view} />;
  }
  const attempt = view?.attempt;
  return (
    <div className="evidence-screen">
      <AttemptBar
        screen="evidence"
        taskId={taskId}
        attemptId={attemptId}
        task={task.value}
        facts={
          typeof attempt?.head !== "string" ? undefined : (
            <span className="mono">{`head ${formatDigest(attempt.head)}`}</span>
          )
        }
      />
      {task.value !== undefined && task.problem !== undefined ? (
        <FailedMessage thing="the evidence again" problem={task.problem} onRetry={task.reload} />
      ) : null}
      {content}
    </div>
  );
}

interface BodyProps {
  readonly route: RouteOf<"evidence">;
  readonly task: TaskView;
  readonly view: AttemptView;
}

function EvidenceBody({ route, task, view }: BodyProps) {
  const { taskId, attemptId, at } = route;
  const items = view.judgement.evidence;
  const asked = useMemo(() => task.task.contract?.evidence ?? [], [task]);
  const lines = useMemo(() => evidenceLines(items, asked), [items, asked]);
  const [chosen, setChosen] = useState<string | null>(() => startItem(lines, at));
  const [wanted, setWanted] = useState<EvidenceView | null>(null);

  const held = lines.findIndex((line) => line.type === "item" && line.item.id === chosen);
  const cursor = held === -1 ? nextItem(lines, -1, 1) : held;
  const line = lines[cursor];
  const item = line?.type === "item" ? line.item : undefined;
  const event = item?.event ?? null;
  const views = item === undefined ? [] : viewsOf(item);
  const current = views.find((each) => each === wanted) ?? views[0];
  const opened = useOpened(attemptId, item?.id);

  const choose = (index: number): void => {
    const next = lines[index];
    if (next?.type === "item") setChosen(next.item.id);
  };
  const move = (step: 1 | -1, failedOnly = false): void => {
    toItems();
    choose(nextItem(lines, cursor, step, failedOnly));
  };
  const toFailedItem = (): void => {
    if (items.some((each) => each.result === "failed")) move(1, true);
    else announce("No failed item.");
  };
  const toFailure = (): void => {
    if ((item?.counts?.failed ?? 0) === 0 || !views.includes("cases")) {
      announce("No failed case in this item.");
      return;
    }
    setWanted("cases");
    // The cases may only be drawn after this key; their list begins at the first failure.
    requestAnimationFrame(intoDetail);
  };
  const openLine = (path: string, line: number | null): void => {
    go({ screen: "diff", taskId, attemptId, at: { path, ...(line === null ? {} : { line }) } });
  };
  const openEvent = (): void => {
    go({ screen: "timeline", taskId, attemptId, ...(event === null ? {} : { at: { ...event } }) });
  };
  useKeys("evidence-list", [
    { key: "j", label: "Next item", group: "Move", bar: true, run: () => move(1) },
    { key: "k", label: "Previous item", group: "Move", run: () => move(-1) },
    { key: "ArrowDown", label: "Next item", group: "Move", unlisted: true, run: () => move(1) },
    { key: "ArrowUp", label: "Previous item", group: "Move", unlisted: true, run: () => move(-1) },
    { key: "f", label: "Next failed item", group: "Move", bar: true, run: toFailedItem },
    { key: "n", label: "Next failed case", group: "Move", bar: true, run: toFailure },
    { key: "p", label: "Previous failed case", group: "Move", run: toFailure },
    {
      key: "Enter",
      label: "Into the item",
      group: "Move",
      bar: true,
      run: () => {
        if (!intoDetail()) focusScroll();
      },
    },
    {
      key: "/",
      label: "Filter the item's list",
      group: "Evidence",
      run: () => {
        if (!toFilter()) announce("This item has nothing to filter.");
      },
    },
    {
      key: "b",
      label: "Next view of the item",
      group: "Evidence",
      run: () => {
        if (current !== undefined) setWanted(views[(views.indexOf(current) + 1) % views.length] ?? null);
      },
    },
    {
      key: "t",
      label: event === null ? "Timeline" : "Open in timeline",
      group: "Go",
      bar: true,
      run: openEvent,
    },
  ]);

  const list = (
    <EvidenceList lines={lines} base={view.attempt.base} opened={opened} cursor={cursor} onCursor={choose} />
  );
  return (
    <>
      <SlotStrip view={view} lines={lines} asked={asked} onItem={setChosen} />
      {item === undefined ? (
        <StateMessage
          icon={<Icon icon={FileX2} />}
          sentence="No evidence. This attempt brought no report, and its sessions recorded no check."
          detail="What it claims has nothing to be held against. Evidence packs and checks run by the agent would be listed here."
          action={
            <Button small kbd="t" onClick={openEvent}>
              Open timeline
            </Button>
          }
        />
      ) : (
        <Resizable
          id="evidence"
          panes={[
            { id: "items", content: list, size: 480, min: 320 },
            {
              id: "item",
              content: (
                <EvidenceDetail
                  key={item.id}
                  task={task}
                  attempt={view.attempt}
                  item={item}
                  view={current}
                  test={item.file?.path === at?.path ? at?.test : undefined}
                  onView={setWanted}
                  onEvent={openEvent}
                  onLine={openLine}
                />
              ),
              min: 360,
            },
          ]}
        />
      )}
    </>
  );
}

/** What has no list is read by scrolling: the keys that scroll need the focus there. */
function focusScroll(): void {
  document.querySelector<HTMLElement>(".evidence-detail .evidence-scroll")?.focus();
}
