import { Popover } from "radix-ui";
import { useEffect, useMemo, useRef, useState } from "react";
import { useAppStatus } from "../../bridge/app-status";
import { call } from "../../bridge/client";
import { useTaskRows } from "../../bridge/task-rows";
import { useRoute } from "../../state/route";
import { saveSettings } from "../../state/save-settings";
import { endTour, startTour, useTourOffered, useTourStep } from "../../state/tour";
import { Button } from "../../ui/Button";
import { tourSteps, type TourStep, type TourTask } from "./tour-steps";
import { useAnchor } from "./use-anchor";
import "./tour.css";

/** The tour of the sample night: it points at the real thing, blocks nothing, and remembers where it was stopped. */
export function Tour() {
  const index = useTourStep();
  const step = index === null ? undefined : tourSteps[index];
  const task = useTourTask();
  if (index === null || step === undefined) return <Offer />;
  return task === null ? <NoTasks /> : <Step key={index} index={index} step={step} task={task} />;
}

/** The task most can be seen on: several attempts, else the first that waits for the reviewer. */
function useTourTask(): TourTask | null {
  const rows = useTaskRows();
  return useMemo(() => {
    const mine = rows?.filter(({ turn }) => turn === "your-turn") ?? [];
    const row = mine.find(({ attempts }) => attempts > 1) ?? mine[0] ?? rows?.[0];
    return row === undefined ? null : { taskId: row.taskId, attemptId: row.focusAttempt };
  }, [rows]);
}

function useRemember(): (state: "stopped" | "done", step: number) => void {
  const { reload } = useAppStatus();
  return (state, step) => {
    endTour();
    const said = state === "done" ? "That was the tour." : "The tour goes on from here by the palette.";
    void saveSettings({ tour: { state, step } }, said).then(reload);
  };
}

function Step({ index, step, task }: { readonly index: number; readonly step: TourStep; readonly task: TourTask }) {
  const remember = useRemember();
  const opened = useRef(false);
  useEffect(() => {
    if (opened.current) return;
    opened.current = true;
    step.open(task);
  }, [step, task]);
  const { anchor, found, rect } = useAnchor(step.anchor);
  const [next, setNext] = useState<HTMLButtonElement | null>(null);
  useHeldFocus(next);
  const last = index === tourSteps.length - 1;
  if (!found) return null;
  return (
    <Popover.Root open>
      <Popover.Anchor virtualRef={anchor} />
      {rect === null ? null : (
        <div
          className="tour-ring"
          aria-hidden="true"
          style={{ left: rect.left, top: rect.top, width: rect.width, height: rect.height }}
        />
      )}
      <Popover.Portal>
        <Popover.Content
          className="tour"
          side={step.side}
          align="start"
          sideOffset={8}
          collisionPadding={12}
          sticky="always"
          aria-label={`Tour, step ${String(index + 1)} of ${String(tourSteps.length)}`}
          data-anchor={found}
          onOpenAutoFocus={keep}
          onCloseAutoFocus={keep}
          onInteractOutside={keep}
          onEscapeKeyDown={(event) => {
            // A dialog over the tour takes Escape for itself.
            if (document.querySelector("dialog[open]") !== null) return;
            event.preventDefault();
            remember("stopped", index);
          }}
        >
          <div aria-live="polite">
            <p className="meta">{`Step ${String(index + 1)} of ${String(tourSteps.length)}`}</p>
            <h2>{step.title}</h2>
            <p>{step.text}</p>
          </div>
          <div className="tour-acts">
            <Button
              small
              variant="primary"
              ref={setNext}
              onClick={() => {
                if (last) remember("done", 0);
                else startTour(index + 1);
              }}
            >
              {last ? "End the tour" : "Next step"}
            </Button>
            {index === 0 ? null : (
              <Button small onClick={() => startTour(index - 1)}>
                Back
              </Button>
            )}
            <span className="grow" />
            {last ? null : (
              <Button small variant="ghost" kbd="Esc" onClick={() => remember("stopped", index)}>
                Stop here
              </Button>
            )}
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Screens take the focus when they open, some of them late: the step's button has it after that, until its reader does something. */
function useHeldFocus(button: HTMLButtonElement | null): void {
  useEffect(() => {
    if (button === null) return undefined;
    const timers = [60, 300, 700, 1_200, 2_000].map((after) =>
      setTimeout(() => {
        button.focus({ preventScroll: true });
      }, after),
    );
    const stop = () => {
      for (const timer of timers) clearTimeout(timer);
    };
    window.addEventListener("keydown", stop, { capture: true });
    window.addEventListener("pointerdown", stop, { capture: true });
    return () => {
      stop();
      window.removeEventListener("keydown", stop, { capture: true });
      window.removeEventListener("pointerdown", stop, { capture: true });
    };
  }, [button]);
}

function keep(event: Event): void {
  event.preventDefault();
}

/** One line over the work after the sample night was opened for the first time. */
function Offer() {
  const offered = useTourOffered();
  const remember = useRemember();
  const state = useAppStatus().value?.settings.tour.state;
  const { screen } = useRoute();
  const rows = useTaskRows();
  // Not before there is something to show.
  if (!offered || state !== "new" || screen !== "inbox" || rows === null || rows.length === 0) return null;
  return (
    <section className="tour-offer" aria-label="Tour">
      <p className="grow">{`A tour shows this night in ${String(tourSteps.length)} steps. It blocks nothing and can be stopped anywhere.`}</p>
      <Button small onClick={() => startTour(0)}>
        Take the tour
      </Button>
      <Button small variant="ghost" onClick={() => remember("stopped", 0)}>
        Not now
      </Button>
    </section>
  );
}

function NoTasks() {
  const rows = useTaskRows();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  if (rows === null) return null;
  return (
    <section className="tour-offer" aria-label="Tour">
      <p className="grow">{problem ?? "The tour needs tasks to show, and there are none yet."}</p>
      <Button
        small
        busy={busy}
        onClick={() => {
          setBusy(true);
          void call("sample.open", {}).then((answer) => {
            setBusy(false);
            setProblem(answer.ok ? null : answer.error.message);
          });
        }}
      >
        Open the sample night
      </Button>
      <Button small variant="ghost" onClick={endTour}>
        Not now
      </Button>
    </section>
  );
}
