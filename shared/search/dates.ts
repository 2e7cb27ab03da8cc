import { dateWords, nearestWord } from "./filters";

const dayMs = 86_400_000;
const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const spans: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: dayMs, w: 7 * dayMs };

/** A stretch of time that a word names: `[from, to)` in milliseconds. A moment has both the same. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/**
 * What a date word means. In: `today`, `yesterday`, `3d`, `2h`, a weekday (the last one, today counted), an ISO day, month,
 * local time or instant; now in milliseconds; the viewer's zone (an IANA name; an unknown one is UTC).
 * Out: the stretch, or null.
 */
export function readDate(word: string, now: number, zone: string): Stretch | null {
  const text = word.toLowerCase();
  const clock = zoneClock(zone);
  const today = clock.dayOf(now);
  const dayAt = (back: number): Stretch => {
    const from = clock.startOf({ ...today, day: today.day - back });
    return { from, to: clock.startOf({ ...today, day: today.day - back + 1 }) };
  };
  if (text === "now") return { from: now, to: now };
  if (text === "today") return dayAt(0);
  if (text === "yesterday") return dayAt(1);
  const weekday = weekdays.findIndex((name) => name === text || (text.length >= 3 && name.slice(0, 3) === text));
  if (weekday >= 0) return dayAt((weekdayOf(today) - weekday + 7) % 7);
  const ago = /^(\d{1,5})(m|h|d|w)$/.exec(text);
  if (ago !== null) {
    const from = now - Number(ago[1]) * (spans[ago[2] ?? ""] ?? 0);
    return { from, to: from };
  }
  return isoStretch(text, clock);
}

function isoStretch(text: string, clock: ZoneClock): Stretch | null {
  const found =
    /^(\d{4})-(\d{2})(?:-(\d{2})(?:[t ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(z|[+-]\d{2}:?\d{2})?)?)?$/.exec(text);
  if (found === null) return null;
  const [year, month, day, hour, minute, second] = found
    .slice(1, 7)
    .map((part: string | undefined) => Number(part ?? Number.NaN));
  if (year === undefined || month === undefined || month < 1 || month > 12) return null;
  if (day === undefined || Number.isNaN(day))
    return { from: clock.startOf({ year, month, day: 1 }), to: clock.startOf({ year, month: month + 1, day: 1 }) };
  if (day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
  if (hour === undefined || Number.isNaN(hour))
    return { from: clock.startOf({ year, month, day }), to: clock.startOf({ year, month, day: day + 1 }) };
  if (found[7] !== undefined) {
    const at = Date.parse(text.replace(" ", "t").toUpperCase());
    return Number.isNaN(at) ? null : { from: at, to: at };
  }
  if (hour > 23 || (minute ?? 0) > 59 || (second !== undefined && second > 59)) return null;
  const seconds = second === undefined || Number.isNaN(second) ? 0 : second;
  const at = clock.instantOf(Date.UTC(year, month - 1, day, hour, minute, seconds));
  return { from: at, to: at };
}

/** What is wrong with a date word, and what is allowed. */
export function dateProblem(name: string, word: string): string {
  const near = nearestWord(word.toLowerCase(), dateWords);
  const meant = near === null ? "" : ` Did you mean ${name}:${near}?`;
  return `“${name}:${word}” is no day or time.${meant} It takes today, yesterday, 2h, 3d, a weekday, 2026-11-20 or 2026-11-20T08:00.`;
}

function weekdayOf({ year, month, day }: Day): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

interface ZoneClock {
  dayOf(instant: number): Day;
  startOf(day: Day): number;
  /** The instant at which clocks of the zone show a wall time, given as if it were UTC. */
  instantOf(wall: number): number;
}

/** Wall clocks of a zone, by the platform's own rules for it. */
function zoneClock(zone: string): ZoneClock {
  const format = formatOf(zone);
  const wallOf = (instant: number): number => {
    const parts = new Map(format.formatToParts(instant).map((part) => [part.type, Number(part.value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour") % 24, part("minute"), part("second"));
  };
  const instantOf = (wall: number): number => {
    if (!Number.isFinite(new Date(wall).getTime())) return 0;
    // Twice: the offset at the first guess may be that of the other side of a change of clocks.
    const first = wall - (wallOf(wall) - wall);
    return first - (wallOf(first) - wall);
  };
  return {
    dayOf: (instant) => {
      const wall = new Date(wallOf(instant));
      return { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() };
    },
    startOf: ({ year, month, day }) => instantOf(Date.UTC(year, month - 1, day)),
    instantOf,
  };
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const options = {
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  } as const;
  try {
    return new Intl.DateTimeFormat("en-US", { ...options, timeZone: zone });
  } catch {
    return new Intl.DateTimeFormat("en-US", { ...options, timeZone: "UTC" });
  }
}
