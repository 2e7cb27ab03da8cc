import type { Contact, Rota, Rotation, Turn } from "../../shared/model/rota";
import { contactOf } from "./contacts";
import { calendarDay, dayOf, daysBetween, instantOf, instantOfText, instantText, weekday, zoned } from "./local-time";

/** A stretch of time in which somebody is on call. Milliseconds since the epoch; the end is not part of it. */
interface Stretch {
  readonly person: string;
  readonly from: number;
  readonly to: number;
  readonly ground: Turn["ground"];
  readonly note: string | null;
}

const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/**
 * Who is on call for a team at a time, those who are asked first first: the shifts and rotations in the order of the file, over which
 * overrides stand. Out: nobody, where the file names nobody for that time; of each from when and until when, as far as nothing
 * else takes their place. In: a rota without problems, a team's key, milliseconds since the epoch.
 */
export function onCallAt(rota: Rota, team: string, at: number): Turn[] {
  return standing(rota, team, at).flatMap((stretch) => {
    const person = contactOf(rota, "person", stretch.person);
    return person === null ? [] : [turnOf(stretch, person)];
  });
}

/** Who is on call between two times, in stretches: each until the next change. Times without anybody have no turns. */
export function schedule(
  rota: Rota,
  team: string,
  from: number,
  to: number,
): { readonly from: string; readonly to: string; readonly turns: Turn[] }[] {
  const rows: { from: string; to: string; turns: Turn[] }[] = [];
  let at = from;
  // A rota of a few people changes some thousand times a year at most.
  for (let step = 0; at < to && step < 5000; step += 1) {
    const next = Math.min(to, nextChange(rota, team, at));
    const turns = onCallAt(rota, team, at);
    const last = rows.at(-1);
    if (last !== undefined && names(last.turns) === names(turns)) last.to = instantText(next);
    else rows.push({ from: instantText(at), to: instantText(next), turns });
    at = next;
  }
  return rows;
}

function names(turns: readonly Turn[]): string {
  return turns.map((turn) => turn.person.key).join(" ");
}

function turnOf({ from, to, ground, note }: Stretch, person: Contact): Turn {
  return {
    person,
    from: from === -Infinity ? null : instantText(from),
    to: to === Infinity ? null : instantText(to),
    ground,
    note,
  };
}

/** Who stands at a time, overrides counted in, each person once. */
function standing(rota: Rota, team: string, at: number): Stretch[] {
  const overrides = rota.overrides.filter((one) => one.team === team).map((one) => ({ one, ...spanOf(rota, one) }));
  let found = [
    ...rota.shifts
      .filter((one) => one.team === team)
      .map((one): Stretch => ({ person: one.person, ...spanOf(rota, one), ground: "shift", note: null }))
      .filter((one) => one.from <= at && at < one.to),
    ...rota.rotations.flatMap((one) => (one.team === team ? (turnIn(rota, one, at) ?? []) : [])),
  ];
  for (const { one, from, to } of overrides) {
    if (from <= at && at < to) {
      const by: Stretch = { person: one.person, from, to, ground: "override", note: one.note ?? null };
      const place = found.findIndex((stretch) => stretch.person === one.instead);
      // Somebody who is not on call then cannot be stood in for.
      if (one.instead !== undefined && place < 0) continue;
      found = one.instead === undefined ? [by] : found.with(place, by);
    }
  }
  for (const { one, from } of overrides)
    if (from > at)
      found = found.map((stretch) =>
        one.instead === undefined || one.instead === stretch.person
          ? { ...stretch, to: Math.min(stretch.to, from) }
          : stretch,
      );
  return found.filter((one, index) => found.findIndex((other) => other.person === one.person) === index);
}

type Span = { readonly from: number; readonly to: number };
const spans = new WeakMap<Rota, WeakMap<object, Span>>();

/** When a shift or an override begins and ends: worked out once, for a schedule asks for each of them at every change. */
export function spanOf(
  rota: Rota,
  one: { readonly from: string; readonly to: string; readonly timeZone?: string | undefined },
): Span {
  const known = spans.get(rota) ?? new WeakMap<object, Span>();
  spans.set(rota, known);
  const found = known.get(one);
  if (found !== undefined) return found;
  const zone = one.timeZone ?? rota.timeZone;
  const span = { from: instantOfText(one.from, zone) ?? Infinity, to: instantOfText(one.to, zone) ?? -Infinity };
  known.set(one, span);
  return span;
}

/** The turn of a rotation that a time is in; null before it starts, and outside of its hours. */
function turnIn(rota: Rota, rotation: Rotation, at: number): Stretch | null {
  const zone = rotation.timeZone ?? rota.timeZone;
  const people = rotation.people ?? rota.teams[rotation.team]?.members ?? [];
  const start = calendarDay(rotation.start);
  if (people.length === 0 || start === null) return null;
  const today = dayOf(zoned(at, zone));
  const day = instantOf(today, rotation.handover, zone) <= at ? today : today.subtract({ days: 1 });
  const turn = Math.floor(daysBetween(start, day) / rotation.everyDays);
  const person = people[turn % people.length];
  if (turn < 0 || person === undefined) return null;
  const began = start.add({ days: turn * rotation.everyDays });
  const from = instantOf(began, rotation.handover, zone);
  const to = instantOf(began.add({ days: rotation.everyDays }), rotation.handover, zone);
  const stretch = { person, from, to, ground: "rotation" as const, note: rotation.name ?? null };
  if (rotation.hours === undefined) return stretch;
  const open = windows(rotation, at, zone).find((one) => one.from <= at && at < one.to);
  return open === undefined ? null : { ...stretch, from: Math.max(from, open.from), to: Math.min(to, open.to) };
}

/** The hours of a rotation on the days around a time. */
function windows({ hours = [] }: Rotation, at: number, zone: string): { from: number; to: number }[] {
  const today = dayOf(zoned(at, zone));
  return [-1, 0, 1].flatMap((step) => {
    const day = today.add({ days: step });
    const name = weekdays[weekday(day) - 1];
    return hours.flatMap(({ days, from, to }) =>
      days === undefined || (name !== undefined && days.includes(name))
        ? [
            {
              from: instantOf(day, from, zone),
              // Hours that end at or before they begin end on the next day.
              to: instantOf(to <= from ? day.add({ days: 1 }) : day, to, zone),
            },
          ]
        : [],
    );
  });
}

/** The first time after another at which somebody else may be on call; at most a day later. */
function nextChange(rota: Rota, team: string, at: number): number {
  const times: number[] = [at + 24 * 3_600_000];
  for (const one of [...rota.shifts, ...rota.overrides]) {
    if (one.team !== team) continue;
    const { from, to } = spanOf(rota, one);
    times.push(from, to);
  }
  for (const rotation of rota.rotations) {
    if (rotation.team !== team) continue;
    const zone = rotation.timeZone ?? rota.timeZone;
    const today = dayOf(zoned(at, zone));
    for (const step of [0, 1]) times.push(instantOf(today.add({ days: step }), rotation.handover, zone));
    for (const { from, to } of windows(rotation, at, zone)) times.push(from, to);
  }
  return Math.min(...times.filter((time) => time > at));
}
