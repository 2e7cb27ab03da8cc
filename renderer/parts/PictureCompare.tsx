import { useEffect, useRef, useState } from "react";
import { formatCount, formatPlural } from "../ui/format";
import { SafeText } from "../ui/SafeText";
import { differenceOf, type Pixels } from "./picture-difference";
import "./picture-compare.css";

/** A picture's bytes as an address of this page's own, see `usePicture`s of screens. */
export interface Picture {
  readonly url: string;
  readonly blob: Blob;
  readonly format: string;
  readonly width: number;
  readonly height: number;
}

/** How two pictures are held against each other. */
export type PictureMode = "beside" | "slider" | "difference";

/** Pictures above this are not held against each other pixel by pixel. */
const mostPixels = 16_000_000;

/** One picture under its name, format and size. */
export function OnePicture({ picture, name }: { readonly picture: Picture; readonly name: string }) {
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
  readonly mode: PictureMode;
  readonly a: Picture;
  readonly b: Picture;
  readonly names: readonly [string, string];
}

/** Two pictures: side by side, one over the other, or what differs. */
export function TwoPictures({ mode, a, b, names }: TwoProps) {
  if (mode === "slider") return <Slider a={a} b={b} names={names} />;
  if (mode === "difference") return <DifferenceOf a={a} b={b} />;
  return (
    <div className="picture-beside">
      <OnePicture picture={a} name={names[0]} />
      <OnePicture picture={b} name={names[1]} />
    </div>
  );
}

function Slider({ a, b, names }: Omit<TwoProps, "mode">) {
  const [share, setShare] = useState(50);
  const width = Math.max(a.width, b.width);
  return (
    <div className="picture-slider">
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
        className="picture-stack"
        style={{ aspectRatio: `${String(width)} / ${String(Math.max(a.height, b.height))}`, maxWidth: width }}
      >
        <img src={b.url} alt={`Picture ${names[1]}`} style={{ width: `${String((b.width / width) * 100)}%` }} />
        <div className="picture-over" style={{ clipPath: `inset(0 ${String(100 - share)}% 0 0)` }}>
          <img src={a.url} alt={`Picture ${names[0]}`} style={{ width: `${String((a.width / width) * 100)}%` }} />
        </div>
        <div className="picture-seam" style={{ left: `${String(share)}%` }} aria-hidden="true" />
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
  if (tooLarge) return <p className="meta">Too large to be held against each other pixel by pixel.</p>;
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
