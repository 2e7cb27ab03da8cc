import { Pause, Play, SkipBack, SkipForward, X } from "lucide-react";
import { useEffect, useRef } from "react";
import type { FilmStep } from "../../../shared/contract/film";
import type { EventRef } from "../../../shared/model/evidence";
import { useQuery } from "../../bridge/use-query";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { useKeys } from "../../state/keys";
import { Button } from "../../ui/Button";
import { formatClock, formatCount, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { StateMessage } from "../../ui/StateMessage";
import { FilmDiff } from "./FilmDiff";
import { FilmFiles } from "./FilmFiles";
import { useFilm } from "./use-film";
import "./film.css";

export interface FilmViewProps {
  readonly attemptId: string;
  /** The event that the reader comes from: the film begins at the edit nearest before it. */
  readonly from: EventRef | null;
  readonly onEvent: (ref: EventRef) => void;
  readonly onClose: () => void;
}

/** The attempt's edits as a film: the files so far, and what each step did to one of them. */
export function FilmView({ attemptId, from, onEvent, onClose }: FilmViewProps) {
  const film = useQuery("film.get", { attemptId }, { scopes: ["task"] });
  if (film.value === undefined)
    return film.problem === undefined ? (
      <LoadingMessage thing="the film" slow={film.slow} step="reading the edits" />
    ) : (
      <FailedMessage thing="the film" problem={film.problem} onRetry={film.reload} />
    );
  const { steps, total } = film.value;
  if (steps.length === 0)
    return (
      <StateMessage
        icon={<Icon icon={Play} />}
        sentence="No edits. The sessions of this attempt recorded no change of a file."
        detail="What commands wrote is in the diff."
        action={
          <Button small kbd="Esc" onClick={onClose}>
            Back to the events
          </Button>
        }
      />
    );
  return (
    <Player
      attemptId={attemptId}
      steps={steps}
      total={total}
      begin={stepAt(steps, from)}
      onEvent={onEvent}
      onClose={onClose}
    />
  );
}

/** The last edit of the reader's session at or before its event; the first of the film where there is none. */
function stepAt(steps: readonly FilmStep[], from: EventRef | null): number {
  if (from === null) return 0;
  return Math.max(
    0,
    steps.findLastIndex(({ event }) => event.sessionId === from.sessionId && event.seq <= from.seq),
  );
}

function Player({
  attemptId,
  steps,
  total,
  begin,
  onEvent,
  onClose,
}: {
  readonly attemptId: string;
  readonly steps: readonly FilmStep[];
  readonly total: number;
  readonly begin: number;
  readonly onEvent: (ref: EventRef) => void;
  readonly onClose: () => void;
}) {
  const film = useFilm(attemptId, steps.length, begin);
  const frame = useRef<HTMLElement>(null);
  const { step, playing, shown } = film;
  const current = steps[step];
  useEffect(() => {
    frame.current?.focus();
  }, []);
  const toEvent = () => {
    if (current !== undefined) onEvent(current.event);
  };
  const group = "Film";
  useKeys("film", [
    { key: "n", label: "Next step", group, bar: true, run: () => film.go(step + 1) },
    { key: "p", label: "Previous step", group, bar: true, run: () => film.go(step - 1) },
    { key: "ArrowRight", label: "Next step", group, unlisted: true, run: () => film.go(step + 1) },
    { key: "ArrowLeft", label: "Previous step", group, unlisted: true, run: () => film.go(step - 1) },
    { key: "Home", label: "First step", group, run: () => film.go(0) },
    { key: "End", label: "Last step", group, run: () => film.go(steps.length - 1) },
    { key: "Space", label: "Play or pause", group, bar: true, run: film.play },
    { key: "+", label: "Faster", group, run: () => film.faster(1) },
    { key: "-", label: "Slower", group, run: () => film.faster(-1) },
    { key: "b", label: "Compare with the beginning or with the step before", group, bar: true, run: film.turn },
    { key: "Enter", label: "Show the step's event", group, run: toEvent },
    { key: "m", label: "Close the film", group, run: onClose },
    { key: "Escape", label: "Close the film", group, bar: true, run: onClose },
  ]);
  return (
    <section ref={frame} className="film focus-inset" aria-label="Film of the files" tabIndex={-1}>
      <div className="film-panes">
        <FilmFiles film={film} changed={current?.newPath ?? current?.path ?? ""} />
        <FilmDiff film={film} />
      </div>
      <footer className="film-bar">
        <button type="button" className="film-button" aria-label="Previous step" onClick={() => film.go(step - 1)}>
          <Icon icon={SkipBack} small />
        </button>
        <button type="button" className="film-button" aria-label={playing ? "Pause" : "Play"} onClick={film.play}>
          <Icon icon={playing ? Pause : Play} small />
        </button>
        <button type="button" className="film-button" aria-label="Next step" onClick={() => film.go(step + 1)}>
          <Icon icon={SkipForward} small />
        </button>
        <input
          type="range"
          className="film-range"
          aria-label="Step"
          min={0}
          max={steps.length - 1}
          value={step}
          aria-valuetext={`step ${formatCount(step + 1)} of ${formatCount(steps.length)}, ${current?.path ?? ""}`}
          onChange={(event) => film.go(Number(event.target.value))}
        />
        <p className="film-step" role="status">
          <span className="medium">{`Step ${formatCount(step + 1)} of ${formatCount(steps.length)}`}</span>
          {current === undefined ? null : (
            <>
              {current.at === null ? null : <span className="mono">{formatClock(current.at, true)}</span>}
              <span className="mono cut">
                <SafeText code text={current.newPath ?? current.path} />
              </span>
            </>
          )}
        </p>
        <label className="film-speed">
          Speed
          <select
            value={film.speed}
            onChange={(event) => film.faster(Number(event.target.value) > film.speed ? 1 : -1)}
            aria-label="Speed"
          >
            {["0.5", "1", "2", "4"].map((name, at) => (
              <option key={name} value={at}>{`${name} x`}</option>
            ))}
          </select>
        </label>
        <Button small kbd="↵" onClick={toEvent}>
          Its event
        </Button>
        <button type="button" className="film-button" aria-label="Close the film" onClick={onClose}>
          <Icon icon={X} small />
        </button>
      </footer>
      {total > steps.length ? (
        <p className="film-note">{`The first ${formatPlural(steps.length, "edit")} of ${formatCount(total)}.`}</p>
      ) : null}
      {shown?.files.some(({ known }) => known !== "exact") === true ? (
        <p className="film-note amber">
          {`${formatPlural(shown.files.filter(({ known }) => known !== "exact").length, "file")} of ${formatCount(shown.files.length)} not exact: what commands wrote and what was not recorded is not in the film.`}
        </p>
      ) : null}
    </section>
  );
}
