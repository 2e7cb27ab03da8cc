import type { AttemptView, TaskView } from "../../../shared/contract/review";
import { EvidenceSlots } from "../../parts/EvidenceSlots";
import { tierNames } from "../../parts/TierMark";
import { VerdictMark, verdictNames } from "../../parts/VerdictMark";
import { formatCount, formatDuration, formatPlural } from "../../ui/format";
import { Kbd } from "../../ui/Kbd";
import { SafeText } from "../../ui/SafeText";
import { verdictsWorstFirst } from "./tally";

export interface AttemptHeadsProps {
  readonly view: TaskView;
  readonly focusId: string;
  readonly onFocus: (attemptId: string) => void;
}

/** The columns: one attempt each, with runner, model, time, cost and how its claims stand. */
export function AttemptHeads({ view, focusId, onFocus }: AttemptHeadsProps) {
  const rules = new Set(view.attempts.flatMap(({ judgement }) => judgement.tier.matched.map((match) => match.rule)))
    .size;
  return (
    <thead>
      <tr>
        <th scope="col" className={view.attempts.length > 3 ? "task-corner task-corner-narrow" : "task-corner"}>
          <div>
            <span className="medium">{formatPlural(view.attempts.length, "attempt")}</span>{" "}
            <span className="dim cut">{`tier ${tierNames[view.tier]}, ${formatPlural(rules, "rule")} matched`}</span>
          </div>
          {view.attempts.length < 2 ? null : (
            <div className="mid">
              Baseline <b>{view.attempts[0]?.attempt.letter}</b>
            </div>
          )}
        </th>
        {view.attempts.map((attempt, index) => (
          <th
            key={attempt.attempt.id}
            scope="col"
            className={
              view.attempts.length > 1 && attempt.attempt.id === focusId
                ? "task-attempt task-attempt-focused"
                : "task-attempt"
            }
          >
            <AttemptHead
              view={attempt}
              index={index}
              focused={attempt.attempt.id === focusId}
              many={view.attempts.length > 1}
              onFocus={onFocus}
            />
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface HeadProps {
  readonly view: AttemptView;
  readonly index: number;
  readonly focused: boolean;
  readonly many: boolean;
  readonly onFocus: (attemptId: string) => void;
}

function AttemptHead({ view, index, focused, many, onFocus }: HeadProps) {
  const { attempt } = view;
  return (
    <>
      <button
        type="button"
        className="task-attempt-name"
        aria-pressed={focused}
        title={`Focus attempt ${attempt.letter}`}
        onClick={() => {
          onFocus(attempt.id);
        }}
      >
        <span className="task-attempt-letter">{attempt.letter}</span>
        <span className="cut">
          <SafeText text={attempt.runnerName} />
        </span>
        <span className="grow" />
        {many && focused ? <span className="task-tag task-tag-focused">focused</span> : null}
        {many && !focused && index === 0 ? <span className="task-tag">baseline</span> : null}
        {many && index < 9 ? <Kbd>{String(index + 1)}</Kbd> : null}
      </button>
      <div className="task-attempt-line mid">
        {attempt.model === null ? null : (
          <span className="cut" title={attempt.model}>
            <SafeText text={attempt.model} />
          </span>
        )}
        {attempt.startedAt === null || attempt.finishedAt === null ? null : (
          <span className="nowrap">
            {formatDuration(Date.parse(attempt.finishedAt) - Date.parse(attempt.startedAt))}
          </span>
        )}
        {attempt.costUsd === null ? null : <span className="nowrap">{`$${attempt.costUsd.toFixed(2)}`}</span>}
      </div>
      <div className="task-attempt-line">
        <ClaimWord view={view} />
        <span className="grow" />
        <EvidenceSlots slots={view.evidenceSlots} />
      </div>
    </>
  );
}

function ClaimWord({ view }: { readonly view: AttemptView }) {
  const { claims } = view.judgement;
  const worst = verdictsWorstFirst.find((verdict) => claims.some((claim) => claim.verdict === verdict));
  if (worst === undefined) return <span className="dim cut">No claims</span>;
  const count = claims.filter((claim) => claim.verdict === worst).length;
  return (
    <span className="cut">
      <VerdictMark verdict={worst}>
        {`${formatCount(count)} of ${formatCount(claims.length)} ${verdictNames[worst].toLowerCase()}`}
      </VerdictMark>
    </span>
  );
}
