import { useKeys } from "../../state/keys";

export interface RunnerActions {
  readonly move: (step: 1 | -1) => void;
  readonly syncAll: () => void;
  readonly sync: () => void;
  readonly pause: () => void;
  readonly add: () => void;
}

/** The keys of the runners screen. */
export function useRunnerKeys({ move, syncAll, sync, pause, add }: RunnerActions): void {
  const next = () => {
    move(1);
  };
  const previous = () => {
    move(-1);
  };
  useKeys("runners", [
    { key: "j", label: "Next connection", group: "Move", bar: true, run: next },
    { key: "k", label: "Previous connection", group: "Move", run: previous },
    { key: "ArrowDown", label: "Next connection", group: "Move", unlisted: true, run: next },
    { key: "ArrowUp", label: "Previous connection", group: "Move", unlisted: true, run: previous },
    { key: "s", label: "Sync", group: "Runners", bar: true, run: sync },
    { key: "p", label: "Pause or resume", group: "Runners", bar: true, run: pause },
    { key: "Shift+s", label: "Sync all", group: "Runners", bar: true, run: syncAll },
    { key: "c", label: "Add a connection", group: "Runners", bar: true, run: add },
  ]);
}
