import type { DecisionKind } from "../../../shared/model/decision";

const two = (value: number): string => String(value).padStart(2, "0");

/** A moment as a date-time field has it: "2026-10-15T07:42", in local time. */
export function toLocal(date: Date): string {
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/**
 * A field's local date and time as an instant with the offset that holds then: "2026-10-15T07:42:00+02:00" (RFC 3339).
 * Out: null for a text that is no date and time.
 */
export function toInstant(local: string): string | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/u.test(local)) return null;
  const date = new Date(local);
  if (Number.isNaN(date.getTime())) return null;
  const offset = -date.getTimezoneOffset();
  const sign = offset < 0 ? "-" : "+";
  const minutes = Math.abs(offset);
  return `${local}:00${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

export interface UntilPreset {
  readonly label: string;
  readonly value: string;
}

function at(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour, 0);
}

function workingDay(now: Date): number {
  const weekday = now.getDay();
  return weekday === 5 ? 3 : weekday === 6 ? 2 : 1;
}

/** Moments worth one click for a kind of decision, all in the future, soonest first. In: now in milliseconds since the epoch. */
export function untilPresets(kind: DecisionKind, now: number): UntilPreset[] {
  const today = new Date(now);
  const next = workingDay(today);
  const morning = { label: next === 1 ? "Tomorrow 09:00" : "Monday 09:00", date: at(today, next, 9) };
  const monday = ((8 - today.getDay()) % 7) + (today.getDay() === 1 ? 7 : 0);
  const hours = (count: number) => ({ label: `In ${String(count)} h`, date: new Date(now + count * 3_600_000) });
  const days = (count: number) => ({ label: `In ${String(count)} days`, date: new Date(now + count * 86_400_000) });
  const listed =
    kind === "escalate"
      ? [hours(2), { label: "Today 17:00", date: at(today, 0, 17) }, morning]
      : kind === "snooze"
        ? [
            hours(1),
            { label: "This evening 18:00", date: at(today, 0, 18) },
            { label: "Tomorrow 08:00", date: at(today, 1, 8) },
            { label: "Monday 08:00", date: at(today, monday, 8) },
          ]
        : [days(2), days(7), days(30)];
  const seen = new Set<string>();
  return listed
    .filter(({ date }) => date.getTime() > now)
    .map(({ label, date }) => ({ label, value: toLocal(date) }))
    .filter(({ value }) => !seen.has(value) && seen.add(value));
}

/** The time a kind of decision has where none was given: a snooze ends tomorrow morning. Empty for every other kind. */
export function usualUntil(kind: DecisionKind, until: string, now: number): string {
  if (until !== "" || kind !== "snooze") return until;
  return toLocal(at(new Date(now), 1, 8));
}
