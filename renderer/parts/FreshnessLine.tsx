import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import type { Freshness, FreshnessStep } from "../../shared/model/attempt";
import type { EventRef } from "../../shared/model/evidence";
import { useScaled } from "../state/appearance";
import { formatCount } from "../ui/format";
import { SafeText } from "../ui/SafeText";
import { earlierWords, resultGlyphs, stepWords, unseenFrom } from "./freshness-words";
import { VerdictGlyph } from "./VerdictMark";
import "./freshness-line.css";

export interface FreshnessLineProps {
  readonly freshness: Freshness;
  /** Whose line it is, for readers: "Attempt B". */
  readonly label: string;
  readonly onEvent: (event: EventRef) => void;
}

/** Room of one step and of the count of steps that are not drawn, in px at scale 1. */
const stepWidth = 24;
const moreWidth = 48;

/**
 * Edits and checks in their order, what no passing check has seen marked. The line is one stop of the Tab key; the arrows go along it,
 * Enter opens the event. What has the pointer or the focus is named below, where the sentence stands otherwise.
 */
export function FreshnessLine({ freshness, label, onEvent }: FreshnessLineProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [step, more] = [useScaled(stepWidth), useScaled(moreWidth)];
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      setWidth(element.clientWidth);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  const { steps, earlier, sentence } = freshness;
  const all = Math.max(1, Math.floor(width / step));
  const room = steps.length <= all && earlier === null ? all : Math.max(1, Math.floor((width - more) / step));
  const first = Math.max(0, steps.length - room);
  const unseen = unseenFrom(freshness);
  const [held, setHeld] = useState<number | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const stop = Math.max(first, Math.min(cursor ?? steps.length - 1, steps.length - 1));
  const named = held === null ? undefined : steps[held];
  const hidden = first > 0 || earlier !== null;
  const hasTests = steps.some((each) => each.kind === "check" && each.checkType === "tests");

  const onKeyDown = (event: KeyboardEvent<HTMLOListElement>) => {
    const to = { ArrowLeft: stop - 1, ArrowRight: stop + 1, Home: first, End: steps.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.currentTarget.querySelector<HTMLElement>(`[data-step="${String(to)}"]`)?.focus();
  };
  return (
    <div className="fresh" ref={frame}>
      {steps.length === 0 ? null : (
        <ol
          className="fresh-steps"
          aria-label={`${label}: edits and checks in order. ${sentence}`}
          onKeyDown={onKeyDown}
        >
          {hidden ? (
            <li className="fresh-more" title={earlierWords(freshness, steps.slice(0, first))}>
              <span aria-hidden="true">{`+${formatCount(earlierCount(freshness, first))}`}</span>
              <span className="only-read">{earlierWords(freshness, steps.slice(0, first))}</span>
            </li>
          ) : null}
          {steps.slice(first).map((each, index) => {
            const place = first + index;
            const late = unseen !== -1 && place >= unseen;
            return (
              <li
                key={`${each.to.sessionId} ${String(each.to.seq)} ${each.kind}`}
                className={late ? "fresh-late" : undefined}
              >
                <button
                  type="button"
                  className="fresh-step focus-inset"
                  data-step={place}
                  tabIndex={place === stop ? 0 : -1}
                  aria-label={`${late ? "After the last pass: " : ""}${stepWords(each)}`}
                  onClick={() => {
                    onEvent(each.to);
                  }}
                  onFocus={() => {
                    setCursor(place);
                    setHeld(place);
                  }}
                  onBlur={() => {
                    setHeld(null);
                  }}
                  onMouseEnter={() => {
                    setHeld(place);
                  }}
                  onMouseLeave={() => {
                    setHeld(null);
                  }}
                >
                  <StepGlyph step={each} small={hasTests} />
                </button>
              </li>
            );
          })}
        </ol>
      )}
      <div className="fresh-said">
        <p className={named === undefined ? undefined : "fresh-covered"}>
          <SafeText text={sentence} />
        </p>
        {named === undefined || held === null ? null : (
          <p className="fresh-name" aria-hidden="true">
            {unseen !== -1 && held >= unseen ? <b>After the last pass: </b> : null}
            <SafeText text={stepWords(named)} />
          </p>
        )}
      </div>
    </div>
  );
}

function earlierCount({ earlier }: Freshness, hidden: number): number {
  return hidden + (earlier === null ? 0 : earlier.edits + earlier.checks + earlier.commands);
}

/** Shapes say what colours say: a diamond is an edit, a dashed one may be; a check has the glyph of what it shows. */
function StepGlyph({ step, small }: { readonly step: FreshnessStep; readonly small: boolean }) {
  if (step.kind === "check")
    return <VerdictGlyph kind={resultGlyphs[step.result]} size={small && step.checkType !== "tests" ? 10 : 14} />;
  return (
    <>
      <svg className="glyph fresh-edit" width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
        {step.kind === "edits" ? (
          <path d="M8 2l6 6-6 6-6-6z" fill="currentColor" />
        ) : (
          <path d="M8 2l6 6-6 6-6-6z" className="glyph-line" strokeDasharray="2.400 1.800" />
        )}
      </svg>
      {step.kind === "edits" && step.edits > 1 ? (
        <span className="fresh-count" aria-hidden="true">
          {step.edits > 99 ? "99+" : step.edits}
        </span>
      ) : null}
    </>
  );
}
