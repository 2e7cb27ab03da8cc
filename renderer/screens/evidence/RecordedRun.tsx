import { useQuery } from "../../bridge/use-query";
import type { Evidence } from "../../../shared/model/evidence";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { formatBytes, formatDigest, formatDuration } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { BoundedText } from "./BoundedText";

export interface RecordedRunProps {
  readonly event: NonNullable<Evidence["event"]>;
  /** What the command printed, or the runner's record of it as archived. */
  readonly show: "output" | "record";
}

/** What a transcript recorded of the run that an item comes from. */
export function RecordedRun({ event, show }: RecordedRunProps) {
  const recorded = useQuery("timeline.event", event, { scopes: ["task"] });
  if (recorded.value === undefined) {
    return recorded.problem === undefined ? (
      <LoadingMessage thing="the event" slow={recorded.slow} />
    ) : (
      <FailedMessage thing="the event" problem={recorded.problem} onRetry={recorded.reload} />
    );
  }
  const { event: whole, source, raw, rawBytes } = recorded.value;
  const { detail } = whole;
  if (show === "record") {
    return (
      <div>
        <p className="evidence-run">
          <span className="mono cut" title={source.path}>
            <SafeText code text={source.path} />
          </span>
          <span className="nowrap">
            digest <span className="mono">{formatDigest(source.digest, 12)}</span>
          </span>
          {source.archived === "intact" ? (
            source.present ? null : (
              <span className="amber">Source gone, archived copy intact</span>
            )
          ) : (
            <span className="red">{`Archived copy ${source.archived}`}</span>
          )}
        </p>
        <BoundedText text={raw} />
        {raw.length === 0 || rawBytes <= raw.length ? null : (
          <p className="evidence-more">{`The record has ${formatBytes(rawBytes)}.`}</p>
        )}
      </div>
    );
  }
  if (detail.kind !== "check" && detail.kind !== "command") {
    return <p className="evidence-more">This event is not a command: it has no output. Its record is beside this.</p>;
  }
  const facts = [
    detail.exitCode === null ? "no exit code recorded" : `exit code ${String(detail.exitCode)}`,
    detail.durationMs === null ? null : formatDuration(detail.durationMs),
  ].filter((fact) => fact !== null);
  return (
    <div>
      <p className="evidence-run">
        <span className="mono ink evidence-run-command">
          <SafeText code text={`$ ${detail.command}`} />
        </span>
        <span className={detail.exitCode !== null && detail.exitCode !== 0 ? "nowrap red" : "nowrap"}>
          {facts.join(", ")}
        </span>
      </p>
      {detail.cwd === null ? null : (
        <p className="evidence-run">
          in{" "}
          <span className="mono cut" title={detail.cwd}>
            <SafeText code text={detail.cwd} />
          </span>
        </p>
      )}
      {detail.output.trim() === "" ? (
        <p className="evidence-more">The command printed nothing that was recorded.</p>
      ) : (
        <BoundedText text={detail.output} ansi />
      )}
    </div>
  );
}
