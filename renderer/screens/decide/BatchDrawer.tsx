import { useCallback, useRef, useState } from "react";
import type { Output } from "../../../shared/contract/api";
import type { DecisionKind } from "../../../shared/model/decision";
import { batchKinds } from "../../../shared/review/batch-rule";
import { decisionRule } from "../../../shared/review/decision-catalog";
import { withQuestion } from "../../../shared/review/escalation-question";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { useTopic } from "../../bridge/use-topic";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { SigningKey, useSigning } from "../../parts/SigningKey";
import { announce } from "../../state/announce";
import { closeSheet, noteAct, openSheet, type OpenSheet, type SheetTask } from "../../state/decide";
import { useKeys } from "../../state/keys";
import { clearPicks, unpick } from "../../state/selection";
import { shownKey } from "../../state/strokes";
import { Button } from "../../ui/Button";
import { formatCount, formatPlural } from "../../ui/format";
import { Kbd } from "../../ui/Kbd";
import { Segmented } from "../../ui/Segmented";
import { useNow } from "../../ui/use-now";
import { BatchEffects } from "./BatchEffects";
import { BatchResult } from "./BatchResult";
import { BatchTasks } from "./BatchTasks";
import { batchBlocking } from "./blocking";
import { changeDraft, dropDraft, useDraft } from "./drafts";
import { Question } from "./EscalationFields";
import { Fields } from "./Fields";
import { toInstant, usualUntil } from "./until";
import { batchChosenNow, useBatchEffects } from "./use-batch-effects";
import { dropEffectChoices } from "./use-effects";
import { useFocusIn } from "./use-focus-in";
import { useRecordKey } from "./use-record-key";

export interface BatchDrawerProps {
  readonly open: OpenSheet;
  readonly tasks: readonly SheetTask[];
  readonly coreLost: string | null;
}

type Done = Output<"decision.batch">;

/** The drawer on several tasks: all of them listed, each with its own gates and digests; one entry for each. */
export function BatchDrawer({ open, tasks, coreLost }: BatchDrawerProps) {
  const { kind } = open;
  const drawer = useRef<HTMLElement>(null);
  const first = useRef<HTMLElement>(null);
  const firstRef = useCallback((element: HTMLElement | null) => {
    first.current = element;
  }, []);
  const [done, setDone] = useState<Done | null>(null);
  useFocusIn(`batch ${kind}`, drawer, first);
  useKeys("decide", [
    { key: "Escape", label: "Close, keep draft", group: "Decide", bar: true, whileTyping: true, run: closeSheet },
  ]);
  return (
    <aside ref={drawer} className="decide" role="complementary" aria-label="Decision">
      <header className="decide-head">
        <h2 className="cut">{`Decide on ${formatPlural(tasks.length, "task")}`}</h2>
        <span className="meta cut">an entry for each</span>
        <span className="grow" />
        <button type="button" className="decide-close" aria-label="Esc: close, keep draft" onClick={closeSheet}>
          <Kbd>Esc</Kbd>
        </button>
      </header>
      {done === null ? (
        <>
          <section className="decide-section">
            <Segmented<DecisionKind>
              label="Decision"
              value={kind}
              options={batchKinds.map((name) => ({ value: name, label: decisionRule(name).verb }))}
              onChange={(next) => {
                openSheet({ ...open, kind: next });
              }}
            />
          </section>
          <BatchBody
            key={kind}
            kind={kind}
            tasks={tasks}
            coreLost={coreLost}
            firstRef={firstRef}
            onLeaveOut={(taskId) => {
              const rest = tasks.filter((task) => task.taskId !== taskId);
              const [next] = rest;
              unpick([taskId]);
              if (next === undefined) closeSheet();
              else openSheet({ kind, taskId: next.taskId, attemptId: null, tasks: rest });
            }}
            onDone={setDone}
          />
        </>
      ) : (
        <BatchResult kind={kind} done={done} onClose={closeSheet} />
      )}
    </aside>
  );
}

interface BodyProps {
  readonly kind: DecisionKind;
  readonly tasks: readonly SheetTask[];
  readonly coreLost: string | null;
  readonly firstRef: (element: HTMLElement | null) => void;
  readonly onLeaveOut: (taskId: string) => void;
  readonly onDone: (done: Done) => void;
}

function BatchBody({ kind, tasks, coreLost, firstRef, onLeaveOut, onDone }: BodyProps) {
  const rule = decisionRule(kind);
  const now = useNow(10_000);
  const draftName = `${kind} batch`;
  const typed = useDraft(draftName);
  const draft = { ...typed, until: usualUntil(kind, typed.until, now) };
  const query = useQuery(
    "decision.sheets",
    { kind, subjects: tasks.map(({ taskId, attemptId }) => ({ taskId, attemptId })) },
    { scopes: ["task", "settings", "reading"], keepPrevious: true },
  );
  const [busy, setBusy] = useState(false);
  const [progress, setProgress] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  useTopic("progress", (said) => {
    if (said.job === "Decisions") setProgress(said.done);
  });
  const sheets = query.value?.sheets;
  const part = sheets?.filter((one) => one.leftOut === null) ?? [];
  const signing = useSigning();
  const blocked =
    batchBlocking(kind, { part: sheets === undefined ? null : part.length, draft, coreLost, now }) ?? signing.blocked;
  const said = {
    kind,
    reason: kind === "escalate" ? withQuestion(draft.reason, draft.question) : draft.reason,
    person: rule.needsPerson ? draft.person.trim() : null,
    until: draft.until === "" ? null : toInstant(draft.until),
  };
  const typedNow = {
    ...said,
    subjects: part.map(({ taskId, sheet }) => ({ taskId, attemptId: sheet.attemptId })),
  };
  const effects = useBatchEffects(draftName, part.length === 0 ? null : typedNow);
  const record = async () => {
    if (busy || blocked !== null) return;
    setBusy(true);
    setProblem(null);
    const sent = await batchChosenNow(typedNow, effects.chosen);
    if (!sent.ok) {
      setBusy(false);
      setProblem(`${sent.error.message} ${sent.error.remedy ?? ""}`.trim());
      return;
    }
    noteAct();
    const result = await call("decision.batch", {
      ...said,
      subjects: part.map(({ taskId, sheet: { attemptId, nonce } }) => {
        const ids = sent.value.get(taskId) ?? [];
        return { taskId, attemptId, nonce, ...(ids.length === 0 ? {} : { effects: ids }) };
      }),
    });
    setBusy(false);
    if (!result.ok) {
      setProblem(`${result.error.message} ${result.error.remedy ?? ""}`.trim());
      return;
    }
    noteAct();
    dropDraft(draftName);
    dropEffectChoices(draftName);
    clearPicks();
    onDone(result.value);
    announce(
      `${rule.past}: ${formatCount(result.value.done.length)} of ${formatPlural(part.length, "task")} recorded.`,
    );
  };
  useRecordKey(record);
  return (
    <>
      <div className="decide-scroll" tabIndex={-1}>
        <Fields
          kind={kind}
          tier={undefined}
          view={undefined}
          draft={draft}
          now={now}
          firstRef={firstRef}
          onChange={(change) => {
            changeDraft(draftName, change);
          }}
        />
        {kind === "escalate" ? (
          <Question
            value={draft.question}
            onChange={(question) => {
              changeDraft(draftName, { question });
            }}
          />
        ) : null}
        {query.problem === undefined ? null : (
          <FailedMessage thing="what is decided on" problem={query.problem} onRetry={query.reload} />
        )}
        {sheets === undefined ? (
          <LoadingMessage thing="what is decided on" slow={query.slow} />
        ) : (
          <>
            <BatchEffects choice={effects} />
            <BatchTasks kind={kind} sheets={sheets} onLeaveOut={onLeaveOut} />
          </>
        )}
        <SigningKey state={signing.state} />
      </div>
      <footer className="decide-foot">
        {problem === null ? null : (
          <div className="decide-problem" role="alert">
            {problem}
          </div>
        )}
        <div className="decide-record">
          <Button
            variant="primary"
            wide
            kbd={shownKey("Mod+Enter")}
            busy={busy}
            disabledReason={blocked ?? undefined}
            onClick={() => {
              void record();
            }}
          >
            {busy
              ? `Recording ${formatCount(progress)} of ${formatCount(part.length)}`
              : `${rule.verb}: ${formatPlural(part.length, "task")}`}
          </Button>
        </div>
        {blocked === null ? (
          <p className="decide-reviewer">
            {`${formatPlural(part.length, "entry", "entries")} under your name as you gave it. Nothing is merged.`}
          </p>
        ) : null}
      </footer>
    </>
  );
}
