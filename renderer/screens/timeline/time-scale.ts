const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * second),
  ...[1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080].map((minutes) => minutes * minute),
];

/** A part of the whole, as shares of what is drawn: 0 to 1. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export const wholeWindow: Window = { from: 0, to: 1 };

/** A stretch without marks that is drawn short. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly x: number;
  readonly width: number;
}

export interface TimeScale {
  /** Pixels of an instant from the left edge of the lanes; outside of the window beyond the edges. */
  readonly x: (at: number) => number;
  /** The instant at a pixel. */
  readonly at: (x: number) => number;
  /** Pixels of a stretch of time that has no gap. */
  readonly px: (ms: number) => number;
  readonly gaps: readonly Gap[];
  readonly ticks: readonly {
    readonly at: number;
    readonly x: number;
    readonly day: boolean;
    readonly seconds: boolean;
  }[];
}

/** From when to when, and where nothing happened for long. */
export interface TimeSpan {
  readonly first: number;
  readonly last: number;
  readonly breaks: readonly { readonly from: number; readonly to: number }[];
}

/**
 * The span of moments in ms, in any order. Long stretches without any (at least two hours, and a sixth of the whole) are breaks, so
 * that a night and its resumed morning both stay readable.
 */
export function timeSpan(moments: ArrayLike<number>): TimeSpan {
  return spanOf(moments) ?? spanOf(Float64Array.from(moments).sort()) ?? { first: 0, last: second, breaks: [] };
}

/** The span of moments in their order; null where one lies before the one before it. */
function spanOf(ordered: ArrayLike<number>): TimeSpan | null {
  const first = ordered[0] ?? 0;
  const last = Math.max(ordered[ordered.length - 1] ?? 0, first + second);
  const long = Math.max(2 * hour, (last - first) / 6);
  const breaks: { from: number; to: number }[] = [];
  let from = first;
  for (let at = 1; at < ordered.length; at += 1) {
    const to = ordered[at] ?? 0;
    if (to < from) return null;
    if (to - from > long) breaks.push({ from, to });
    from = to;
  }
  return { first, last, breaks };
}

const gapWidth = 84;
const mostTicks = 60;

/** Time to pixels. In: the span, width in px, which part of it is in view. */
export function timeScale(span: TimeSpan, width: number, window: Window = wholeWindow): TimeScale {
  const { first, last, breaks } = span;
  const idle = breaks.reduce((sum, { from, to }) => sum + to - from, 0);
  const zoom = 1 / (window.to - window.from);
  const whole = width * zoom;
  const gap = Math.min(gapWidth, (width * 0.4) / Math.max(1, breaks.length)) * zoom;
  const perMs = Math.max(zoom, whole - breaks.length * gap) / Math.max(1, last - first - idle);
  const offsetPx = window.from * whole;
  const x = (at: number): number => {
    let position = 0;
    let from = first;
    for (const one of breaks) {
      if (at <= one.from) break;
      position += (one.from - from) * perMs;
      from = one.to;
      if (at < one.to) return position + ((at - one.from) / (one.to - one.from)) * gap - offsetPx;
      position += gap;
    }
    return position + (at - from) * perMs - offsetPx;
  };
  const at = (px: number): number => {
    let rest = px + offsetPx;
    let from = first;
    for (const one of breaks) {
      const here = (one.from - from) * perMs;
      if (rest <= here) break;
      rest -= here;
      from = one.to;
      if (rest < gap) return one.from + (rest / gap) * (one.to - one.from);
      rest -= gap;
    }
    return from + rest / perMs;
  };
  return {
    x,
    at,
    px: (ms) => ms * perMs,
    gaps: breaks
      .map(({ from, to }) => ({ from, to, x: x(from), width: gap }))
      .filter((one) => one.x < width && one.x + one.width > 0),
    ticks: ticksOf(span, { x, from: Math.max(first, at(0)), to: Math.min(last, at(width)), perMs }),
  };
}

function ticksOf(
  { breaks }: TimeSpan,
  {
    x,
    from,
    to,
    perMs,
  }: { readonly x: (at: number) => number; readonly from: number; readonly to: number; readonly perMs: number },
): TimeScale["ticks"] {
  const room = 84 / perMs;
  const step = steps.find((each) => each >= room) ?? 30 * day;
  const offset = new Date(from).getTimezoneOffset() * minute;
  const ticks: { at: number; x: number; day: boolean; seconds: boolean }[] = [];
  for (let at = Math.ceil((from - offset) / step) * step + offset; at <= to && ticks.length < mostTicks; at += step) {
    const inGap = breaks.find((gap) => at > gap.from && at < gap.to);
    if (inGap !== undefined) {
      at += Math.floor((inGap.to - at) / step) * step;
      continue;
    }
    const position = x(at);
    const before = ticks.at(-1);
    if (before === undefined || position - before.x >= 44)
      ticks.push({ at, x: position, day: step >= day, seconds: step < minute });
  }
  return ticks;
}
