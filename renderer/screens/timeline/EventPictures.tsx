import { useEffect, useState } from "react";
import type { TimelineRow } from "../../../shared/contract/timeline";
import { call } from "../../bridge/client";
import { OnePicture, type Picture } from "../../parts/PictureCompare";
import { formatPlural } from "../../ui/format";
import { PanelSection } from "../../ui/PanelSection";

/** Whether an event's records may hold pictures: what was said, what a tool answered, what came with a message. */
function mayShow({ detail }: TimelineRow["event"]): boolean {
  return detail.kind === "tool-call" || detail.kind === "message" || detail.kind === "note";
}

/** The pictures that came with an event, as its archived record holds them. In: the event, and whether the reader rests on it. */
export function EventPictures({ row, ready }: { readonly row: TimelineRow; readonly ready: boolean }) {
  const { pictures, left, problem } = usePictures(row, ready && mayShow(row.event));
  if (problem !== null) return <p className="event-why amber">{`Its pictures could not be read: ${problem}`}</p>;
  if (pictures.length === 0 && left === 0) return null;
  return (
    <PanelSection title={formatPlural(pictures.length, "picture")}>
      <div className="pictures">
        {pictures.map((picture, index) => (
          <OnePicture
            key={picture.url}
            picture={picture}
            name={`${String(index + 1)} of event #${String(row.event.seq)}`}
          />
        ))}
        {left === 0 ? null : (
          <p className="event-why">{`${formatPlural(left, "picture")} not shown: too many, too large, or none by its own header.`}</p>
        )}
      </div>
    </PanelSection>
  );
}

interface Held {
  readonly pictures: readonly Picture[];
  readonly left: number;
  readonly problem: string | null;
}

const nothing: Held = { pictures: [], left: 0, problem: null };

/** Pictures' bytes as addresses of this page's own, given back when they leave the screen. */
function usePictures(row: TimelineRow, wanted: boolean): Held {
  const [held, setHeld] = useState(nothing);
  const { sessionId } = row;
  const { seq } = row.event;
  useEffect(() => {
    if (!wanted) return undefined;
    let current = true;
    let urls: readonly string[] = [];
    void call("timeline.pictures", { sessionId, seq }).then((answer) => {
      if (!current) return;
      if (!answer.ok) {
        setHeld({ ...nothing, problem: answer.error.message });
        return;
      }
      const pictures = answer.value.pictures.map(({ format, width, height, bytes }): Picture => {
        const blob = new Blob([new Uint8Array(bytes)], { type: `image/${format.toLowerCase()}` });
        return { url: URL.createObjectURL(blob), blob, format, width, height };
      });
      urls = pictures.map(({ url }) => url);
      setHeld({ pictures, left: answer.value.left, problem: null });
    });
    return () => {
      current = false;
      for (const url of urls) URL.revokeObjectURL(url);
    };
  }, [wanted, sessionId, seq]);
  return held;
}
