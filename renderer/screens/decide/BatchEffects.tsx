import { useId, useState } from "react";
import { useQuery } from "../../bridge/use-query";
import { useTaskRows } from "../../bridge/task-rows";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { Button } from "../../ui/Button";
import { formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import {
  byPlace,
  bySort,
  countWords,
  isOpenYet,
  notOffered,
  onlyHere,
  sendingSentence,
  sortWords,
  type BatchEffect,
  type EffectGroup,
  type SharedReason,
} from "./batch-effects";
import { ExactText, OneEffect } from "./OneEffect";
import type { BatchEffectChoice } from "./use-batch-effects";
import "./effects.css";

/** What is sent elsewhere when a decision on several tasks is recorded: counts first, then every pull request with its exact texts. */
export function BatchEffects({ choice }: { readonly choice: BatchEffectChoice }) {
  const [open, setOpen] = useState(false);
  const listId = useId();
  const { query, tasks, offered, chosen } = choice;
  const here = onlyHere(tasks);
  const refused = notOffered(tasks);
  if (query.problem === undefined && offered.length + here.length + refused.length === 0) return null;
  const places = byPlace(offered);
  return (
    <section className="decide-section" aria-label="What is sent">
      <h3>
        <span className="grow">What is sent</span>
        {offered.length === 0 ? null : <span>{countWords(chosen.length, offered.length)}</span>}
      </h3>
      {query.problem === undefined ? null : (
        <p className="amber">
          <SafeText text={`What would be sent could not be worked out: ${query.problem.message}`} />
        </p>
      )}
      {offered.length === 0 ? null : (
        <>
          <ul className="decide-effects" aria-label="Sorts of effects">
            {bySort(offered).map((group) => (
              <Sort key={group.name} group={group} choice={choice} />
            ))}
          </ul>
          <div className="decide-effects-all">
            <Button
              small
              variant="ghost"
              disabledReason={
                offered.every((one) => one.effect.wanted === choice.isChosen(one)) ? "It is chosen so" : undefined
              }
              onClick={() => {
                choice.choose(
                  offered.filter(({ effect }) => effect.wanted),
                  true,
                );
                choice.choose(
                  offered.filter(({ effect }) => !effect.wanted),
                  false,
                );
              }}
            >
              As proposed
            </Button>
            <Button
              small
              variant="ghost"
              disabledReason={chosen.length === 0 ? "Nothing is chosen" : undefined}
              onClick={() => {
                choice.choose(offered, false);
              }}
            >
              None
            </Button>
            <button
              type="button"
              className="link"
              aria-expanded={open}
              aria-controls={listId}
              onClick={() => {
                setOpen(!open);
              }}
            >
              {`${open ? "Hide" : "Show"} ${formatPlural(places.length, "place")} one by one`}
            </button>
          </div>
          {open ? (
            <ul id={listId} className="decide-effects decide-places" aria-label="Places that are written to">
              {places.map((place) => (
                <Place key={place.name} place={place} choice={choice} />
              ))}
            </ul>
          ) : null}
        </>
      )}
      {here.map((reason) => (
        <OnlyHere key={reason.why} reason={reason} />
      ))}
      {refused.map(({ why, names }) => (
        <p key={why} className="decide-not-sent">
          <SafeText
            text={
              names.length === 1
                ? `Not offered: ${names[0] ?? ""}. ${why}.`
                : `Not offered (${String(names.length)}): ${why}.`
            }
          />
        </p>
      ))}
      <p className="decide-opened" role="status">
        {offered.length === 0 && isOpenYet(tasks)
          ? "What is sent of the others is shown once the fields above are filled in."
          : sendingSentence(chosen)}
      </p>
    </section>
  );
}

interface GroupProps {
  readonly group: EffectGroup;
  readonly choice: BatchEffectChoice;
}

/** A box for many effects: on, off, or some of them. */
function ManyBox({ label, group, choice }: GroupProps & { readonly label: string }) {
  const on = group.effects.filter(choice.isChosen).length;
  return (
    <input
      type="checkbox"
      aria-label={label}
      checked={on > 0 && on === group.effects.length}
      ref={(box) => {
        if (box !== null) box.indeterminate = on > 0 && on < group.effects.length;
      }}
      onChange={(event) => {
        choice.choose(group.effects, event.target.checked);
      }}
    />
  );
}

function Sort({ group, choice }: GroupProps) {
  const { name, effects } = group;
  const on = effects.filter(choice.isChosen).length;
  const accounts = [...new Set(effects.flatMap(({ effect }) => effect.account ?? []))];
  const told = [...new Set(effects.flatMap(({ effect }) => effect.mentions))];
  const words = sortWords(name, effects.length);
  return (
    <li>
      <ManyBox label={words} group={group} choice={choice} />
      <div className="decide-effect">
        <span className={on > 0 ? "medium ink" : "mid"}>{words}</span>
        <span className="decide-effect-facts">
          <SafeText
            text={[
              on === effects.length || on === 0 ? null : `${countWords(on, effects.length)} chosen`,
              accounts.length === 0 ? null : `as ${accounts.join(", ")}`,
              told.length === 0
                ? null
                : `tells ${told.slice(0, 6).join(", ")}${told.length > 6 ? ` and ${String(told.length - 6)} more` : ""}`,
            ]
              .filter((fact) => fact !== null)
              .join(", ")}
          />
        </span>
      </div>
    </li>
  );
}

/** One pull request or webhook, folded. */
function Place({ place, choice }: { readonly place: EffectGroup; readonly choice: BatchEffectChoice }) {
  const [open, setOpen] = useState(false);
  const listId = useId();
  const { name, effects } = place;
  const sorts = bySort(effects).map((sort) => sortWords(sort.name, sort.effects.length));
  return (
    <li>
      <ManyBox label={`Everything to ${name}`} group={place} choice={choice} />
      <div className="decide-effect">
        <span className="medium ink">
          <SafeText text={name} />
        </span>
        <span className="decide-effect-facts">
          {sorts.join(", ")}
          <button
            type="button"
            className="link"
            aria-expanded={open}
            aria-controls={listId}
            aria-label={`${open ? "Hide" : "Show"} what is sent to ${name}`}
            onClick={() => {
              setOpen(!open);
            }}
          >
            {open ? "Hide" : "Show"}
          </button>
        </span>
        {open ? (
          <ul id={listId} className="decide-effects">
            {effects.map((one) => (
              <OneEffect
                key={one.name}
                effect={one.effect}
                hasText={one.effect.hasText}
                text={() => <TextOfOne one={one} choice={choice} />}
                checked={choice.isChosen(one)}
                onChange={(wanted) => {
                  choice.choose([one], wanted);
                }}
              />
            ))}
          </ul>
        ) : null}
      </div>
    </li>
  );
}

/** The exact text of one effect, asked for by itself. */
function TextOfOne({
  one: { taskId, effect },
  choice,
}: {
  readonly one: BatchEffect;
  readonly choice: BatchEffectChoice;
}) {
  const { asked } = choice;
  const subject = asked?.subjects.find((each) => each.taskId === taskId);
  const query = useQuery(
    "outbox.plan",
    asked === null || subject === undefined
      ? null
      : {
          ...{ kind: asked.kind, reason: asked.reason, person: asked.person, until: asked.until },
          ...{ taskId, attemptId: subject.attemptId, comments: [] },
        },
    { scopes: ["task", "settings", "runners"], keepPrevious: true },
  );
  const exact = query.value?.effects.find(({ key }) => key === effect.key);
  if (query.problem !== undefined)
    return <FailedMessage thing="the exact text" problem={query.problem} onRetry={query.reload} />;
  if (exact === undefined) return <LoadingMessage thing="the exact text" slow={query.slow} />;
  return <ExactText effect={exact} added={query.value?.added ?? ""} />;
}

/** Tasks of which nothing can be sent, and why. */
function OnlyHere({ reason: { why, names } }: { readonly reason: SharedReason }) {
  const [open, setOpen] = useState(false);
  const rows = useTaskRows();
  const listId = useId();
  const nameOf = (taskId: string) => {
    const row = rows?.find((one) => one.taskId === taskId);
    return row?.ref ?? row?.title ?? taskId;
  };
  return (
    <div className="decide-not-sent">
      <SafeText text={`${formatPlural(names.length, "task")} can only be decided here: ${why}. `} />
      <button
        type="button"
        className="link"
        aria-expanded={open}
        aria-controls={listId}
        aria-label={`${open ? "Hide" : "Show"} which: ${why}`}
        onClick={() => {
          setOpen(!open);
        }}
      >
        {open ? "Hide which" : "Show which"}
      </button>
      {open ? (
        <p id={listId}>
          <SafeText text={names.map(nameOf).join(", ")} />
        </p>
      ) : null}
    </div>
  );
}
