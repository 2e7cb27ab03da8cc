import { LoaderCircle } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import type { Problem } from "../../shared/result";
import { useWork } from "../state/activity";
import { back } from "../state/route";
import { Button } from "../ui/Button";
import { formatCount } from "../ui/format";
import { Icon } from "../ui/Icon";
import { SafeText } from "../ui/SafeText";
import { StateMessage } from "../ui/StateMessage";
import { VerdictGlyph } from "./VerdictMark";
import "./query-message.css";

function sentenceOf(text: string): string {
  return text.replace(/[.\s]+$/u, "");
}

/** A cause that already says what could not be done is not said twice. */
function failedSentence(tried: string, thing: string, problem: Problem): string {
  const cause = sentenceOf(problem.message);
  return cause.startsWith("Could not") ? `${cause}.` : `${tried} ${thing}: ${cause}.`;
}

export interface FailedMessageProps {
  /** What could not be read: "the inbox". */
  readonly thing: string;
  readonly problem: Problem;
  readonly onRetry?: (() => void) | undefined;
  /** "Could not read" unless something else was tried. */
  readonly tried?: string | undefined;
  readonly action?: ReactNode | undefined;
}

/** "Could not read {thing}: {cause}. {Remedy}." with Retry. */
export function FailedMessage({ thing, problem, onRetry, tried = "Could not read", action }: FailedMessageProps) {
  return (
    <StateMessage
      tone="red"
      live="status"
      icon={<VerdictGlyph kind="contradicted" size={16} />}
      sentence={<SafeText text={failedSentence(tried, thing, problem)} />}
      detail={
        problem.place === undefined && problem.remedy === undefined ? undefined : (
          <>
            {problem.place === undefined ? null : (
              <div className="mono">
                <SafeText text={problem.place} code />
              </div>
            )}
            {problem.remedy === undefined ? null : <SafeText text={`${sentenceOf(problem.remedy)}.`} />}
          </>
        )
      }
      action={
        onRetry === undefined && action === undefined ? undefined : (
          <>
            {onRetry === undefined ? null : (
              <Button small onClick={onRetry}>
                Retry
              </Button>
            )}
            {action}
          </>
        )
      }
    />
  );
}

export interface LoadingMessageProps {
  readonly thing: string;
  /** The question has been open for long; without it the message counts for itself. */
  readonly slow: boolean;
  /** What goes on: "putting the events in order". */
  readonly step?: string | undefined;
  /** How far it is: "Loading 3 of 8 files." */
  readonly count?: { readonly done: number; readonly total: number; readonly unit: string } | undefined;
  /** Ends the wait; one screen back unless told. */
  readonly onCancel?: (() => void) | undefined;
}

/** A message that stands for so long says what still goes on, in milliseconds. */
const slowAfter = 10_000;

/** "Loading {thing}." It appears only when the answer is not there at once; after 10 s it says what still goes on and offers to stop. */
export function LoadingMessage({ thing, slow, step, count, onCancel = back }: LoadingMessageProps) {
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setLong(true);
    }, slowAfter);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  const [running] = useWork().filter(({ outcome }) => outcome === "running");
  const late = slow || long;
  const amount =
    count === undefined ? thing : `${formatCount(count.done)} of ${formatCount(count.total)} ${count.unit}`;
  return (
    <div className="query-loading">
      <StateMessage
        icon={<Icon icon={LoaderCircle} />}
        sentence={`Loading ${amount}.`}
        detail={
          late ? (
            <>
              {`Still working: ${step ?? `reading ${thing}`}.`}
              {running === undefined ? null : <SafeText text={` ${running.job} goes on beside it.`} />}
            </>
          ) : undefined
        }
        action={
          late ? (
            <Button small onClick={onCancel}>
              {onCancel === back ? "Cancel and go back" : "Cancel"}
            </Button>
          ) : undefined
        }
        live="status"
      />
    </div>
  );
}
