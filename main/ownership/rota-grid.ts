import type { RotaGrid } from "../../shared/contract/owners";
import type { Rota } from "../../shared/model/rota";
import { contactOf, contactsOf } from "./contacts";
import { dayOf, instantOf, instantText, zoned } from "./local-time";
import { onCallAt, schedule, spanOf } from "./on-call";

/** What a grid is made of. In milliseconds since the epoch: now. */
export interface GridAsked {
  readonly now: number;
  readonly days: number;
  /** The time zone by whose clocks its days begin. */
  readonly zone: string;
}

/** The days and turns of a rota from the beginning of today on, by the clocks of a time zone. In: a rota without problems. */
export function rotaGrid(rota: Rota, { now, days, zone }: GridAsked): Pick<RotaGrid, "days" | "teams" | "people"> {
  const today = dayOf(zoned(now, zone));
  const columns = Array.from({ length: days }, (_, index) => {
    const day = today.add({ days: index });
    const from = instantOf(day, "00:00", zone);
    return {
      day: day.toString(),
      from: instantText(from),
      to: instantText(instantOf(day.add({ days: 1 }), "00:00", zone)),
      offset: zoned(instantOf(day, "12:00", zone), zone).offset,
    };
  });
  const begin = Date.parse(columns[0]?.from ?? instantText(now));
  const end = Date.parse(columns.at(-1)?.to ?? instantText(now));
  const contacts = contactsOf(rota);
  return {
    days: columns,
    people: contacts.filter(({ kind }) => kind === "person"),
    teams: contacts
      .filter(({ kind }) => kind === "team")
      .map((team) => {
        const stretches = schedule(rota, team.key, begin, end);
        return {
          team,
          now: onCallAt(rota, team.key, now),
          stretches,
          // What is over is no gap that anybody could still fill.
          gaps: stretches
            .filter(({ turns, to }) => turns.length === 0 && Date.parse(to) > now)
            .map(({ from, to }) => ({ from: instantText(Math.max(now, Date.parse(from))), to })),
          overrides: overridesOf(rota, team.key, begin, end),
        };
      }),
  };
}

function overridesOf(rota: Rota, team: string, begin: number, end: number): RotaGrid["teams"][number]["overrides"] {
  return rota.overrides.flatMap((one) => {
    const { from, to } = spanOf(rota, one);
    const person = contactOf(rota, "person", one.person);
    if (one.team !== team || person === null || from >= end || to <= begin) return [];
    const instead = one.instead === undefined ? null : contactOf(rota, "person", one.instead);
    return [{ person, instead, from: instantText(from), to: instantText(to), note: one.note ?? null }];
  });
}
