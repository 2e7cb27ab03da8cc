const count = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hour12: false });
const clockSeconds = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hour12: false,
});
const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "short" });
const dayMonth = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const dayMonthYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** 1482 is "1,482"; a negative number has a true minus: "−7". */
export function formatCount(value: number): string {
  return count.format(value).replace("-", "−");
}

/** "1 attempt", "3 attempts", "1,482 entries". */
export function formatPlural(value: number, one: string, many = `${one}s`): string {
  return `${formatCount(value)} ${value === 1 ? one : many}`;
}

/** Milliseconds as "640 ms", "35 s", "12 min", "5 h 02", "13 h", "3 d 4 h". */
export function formatDuration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < second) return `${String(Math.round(ms))} ms`;
  if (ms < minute) return `${String(Math.floor(ms / second))} s`;
  if (ms < hour) return `${String(Math.floor(ms / minute))} min`;
  const hours = Math.floor(ms / hour);
  const minutes = Math.floor((ms % hour) / minute);
  if (ms < day) return minutes === 0 ? `${String(hours)} h` : `${String(hours)} h ${String(minutes).padStart(2, "0")}`;
  const days = Math.floor(ms / day);
  const rest = Math.floor((ms % day) / hour);
  return rest === 0 ? `${String(days)} d` : `${String(days)} d ${String(rest)} h`;
}

/** Milliseconds in words, for names that are read aloud: "5 hours 2 minutes". */
export function formatDurationWords(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < minute) return formatPlural(Math.floor(ms / second), "second");
  if (ms < hour) return formatPlural(Math.floor(ms / minute), "minute");
  const [large, largeName, small, smallName] =
    ms < day
      ? [Math.floor(ms / hour), "hour", Math.floor((ms % hour) / minute), "minute"]
      : [Math.floor(ms / day), "day", Math.floor((ms % day) / hour), "hour"];
  const head = formatPlural(large, largeName);
  return small === 0 ? head : `${head} ${formatPlural(small, smallName)}`;
}

/** How long ago an instant was: "1 min", "5 h 02"; "now" under a minute. */
export function formatAge(instant: string, now: number): string {
  const ms = now - Date.parse(instant);
  return ms < minute ? "now" : formatDuration(ms);
}

/** The same as a sentence ends: "1 min ago", "5 h 02 ago"; "now" under a minute. */
export function formatAgo(instant: string, now: number): string {
  const age = formatAge(instant, now);
  return age === "now" ? age : `${age} ago`;
}

/** Time of day, 24 h: "18:40", or "18:40:06" with seconds. */
export function formatClock(instant: string, seconds = false): string {
  return (seconds ? clockSeconds : clock).format(Date.parse(instant));
}

/** A day: "Wed 14 Oct", with the year where it is not this one: "14 Oct 2025". */
export function formatDay(instant: string, now: number): string {
  const date = new Date(instant);
  return date.getFullYear() === new Date(now).getFullYear()
    ? `${weekday.format(date)} ${dayMonth.format(date)}`
    : dayMonthYear.format(date);
}

/** A moment: "18:40" today, "Tue 18:40" within six days, else "14 Oct, 18:40" or "14 Oct 2025, 18:40". */
export function formatMoment(instant: string, now: number): string {
  const date = new Date(instant);
  const today = new Date(now);
  const time = clock.format(date);
  if (date.toDateString() === today.toDateString()) return time;
  if (Math.abs(now - date.getTime()) < 6 * day) return `${weekday.format(date)} ${time}`;
  const sameYear = date.getFullYear() === today.getFullYear();
  return `${(sameYear ? dayMonth : dayMonthYear).format(date)}, ${time}`;
}

/** Bytes as "412 B", "18 KB", "1.2 MB", "3.4 GB" (powers of 1,000). */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${String(bytes)} B`;
  const units = ["KB", "MB", "GB", "TB"];
  let value = bytes / 1_000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1).replace(/\.0$/u, "") : String(Math.round(value))} ${units[unit] ?? ""}`;
}

/** First characters of a digest: 7 in rows, 12 where something is signed. */
export function formatDigest(digest: string, length = 7): string {
  return digest.slice(0, length);
}

/** A list in words: "Claude Code, Codex and packs". */
export function formatList(items: readonly string[]): string {
  return new Intl.ListFormat("en-GB", { type: "conjunction" }).format(items);
}
