import type { Output } from "../../../shared/contract/api";
import type { TaskView } from "../../../shared/contract/review";
import type { TaskFit } from "../../../shared/model/task-fit";
import { call } from "../../bridge/client";
import type { Query } from "../../bridge/use-query";
import { FitAnswerMark, FitAnswers, type GiveAnswer } from "../../parts/FitAnswers";
import { announce } from "../../state/announce";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { SafeText } from "../../ui/SafeText";
import { Section } from "./Section";

interface FitProps {
  readonly view: TaskView;
  readonly focusId: string;
  readonly fit: Pick<Query<Output<"contract.fit">>, "value" | "problem">;
  /** Opens the questions that are open to a person. */
  readonly onAnswer: () => void;
}

/** The five questions: before the work by the contract and by people, after it by what the attempts showed. */
export function FitSection({ view, focusId, fit, onAnswer }: FitProps) {
  const { value, problem } = fit;
  const open = value?.before.answers.some(({ by }) => by === null || by === "person") === true;
  return (
    <Section
      id="fit"
      title="Task fit"
      note={
        value === undefined ? undefined : (
          <span className="row">
            {`Before: ${value.before.sentence} After: ${value.after.sentence}`}
            {open ? (
              <Button small variant="ghost" onClick={onAnswer}>
                Answer what is open
              </Button>
            ) : null}
          </span>
        )
      }
      attempts={view.attempts}
      focusId={focusId}
      empty={
        problem === undefined ? (
          <span className="dim">Loading the task's fit.</span>
        ) : (
          <span className="red">
            <SafeText text={`Could not judge the task's fit: ${problem.message}`} />
          </span>
        )
      }
      rows={
        value?.before.answers.map((before, index) => {
          const after = value.after.answers[index];
          return {
            key: before.question,
            head: before.asked,
            tall: true,
            whole: (
              <div className="task-fit">
                <div>
                  <span className="meta">Before</span>
                  <FitAnswerMark answer={before} />
                </div>
                {after === undefined ? null : (
                  <div>
                    <span className="meta">After</span>
                    <FitAnswerMark answer={after} />
                  </div>
                )}
              </div>
            ),
          };
        }) ?? []
      }
    />
  );
}

interface FitDialogProps {
  readonly taskId: string;
  readonly before: TaskFit | undefined;
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Where a person answers what the contract leaves open. */
export function FitDialog({ taskId, before, open, onClose }: FitDialogProps) {
  const give: GiveAnswer = (question, answer, note) => {
    void call("contract.answer", { taskId, contractId: null, question, answer, note }).then((given) => {
      announce(given.ok ? "Answer kept." : given.error.message);
    });
  };
  return (
    <Dialog open={open && before !== undefined} onClose={onClose} label="Task fit" width={680}>
      <div className="task-fit-answers">
        {before === undefined ? null : <FitAnswers fit={before} onAnswer={give} />}
      </div>
    </Dialog>
  );
}
