import { useId, type RefCallback } from "react";
import type { DecisionKind } from "../../../shared/model/decision";
import { raiseKey, timersSentence } from "../../parts/escalation-words";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { SafeText } from "../../ui/SafeText";
import type { Draft } from "./drafts";
import type { EscalationChoice } from "./use-escalation";
import { toLocal } from "./until";
import "./escalation-fields.css";

interface EscalationFieldsProps {
  readonly kind: DecisionKind;
  readonly choice: EscalationChoice;
  readonly draft: Draft;
  readonly now: number;
  readonly onChange: (change: Partial<Draft>) => void;
  readonly firstRef: RefCallback<HTMLElement>;
}

/** What a decision about an escalation asks for beside its reason: which one, who answered, or what is asked. */
export function EscalationFields(props: EscalationFieldsProps) {
  const { kind } = props;
  if (kind === "escalate") return <Raising {...props} />;
  return kind === "acknowledge" || kind === "answer" ? <About {...props} /> : null;
}

function About({ kind, choice, draft, onChange }: EscalationFieldsProps) {
  const name = useId();
  const { targets, target } = choice;
  const what = kind === "answer" ? "Answers" : "Acknowledges";
  return (
    <>
      <section className="decide-section" aria-label={what}>
        <h3>
          <span className="grow">{what}</span>
          {targets.length > 1 ? <span>{`${String(targets.length)} wait, choose one`}</span> : null}
        </h3>
        {targets.length === 0 ? <p className="mid">Nothing of this task waits.</p> : null}
        <ul className="decide-abouts">
          {targets.map((one) => (
            <li key={one.key}>
              <label className="decide-about">
                <input
                  type="radio"
                  name={name}
                  checked={target?.key === one.key}
                  onChange={() => {
                    onChange({ about: one.key });
                  }}
                />
                <span>
                  <span className="medium">
                    <SafeText text={one.label} />
                  </span>
                  <span className="decide-asked mid">
                    <SafeText text={one.text} />
                  </span>
                </span>
              </label>
            </li>
          ))}
        </ul>
      </section>
      <section className="decide-section">
        <h3>
          <span className="grow">{kind === "answer" ? "Who answered" : "Who acknowledged"}</span>
          <span>empty: you</span>
        </h3>
        <Field
          label={kind === "answer" ? "Who answered, empty for yourself" : "Who acknowledged, empty for yourself"}
          value={draft.person}
          placeholder="You"
          maxLength={200}
          onChange={(person) => {
            onChange({ person });
          }}
        />
        {target === null || target.to === "" || draft.person === target.to ? null : (
          <div className="decide-offers">
            <Button
              small
              onClick={() => {
                onChange({ person: target.to });
              }}
            >
              <SafeText text={target.to} /> <span className="dim">it went to</span>
            </Button>
          </div>
        )}
        <p className="meta">The entry says who answered and that you recorded it.</p>
      </section>
    </>
  );
}

function Raising({ choice, draft, now, onChange }: EscalationFieldsProps) {
  const { asked, questions } = choice;
  return (
    <section className="decide-section decide-write" aria-label="What is asked">
      {asked.length + questions.length === 0 ? null : (
        <ul className="decide-abouts" aria-label="What asks for it">
          {asked.map((one) => {
            const key = raiseKey(one);
            return (
              <li key={key}>
                <Button
                  small
                  pressed={draft.raise === key}
                  onClick={() => {
                    onChange(
                      draft.raise === key
                        ? { raise: "" }
                        : {
                            raise: key,
                            person: one.to,
                            until: toLocal(new Date(now + one.minutes * 60_000)),
                            ...(draft.reason === "" ? { reason: `${one.because}, attempt ${one.letter}.` } : {}),
                          },
                    );
                  }}
                >
                  <SafeText text={`Policy asks: ${one.because}, to ${one.to}`} />
                </Button>
              </li>
            );
          })}
          {questions.map((one) => (
            <li key={one.key}>
              <Button
                small
                pressed={draft.raise === one.key}
                onClick={() => {
                  onChange(
                    draft.raise === one.key
                      ? { raise: "" }
                      : { raise: one.key, ...(draft.question === "" ? { question: one.text } : {}) },
                  );
                }}
              >
                <SafeText text={one.label} />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <QuestionField
        value={draft.question}
        onChange={(question) => {
          onChange({ question });
        }}
      />
      <p className="meta">{timersSentence}</p>
    </section>
  );
}

interface QuestionProps {
  readonly value: string;
  readonly onChange: (question: string) => void;
}

/** What an escalation of several tasks asks, of all of them alike. */
export function Question(props: QuestionProps) {
  return (
    <section className="decide-section decide-write" aria-label="What is asked">
      <QuestionField {...props} />
      <p className="meta">{timersSentence}</p>
    </section>
  );
}

function QuestionField({ value, onChange }: QuestionProps) {
  const id = useId();
  return (
    <>
      <h3>
        <label className="grow" htmlFor={id}>
          Question
        </label>
        <span>optional</span>
      </h3>
      <textarea
        id={id}
        className="decide-reason"
        value={value}
        maxLength={4000}
        rows={2}
        spellCheck
        onChange={(event) => {
          onChange(event.target.value);
        }}
      />
    </>
  );
}
