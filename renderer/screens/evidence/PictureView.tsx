import { useEffect, useRef, useState } from "react";
import type { Evidence } from "../../../shared/model/evidence";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { formatCount, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { Segmented } from "../../ui/Segmented";
import { differenceOf, type Pixels } from "./picture-difference";
import { usePicture, type Picture } from "./use-picture";

/** A picture of the task: an item and whose it is. */
export interface PictureItem {
  readonly attemptId: string;
  readonly letter: string;
  readonly item: Evidence;
}

type Mode = "alone" | "beside" | "slider" | "difference";

export interface PictureViewProps {
  readonly shown: PictureItem;
  /** Every other picture of the task's attempts. */
  readonly others: readonly PictureItem[];
}

/** Pictures above this are not held against each other pixel by pixel. */
const mostPixels = 16_000_000;

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
      <div className="evidence-scroll evidence-pictures" tabIndex={0} role="group" aria-label="Pictures">
        {mode === "alone" || other === undefined ? (
          <One picture={own.picture} name={nameOf(shown)} />
        ) : against.problem !== null ? (
          <FailedMessage thing="the other picture" problem={against.problem} />
        ) : against.picture === null ? (
          <LoadingMessage thing="the other picture" slow={false} />
        ) : (
          <Two mode={mode} a={own.picture} b={against.picture} names={[nameOf(shown), nameOf(other)]} />
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

function One({ picture, name }: { readonly picture: Picture; readonly name: string }) {
  return (
    <figure>
      <figcaption>
        <SafeText code text={name} />
        <span className="mid">{`, ${picture.format} ${formatCount(picture.width)} × ${formatCount(picture.height)}`}</span>
      </figcaption>
      <img src={picture.url} alt={`Picture ${name}`} width={picture.width} height={picture.height} />
    </figure>
  );
}

interface TwoProps {
  readonly mode: Exclude<Mode, "alone">;
  readonly a: Picture;
  readonly b: Picture;
  readonly names: readonly [string, string];
}

function Two({ mode, a, b, names }: TwoProps) {
  if (mode === "slider") return <Slider a={a} b={b} names={names} />;
  if (mode === "difference") return <DifferenceOf a={a} b={b} />;
  return (
    <div className="evidence-beside">
      <One picture={a} name={names[0]} />
      <One picture={b} name={names[1]} />
    </div>
  );
}

function Slider({ a, b, names }: Omit<TwoProps, "mode">) {
  const [share, setShare] = useState(50);
  const width = Math.max(a.width, b.width);
  return (
    <div className="evidence-slider">
      <input
        type="range"
        min={0}
        max={100}
        value={share}
        aria-label={`How much of ${names[0]} is shown over ${names[1]}, per cent`}
        onChange={(event) => {
          setShare(Number(event.target.value));
        }}
      />
      <div
        className="evidence-stack"
        style={{ aspectRatio: `${String(width)} / ${String(Math.max(a.height, b.height))}`, maxWidth: width }}
      >
        <img src={b.url} alt={`Picture ${names[1]}`} style={{ width: `${String((b.width / width) * 100)}%` }} />
        <div className="evidence-over" style={{ clipPath: `inset(0 ${String(100 - share)}% 0 0)` }}>
          <img src={a.url} alt={`Picture ${names[0]}`} style={{ width: `${String((a.width / width) * 100)}%` }} />
        </div>
        <div className="evidence-seam" style={{ left: `${String(share)}%` }} aria-hidden="true" />
      </div>
    </div>
  );
}

function DifferenceOf({ a, b }: { readonly a: Picture; readonly b: Picture }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [said, setSaid] = useState("Comparing.");
  const tooLarge = Math.max(a.width, b.width) * Math.max(a.height, b.height) > mostPixels;
  useEffect(() => {
    if (tooLarge) return undefined;
    let current = true;
    void Promise.all([pixelsOf(a), pixelsOf(b)]).then(
      ([one, two]) => {
        const target = canvas.current;
        if (!current || target === null) return;
        const { pixels, width, height, differing } = differenceOf(one, two, markColour());
        target.width = width;
        target.height = height;
        target.getContext("2d")?.putImageData(new ImageData(pixels, width, height), 0, 0);
        const share = (differing / (width * height)) * 100;
        const percent = share === 0 || share >= 0.1 ? share.toFixed(1) : "under 0.1";
        setSaid(
          differing === 0
            ? "No pixel differs."
            : `${formatPlural(differing, "pixel differs", "pixels differ")}, ${percent} % of ${formatCount(width)} × ${formatCount(height)}.`,
        );
      },
      () => {
        if (current) setSaid("A picture could not be drawn: its content is damaged.");
      },
    );
    return () => {
      current = false;
    };
  }, [a, b, tooLarge]);
  if (tooLarge) return <p className="evidence-more">Too large to be held against each other pixel by pixel.</p>;
  return (
    <figure>
      <figcaption role="status">{said}</figcaption>
      <canvas ref={canvas} role="img" aria-label={`What differs. ${said}`} />
    </figure>
  );
}

async function pixelsOf(picture: Picture): Promise<Pixels> {
  const bitmap = await createImageBitmap(picture.blob);
  const surface = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = surface.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("no canvas");
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, surface.width, surface.height);
}

/** The theme's own red, as numbers. */
function markColour(): readonly [number, number, number] {
  const probe = new OffscreenCanvas(1, 1).getContext("2d");
  if (probe === null) return [255, 0, 0];
  probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--red-solid").trim();
  probe.fillRect(0, 0, 1, 1);
  const [red = 255, green = 0, blue = 0] = probe.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}
