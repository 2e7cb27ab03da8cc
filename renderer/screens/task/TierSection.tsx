import type { AttemptView, TaskView } from "../../../shared/contract/review";
import type { Tier } from "../../../shared/model/tier";
import { TierMark, tierNames } from "../../parts/TierMark";
import { openSheet } from "../../state/decide";
import { go } from "../../state/route";
import { formatCount, formatDigest, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { Few } from "./Few";
import { Section, type SectionRow } from "./Section";
import { rowsBy } from "./tally";

/** A rule's id as words: "declared-risk" is "Declared risk". */
function ruleName(rule: string): string {
  const words = rule.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const sources: Readonly<Record<Tier["policy"]["source"], string>> = {
  default: "as shipped",
  repository: "with what the repository's base commit adds",
  user: "this machine's own",
};

/** The tier of each attempt, every match with its weight, the policy it is from, and what decisions made of it. */
export function TierSection({ view, focusId }: { readonly view: TaskView; readonly focusId: string }) {
  const rows = rowsBy(
    view.attempts,
    ({ judgement }) => judgement.tier.matched,
    (match) => match.rule,
  );
  const level: SectionRow = {
    key: "tier level",
    head: <span className="medium">Tier</span>,
    tall: true,
    cell: (attempt) => <Level view={attempt} taskId={view.task.id} />,
  };
  return (
    <Section
      id="tier"
      title="Risk"
      note="Rules only raise it; lowering it is a decision"
      attempts={view.attempts}
      focusId={focusId}
      rows={[
        level,
        ...rows.map(({ key, first, of }): SectionRow => ({
          key,
          head: <span className="medium">{ruleName(first.rule)}</span>,
          tall: true,
          cell: (attempt) => {
            const matches = of(attempt);
            if (matches.length === 0) return <span className="dim">not matched</span>;
            return (
              <Few items={matches}>
                {(match) => (
                  <div key={match.why} className="task-item">
                    <span className="task-match">
                      <span className="medium">{tierNames[match.level]}</span>
                      <span className="dim num">{match.weight === 0 ? "" : `+${formatCount(match.weight)}`}</span>
                    </span>
                    <SafeText text={match.why} />
                  </div>
                )}
              </Few>
            );
          },
        })),
      ]}
    />
  );
}

function Level({ view, taskId }: { readonly view: AttemptView; readonly taskId: string }) {
  const { effective, judgement } = view;
  const { tier } = judgement;
  const held = tier.matched.some((match) => match.rule === "held");
  const { lowered } = effective;
  return (
    <div className="task-tier">
      <div className="row">
        <TierMark level={effective.level} word={false} />
        <span className="medium">{tierNames[effective.level]}</span>
        <span className="mid">
          {`${formatPlural(tier.points, "point")} from ${formatPlural(tier.matched.length, "match", "matches")}`}
        </span>
        {held ? (
          <span className="task-tag" title="Rules once said more than they do now; a machine never lowers a tier.">
            held
          </span>
        ) : null}
        {lowered === null ? null : <span className="task-tag task-tag-warning">lowered</span>}
      </div>
      {lowered === null ? null : (
        <div className="amber">
          <SafeText text={`Lowered from ${tierNames[effective.machine]} by ${lowered.person}: ${lowered.reason} `} />
          <button
            type="button"
            className="link accent"
            onClick={() => {
              go({ screen: "audit", seq: lowered.seq });
            }}
          >
            {`Entry ${formatCount(lowered.seq)}`}
          </button>
        </div>
      )}
      {effective.limit === null ? null : (
        <div className="amber">
          <SafeText text={effective.limit} />
        </div>
      )}
      <div className="task-doors">
        <button
          type="button"
          className="link accent"
          title={`sha256:${tier.policy.digest}`}
          onClick={() => {
            go({ screen: "policy", taskId, attemptId: view.attempt.id });
          }}
        >
          <SafeText text={`Policy ${tier.policy.id}, revision ${String(tier.policy.version)}`} />
        </button>
        <span className="dim">{`${sources[tier.policy.source]}, ${formatDigest(tier.policy.digest)}`}</span>
        {effective.machine === "low" ? null : (
          <button
            type="button"
            className="link accent"
            onClick={() => {
              openSheet({ kind: "lower-tier", taskId, attemptId: view.attempt.id });
            }}
          >
            {lowered === null ? "Lower it" : "Set it back"}
          </button>
        )}
      </div>
    </div>
  );
}
