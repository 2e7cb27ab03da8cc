import { useLayoutEffect, useMemo, useRef, useState, type Ref } from "react";
import type { ContractProblem } from "../../../shared/contract/contracts";
import { findHiddenCharacters } from "../../../shared/diff/hidden-characters";
import { formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";

export interface TextPaneProps {
  readonly text: string;
  readonly problems: readonly ContractProblem[];
  readonly advice: readonly ContractProblem[];
  readonly onType: (text: string) => void;
  readonly ref: Ref<HTMLTextAreaElement>;
  /** Goes to a line of the text. */
  readonly onLine: (problem: ContractProblem) => void;
}

/** The contract as text, with line numbers, the lines that are wrong marked, and every problem under it. */
export function TextPane({ text, problems, advice, onType, ref, onLine }: TextPaneProps) {
  const gutter = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const lines = text.split("\n").length;
  const hidden = useMemo(() => findHiddenCharacters(text), [text]);
  useLayoutEffect(() => {
    if (gutter.current !== null) gutter.current.scrollTop = top;
  }, [top, lines]);
  return (
    <div className="contract-text">
      <div className="contract-yaml">
        <div className="contract-gutter mono" ref={gutter} aria-hidden="true">
          {Array.from({ length: Math.min(lines, 3000) }, (_, index) => {
            const wrong = problems.some((problem) => problem.line === index + 1);
            const advised = !wrong && advice.some((problem) => problem.line === index + 1);
            return (
              <div
                key={index}
                className={wrong ? "contract-mark-wrong" : advised ? "contract-mark-advised" : undefined}
              >
                {index + 1}
              </div>
            );
          })}
        </div>
        <textarea
          ref={ref}
          className="contract-area mono focus-inset"
          aria-label="Contract as text"
          aria-describedby="contract-problems"
          aria-invalid={problems.length > 0 ? true : undefined}
          value={text}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          onChange={(event) => {
            onType(event.target.value);
          }}
          onScroll={(event) => {
            setTop(event.currentTarget.scrollTop);
          }}
        />
      </div>
      <div id="contract-problems" className="contract-problems" role="region" aria-label="Problems" tabIndex={0}>
        {problems.length === 0 && advice.length === 0 ? <p className="mid">No problem in this contract.</p> : null}
        {hidden.length === 0 ? null : (
          <p className="contract-wrong">
            {`${formatPlural(hidden.length, "character")} that cannot be seen: ${[...new Set(hidden.map((one) => one.label))].slice(0, 5).join(", ")}.`}
          </p>
        )}
        <ul>
          {[...problems, ...advice].map((problem, index) => (
            <li key={`${String(index)} ${problem.message}`}>
              <button
                type="button"
                className="contract-problem"
                onClick={() => {
                  onLine(problem);
                }}
              >
                <span className={index < problems.length ? "red mono" : "amber mono"}>
                  {problem.line === null ? "-" : `${String(problem.line)}:${String(problem.column ?? 1)}`}
                </span>
                <span>
                  <span className="only-read">{index < problems.length ? "Problem: " : "Advice: "}</span>
                  <SafeText text={problem.message} />
                  {problem.remedy === null ? null : (
                    <span className="mid">
                      {" "}
                      <SafeText text={problem.remedy} />
                    </span>
                  )}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
