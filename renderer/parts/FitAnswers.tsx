import { useState } from "react";
import type { FitAnswer, GivenAnswer, TaskFit } from "../../shared/model/task-fit";
import { Button } from "../ui/Button";
import { Field } from "../ui/Field";
import { SafeText } from "../ui/SafeText";
import { Segmented } from "../ui/Segmented";
import { VerdictGlyph, type GlyphKind } from "./VerdictMark";
import "./fit-answers.css";

/** What a person answers; null takes the answer back. */
export type GiveAnswer = (question: FitAnswer["question"], answer: GivenAnswer["answer"] | null, note: string) => void;

const glyphs: Readonly<Record<FitAnswer["answer"], GlyphKind>> = {
  yes: "backed",
  partly: "stale",
  no: "contradicted",
  "not-answered": "unbacked",
};
const words = { yes: "Yes", partly: "Partly", no: "No", "not-answered": "Not answered" } as const;
const sources = { contract: "by the contract", person: "by a person", attempts: "by what was shown" } as const;

/** One answer with its ground: glyph, word, who or what answers, why. */
export function FitAnswerMark({ answer }: { readonly answer: FitAnswer }) {
  return (
    <span className="fit-answer" title={answer.fields.length === 0 ? undefined : answer.fields.join(", ")}>
      <VerdictGlyph kind={glyphs[answer.answer]} />
      <span>
        <b>{words[answer.answer]}</b>
        {answer.by === null ? "" : <span className="meta">{` ${sources[answer.by]}`}</span>}
        {". "}
        <span className="mid">
          <SafeText text={answer.ground} />
        </span>
      </span>
    </span>
  );
}

interface FitAnswersProps {
  readonly fit: TaskFit;
  /** Absent where answers cannot be given: they are kept under a contract's id or a task. */
  readonly onAnswer?: GiveAnswer | undefined;
}

/** The five questions with their answers; where the contract is silent, a person may answer. */
export function FitAnswers({ fit, onAnswer }: FitAnswersProps) {
  return (
    <div className="fit-answers">
      <p className="medium">{fit.sentence}</p>
      <dl>
        {fit.answers.map((answer) => (
          <div key={answer.question}>
            <dt>{answer.asked}</dt>
            <dd>
              <FitAnswerMark answer={answer} />
              {onAnswer !== undefined && (answer.by === null || answer.by === "person") ? (
                <GivePanel key={answer.given?.at ?? ""} answer={answer} onAnswer={onAnswer} />
              ) : null}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function GivePanel({ answer, onAnswer }: { readonly answer: FitAnswer; readonly onAnswer: GiveAnswer }) {
  const [note, setNote] = useState(answer.given?.note ?? "");
  const given = answer.given?.answer ?? null;
  return (
    <div className="fit-give">
      <Segmented
        small
        label={`Your answer: ${answer.asked}`}
        value={given ?? "none"}
        options={[
          { value: "none", label: "Open" },
          { value: "yes", label: "Yes" },
          { value: "partly", label: "Partly" },
          { value: "no", label: "No" },
        ]}
        onChange={(value) => {
          onAnswer(answer.question, value === "yes" || value === "partly" || value === "no" ? value : null, note);
        }}
      />
      <Field
        label={`Why: ${answer.asked}`}
        value={note}
        placeholder="Why"
        maxLength={2000}
        onChange={setNote}
        onEnter={() => {
          if (given !== null) onAnswer(answer.question, given, note);
        }}
      />
      {given !== null && note !== answer.given?.note ? (
        <Button
          small
          onClick={() => {
            onAnswer(answer.question, given, note);
          }}
        >
          Keep the reason
        </Button>
      ) : null}
    </div>
  );
}
