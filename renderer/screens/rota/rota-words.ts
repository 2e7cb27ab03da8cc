import type { RotaGrid } from "../../../shared/contract/owners";
import type { Contact, Turn } from "../../../shared/model/rota";

export type RotaTeam = RotaGrid["teams"][number];

/** One stretch of one person in a calendar. */
export interface Bar {
  readonly from: string;
  readonly to: string;
  /** Null where nobody is on call. */
  readonly turn: Turn | null;
}

/** A person's row; that of nobody has no person. */
export interface BarRow {
  readonly person: Contact | null;
  readonly bars: readonly Bar[];
}

/** The rows of a team: who comes first in time is first; nobody is last. */
export function rowsOf({ stretches }: Pick<RotaTeam, "stretches">): BarRow[] {
  const people = new Map<string, { person: Contact; bars: Bar[] }>();
  const nobody: Bar[] = [];
  for (const { from, to, turns } of stretches) {
    if (turns.length === 0) nobody.push({ from, to, turn: null });
    for (const turn of turns) {
      const row = people.get(turn.person.key) ?? { person: turn.person, bars: [] };
      people.set(turn.person.key, row);
      const last = row.bars.at(-1);
      // A change of somebody else does not end a turn.
      if (last?.to === from && last.turn?.ground === turn.ground && last.turn.note === turn.note)
        row.bars[row.bars.length - 1] = { ...last, to };
      else row.bars.push({ from, to, turn });
    }
  }
  return [...people.values(), ...(nobody.length === 0 ? [] : [{ person: null, bars: nobody }])];
}

/** Where a time stands between the first and the last, from 0 to 100. */
export function placeIn(at: string, { from, to }: { readonly from: string; readonly to: string }): number {
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  return Math.min(100, Math.max(0, ((Date.parse(at) - begin) / (end - begin)) * 100));
}

/** Times by the clocks of one zone. */
export interface ZoneClock {
  /** "Mon 23 Nov, 18:00 to 22:00", or with the day of the end where that is another. */
  readonly span: (from: string, to: string) => string;
  /** "Mon 23 Nov, 09:00". */
  readonly moment: (instant: string) => string;
}

/** Reads times by the clocks of a zone that this machine knows. */
export function clockOf(timeZone: string): ZoneClock {
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone });
  const date = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone });
  const dayOf = (at: string) => date.format(new Date(at)).replace(",", "");
  const clock = (at: string) => time.format(new Date(at));
  const moment = (at: string) => `${dayOf(at)}, ${clock(at)}`;
  return {
    moment,
    span: (from, to) => `${moment(from)} to ${dayOf(from) === dayOf(to) ? clock(to) : moment(to)}`,
  };
}

const dayName = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", timeZone: "UTC" });

/** A column's name: "Mon 23". */
export function dayWords(day: string): string {
  return dayName.format(new Date(`${day}T12:00:00Z`));
}

/** What a bar says: by what somebody is on call. */
export function barWords(turn: Turn | null): string {
  if (turn === null) return "Nobody";
  const { ground, note } = turn;
  if (ground === "override") return note === null ? "stands in" : `stands in: ${note}`;
  return note ?? ground;
}

/** A bar for those who hear it: "Ana Ruiz, primary, Mon 23 Nov, 09:00 to Mon 30 Nov, 09:00". */
export function barSentence({ from, to, turn }: Bar, { span }: ZoneClock): string {
  return `${turn === null ? "Nobody" : `${turn.person.name}, ${barWords(turn)}`}, ${span(from, to)}`;
}

/** Whose clocks these are, and where they change: "Europe/Berlin, UTC+01:00; clocks change on Sun 29". */
export function zoneWords({ timeZone, days }: Pick<RotaGrid, "timeZone" | "days">): string {
  const first = days[0]?.offset;
  if (first === undefined || timeZone === "UTC") return timeZone;
  const changed = days.find(({ offset }) => offset !== first);
  return `${timeZone}, UTC${first}${changed === undefined ? "" : `; clocks change on ${dayWords(changed.day)} to UTC${changed.offset}`}`;
}

/** The zones that can be chosen: the rota's, this machine's, UTC; each once. */
export function zonesOf({ rotaZone, machineZone }: Pick<RotaGrid, "rotaZone" | "machineZone">): readonly string[] {
  return [...new Set([rotaZone, machineZone, "UTC"])];
}
