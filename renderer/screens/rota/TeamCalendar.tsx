import type { RotaGrid } from "../../../shared/contract/owners";
import { formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { barSentence, barWords, placeIn, rowsOf, type BarRow, type RotaTeam, type ZoneClock } from "./rota-words";

/** More gaps are counted: the calendar shows them. */
const mostGaps = 5;

interface TeamCalendarProps {
  readonly team: RotaTeam;
  readonly grid: RotaGrid;
  readonly clock: ZoneClock;
}

/** A team's turns over the days, what nobody answers for, and who stands in for whom. */
export function TeamCalendar({ team, grid, clock }: TeamCalendarProps) {
  const { team: contact, now, gaps, overrides } = team;
  const { name, github, email, members } = contact;
  const reach = [github === null ? null : `@${github}`, email].filter((one) => one !== null);
  const unowned = grid.unowned === contact.key;
  return (
    <section className="rota-team" aria-label={name}>
      <header className="rota-team-head">
        <h2>
          <SafeText text={name} />
        </h2>
        <span className="meta cut">
          <SafeText
            text={[...reach, unowned ? "answers for what nobody owns" : null].filter((one) => one !== null).join(", ")}
          />
        </span>
        <span className="grow" />
        <span className={now.length === 0 ? "amber medium" : "ink"}>
          <SafeText
            text={
              now.length === 0
                ? "Nobody is on call now"
                : `Now: ${now.map(({ person, to }) => `${person.name}${to === null ? "" : ` until ${clock.moment(to)}`}`).join("; ")}`
            }
          />
        </span>
      </header>
      {rowsOf(team).map((row) => (
        <Row key={row.person?.key ?? ""} row={row} grid={grid} clock={clock} />
      ))}
      {gaps.length === 0 ? null : (
        <ul className="rota-notes" aria-label={`When nobody answers for ${name}`}>
          {gaps.slice(0, mostGaps).map(({ from, to }) => (
            <li key={from} className="amber">{`Nobody answers from ${clock.span(from, to)}.`}</li>
          ))}
          {gaps.length > mostGaps ? (
            <li className="amber">{`${formatPlural(gaps.length - mostGaps, "more gap")} in these days.`}</li>
          ) : null}
        </ul>
      )}
      {overrides.length === 0 ? null : (
        <ul className="rota-notes" aria-label={`Who stands in for ${name}`}>
          {overrides.map(({ person, instead, from, to, note }) => (
            <li key={`${person.key} ${from}`}>
              <SafeText
                text={`${person.name} stands in for ${instead?.name ?? "everybody"} from ${clock.span(from, to)}${note === null ? "" : `: ${note}`}.`}
              />
            </li>
          ))}
        </ul>
      )}
      {members.length === 0 ? <p className="rota-notes dim">It has no members.</p> : null}
    </section>
  );
}

function Row({
  row: { person, bars },
  grid,
  clock,
}: {
  readonly row: BarRow;
  readonly grid: RotaGrid;
  readonly clock: ZoneClock;
}) {
  const name = person?.name ?? "Nobody";
  const whole = { from: grid.days[0]?.from ?? grid.at, to: grid.days.at(-1)?.to ?? grid.at };
  return (
    <div className="rota-row">
      <span className={person === null ? "amber cut" : "cut"}>
        <SafeText text={name} />
      </span>
      <ul className="rota-track" aria-label={`Turns of ${name}`}>
        {bars.map((bar) => {
          const left = placeIn(bar.from, whole);
          return (
            <li
              key={bar.from}
              className={`rota-bar rota-${bar.turn?.ground ?? "nobody"}`}
              style={{ left: `${String(left)}%`, width: `${String(placeIn(bar.to, whole) - left)}%` }}
              title={barSentence(bar, clock)}
              aria-label={barSentence(bar, clock)}
            >
              <span className="cut" aria-hidden="true">
                <SafeText text={barWords(bar.turn)} />
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
