import type { AttemptView, TaskView } from "../../../shared/contract/review";
import { ChangeNumbers } from "../../parts/ChangeBar";
import { EvidenceSlots } from "../../parts/EvidenceSlots";
import { TierMark, tierNames } from "../../parts/TierMark";
import { VerdictMark, verdictNames } from "../../parts/VerdictMark";
import { formatCount, formatDuration, formatPlural } from "../../ui/format";
import { Kbd } from "../../ui/Kbd";
import { SafeText } from "../../ui/SafeText";
import { Segmented } from "../../ui/Segmented";
import { focusKey } from "./attempt-keys";
import type { Against, FileDoors } from "./file-doors";
import { showSection } from "./show-section";
import { verdictsWorstFirst } from "./tally";

export interface AttemptHeadsProps {
  readonly view: TaskView;
  readonly focusId: string;
  readonly baselineId: string;
  readonly onFocus: (attemptId: string) => void;
  readonly doors: Pick<FileDoors, "against" | "setAgainst">;
}

/** The columns: one attempt each, with runner, model, time, cost, risk, size and how its claims stand. */
export function AttemptHeads({ view, focusId, baselineId, onFocus, doors }: AttemptHeadsProps) {
  return (
    <thead>
      <tr>
        <th scope="col" className={view.attempts.length > 3 ? "task-corner task-corner-narrow" : "task-corner"}>
          <Corner view={view} baselineId={baselineId} doors={doors} />
        </th>
        {view.attempts.map((attempt, index) => {
          const focused = attempt.attempt.id === focusId;
          return (
            <th
              key={attempt.attempt.id}
              scope="col"
              className={focused ? "task-attempt task-attempt-focused" : "task-attempt"}
            >
              <AttemptHead
                view={attempt}
                index={index}
                focused={focused}
                baseline={attempt.attempt.id === baselineId}
                narrow={view.attempts.length > 3}
                onFocus={onFocus}
              />
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function Corner({ view, baselineId, doors }: Pick<AttemptHeadsProps, "view" | "baselineId" | "doors">) {
  const rules = new Set(view.attempts.flatMap(({ judgement }) => judgement.tier.matched.map((match) => match.rule)))
    .size;
  const letter = view.attempts.find(({ attempt }) => attempt.id === baselineId)?.attempt.letter ?? "";
  return (
    <>
      <div>
        <span className="medium">{formatPlural(view.attempts.length, "attempt")}</span>{" "}
        <button
          type="button"
          className="task-count dim cut"
          onClick={() => {
            showSection("tier");
          }}
        >
          {`tier ${tierNames[view.tier]}, ${formatPlural(rules, "rule")} matched`}
        </button>
      </div>
      <div className="mid">
        Baseline <b>{letter}</b> <Kbd>b</Kbd> moves it
      </div>
      <div>
        <Segmented<Against>
          small
          label="What a file opens against"
          value={doors.against}
          options={[
            { value: "base", label: "Against base" },
            { value: "baseline", label: `Against ${letter}` },
            { value: "pair", label: "Any pair" },
          ]}
          onChange={doors.setAgainst}
        />
      </div>
    </>
  );
}

interface HeadProps {
  readonly view: AttemptView;
  readonly index: number;
  readonly focused: boolean;
  readonly baseline: boolean;
  readonly narrow: boolean;
  readonly onFocus: (attemptId: string) => void;
}

function AttemptHead({ view, index, focused, baseline, narrow, onFocus }: HeadProps) {
  const { attempt } = view;
  const key = focusKey(index);
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
        {baseline ? <span className="task-tag">baseline</span> : null}
        {focused ? <span className="task-tag task-tag-focused">focused</span> : null}
        {key === null ? null : <Kbd>{key}</Kbd>}
      </button>
      <AttemptFacts view={view} narrow={narrow} />
    </>
  );
}

/** Model, time and cost; risk, size and evidence; claims: each number opens what it was counted from. */
export function AttemptFacts({
  view,
  narrow = false,
}: {
  readonly view: AttemptView;
  /** Leaves the tier's word to its mark. */
  readonly narrow?: boolean | undefined;
}) {
  const { attempt, effective } = view;
  const added = attempt.files.reduce((sum, file) => sum + file.added, 0);
  const removed = attempt.files.reduce((sum, file) => sum + file.removed, 0);
  return (
    <>
      <div className="task-attempt-line mid">
        {attempt.model === null ? (
          <span className="dim">model not recorded</span>
        ) : (
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
        <button
          type="button"
          className="task-count task-attempt-tier nowrap"
          onClick={() => {
            showSection("tier");
          }}
        >
          <TierMark level={effective.level} word={false} />
          {narrow ? null : tierNames[effective.level]}
        </button>
        <button
          type="button"
          className="task-count cut"
          onClick={() => {
            showSection("files");
          }}
        >
          <ChangeNumbers added={added} removed={removed} />{" "}
          <span className="dim">{formatPlural(attempt.files.length, "file")}</span>
        </button>
        <span className="grow" />
        <EvidenceSlots slots={view.evidenceSlots} />
      </div>
      <div className="task-attempt-line">
        <ClaimWords view={view} />
      </div>
    </>
  );
}

/** The worst verdict with its share, and how many claims nothing stands behind. */
function ClaimWords({ view }: { readonly view: AttemptView }) {
  const { claims } = view.judgement;
  const worst = verdictsWorstFirst.find((verdict) => claims.some((claim) => claim.verdict === verdict));
  if (worst === undefined) return <span className="dim cut">No claim that can be checked</span>;
  const count = (verdict: typeof worst) => claims.filter((claim) => claim.verdict === verdict).length;
  const unbacked = worst === "unbacked" ? 0 : count("unbacked");
  return (
    <button
      type="button"
      className="task-count row cut"
      onClick={() => {
        showSection("claims");
      }}
    >
      <VerdictMark verdict={worst}>
        {`${formatCount(count(worst))} of ${formatCount(claims.length)} ${verdictNames[worst].toLowerCase()}`}
      </VerdictMark>
      {unbacked === 0 ? null : <VerdictMark verdict="unbacked">{`${formatCount(unbacked)} unbacked`}</VerdictMark>}
    </button>
  );
}
