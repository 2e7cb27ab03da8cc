import { useId, useRef, useState } from "react";
import type { RotaGrid, RotaImport } from "../../../shared/contract/owners";
import type { Problem } from "../../../shared/result";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { announce } from "../../state/announce";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { Segmented } from "../../ui/Segmented";

interface ImportDialogProps {
  readonly grid: RotaGrid;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onWritten: () => void;
}

const spans = [
  { value: "14", label: "2 weeks" },
  { value: "60", label: "60 days" },
  { value: "180", label: "half a year" },
] as const;
type Span = (typeof spans)[number]["value"];

/** Larger files are no calendar of shifts. */
const mostBytes = 2_000_000;

/** The shifts of an iCalendar file, put into the rota: first shown, then written. */
export function ImportDialog({ grid, open, onClose, onWritten }: ImportDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} label="Import a calendar" width={760}>
      <Body grid={grid} onClose={onClose} onWritten={onWritten} />
    </Dialog>
  );
}

function Body({ grid, onClose, onWritten }: Omit<ImportDialogProps, "open">) {
  const teamId = useId();
  const picker = useRef<HTMLInputElement>(null);
  const [team, setTeam] = useState(grid.teams[0]?.team.key ?? "");
  const [span, setSpan] = useState<Span>("60");
  const [file, setFile] = useState<{ readonly name: string; readonly text: string } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [from] = useState(() => new Date().toISOString());
  const asked =
    file === null
      ? null
      : { text: file.text, team, from, to: new Date(Date.parse(from) + Number(span) * 86_400_000).toISOString() };
  const shown = useQuery("oncall.import", asked, { scopes: ["task", "settings"], keepPrevious: true });

  const pick = async (chosen: File | undefined) => {
    setProblem(null);
    if (chosen === undefined) return;
    if (chosen.size > mostBytes)
      setProblem({
        code: "file-too-large",
        message: `${chosen.name} is larger than 2 MB.`,
        remedy: "Export a shorter time.",
      });
    else setFile({ name: chosen.name, text: await chosen.text() });
  };
  const write = async (replacing: string) => {
    if (asked === null) return;
    setBusy(true);
    const done = await call("oncall.import", { ...asked, replacing });
    setBusy(false);
    if (!done.ok) {
      setProblem(done.error);
      shown.reload();
      return;
    }
    announce(`${formatPlural(done.value.added, "shift")} written into oncall.yaml.`);
    onWritten();
    onClose();
  };

  const said = problem ?? shown.problem ?? null;
  return (
    <>
      <div className="rota-import focus-inset" role="region" aria-label="What is imported" tabIndex={0}>
        <h2>Import a calendar</h2>
        <p className="mid">
          Shifts of an iCalendar file (.ics) are put under shifts: of oncall.yaml. Everything that stands there stays as
          it is. Whom a shift is for is read from its attendee, else from its title.
        </p>
        <div className="rota-import-row">
          <input
            ref={picker}
            type="file"
            accept=".ics,text/calendar"
            aria-label="Calendar file"
            onChange={(event) => {
              void pick(event.target.files?.[0]);
            }}
          />
        </div>
        <div className="rota-import-row">
          <label htmlFor={teamId}>For team</label>
          <select
            id={teamId}
            className="rota-select"
            value={team}
            onChange={(event) => {
              setTeam(event.target.value);
            }}
          >
            {grid.teams.map(({ team: { key, name } }) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
          <Segmented<Span> small label="From now on" value={span} options={spans} onChange={setSpan} />
        </div>
        {said === null ? null : (
          <p className="red" role="alert">
            <SafeText
              text={`${said.place === undefined ? "" : `${said.place}: `}${said.message} ${said.remedy ?? ""}`}
            />
          </p>
        )}
        {shown.value === undefined || file === null ? null : <Preview made={shown.value} />}
      </div>
      <div className="rota-import-acts">
        <Button
          variant="primary"
          busy={busy}
          disabledReason={
            file === null || shown.value === undefined
              ? "Choose a calendar file."
              : shown.value.added === 0
                ? "There is nothing new to write."
                : undefined
          }
          onClick={() => {
            if (shown.value !== undefined) void write(shown.value.digest);
          }}
        >
          {shown.value === undefined || shown.value.added === 0
            ? "Write into oncall.yaml"
            : `Write ${formatPlural(shown.value.added, "shift")} into oncall.yaml`}
        </Button>
        <span className="grow" />
        <Button onClick={onClose}>Close</Button>
      </div>
    </>
  );
}

function Preview({ made }: { readonly made: RotaImport }) {
  const { calendar, lines, added, known } = made;
  const untaken = calendar.problems.length + calendar.left;
  return (
    <>
      <p role="status" className="ink">
        {`${formatPlural(calendar.shifts.length, "shift")} in that time: ${String(added)} new, ${String(known)} in the rota already; ${formatPlural(untaken, "event")} not taken.`}
      </p>
      {lines.length === 0 ? null : (
        <pre className="rota-lines" tabIndex={0} aria-label="Lines that are added">
          <SafeText text={lines.map((line) => `+ ${line}`).join("\n")} code />
        </pre>
      )}
      {calendar.problems.length === 0 ? null : (
        <ul className="rota-problems" aria-label="Events that are not taken">
          {calendar.problems.map(({ event, message, remedy }, index) => (
            <li key={index}>
              <span className="ink">
                <SafeText text={event} />
              </span>
              <span className="amber">
                <SafeText text={message} />
              </span>
              <span className="mid">
                <SafeText text={remedy} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
