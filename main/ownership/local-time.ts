import { Temporal } from "temporal-polyfill";

type Zoned = ReturnType<typeof zoned>;

/** Whether a name is a time zone that this machine knows. */
export function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/** An instant as the clocks of a time zone show it. In: milliseconds since the epoch. */
export function zoned(at: number, timeZone: string) {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
}

/** A day of the calendar. In: "2026-11-02". Null: there is no such day. */
export function calendarDay(text: string): Temporal.PlainDate | null {
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" });
  } catch {
    return null;
  }
}

/** Monday is 1. */
export function weekday(day: Temporal.PlainDate): number {
  return day.dayOfWeek;
}

/** Whole days from one day to another. */
export function daysBetween(from: Temporal.PlainDate, to: Temporal.PlainDate): number {
  return from.until(to, { largestUnit: "days" }).days;
}

/**
 * The instant at which the clocks of a time zone show a time of a day. Where clocks are put forward over it, it is that much later;
 * where they show it twice, the first counts (RFC 5545, 3.3.5, says the same).
 */
export function instantOf(day: Temporal.PlainDate, clock: string, timeZone: string): number {
  return day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(clock) }).epochMilliseconds;
}

/** An instant as people write it: with an offset of its own, or by the clocks of a time zone. Null: there is no such time. */
export function instantOfText(text: string, timeZone: string): number | null {
  try {
    if (/(?:Z|[+-]\d{2}:\d{2})$/.test(text)) return Temporal.Instant.from(text).epochMilliseconds;
    return Temporal.PlainDateTime.from(text, { overflow: "reject" }).toZonedDateTime(timeZone).epochMilliseconds;
  } catch {
    return null;
  }
}

/** An instant as this program writes it: UTC, to the second or finer. */
export function instantText(at: number): string {
  return new Date(at).toISOString();
}

/** The day that the clocks of a time zone show. */
export function dayOf(time: Zoned): Temporal.PlainDate {
  return time.toPlainDate();
}
