const minute = 60_000;
const hour = 60 * minute;
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080].map((minutes) => minutes * minute);

/** A stretch without marks that is drawn short. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly x: number;
  readonly width: number;
}

export interface TimeScale {
  /** Pixels of an instant, from the left edge of the lanes. */
  readonly x: (at: number) => number;
  readonly gaps: readonly Gap[];
  readonly ticks: readonly { readonly at: number; readonly x: number; readonly day: boolean }[];
}

const gapWidth = 84;

/**
 * Time to pixels over the moments given. Long stretches without any (at least two hours, and a sixth of the whole) are
 * drawn as short gaps, so that a night and its resumed morning both stay readable. In: moments in ms, width in px.
 */
export function timeScale(moments: readonly number[], width: number): TimeScale {
  const sorted = [...moments].sort((a, b) => a - b);
  const first = sorted[0] ?? 0;
  const last = Math.max(sorted.at(-1) ?? 0, first + 1_000);
  const long = Math.max(2 * hour, (last - first) / 6);
  const breaks: { from: number; to: number }[] = [];
  sorted.forEach((at, index) => {
    const before = sorted[index - 1];
    if (before !== undefined && at - before > long) breaks.push({ from: before, to: at });
  });
  const idle = breaks.reduce((sum, { from, to }) => sum + to - from, 0);
  const drawn = Math.max(1, width - breaks.length * gapWidth);
  const perMs = drawn / Math.max(1, last - first - idle);
  const x = (at: number): number => {
    let position = 0;
    let from = first;
    for (const gap of breaks) {
      if (at <= gap.from) break;
      position += (gap.from - from) * perMs;
      const within = Math.min(1, (at - gap.from) / (gap.to - gap.from));
      position += within * gapWidth;
      from = gap.to;
      if (at < gap.to) return position;
    }
    return Math.min(width, Math.max(0, position + Math.max(0, at - from) * perMs));
  };
  const room = 84 / perMs;
  const step = steps.find((each) => each >= room) ?? 30 * 24 * hour;
  const offset = new Date(first).getTimezoneOffset() * minute;
  const ticks: { at: number; x: number; day: boolean }[] = [];
  for (let at = Math.ceil((first - offset) / step) * step + offset; at <= last && ticks.length < 60; at += step) {
    const inGap = breaks.find((gap) => at > gap.from && at < gap.to);
    if (inGap !== undefined) {
      at += Math.floor((inGap.to - at) / step) * step;
      continue;
    }
    const position = x(at);
    const before = ticks.at(-1);
    if (before === undefined || position - before.x >= 44) ticks.push({ at, x: position, day: step >= 24 * hour });
  }
  return {
    x,
    gaps: breaks.map(({ from, to }) => ({ from, to, x: x(from), width: gapWidth })),
    ticks,
  };
}
