import type { SearchHit } from "../../../shared/contract/search";
import { runnerNames } from "../../../shared/model/runner";
import { formatCount, formatMoment, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import type { HitLine } from "./hit-lines";
import { kindIcons } from "./kind-icons";

/** One line of the list. */
export function HitLineView({ line, now }: { readonly line: HitLine; readonly now: number }) {
  return line.kind === "heading" ? (
    <HitHeading hit={line.hit} count={line.count} />
  ) : (
    <HitRow hit={line.hit} now={now} />
  );
}

function HitHeading({ hit, count }: { readonly hit: SearchHit; readonly count: number }) {
  const { attempt } = hit;
  return (
    <div className="search-heading">
      <span role="gridcell" className="search-heading-name cut">
        {attempt === null ? (
          <b>Session of no attempt</b>
        ) : (
          <>
            <b>
              <SafeText text={attempt.taskTitle} />
            </b>
            <span className="mono meta">{` ${attempt.taskRef ?? attempt.taskId}/${attempt.letter}`}</span>
          </>
        )}
      </span>
      <span role="gridcell" className="meta cut">
        {attempt === null ? hit.sessionId : <SafeText text={attempt.repository} code />}
      </span>
      <span role="gridcell" className="meta nowrap">
        {runnerNames[hit.runner]}
      </span>
      <span role="gridcell" className="meta nowrap number">
        {formatPlural(count, "hit")}
      </span>
    </div>
  );
}

function HitRow({ hit, now }: { readonly hit: SearchHit; readonly now: number }) {
  const { icon, name } = kindIcons[hit.kind];
  const { before, parts, after } = hit.context;
  const subject = hit.path ?? hit.tool;
  return (
    <div className={hit.lane === "main" ? "search-hit" : "search-hit search-hit-sub"}>
      <span role="gridcell" className="search-time nowrap">
        {hit.at === null ? <span title="The runner recorded no time">no time</span> : formatMoment(hit.at, now)}
      </span>
      <span role="gridcell" className={hit.failed ? "search-icon red" : "search-icon"} title={name}>
        <Icon icon={icon} small />
      </span>
      <div role="gridcell" className="search-context mono">
        {before === null ? null : (
          <div className="search-side cut">
            <SafeText text={before} code />
          </div>
        )}
        <div className="search-line cut">
          {parts.map((part, at) =>
            part.match ? (
              <mark key={`${String(at)} ${part.text}`}>
                <SafeText text={part.text} code />
              </mark>
            ) : (
              <SafeText key={`${String(at)} ${part.text}`} text={part.text} code />
            ),
          )}
        </div>
        {after === null ? null : (
          <div className="search-side cut">
            <SafeText text={after} code />
          </div>
        )}
      </div>
      <span role="gridcell" className="search-facts">
        <span className="cut">
          {hit.failed ? <span className="red">failed </span> : null}
          {hit.outcome === "denied" || hit.outcome === "unanswered" ? <span>{`${hit.outcome} `}</span> : null}
          {hit.lane === "main" ? null : "sub-agent "}
          {`#${formatCount(hit.seq)}`}
        </span>
        {subject === null ? (
          <span className="cut">{hit.actor}</span>
        ) : (
          <span className="cut mono" title={subject}>
            <SafeText text={shortPath(subject)} code />
          </span>
        )}
      </span>
    </div>
  );
}

/** The end of a path: its last two names. */
function shortPath(path: string): string {
  const names = path.split("/").filter((name) => name !== "");
  return names.length <= 2 ? path : `…/${names.slice(-2).join("/")}`;
}
