import ICAL from "ical.js";
import type { CalendarShifts } from "../../shared/contract/owners";
import type { Contact, Rota } from "../../shared/model/rota";
import { err, ok, type Result } from "../../shared/result";
import { CalendarTimes, zoneOf } from "./calendar-times";
import { contactsOf, findContact } from "./contacts";
import { instantText } from "./local-time";

/** What a calendar is read for. Milliseconds since the epoch; the end is not part of it. */
export interface CalendarWindow {
  readonly team: string;
  readonly from: number;
  readonly to: number;
}

const mostEvents = 5000;
/** Steps of one recurring event, from its beginning to the end of the window: a shift a day for more than fifty years. */
const mostSteps = 20_000;
/** More than these would not fit into a rota, which is written by people. */
const mostShifts = 300;
const mostProblems = 100;
const frequencies: ReadonlySet<string> = new Set(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]);

type Shift = CalendarShifts["shifts"][number] & { readonly start: number };
type Flaw = CalendarShifts["problems"][number];

/**
 * Reads the shifts of a calendar (RFC 5545) for a team: each event that begins before the window's end and ends after its beginning,
 * with its recurrences and their exceptions, for the person of the rota whom its attendee or its title names. What cannot be
 * taken is named. Error: it is no calendar.
 */
export function readCalendar(text: string, rota: Rota, window: CalendarWindow): Result<CalendarShifts> {
  const calendar = open(text);
  if (calendar === null)
    return err({
      code: "calendar-form",
      message: "The file is no iCalendar file (RFC 5545).",
      remedy: "Export the calendar as .ics.",
    });
  const shifts: Shift[] = [];
  const problems: Flaw[] = [];
  const times = new CalendarTimes(calendar, rota.timeZone);
  const events = calendar.getAllSubcomponents("vevent");
  const changed = events.filter((event) => event.hasProperty("recurrence-id"));
  for (const event of events.slice(0, mostEvents)) {
    if (event.hasProperty("recurrence-id")) continue;
    const uid = textOf(event, "uid");
    const exceptions = uid === "" ? [] : changed.filter((one) => textOf(one, "uid") === uid);
    const title = titleOf(event);
    try {
      for (const one of stretches(event, exceptions, times, window)) {
        if ("message" in one) {
          problems.push({ event: title, ...one });
          continue;
        }
        const person = personOf(rota, one.item);
        if (person.ok)
          shifts.push({
            person: person.value.key,
            from: instantText(one.from),
            to: instantText(one.to),
            summary: titleOf(one.item),
            start: one.from,
          });
        else {
          const flaw = { event: titleOf(one.item), ...person.error };
          if (!problems.some((known) => known.event === flaw.event && known.message === flaw.message))
            problems.push(flaw);
        }
      }
    } catch (error) {
      // The library throws on what is no date or no rule.
      const message = error instanceof Error ? error.message.slice(0, 200) : "unreadable";
      problems.push({ event: title, message: `It cannot be read: ${message}.`, remedy: "Correct it in the calendar." });
    }
  }
  if (events.length > mostEvents)
    problems.push({
      event: "",
      message: `The calendar has ${String(events.length)} events; the first ${String(mostEvents)} were read.`,
      remedy: "Export fewer.",
    });
  shifts.sort((a, b) => a.start - b.start);
  if (shifts.length > mostShifts)
    problems.unshift({
      event: "",
      message: `${String(shifts.length)} shifts are in that time; the first ${String(mostShifts)} were taken.`,
      remedy: "Give a shorter time.",
    });
  const taken = shifts.slice(0, mostShifts).map(({ person, from, to, summary }) => ({ person, from, to, summary }));
  return ok({
    shifts: taken,
    problems: problems.slice(0, mostProblems),
    left: Math.max(0, problems.length - mostProblems),
    yaml: yamlOf(window.team, taken),
  });
}

function open(text: string): ICAL.Component | null {
  try {
    const calendar = ICAL.Component.fromString(text);
    return calendar.name === "vcalendar" ? calendar : null;
  } catch {
    return null;
  }
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  /** The event itself, or the exception that stands for this one time. */
  readonly item: ICAL.Component;
}

function* stretches(
  component: ICAL.Component,
  exceptions: ICAL.Component[],
  times: CalendarTimes,
  window: CalendarWindow,
): Generator<Stretch | { message: string; remedy: string }> {
  if (isCancelled(component)) return;
  const event = new ICAL.Event(component, { exceptions });
  const rule = component.getFirstPropertyValue("rrule");
  if (!(rule instanceof ICAL.Recur) && !component.hasProperty("rdate")) {
    yield* within(spanOf(component, event.startDate, event.endDate, times), window);
    return;
  }
  if (rule instanceof ICAL.Recur && !frequencies.has(rule.freq)) {
    yield { message: `It comes again ${rule.freq.toLowerCase()}, which no shift does.`, remedy: "Leave it out." };
    return;
  }
  // The rule's end is compared as an instant: as a wall clock it is another one in another zone.
  const until = rule instanceof ICAL.Recur ? rule.until : null;
  const end =
    until === null
      ? null
      : times.instant(until, until.zone === ICAL.Timezone.utcTimezone ? null : zoneOf(component, "dtstart"));
  if (rule instanceof ICAL.Recur) rule.until = null;
  const dayAfter = until?.isDate === true ? 86_400_000 : 0;
  const iterator = event.iterator();
  for (let step = 0; ; step += 1) {
    if (step >= mostSteps) {
      yield { message: `It comes again more than ${String(mostSteps)} times.`, remedy: "Begin it later." };
      return;
    }
    // The library's own type leaves the end out.
    const next = iterator.next() as ICAL.Time | null | undefined;
    if (next === null || next === undefined) return;
    const at = times.instant(next, zoneOf(component, "dtstart"));
    if (at === null || at >= window.to || (end !== null && (dayAfter > 0 ? at >= end + dayAfter : at > end))) {
      if (at !== null) return;
      yield { message: "Its time zone is not known.", remedy: "Name it as the time zone database does." };
      return;
    }
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    if (isCancelled(item.component)) continue;
    yield* within(spanOf(item.component, startDate, endDate, times), window);
  }
}

function isCancelled(event: ICAL.Component): boolean {
  return textOf(event, "status").toUpperCase() === "CANCELLED";
}

function spanOf(
  item: ICAL.Component,
  start: ICAL.Time,
  end: ICAL.Time,
  times: CalendarTimes,
): Stretch | { message: string; remedy: string } {
  const zone = zoneOf(item, "dtstart");
  const from = times.instant(start, zone);
  const to = times.instant(end, zoneOf(item, "dtend") ?? zone);
  if (from === null || to === null)
    return { message: "Its time zone is not known.", remedy: "Name it as the time zone database does." };
  return to > from
    ? { from, to, item }
    : { message: "It ends before it begins, or has no length.", remedy: "Give it an end." };
}

function* within<T extends Stretch | { message: string; remedy: string }>(
  one: T,
  window: CalendarWindow,
): Generator<T> {
  if ("message" in one || (one.from < window.to && one.to > window.from)) yield one;
}

/** Whom an event is for: its attendee who is a person of the rota, else the person whom its title names. */
function personOf(rota: Rota, event: ICAL.Component): Result<Contact, { message: string; remedy: string }> {
  const attendees = event.getAllProperties("attendee").flatMap((property) => {
    const value = property.getFirstValue();
    const mail = typeof value === "string" ? value.replace(/^mailto:/i, "") : "";
    const name = property.getFirstParameter("cn");
    return [mail, typeof name === "string" ? name : ""].filter((text) => text !== "");
  });
  const invited = new Map<string, Contact>();
  for (const text of attendees) {
    const found = findContact(rota, text);
    if (found?.kind === "person") invited.set(found.key, found);
  }
  const titled = namedIn(rota, titleOf(event));
  const [only] = [...invited.values()];
  if (invited.size === 1 && only !== undefined) return ok(only);
  if (invited.size > 1) {
    const both = titled.filter((one) => invited.has(one.key));
    const [one] = both;
    return both.length === 1 && one !== undefined
      ? ok(one)
      : err({
          message: `It has ${String(invited.size)} attendees of the rota.`,
          remedy: "Keep the one whose shift it is.",
        });
  }
  const [one] = titled;
  if (titled.length === 1 && one !== undefined) return ok(one);
  return err(
    titled.length > 1
      ? { message: "Its title names several people of the rota.", remedy: "Name the one whose shift it is." }
      : {
          message: "Neither its attendees nor its title name a person of the rota.",
          remedy: "Add the person under people, with the e-mail address or the name that the calendar has.",
        },
  );
}

/** The people of the rota whose name, key, address or login stands in a title as words of its own. */
function namedIn(rota: Rota, title: string): Contact[] {
  const exact = findContact(rota, title);
  if (exact?.kind === "person") return [exact];
  const words = ` ${spaced(title)} `;
  return contactsOf(rota).filter((one) => {
    if (one.kind !== "person") return false;
    const names = [one.name, one.key, one.email ?? "", one.github ?? "", ...(rota.people[one.key]?.aka ?? [])];
    return names.some((name) => name !== "" && words.includes(` ${spaced(name)} `));
  });
}

function spaced(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}@._-]+/gu, " ")
    .replace(/(^| )@/g, "$1")
    .trim();
}

function textOf(event: ICAL.Component, property: string): string {
  const value = event.getFirstPropertyValue(property);
  return typeof value === "string" ? value : "";
}

function titleOf(event: ICAL.Component): string {
  return textOf(event, "summary").slice(0, 200) || "(no title)";
}

function yamlOf(team: string, shifts: CalendarShifts["shifts"]): string {
  const rows = shifts.map(
    ({ person, from, to }) =>
      `  - { team: ${team}, person: ${person}, from: "${wholeSeconds(from)}", to: "${wholeSeconds(to)}" }`,
  );
  return rows.length === 0 ? "" : `shifts:\n${rows.join("\n")}\n`;
}

function wholeSeconds(instant: string): string {
  return instant.replace(/\.\d+Z$/, "Z");
}
