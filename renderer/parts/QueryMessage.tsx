import { LoaderCircle } from "lucide-react";
import type { ReactNode } from "react";
import type { Problem } from "../../shared/result";
import { Button } from "../ui/Button";
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

/** "Loading {thing}." It appears only when the answer is not there at once; after 10 s it says what still goes on. */
export function LoadingMessage({
  thing,
  slow,
  step,
}: {
  readonly thing: string;
  readonly slow: boolean;
  readonly step?: string | undefined;
}) {
  return (
    <div className="query-loading">
      <StateMessage
        icon={<Icon icon={LoaderCircle} />}
        sentence={`Loading ${thing}.`}
        detail={slow ? `Still working: ${step ?? `reading ${thing}`}.` : undefined}
        live="status"
      />
    </div>
  );
}
