import { useRef, type KeyboardEvent, type RefCallback } from "react";
import type { TaskView } from "../../../shared/contract/review";
import { useTaskRows } from "../../bridge/task-rows";
import { Field } from "../../ui/Field";
import { formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { ownTask, type Draft } from "./drafts";
import { matchingTasks, type TaskOption } from "./target-tasks";

export interface TargetProps {
  readonly view: TaskView | undefined;
  readonly draft: Draft;
  readonly onChange: (change: Partial<Draft>) => void;
  readonly firstRef: RefCallback<HTMLElement>;
}

/** Where an attempt is moved to: a task found by its title or id, or a task of its own. */
export function Target({ view, draft, onChange, firstRef }: TargetProps) {
  const rows = useTaskRows() ?? [];
  const list = useRef<HTMLDivElement>(null);
  const { options, more } = matchingTasks(rows, draft.targetSearch, view?.task.id ?? null);
  const alone = view !== undefined && view.attempts.length < 2;
  const choices: readonly TaskOption[] = [
    ...(alone ? [] : [{ id: ownTask, name: "A task of its own", place: "made for this attempt" }]),
    ...options,
  ];
  const step = (event: KeyboardEvent, by: number) => {
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement);
    buttons[at + by]?.focus();
    event.preventDefault();
  };
  return (
    <section className="decide-section">
      <h3>
        <span className="grow">Move to</span>
        <span>required</span>
      </h3>
      <Field
        ref={firstRef}
        label="Find the task to move to, by title or id"
        value={draft.targetSearch}
        placeholder="Title or id"
        maxLength={200}
        onChange={(targetSearch) => {
          onChange({ targetSearch });
        }}
        onArrowDown={() => {
          list.current?.querySelector("button")?.focus();
        }}
      />
      <div
        ref={list}
        className="decide-targets"
        role="group"
        aria-label="Tasks to move to"
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") step(event, 1);
          else if (event.key === "ArrowUp") step(event, -1);
        }}
      >
        {choices.map((choice) => (
          <button
            key={choice.id}
            type="button"
            className="decide-target"
            aria-pressed={draft.target === choice.id}
            onClick={() => {
              onChange({ target: choice.id });
            }}
          >
            <SafeText text={choice.name} className="cut" />
            <span className="dim cut">
              <SafeText text={choice.place} />
            </span>
          </button>
        ))}
        {choices.length === 0 ? <p className="mid">No other task bears these words.</p> : null}
        {more === 0 ? null : <p className="dim">{`${formatPlural(more, "more task")}: type more of the title.`}</p>}
      </div>
    </section>
  );
}
