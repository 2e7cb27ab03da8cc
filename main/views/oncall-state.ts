import type { CalendarShifts, OnCall, RotaGrid, TaskOwners } from "../../shared/contract/owners";
import { err, ok, type Result } from "../../shared/result";
import { readCalendar } from "../ownership/calendar";
import { contactsOf } from "../ownership/contacts";
import { isTimeZone } from "../ownership/local-time";
import { onCallAt, schedule } from "../ownership/on-call";
import { rotaGrid } from "../ownership/rota-grid";
import { readRota, type RotaProblem } from "../ownership/rota-file";
import type { Core } from "./core";
import { rotaOf } from "./oncall";

const mostProblems = 100;

function problemOf({ message, place, remedy }: RotaProblem): {
  message: string;
  place: string | null;
  remedy: string | null;
} {
  return { message, place: place ?? null, remedy: remedy ?? null };
}

/** The rota as it was read, with what is wrong with it. */
export function rotaState(core: Core): TaskOwners["rota"] {
  const { state, place, problems } = rotaOf(core);
  return { state, place, problems: problems.slice(0, mostProblems).map(problemOf) };
}

/** Who is on call for each team at a time, null for now, and for so many days after it. */
export function onCall(core: Core, { at, days }: { readonly at: string | null; readonly days: number }): OnCall {
  const { rota } = rotaOf(core);
  const now = at === null ? core.platform.clock.now().getTime() : Date.parse(at);
  const contacts = rota === null ? [] : contactsOf(rota);
  return {
    rota: rotaState(core),
    at: new Date(now).toISOString(),
    timeZone: rota?.timeZone ?? "UTC",
    contacts,
    teams:
      rota === null
        ? []
        : contacts.flatMap((team) =>
            team.kind === "team"
              ? [
                  {
                    team,
                    now: onCallAt(rota, team.key, now),
                    days: days === 0 ? [] : schedule(rota, team.key, now, now + days * 86_400_000),
                  },
                ]
              : [],
          ),
    unowned: rota?.unowned ?? null,
  };
}

/** The rota as a calendar from the beginning of today on. Codes: "zone-unknown". */
export function rotaCalendar(
  core: Core,
  { days, timeZone }: { readonly days: number; readonly timeZone: string | null },
): Result<RotaGrid> {
  const { rota } = rotaOf(core);
  const now = core.platform.clock.now();
  const rotaZone = rota?.timeZone ?? "UTC";
  const zone = timeZone ?? rotaZone;
  if (!isTimeZone(zone))
    return err({
      code: "zone-unknown",
      message: `${zone} is no time zone that this machine knows.`,
      remedy: "Write a name of the time zone database, e.g. Europe/Berlin, or UTC.",
    });
  const grid = rota === null ? { days: [], teams: [], people: [] } : rotaGrid(rota, { now: now.getTime(), days, zone });
  return ok({
    rota: rotaState(core),
    at: now.toISOString(),
    timeZone: zone,
    rotaZone,
    machineZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...grid,
    unowned: rota?.unowned ?? null,
  });
}

/** Every problem of a text as a rota. */
export function checkRota(
  text: string,
  place: string,
): { people: number; teams: number; problems: ReturnType<typeof problemOf>[] } {
  const { rota, problems } = readRota(text, place);
  return {
    people: Object.keys(rota?.people ?? {}).length,
    teams: Object.keys(rota?.teams ?? {}).length,
    problems: problems.slice(0, mostProblems).map(problemOf),
  };
}

/** The shifts of a calendar for a team of the rota, as far as they can be taken. Error: no rota, no such team, or no calendar. */
export function calendarShifts(
  core: Core,
  asked: { readonly text: string; readonly team: string; readonly from: string; readonly to: string },
): Result<CalendarShifts> {
  const { rota, state, place } = rotaOf(core);
  if (rota === null)
    return err({
      code: "rota-missing",
      message: state === "none" ? "There is no rota yet." : "The rota has problems, and nothing of it counts.",
      place,
      remedy: "A calendar's people are looked up in it: name people and teams there first.",
    });
  const team = rota.teams[asked.team];
  if (team === undefined)
    return err({
      code: "team-unknown",
      message: `The rota has no team ${asked.team}.`,
      place,
      remedy: `It has ${Object.keys(rota.teams).join(", ") || "none"}.`,
    });
  const read = readCalendar(asked.text, rota, {
    team: asked.team,
    from: Date.parse(asked.from),
    to: Date.parse(asked.to),
  });
  return read.ok ? ok(read.value) : read;
}
