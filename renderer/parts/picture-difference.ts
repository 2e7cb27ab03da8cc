/** Pixels as a canvas gives them: red, green, blue, opacity. */
export interface Pixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

export interface Difference {
  /** As large as the larger of both in each direction: what differs opaque, the rest faint. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  readonly differing: number;
}

/** Steps of a colour that nobody sees: encoders round. */
const tolerance = 4;

/**
 * Holds two pictures against each other, pixel by pixel from the top left. Where only one has a pixel, it differs.
 * In: both, and the colour that marks what differs.
 */
export function differenceOf(a: Pixels, b: Pixels, mark: readonly [number, number, number]): Difference {
  const width = Math.max(a.width, b.width);
  const height = Math.max(a.height, b.height);
  const pixels = new Uint8ClampedArray(width * height * 4);
  let differing = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4;
      const inA = x < a.width && y < a.height;
      const inB = x < b.width && y < b.height;
      const [ofA, ofB] = [(y * a.width + x) * 4, (y * b.width + x) * 4];
      let same = inA && inB;
      for (let part = 0; same && part < 4; part += 1)
        same = Math.abs((a.data[ofA + part] ?? 0) - (b.data[ofB + part] ?? 0)) <= tolerance;
      if (same) {
        const grey = Math.round(((a.data[ofA] ?? 0) * 3 + (a.data[ofA + 1] ?? 0) * 6 + (a.data[ofA + 2] ?? 0)) / 10);
        pixels.set([grey, grey, grey, 70], at);
      } else {
        pixels.set([...mark, 255], at);
        differing += 1;
      }
    }
  }
  return { pixels, width, height, differing };
}
