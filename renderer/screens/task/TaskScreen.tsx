import { useEffect, useState } from "react";
import type { AttemptView, TaskView } from "../../../shared/contract/review";
import { decisionCatalog, decisionRule } from "../../../shared/review/decision-catalog";
import type { DecisionKind } from "../../../shared/model/decision";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { showAttempt } from "../../parts/AttemptBar";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { openSheet } from "../../state/decide";
import { useKeys } from "../../state/keys";
import { go, type RouteOf } from "../../state/route";
import { shownKey } from "../../state/strokes";
import { Button } from "../../ui/Button";
import { StateMessage } from "../../ui/StateMessage";
import { AttemptHeads } from "./AttemptHeads";
import { ClaimSection } from "./ClaimSection";
import { ConformanceSection } from "./ConformanceSection";
import { ContractSection, IngestSection } from "./ContractSection";
import { Digest } from "./Digest";
import { EvidenceSection } from "./EvidenceSection";
import { FileSection } from "./FileSection";
import { FitDialog, FitSection } from "./FitSection";
import { focusAttempt, useFocusedAttempt } from "./focus";
import { FreshnessSection } from "./FreshnessSection";
import { FindingSection } from "./FindingSection";
import { GateSection } from "./GateSection";
import { LinesSection } from "./LinesSection";
import { ReadSection } from "./ReadSection";
import { TaskHead } from "./TaskHead";
import { TierSection } from "./TierSection";
import "./task.css";
import "./judgement.css";

/** A task: what was asked, what each attempt claims and shows, side by side, and the one next action. */
export function TaskScreen({ route }: { readonly route: RouteOf<"task"> }) {
  const { taskId } = route;
  const task = useQuery("task.get", { taskId }, { scopes: ["task"] });
  const chosen = useFocusedAttempt(taskId);
  useEffect(() => {
    // A failure leaves the row marked as new, which is the honest state.
    void call("inbox.seen", { taskId });
  }, [taskId]);
  const view = task.value;
  if (view === undefined) {
    return task.problem === undefined ? (
      <LoadingMessage thing="the task" slow={task.slow} />
    ) : (
      <FailedMessage thing="the task" problem={task.problem} onRetry={task.reload} />
    );
  }
  const focus =
    view.attempts.find(({ attempt }) => attempt.id === chosen) ??
    view.attempts.find(({ attempt }) => attempt.id === view.next.attemptId) ??
    view.attempts[0];
  if (focus === undefined) {
    return (
      <StateMessage
        icon={<VerdictGlyph kind="unverifiable" size={16} />}
        tone="violet"
        sentence="Unverifiable here: no attempt of this task was read."
      />
    );
  }
  return (
    <>
      {task.problem === undefined ? null : (
        <FailedMessage thing="the task" problem={task.problem} onRetry={task.reload} />
      )}
      <Compare view={view} focus={focus} />
    </>
  );
}

const footKinds: readonly DecisionKind[] = ["approve", "request-changes", "escalate"];

function Compare({ view, focus }: { readonly view: TaskView; readonly focus: AttemptView }) {
  const taskId = view.task.id;
  const focusId = focus.attempt.id;
  const conformance = useQuery("conformance.get", { taskId }, { scopes: ["task"] });
  const rules = useQuery("policy.rules", {});
  const [answering, setAnswering] = useState(false);
  const fit = useQuery("contract.fit", { taskId }, { scopes: ["task"] });
  const onFocus = (attemptId: string) => {
    focusAttempt(taskId, attemptId);
  };
  const decide = (kind: DecisionKind) => {
    openSheet({ kind, taskId, attemptId: decisionRule(kind).subject === "attempt" ? focusId : null });
  };
  const next = () => {
    const { to, attemptId } = view.next;
    const on = attemptId ?? focusId;
    if (to === "decide") decide("approve");
    else if (to !== "task") showAttempt(to, taskId, on);
  };
  useKeys("task", [
    {
      key: "Enter",
      label: "Diff of the attempt",
      group: "Attempt",
      bar: true,
      run: () => showAttempt("diff", taskId, focusId),
    },
    { key: "t", label: "Timeline", group: "Attempt", bar: true, run: () => showAttempt("timeline", taskId, focusId) },
    { key: "v", label: "Evidence", group: "Attempt", bar: true, run: () => showAttempt("evidence", taskId, focusId) },
    {
      key: "Shift+c",
      label: view.task.contract === null ? "New contract for this task" : "Open the task's contract",
      group: "Task",
      run: () => go({ screen: "contract", taskId }),
    },
    ...view.attempts.slice(0, 9).map(({ attempt }, index) => ({
      key: String(index + 1),
      label: `Focus attempt ${attempt.letter}`,
      group: "Attempt",
      run: () => onFocus(attempt.id),
    })),
    ...decisionCatalog
      .filter((row) => row.kind !== "choose-attempt" || view.attempts.length > 1)
      .map((row) => ({
        key: row.key,
        label: row.verb,
        group: "Decide",
        bar: row.kind === "approve",
        run: () => decide(row.kind),
      })),
    { key: "Escape", label: "Inbox", group: "Go", run: () => go({ screen: "inbox" }) },
    { key: "u", label: "Inbox", group: "Go", unlisted: true, run: () => go({ screen: "inbox" }) },
  ]);
  useEffect(() => {
    document.querySelector(".task-attempt-focused")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [focusId]);
  const onClaims = () => {
    document.getElementById("task-claims")?.scrollIntoView({ block: "start" });
  };
  return (
    <div className="task">
      <TaskHead view={view} attemptId={focusId} onNext={next} />
      <div className="task-body">
        <Digest view={view} focus={focus} onClaims={onClaims} />
        <div className="task-scroll" tabIndex={0} role="region" aria-label="Attempts side by side">
          <table
            className="task-table"
            aria-label="Attempts"
            style={{ minWidth: `calc(${String(280 + 250 * view.attempts.length)}px * var(--scale))` }}
          >
            <AttemptHeads view={view} focusId={focusId} onFocus={onFocus} />
            <FileSection view={view} focusId={focusId} />
            <EvidenceSection view={view} focusId={focusId} />
            <FreshnessSection view={view} focusId={focusId} />
            <ClaimSection view={view} focusId={focusId} />
            <FindingSection view={view} focusId={focusId} rules={rules.value ?? []} />
            <GateSection view={view} focusId={focusId} />
            <TierSection view={view} focusId={focusId} />
            <LinesSection view={view} focusId={focusId} />
            <ConformanceSection view={view} focusId={focusId} sheet={conformance} />
            <ContractSection view={view} focusId={focusId} />
            <FitSection
              view={view}
              focusId={focusId}
              fit={fit}
              onAnswer={() => {
                setAnswering(true);
              }}
            />
            <ReadSection view={view} focusId={focusId} />
            <IngestSection view={view} focusId={focusId} />
          </table>
        </div>
      </div>
      <FitDialog
        taskId={taskId}
        before={fit.value?.before}
        open={answering}
        onClose={() => {
          setAnswering(false);
        }}
      />
      <footer className="task-foot">
        <span className="medium">{`Decide on ${focus.attempt.letter}`}</span>
        {[...footKinds, ...(view.attempts.length > 1 ? (["choose-attempt"] as const) : [])].map((kind) => {
          const row = decisionRule(kind);
          return (
            <Button
              key={kind}
              kbd={shownKey(row.key)}
              onClick={() => {
                decide(kind);
              }}
            >
              {kind === "choose-attempt" ? `Choose ${focus.attempt.letter}` : row.verb}
            </Button>
          );
        })}
        <span className="grow" />
        <span className="meta cut">
          {view.attempts.length > 1
            ? `One entry names all ${String(view.attempts.length)} attempts and their digests`
            : "One entry, bound to what stands here"}
        </span>
      </footer>
    </div>
  );
}
