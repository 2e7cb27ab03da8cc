import type { TaskView } from "../../../shared/contract/review";
import { go } from "../../state/route";
import { useKeys } from "../../state/keys";
import { Segmented } from "../../ui/Segmented";

export interface InterdiffSwitchProps {
  readonly taskId: string;
  readonly attemptId: string;
  readonly against: string | null;
  readonly task: TaskView | undefined;
}

const base = "base";

/** Chooses what an attempt's diff is against: its base, or the result of another attempt of the task. Nothing where there is one. */
export function InterdiffSwitch({ taskId, attemptId, against, task }: InterdiffSwitchProps) {
  const others = (task?.attempts ?? []).filter(({ attempt }) => attempt.id !== attemptId).map(({ attempt }) => attempt);
  const choose = (next: string): void => {
    go({ screen: "diff", taskId, attemptId, ...(next === base ? {} : { against: next }) });
  };
  const values = [base, ...others.map(({ id }) => id)];
  const step = (): void => {
    const at = values.indexOf(against ?? base);
    choose(values[(at + 1) % values.length] ?? base);
  };
  useKeys(
    "diff-against",
    others.length === 0 ? [] : [{ key: "=", label: "Against the base, or the next attempt", group: "Diff", run: step }],
  );
  if (others.length === 0) return null;
  return (
    <Segmented
      small
      label="Against"
      value={against ?? base}
      options={[
        { value: base, label: "Base", name: "Against its base" },
        ...others.map(({ id, letter }) => ({ value: id, label: letter, name: `Against attempt ${letter}` })),
      ]}
      onChange={choose}
    />
  );
}
