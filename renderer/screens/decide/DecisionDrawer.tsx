import { useCallback, useEffect, useRef, useState } from "react";
import type { TaskView } from "../../../shared/contract/review";
import type { DecisionKind } from "../../../shared/model/decision";
import { decisionCatalog, decisionRule } from "../../../shared/review/decision-catalog";
import { useQuery } from "../../bridge/use-query";
import { TierMark } from "../../parts/TierMark";
import { closeSheet, openSheet, useDecide, type OpenSheet } from "../../state/decide";
import { useKeys } from "../../state/keys";
import { go } from "../../state/route";
import { formatList } from "../../ui/format";
import { Kbd } from "../../ui/Kbd";
import { SafeText } from "../../ui/SafeText";
import { DrawerBody, type Recorded } from "./DrawerBody";
import { draftKey, fillDraft, isTyped, useDraft } from "./drafts";
import { KindPicker } from "./KindPicker";
import { ReceiptView } from "./ReceiptView";
import { BatchDrawer } from "./BatchDrawer";
import { WithdrawBody } from "./WithdrawBody";
import { useCoreLost } from "./use-core-lost";
import { useFocusIn } from "./use-focus-in";
import "./decide.css";

/** The decision drawer: modeless, beside whatever is being read. It is always there and draws itself while it is open on something. */
export function DecisionDrawer() {
  const open = useDecide();
  const coreLost = useCoreLost();
  if (open === null) return null;
  if (open.tasks !== undefined) return <BatchDrawer open={open} tasks={open.tasks} coreLost={coreLost} />;
  return <OpenDrawer key={open.taskId} open={open} coreLost={coreLost} />;
}

function OpenDrawer({ open, coreLost }: { readonly open: OpenSheet; readonly coreLost: string | null }) {
  const { kind, taskId } = open;
  const drawer = useRef<HTMLElement>(null);
  const first = useRef<HTMLElement>(null);
  const firstRef = useCallback((element: HTMLElement | null) => {
    first.current = element;
  }, []);
  const [inside, setInside] = useState(false);
  const [recorded, setRecorded] = useState<{ readonly subject: string; readonly recorded: Recorded } | null>(null);
  const task = useQuery("task.get", { taskId }, { scopes: ["task"] });
  const view = task.value;
  const rule = decisionRule(kind);
  const likely = open.attemptId ?? view?.next.attemptId ?? view?.attempts[0]?.attempt.id ?? null;
  const attemptId = rule.subject === "attempt" ? likely : null;
  const subject = draftKey({ kind, taskId, attemptId });
  const done = recorded?.subject === subject ? recorded.recorded : null;
  const { prefill } = open;
  useEffect(() => {
    if (prefill !== undefined) fillDraft(subject, prefill, Date.now());
  }, [prefill, subject]);

  useFocusIn(subject, drawer, first);
  const onSheet = useCallback(() => {
    // What is chosen from the sheet was not there when the drawer took the focus.
    if (drawer.current?.contains(document.activeElement) !== true) first.current?.focus();
    // What arrived above it must not push the field that has the focus out of sight.
    if (document.activeElement === first.current) first.current?.scrollIntoView({ block: "nearest" });
  }, []);

  const toKind = (next: DecisionKind) => {
    openSheet({ kind: next, taskId, attemptId: likely });
  };
  useKeys("decide", [
    { key: "Escape", label: "Close, keep draft", group: "Decide", bar: true, whileTyping: true, run: closeSheet },
    // With the focus in the drawer its keys change the kind; elsewhere they are the screen's.
    ...(done === null && inside
      ? decisionCatalog.map((row) => ({
          key: row.key,
          label: row.verb,
          group: "Decide",
          run: () => {
            toKind(row.kind);
          },
        }))
      : []),
  ]);

  return (
    <aside
      ref={drawer}
      className="decide"
      role="complementary"
      aria-label="Decision"
      onFocus={() => {
        setInside(true);
      }}
      onBlur={(event) => {
        setInside(event.currentTarget.contains(event.relatedTarget));
      }}
    >
      <DrawerHead open={open} view={view} attemptId={attemptId} subject={subject} />
      {done === null ? (
        <>
          <KindPicker
            kind={kind}
            attempts={view?.attempts ?? []}
            attemptId={attemptId}
            onKind={toKind}
            onAttempt={(next) => {
              openSheet({ kind, taskId, attemptId: next });
            }}
          />
          {kind === "withdraw" ? (
            <WithdrawBody
              taskId={taskId}
              draftName={subject}
              coreLost={coreLost}
              firstRef={firstRef}
              onRecorded={(next) => {
                setRecorded({ subject, recorded: next });
              }}
            />
          ) : (
            <DrawerBody
              key={subject}
              kind={kind}
              taskId={taskId}
              attemptId={attemptId}
              view={view}
              draftName={subject}
              coreLost={coreLost}
              firstRef={firstRef}
              onKind={toKind}
              onSheet={onSheet}
              onRecorded={(next) => {
                setRecorded({ subject, recorded: next });
              }}
            />
          )}
        </>
      ) : (
        <ReceiptView
          what={done.what}
          receipt={done.receipt}
          sent={done.sent ?? 0}
          taskId={taskId}
          onClose={closeSheet}
          onShow={() => {
            closeSheet();
            go({ screen: "audit", seq: done.receipt.seq });
          }}
        />
      )}
    </aside>
  );
}

interface HeadProps {
  readonly open: OpenSheet;
  readonly view: TaskView | undefined;
  readonly attemptId: string | null;
  readonly subject: string;
}

function DrawerHead({ open, view, attemptId, subject }: HeadProps) {
  const draft = useDraft(subject);
  const attempts = view?.attempts ?? [];
  const letter = attempts.find(({ attempt }) => attempt.id === attemptId)?.attempt.letter ?? null;
  const others = attempts.filter(({ attempt }) => attempt.id !== attemptId).map((one) => one.attempt.letter);
  const over = letter !== null && others.length > 0 && others.length < 6 ? `over ${formatList(others)}, ` : "";
  return (
    <header className="decide-head">
      {view === undefined ? null : <TierMark level={view.tier} />}
      <h2 className="cut">{letter !== null && attempts.length > 1 ? `Decide on attempt ${letter}` : "Decide"}</h2>
      <span className="meta cut">
        {over}
        <SafeText text={view === undefined ? open.taskId : (view.task.ref ?? view.task.title)} />
      </span>
      <span className="grow" />
      {isTyped(draft) ? <span className="meta nowrap">draft kept</span> : null}
      <button type="button" className="decide-close" aria-label="Esc: close, keep draft" onClick={closeSheet}>
        <Kbd>Esc</Kbd>
      </button>
    </header>
  );
}
