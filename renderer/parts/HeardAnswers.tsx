import type { Escalation } from "../../shared/model/escalation";
import { openSheet } from "../state/decide";
import { Button } from "../ui/Button";
import { formatMoment } from "../ui/format";
import { SafeText } from "../ui/SafeText";
import { addressedWords, targetOf } from "./escalation-words";
import { openOutside } from "./open-outside";

interface HeardProps {
  readonly one: Escalation;
  readonly now: number;
  readonly most: number;
}

/** What was said on GitHub since it was posted there: each may be recorded as the answer. */
export function HeardAnswers({ one, now, most }: HeardProps) {
  return (
    <ul className="escalation-heard" aria-label={`Said on GitHub to ${one.by}`}>
      {one.heard.slice(0, most).map((heard) => (
        <li key={heard.url}>
          <p>
            <span className="medium">
              <SafeText text={`${heard.person} answered on GitHub`} />
            </span>{" "}
            <span className={heard.addressed === false ? "amber" : "mid"}>
              <SafeText text={`${formatMoment(heard.at, now)}, ${addressedWords(heard.addressed, one.to)}`} />
            </span>
          </p>
          <div className="escalation-text">
            <SafeText text={heard.text.length > mostHeard ? `${heard.text.slice(0, mostHeard)}…` : heard.text} />
          </div>
          <span className="row">
            <Button
              small
              onClick={() => {
                openSheet({
                  kind: "answer",
                  taskId: one.taskId,
                  attemptId: null,
                  prefill: {
                    about: targetOf(one).key,
                    heard: heard.url,
                    person: heard.person,
                    reason: heard.text,
                  },
                });
              }}
            >
              Record as the answer
            </Button>
            <Button
              small
              variant="ghost"
              onClick={() => {
                void openOutside(heard.url);
              }}
            >
              Open on GitHub
            </Button>
          </span>
        </li>
      ))}
      {one.heard.length <= most ? null : (
        <li className="dim">{`${String(one.heard.length - most)} earlier not shown`}</li>
      )}
    </ul>
  );
}

const mostHeard = 1200;
