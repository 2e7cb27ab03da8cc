import ICAL from "ical.js";
import { calendarDay, instantOf, isTimeZone } from "./local-time";

/** Times of a calendar as instants, by the clocks of the zones it names. */
export class CalendarTimes {
  readonly #home: string;

  /** In: the calendar, and the time zone of times that name none (RFC 5545 calls them floating). */
  constructor(calendar: ICAL.Component, home: string) {
    const stated = calendar.getFirstPropertyValue("x-wr-timezone");
    this.#home = typeof stated === "string" && isTimeZone(stated) ? stated : home;
  }

  /** Milliseconds since the epoch. In: a time, and the zone that stands beside its property; null: none does, or it is no zone. */
  instant(time: ICAL.Time, zone: string | null): number | null {
    const pad = (part: number, width = 2): string => String(part).padStart(width, "0");
    const day = calendarDay(`${pad(time.year, 4)}-${pad(time.month)}-${pad(time.day)}`);
    if (day === null) return null;
    const clock = time.isDate ? "00:00:00" : `${pad(time.hour)}:${pad(time.minute)}:${pad(time.second)}`;
    if (time.isDate || zone === null) {
      const utc = !time.isDate && time.zone === ICAL.Timezone.utcTimezone;
      return instantOf(day, clock, utc ? "UTC" : this.#home);
    }
    if (isTimeZone(zone)) return instantOf(day, clock, zone);
    // A name of the calendar's own, as some programs have them: its VTIMEZONE says what it means.
    if (time.zone === ICAL.Timezone.localTimezone) return null;
    return instantOf(day, clock, "UTC") - time.zone.utcOffset(time) * 1000;
  }
}

/** The zone that stands beside a property of an event; null where none does. */
export function zoneOf(event: ICAL.Component, property: string): string | null {
  const stated = event.getFirstProperty(property)?.getFirstParameter("tzid");
  return typeof stated === "string" && stated !== "" ? stated : null;
}
