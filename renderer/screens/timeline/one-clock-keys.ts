import { useKeys } from "../../state/keys";
import type { SideHandle } from "./OneClockSide";
import type { LaneWindow } from "./use-lane-window";

export interface OneClockKeys {
  /** The side that the keys move in. */
  readonly side: () => SideHandle | null;
  readonly other: () => void;
  /** Lists an attempt by its number, from 1, on the side in hand. */
  readonly choose: (number: number) => void;
  readonly count: number;
  readonly mode: () => void;
  readonly link: () => void;
  readonly linked: boolean;
  readonly zoom: LaneWindow;
  readonly alone: () => void;
  readonly detail: () => void;
  readonly decide: () => void;
  readonly leavePanel: (() => void) | null;
}

/** The keys of timelines on one clock: those of a timeline, and what is between two. */
export function useOneClockKeys(keys: OneClockKeys): void {
  const group = "Timeline";
  const next = () => keys.side()?.step(1);
  const previous = () => keys.side()?.step(-1);
  useKeys("one-clock", [
    { key: "n", label: "Next event", group, bar: true, run: next },
    { key: "p", label: "Previous event", group, run: previous },
    { key: "j", label: "Next event", group, unlisted: true, run: next },
    { key: "k", label: "Previous event", group, unlisted: true, run: previous },
    { key: "ArrowDown", label: "Next event", group, unlisted: true, run: next },
    { key: "ArrowUp", label: "Previous event", group, unlisted: true, run: previous },
    { key: "Home", label: "First event", group, run: () => keys.side()?.end("first") },
    { key: "End", label: "Last event", group, run: () => keys.side()?.end("last") },
    { key: "f", label: "Next failed", group, bar: true, run: () => keys.side()?.failed(1) },
    { key: "Shift+f", label: "Previous failed", group, run: () => keys.side()?.failed(-1) },
    { key: "/", label: "Search events", group, run: () => keys.side()?.search() },
    { key: "Space", label: "Fold or unfold the event", group, run: () => keys.side()?.fold() },
    { key: "Enter", label: "Open the event's detail", group, run: keys.detail },
    { key: "h", label: "The other list", group: "One clock", bar: true, run: keys.other },
    {
      key: "l",
      label: keys.linked ? "Let the lists go apart" : "Link the lists by time",
      group: "One clock",
      run: keys.link,
    },
    { key: "c", label: "By the time of day, or each from its start", group: "One clock", bar: true, run: keys.mode },
    { key: "=", label: "This attempt's timeline alone", group: "One clock", bar: true, run: keys.alone },
    { key: "z", label: "Zoom the lanes in, then out again", group, run: keys.zoom.cycle },
    { key: "+", label: "Zoom the lanes in", group, run: () => keys.zoom.zoom(0.5) },
    { key: "-", label: "Zoom the lanes out", group, run: () => keys.zoom.zoom(2) },
    { key: "0", label: "Show all of the clock", group, run: keys.zoom.fit },
    { key: "d", label: "Decide", group: "Decide", run: keys.decide },
    ...Array.from({ length: Math.min(9, keys.count) }, (_, at) => ({
      key: String(at + 1),
      label: `List attempt ${String(at + 1)}`,
      group: "One clock",
      run: () => {
        keys.choose(at + 1);
      },
    })),
    ...(keys.leavePanel === null ? [] : [{ key: "Escape", label: "Back to the events", group, run: keys.leavePanel }]),
  ]);
}
