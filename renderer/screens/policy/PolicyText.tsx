import { useLayoutEffect, useMemo, useRef, useState, type Ref } from "react";
import type { PolicyProblem } from "../../../shared/contract/policy";
import { findHiddenCharacters } from "../../../shared/diff/hidden-characters";
import { formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";

export interface PolicyTextProps {
  readonly text: string;
  /** Null while the text is looked at. */
  readonly problems: readonly PolicyProblem[] | null;
  readonly onType: (text: string) => void;
  readonly onLine: (problem: PolicyProblem) => void;
  readonly ref: Ref<HTMLTextAreaElement>;
}

const mostNumbers = 5000;

/** A policy as text with line numbers; lines that are wrong are marked, and every problem stands beneath. */
export function PolicyText({ text, problems, onType, onLine, ref }: PolicyTextProps) {
  const gutter = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const lines = text.split("\n").length;
  const hidden = useMemo(() => findHiddenCharacters(text), [text]);
  const wrong = new Set(problems?.map((problem) => problem.line));
  useLayoutEffect(() => {
    if (gutter.current !== null) gutter.current.scrollTop = top;
  }, [top, lines]);
  return (
    <>
      <div className="policy-yaml">
        <div className="policy-gutter mono" ref={gutter} aria-hidden="true">
          {Array.from({ length: Math.min(lines, mostNumbers) }, (_, index) => (
            <div key={index} className={wrong.has(index + 1) ? "policy-mark-wrong" : undefined}>
              {index + 1}
            </div>
          ))}
        </div>
        <textarea
          ref={ref}
          className="policy-area mono focus-inset"
          aria-label="Policy as text"
          aria-describedby="policy-problems"
          aria-invalid={problems !== null && problems.length > 0 ? true : undefined}
          value={text}
          wrap="off"
          maxLength={262_144}
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
      <div id="policy-problems" className="policy-problems" role="region" aria-label="Problems" tabIndex={0}>
        {problems === null ? <p className="mid">Looking at the text.</p> : null}
        {problems?.length === 0 ? <p className="mid">No problem in this text.</p> : null}
        {hidden.length === 0 ? null : (
          <p className="red">
            {`${formatPlural(hidden.length, "character")} that cannot be seen: ${[...new Set(hidden.map((one) => one.label))].slice(0, 5).join(", ")}.`}
          </p>
        )}
        <ul>
          {problems?.map((problem, index) => (
            <li key={`${String(index)} ${problem.message}`}>
              <button
                type="button"
                className="policy-problem"
                onClick={() => {
                  onLine(problem);
                }}
              >
                <span className="red mono">
                  {problem.line === null ? "-" : `${String(problem.line)}:${String(problem.column ?? 1)}`}
                </span>
                <span>
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
    </>
  );
}
