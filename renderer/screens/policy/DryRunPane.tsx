import { useState } from "react";
import type { DryRun, DryRunRow } from "../../../shared/contract/policy";
import { decisionRule } from "../../../shared/review/decision-catalog";
import { FailedMessage } from "../../parts/QueryMessage";
import { TierMark } from "../../parts/TierMark";
import { VerdictGlyph, type GlyphKind } from "../../parts/VerdictMark";
import { go } from "../../state/route";
import { Button } from "../../ui/Button";
import { formatCount, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { StateMessage } from "../../ui/StateMessage";
import type { Trial } from "./use-trial";

const changes: Readonly<Record<DryRunRow["change"], { readonly word: string; readonly glyph: GlyphKind }>> = {
  blocked: { word: "Would be blocked", glyph: "contradicted" },
  passes: { word: "Would pass", glyph: "backed" },
  raised: { word: "Tier raised", glyph: "escalated" },
  lowered: { word: "Tier lowered", glyph: "stale" },
  gates: { word: "Other gates", glyph: "unbacked" },
};
const atOnce = 100;

/** What a changed policy would make of everything that was judged: progress, then every attempt that comes out otherwise. */
export function DryRunPane({ trial }: { readonly trial: Trial }) {
  const { state, progress, result, problem } = trial;
  if (state === "running") {
    const total = progress?.total ?? null;
    return (
      <StateMessage
        live="status"
        icon={<VerdictGlyph kind="stale" size={16} />}
        sentence={
          progress === null || total === null
            ? "Trying the policy on what was judged."
            : `Trying the policy: ${formatCount(progress.done)} of ${formatPlural(total, "task")}.`
        }
        detail={
          total === null || total === 0 ? undefined : (
            <progress
              className="policy-progress"
              value={Math.min(progress?.done ?? 0, total)}
              max={total}
              aria-label="Tasks tried"
            />
          )
        }
        action={
          progress?.id === undefined ? undefined : (
            <Button small onClick={trial.cancel}>
              Cancel
            </Button>
          )
        }
      />
    );
  }
  if (problem !== null)
    return (
      <FailedMessage
        tried="Could not try"
        thing="the policy"
        problem={problem}
        onRetry={() => {
          void trial.run();
        }}
      />
    );
  if (result === null)
    return (
      <StateMessage
        icon={<VerdictGlyph kind="unbacked" size={16} />}
        sentence="Nothing was tried yet."
        detail="Change the text, then try it: every judged attempt is held against it, and nothing is saved."
      />
    );
  return <Outcome run={result.run} old={result.text !== trial.text} />;
}

function Outcome({ run, old }: { readonly run: DryRun; readonly old: boolean }) {
  const [most, setMost] = useState(atOnce);
  if (run.ref === null)
    return (
      <StateMessage
        tone="red"
        icon={<VerdictGlyph kind="contradicted" size={16} />}
        sentence={`The text is no policy: ${formatPlural(run.problems.length, "problem")}. Nothing was tried.`}
      />
    );
  const { counts } = run;
  return (
    <div className="policy-outcome">
      <div className="policy-counts" role="status">
        <p className="medium">
          {`${formatPlural(run.attempts, "attempt")} tried with ${run.ref.id}, revision ${String(run.ref.version)}: ${formatCount(counts.same)} come out the same.`}
        </p>
        <ul>
          <li>{`${formatCount(counts.blocked)} would be blocked`}</li>
          <li>{`${formatCount(counts.passes)} would pass`}</li>
          <li>{`${formatCount(counts.raised)} raised`}</li>
          <li>{`${formatCount(counts.lowered)} lowered`}</li>
          <li>{`${formatCount(counts.gates)} with other gates`}</li>
        </ul>
        {counts.approvedAndBlocked === 0 ? null : (
          <p className="red">{`${formatPlural(counts.approvedAndBlocked, "approval")} on record would not have passed.`}</p>
        )}
        {run.unjudged === 0 ? null : (
          <p className="amber">{`${formatPlural(run.unjudged, "attempt")} not judged yet: left out.`}</p>
        )}
        {run.cancelled ? <p className="amber">Ended before the end: the rest was not tried.</p> : null}
        {old ? <p className="amber">The text has changed since: try it again.</p> : null}
        <p className="dim">Nothing was saved, and nothing that was judged has changed.</p>
      </div>
      {run.rows.length === 0 ? (
        <p className="policy-note">No attempt comes out otherwise.</p>
      ) : (
        <table className="policy-table policy-dry" aria-label="What would change">
          <thead>
            <tr>
              <th scope="col">Attempt</th>
              <th scope="col">What changes</th>
              <th scope="col">Tier</th>
              <th scope="col">Gates not met</th>
              <th scope="col">On record</th>
            </tr>
          </thead>
          <tbody>
            {run.rows.slice(0, most).map((row) => (
              <Row key={row.attemptId} row={row} />
            ))}
          </tbody>
        </table>
      )}
      {run.rows.length > most ? (
        <p className="policy-note">
          <Button
            small
            onClick={() => {
              setMost(most + 400);
            }}
          >
            {`Show ${formatCount(Math.min(400, run.rows.length - most))} more of ${formatCount(run.rows.length + run.left)}`}
          </Button>
        </p>
      ) : run.left > 0 ? (
        <p className="policy-note mid">{`${formatCount(run.left)} more come out otherwise and are only counted.`}</p>
      ) : null}
    </div>
  );
}

function Row({ row }: { readonly row: DryRunRow }) {
  const { word, glyph } = changes[row.change];
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className="link policy-task"
          onClick={() => {
            go({ screen: "task", taskId: row.taskId });
          }}
        >
          <SafeText text={`${row.taskRef ?? row.taskId} ${row.letter}`} code />
        </button>
        <div className="mid">
          <SafeText text={row.title} />
        </div>
      </th>
      <td>
        <span className="policy-change">
          <VerdictGlyph kind={glyph} />
          <span className="medium">{word}</span>
        </span>
        <ul className="mid">
          {row.because.slice(0, 6).map((because) => (
            <li key={because}>
              <SafeText text={because} />
            </li>
          ))}
        </ul>
      </td>
      <td className="nowrap">
        <span className="policy-level">
          <TierMark level={row.now.level} />
          {row.now.level === row.then.level ? null : (
            <>
              <span className="dim">then</span>
              <TierMark level={row.then.level} />
            </>
          )}
        </span>
        <div className="dim">{`${formatCount(row.now.points)} → ${formatCount(row.then.points)} points`}</div>
      </td>
      <td>
        <Unmet now={row.now.unmet} then={row.then.unmet} />
      </td>
      <td className="nowrap">
        {row.decided === null ? (
          <span className="dim">nothing decided</span>
        ) : (
          `${decisionRule(row.decided.kind).past}, entry ${formatCount(row.decided.seq)}`
        )}
      </td>
    </tr>
  );
}

/** Gates that are unmet then and not now, and the other way round; the rest is counted. */
function Unmet({ now, then }: { readonly now: readonly string[]; readonly then: readonly string[] }) {
  const more = then.filter((title) => !now.includes(title));
  const fewer = now.filter((title) => !then.includes(title));
  return (
    <>
      <div>{`${formatCount(now.length)} → ${formatCount(then.length)}`}</div>
      {more.map((title) => (
        <div key={title} className="mid">
          <SafeText text={`+ ${title}`} />
        </div>
      ))}
      {fewer.map((title) => (
        <div key={title} className="dim">
          <SafeText text={`− ${title}`} />
        </div>
      ))}
    </>
  );
}
