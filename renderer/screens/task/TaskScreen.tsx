import { useEffect, useMemo, useRef, useState } from "react";
import type { AttemptView, TaskView } from "../../../shared/contract/review";
import { compareAttempts, findingsByPath } from "../../../shared/review/compare-attempts";
import { decisionRule } from "../../../shared/review/decision-catalog";
import type { DecisionKind } from "../../../shared/model/decision";
import { useQuery } from "../../bridge/use-query";
import { showAttempt } from "../../parts/AttemptBar";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { announce } from "../../state/announce";
import { focusAttempt, moveBaseline, useBaseline, useFocusedAttempt, useLastAttempt } from "../../state/compare";
import { openSheet } from "../../state/decide";
import type { RouteOf } from "../../state/route";
import { shownKey } from "../../state/strokes";
import { Button } from "../../ui/Button";
import { StateMessage } from "../../ui/StateMessage";
import { AttemptsTable, OneAttempt, type AttemptsProps } from "./AttemptsTable";
import { useCellCursor } from "./cell-cursor";
import { ChooseBar } from "./ChooseBar";
import { Digest } from "./Digest";
import { EscalationsSection } from "./EscalationsSection";
import { useFileDoors } from "./file-doors";
import { FitDialog } from "./FitSection";
import { TaskHead } from "./TaskHead";
import { useAhead } from "./use-ahead";
import { useCases } from "./use-cases";
import { useLook } from "./use-look";
import { useTaskKeys } from "./use-task-keys";
import "./task.css";
import "./judgement.css";
import "./compare.css";

/** A task: what was asked, what each attempt claims and shows, side by side, and the one next action. */
export function TaskScreen({ route }: { readonly route: RouteOf<"task"> }) {
  const { taskId } = route;
  const task = useQuery("task.get", { taskId }, { scopes: ["task"] });
  const chosen = useFocusedAttempt(taskId);
  const look = useLook(taskId);
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
      <Compare view={view} focus={focus} look={look} />
    </>
  );
}

const footKinds: readonly DecisionKind[] = ["approve", "request-changes", "escalate"];

interface CompareProps {
  readonly view: TaskView;
  readonly focus: AttemptView;
  readonly look: ReturnType<typeof useLook>;
}

function Compare({ view, focus, look }: CompareProps) {
  const taskId = view.task.id;
  const focusId = focus.attempt.id;
  const many = view.attempts.length > 1;
  const conformance = useQuery("conformance.get", { taskId }, { scopes: ["task"] });
  const rules = useQuery("policy.rules", {});
  const [answering, setAnswering] = useState(false);
  useAhead(focus);
  const fit = useQuery("contract.fit", { taskId }, { scopes: ["task"] });
  const cases = useCases(view);
  const lastId = useLastAttempt(taskId);
  const moved = useBaseline(taskId);
  const baseline = view.attempts.find(({ attempt }) => attempt.id === moved) ?? view.attempts[0] ?? focus;
  const baselineId = baseline.attempt.id;
  const rows = useMemo(() => matrixOf(view, baselineId), [view, baselineId]);
  const doors = useFileDoors(view, baselineId);
  const table = useRef<HTMLDivElement>(null);
  const cursor = useCellCursor(table, focusId);
  const onFocus = (attemptId: string) => {
    focusAttempt(taskId, attemptId, focusId);
  };
  const decide = (kind: DecisionKind) => {
    openSheet({ kind, taskId, attemptId: decisionRule(kind).subject === "attempt" ? focusId : null });
  };
  const next = () => {
    const { to, attemptId, kind = "approve" } = view.next;
    const on = attemptId ?? focusId;
    if (to === "decide") openSheet({ kind, taskId, attemptId: decisionRule(kind).subject === "attempt" ? on : null });
    else if (to !== "task") showAttempt(to, taskId, on);
  };
  useTaskKeys({
    view,
    focus,
    lastId,
    cursor,
    doors,
    onFocus,
    onBaseline: (attemptId) => {
      moveBaseline(taskId, attemptId);
      announce(`${focus.attempt.letter} is the baseline: files are held against it.`);
    },
    decide,
  });
  useEffect(() => {
    document.querySelector(".task-attempt-focused")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [focusId]);
  const props: AttemptsProps = {
    view,
    focusId,
    baselineId,
    rows,
    doors,
    cases,
    conformance,
    rules: rules.value ?? [],
    fit,
    onFocus,
    onAnswer: () => {
      setAnswering(true);
    },
  };
  return (
    <div className="task">
      <TaskHead view={view} attemptId={focusId} onNext={next} />
      <div className="task-body">
        <Digest view={view} focus={focus} look={look} />
        <EscalationsSection taskId={taskId} />
        <div
          ref={table}
          className="task-scroll"
          role="region"
          aria-label={many ? "Attempts side by side" : "The attempt"}
        >
          {many ? <AttemptsTable {...props} /> : <OneAttempt {...props} attempt={focus} />}
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
        {footKinds.map((kind) => {
          const row = decisionRule(kind);
          return (
            <Button
              key={kind}
              kbd={shownKey(row.key)}
              onClick={() => {
                decide(kind);
              }}
            >
              {row.verb}
            </Button>
          );
        })}
        {many ? (
          <ChooseBar view={view} focus={focus} onFocus={onFocus} />
        ) : (
          <span className="meta cut task-foot-says">One entry, bound to what stands here</span>
        )}
      </footer>
    </div>
  );
}

/** The files of all attempts, held against one of them. */
function matrixOf(view: TaskView, baselineId: string) {
  return compareAttempts(
    view.attempts.map(({ attempt, judgement }) => ({
      id: attempt.id,
      files: attempt.files,
      findings: findingsByPath(judgement.findings),
    })),
    baselineId,
  );
}
