import { CalendarClock } from "lucide-react";
import { useEffect, useState } from "react";
import type { RotaGrid } from "../../../shared/contract/owners";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { CommandsButton, ScreenBar } from "../../parts/frame/ScreenBar";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { announce } from "../../state/announce";
import { useKeys } from "../../state/keys";
import { Button } from "../../ui/Button";
import { formatCount, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { Segmented } from "../../ui/Segmented";
import { StateMessage } from "../../ui/StateMessage";
import { ImportDialog } from "./ImportDialog";
import { clockOf, dayWords, placeIn, zonesOf, zoneWords } from "./rota-words";
import { TeamCalendar } from "./TeamCalendar";
import "./rota.css";

const days = 14;
/** The rota is a file that people write elsewhere: it is looked at again after so long, in milliseconds. */
const lookMs = 20_000;

/** Who answers when: the rota's teams over the next two weeks, what nobody answers for, and who stands in for whom. */
export function RotaScreen() {
  const [zone, setZone] = useState<string | null>(null);
  const [importing, setImporting] = useState(false);
  const asked = useQuery("oncall.grid", { days, timeZone: zone }, { scopes: ["task", "settings"], keepPrevious: true });
  const grid = asked.value;
  const { reload } = asked;
  useEffect(() => {
    const timer = setInterval(reload, lookMs);
    window.addEventListener("focus", reload);
    return () => {
      clearInterval(timer);
      window.removeEventListener("focus", reload);
    };
  }, [reload]);

  const open = async () => {
    const opened = await call("oncall.open", {});
    announce(opened.ok ? "oncall.yaml is opened." : `${opened.error.message} ${opened.error.remedy ?? ""}`);
  };
  const begin = async () => {
    const begun = await call("oncall.begin", {});
    announce(begun.ok ? "oncall.yaml is written." : `${begun.error.message} ${begun.error.remedy ?? ""}`);
    reload();
  };
  const state = grid?.rota.state ?? "none";
  const ready = state === "valid" && grid !== undefined && grid.teams.length > 0;
  useKeys("rota", [
    {
      key: "i",
      label: "Import a calendar",
      group: "Rota",
      bar: true,
      run: () => {
        if (ready) setImporting(true);
      },
    },
    {
      key: "o",
      label: "Open oncall.yaml",
      group: "Rota",
      bar: true,
      run: () => {
        if (state !== "none") void open();
      },
    },
  ]);

  return (
    <div className="rota">
      <ScreenBar title="Rota" facts={grid === undefined ? undefined : <SafeText text={factsOf(grid)} />}>
        {grid?.rota.state !== "valid" ? null : (
          <Segmented
            small
            label="Time zone"
            value={grid.timeZone}
            options={zonesOf(grid).map((name) => ({ value: name, label: name }))}
            onChange={setZone}
          />
        )}
        {state === "none" ? null : (
          <>
            <Button
              kbd="i"
              disabledReason={ready ? undefined : "A calendar's people are looked up in a valid rota with a team."}
              onClick={() => {
                setImporting(true);
              }}
            >
              Import a calendar
            </Button>
            <Button
              kbd="o"
              onClick={() => {
                void open();
              }}
            >
              Open oncall.yaml
            </Button>
          </>
        )}
        <CommandsButton />
      </ScreenBar>
      {grid === undefined ? (
        asked.problem === undefined ? (
          <LoadingMessage thing="the rota" slow={asked.slow} />
        ) : (
          <FailedMessage thing="the rota" problem={asked.problem} onRetry={reload} />
        )
      ) : grid.rota.state === "none" ? (
        <StateMessage
          icon={<Icon icon={CalendarClock} />}
          sentence="There is no rota: nobody is on call by it."
          detail={
            <SafeText
              text={`People, teams, their turns and who stands in for whom are written in ${grid.rota.place}. What nobody owns has no one to ask until then.`}
            />
          }
          action={
            <Button
              onClick={() => {
                void begin();
              }}
            >
              Begin oncall.yaml
            </Button>
          }
        />
      ) : grid.rota.state === "refused" ? (
        <Refused grid={grid} />
      ) : (
        <Calendar grid={grid} />
      )}
      {grid === undefined || !ready ? null : (
        <ImportDialog
          grid={grid}
          open={importing}
          onClose={() => {
            setImporting(false);
          }}
          onWritten={reload}
        />
      )}
    </div>
  );
}

function factsOf(grid: RotaGrid): string {
  const { rota, teams, people } = grid;
  if (rota.state === "none") return rota.place;
  if (rota.state === "refused") return `${formatPlural(rota.problems.length, "problem")}, nothing of it counts`;
  const gaps = teams.reduce((sum, team) => sum + team.gaps.length, 0);
  return [
    formatPlural(teams.length, "team"),
    formatPlural(people.length, "person", "people"),
    `${formatCount(grid.days.length)} days`,
    gaps === 0 ? "no gap" : formatPlural(gaps, "gap"),
    zoneWords(grid),
  ].join(", ");
}

function Refused({ grid: { rota } }: { readonly grid: RotaGrid }) {
  return (
    <div className="rota-scroll" role="region" aria-label="Problems of the rota" tabIndex={0}>
      <p className="rota-refused red" role="status">
        {`The rota has ${formatPlural(rota.problems.length, "problem")}: until ${rota.problems.length === 1 ? "it is" : "they are"} mended, nobody is on call by it.`}
      </p>
      <ul className="rota-problems" aria-label="Problems">
        {rota.problems.map((problem) => (
          <li key={`${problem.place ?? ""} ${problem.message}`}>
            <span className="mono dim">
              <SafeText text={problem.place ?? ""} />
            </span>
            <span className="ink">
              <SafeText text={problem.message} />
            </span>
            {problem.remedy === null ? null : (
              <span className="mid">
                <SafeText text={problem.remedy} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Calendar({ grid }: { readonly grid: RotaGrid }) {
  const clock = clockOf(grid.timeZone);
  const whole = { from: grid.days[0]?.from ?? grid.at, to: grid.days.at(-1)?.to ?? grid.at };
  if (grid.teams.length === 0)
    return (
      <StateMessage
        icon={<Icon icon={CalendarClock} />}
        sentence="The rota has no team."
        detail="Turns are taken by the members of a team: add one under teams."
      />
    );
  return (
    <div className="rota-scroll" role="region" aria-label="Rota as a calendar" tabIndex={0}>
      <div className="rota-row rota-days" aria-hidden="true">
        <span className="meta">{zoneWords(grid)}</span>
        <span className="rota-track">
          {grid.days.map(({ day, from, to }, index) => {
            const left = placeIn(from, whole);
            return (
              <span
                key={day}
                className={index === 0 ? "rota-day medium ink" : "rota-day"}
                style={{ left: `${String(left)}%`, width: `${String(placeIn(to, whole) - left)}%` }}
              >
                {index === 0 ? "Today" : dayWords(day)}
              </span>
            );
          })}
          <span className="rota-now" style={{ left: `${String(placeIn(grid.at, whole))}%` }} />
        </span>
      </div>
      {grid.teams.map((team) => (
        <TeamCalendar key={team.team.key} team={team} grid={grid} clock={clock} />
      ))}
      <section className="rota-team" aria-label="People">
        <header className="rota-team-head">
          <h2>People</h2>
          <span className="meta">{formatCount(grid.people.length)}</span>
        </header>
        <ul className="rota-people">
          {grid.people.map(({ key, name, github, email }) => (
            <li key={key}>
              <span className="ink cut">
                <SafeText text={name} />
              </span>
              <span className="meta cut">
                <SafeText
                  text={
                    [github === null ? null : `@${github}`, email].filter((one) => one !== null).join(", ") ||
                    "no account or address"
                  }
                />
              </span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
