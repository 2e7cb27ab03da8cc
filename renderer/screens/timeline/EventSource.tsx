import { useState } from "react";
import type { TimelineRow } from "../../../shared/contract/timeline";
import { useQuery } from "../../bridge/use-query";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { formatBytes, formatCount, formatPlural } from "../../ui/format";
import { Fact, Facts, PanelSection } from "../../ui/PanelSection";
import { SafeText } from "../../ui/SafeText";
import { useResting } from "../../ui/use-resting";
import { EventPictures } from "./EventPictures";

/** Raw text drawn before the rest is asked for. */
const rawMost = 4_000;

/** Where an event stands in its archived source, and its record as it was written. */
export function EventSource({ row }: { readonly row: TimelineRow }) {
  const { sessionId } = row;
  const { seq, place, detail } = row.event;
  const resting = useResting(`${sessionId} ${String(seq)}`);
  const query = useQuery("timeline.event", resting ? { sessionId, seq } : null);
  const [whole, setWhole] = useState(false);
  const result = "resultPlace" in detail ? detail.resultPlace : null;
  const value = query.value;
  return (
    <>
      <EventPictures row={row} ready={resting} />
      <PanelSection title="Source">
        <Facts>
          {value === undefined ? null : (
            <Fact name="File" mono>
              <SafeText text={value.source.path} code />
            </Fact>
          )}
          <Fact name="Line">
            {place.line === null ? "not a file of lines" : formatCount(place.line)}
            {result?.line === null || result?.line === undefined ? "" : `, result on ${formatCount(result.line)}`}
          </Fact>
          <Fact name="Bytes">{`${formatCount(place.byteStart)} to ${formatCount(place.byteEnd)}`}</Fact>
          {value === undefined ? null : (
            <>
              <Fact name="Digest" mono>
                <span title={value.source.digest}>{value.source.digest.slice(0, 12)}</span>
              </Fact>
              <Fact name="Archive">
                {value.source.archived === "intact" ? (
                  value.source.present ? (
                    "archived copy intact"
                  ) : (
                    "source gone, archived copy intact"
                  )
                ) : (
                  <span className="red">
                    {`Archived copy ${value.source.archived}. This event cannot be checked against its source.`}
                  </span>
                )}
              </Fact>
            </>
          )}
        </Facts>
      </PanelSection>
      {query.problem === undefined ? null : (
        <FailedMessage thing="the raw record" problem={query.problem} onRetry={query.reload} />
      )}
      {query.state === "loading" && resting ? <LoadingMessage thing="the raw record" slow={query.slow} /> : null}
      {value === undefined ? null : (
        <PanelSection title={`Raw record, ${formatBytes(value.rawBytes)}`}>
          <pre className="event-raw" dir="ltr">
            <SafeText code lines text={whole ? value.raw : value.raw.slice(0, rawMost)} />
          </pre>
          {!whole && value.raw.length > rawMost ? (
            <button
              type="button"
              className="link event-raw-more"
              onClick={() => {
                setWhole(true);
              }}
            >
              {`Show all, ${formatPlural(value.raw.length - rawMost, "character")} more`}
            </button>
          ) : null}
          {whole && value.raw.length < value.rawBytes && value.rawBytes > 65_536 ? (
            <p className="event-why">{`The first ${formatBytes(65_536)} of ${formatBytes(value.rawBytes)}.`}</p>
          ) : null}
        </PanelSection>
      )}
    </>
  );
}
