import { useState } from "react";
import type { Evidence } from "../../../shared/model/evidence";
import { OnePicture, TwoPictures, type PictureMode } from "../../parts/PictureCompare";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { Segmented } from "../../ui/Segmented";
import { usePicture } from "./use-picture";

/** A picture of the task: an item and whose it is. */
export interface PictureItem {
  readonly attemptId: string;
  readonly letter: string;
  readonly item: Evidence;
}

type Mode = "alone" | PictureMode;

export interface PictureViewProps {
  readonly shown: PictureItem;
  /** Every other picture of the task's attempts. */
  readonly others: readonly PictureItem[];
}

/** A picture, alone or held against another one: side by side, one over the other, or what differs. */
export function PictureView({ shown, others }: PictureViewProps) {
  const [mode, setMode] = useState<Mode>("alone");
  const [wanted, setWanted] = useState<string | null>(null);
  const keyOf = ({ attemptId, item }: PictureItem) => `${attemptId} ${item.id}`;
  const other = others.find((each) => keyOf(each) === wanted) ?? likest(shown, others);
  const own = usePicture(shown.attemptId, shown.item.id);
  const against = usePicture(
    mode === "alone" ? null : (other?.attemptId ?? null),
    mode === "alone" ? null : (other?.item.id ?? null),
  );
  if (own.problem !== null) return <FailedMessage thing="the picture" problem={own.problem} />;
  if (own.picture === null) return <LoadingMessage thing="the picture" slow={false} />;
  return (
    <div className="evidence-fill">
      <div className="evidence-filter">
        <Segmented
          small
          label="How pictures are shown"
          value={mode}
          options={[
            { value: "alone", label: "Alone" },
            ...(other === undefined
              ? []
              : [
                  { value: "beside" as const, label: "Side by side" },
                  { value: "slider" as const, label: "Slider" },
                  { value: "difference" as const, label: "Difference" },
                ]),
          ]}
          onChange={setMode}
        />
        {other === undefined ? (
          <span className="dim">There is no other picture to hold it against.</span>
        ) : (
          <label className="evidence-against">
            Against{" "}
            <select
              value={keyOf(other)}
              onChange={(event) => {
                setWanted(event.target.value);
                if (mode === "alone") setMode("beside");
              }}
            >
              {others.map((each) => (
                <option key={keyOf(each)} value={keyOf(each)}>
                  {nameOf(each)}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <div className="evidence-scroll pictures evidence-pictures" tabIndex={0} role="group" aria-label="Pictures">
        {mode === "alone" || other === undefined ? (
          <OnePicture picture={own.picture} name={nameOf(shown)} />
        ) : against.problem !== null ? (
          <FailedMessage thing="the other picture" problem={against.problem} />
        ) : against.picture === null ? (
          <LoadingMessage thing="the other picture" slow={false} />
        ) : (
          <TwoPictures mode={mode} a={own.picture} b={against.picture} names={[nameOf(shown), nameOf(other)]} />
        )}
      </div>
    </div>
  );
}

/** The picture of the same name, else the first. */
function likest(shown: PictureItem, others: readonly PictureItem[]): PictureItem | undefined {
  const file = (item: Evidence) => item.file?.path.split("/").at(-1);
  return others.find((each) => each.attemptId !== shown.attemptId && file(each.item) === file(shown.item)) ?? others[0];
}

function nameOf({ letter, item }: PictureItem): string {
  return `${letter}: ${item.file?.path ?? item.headline}`;
}
