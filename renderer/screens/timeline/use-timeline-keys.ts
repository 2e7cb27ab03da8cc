import { useKeys } from "../../state/keys";

export interface TimelineKeys {
  readonly step: (by: 1 | -1) => void;
  readonly end: (which: "first" | "last") => void;
  readonly failed: (by: 1 | -1) => void;
  readonly lines: () => void;
  readonly search: () => void;
  readonly detail: () => void;
  readonly fold: () => void;
  readonly foldAll: () => void;
  readonly zoom: {
    readonly cycle: () => void;
    readonly by: (factor: number) => void;
    readonly pan: (by: number) => void;
    readonly fit: () => void;
  };
  readonly copyLink: () => void;
  readonly film: () => void;
  readonly evidence: () => void;
  readonly decide: () => void;
  /** Where Escape leads while the panel has the reader: back to the list. Null: one screen back. */
  readonly leavePanel: (() => void) | null;
}

/** The keys of the timeline, as DESIGN names them. */
export function useTimelineKeys(keys: TimelineKeys): void {
  const group = "Timeline";
  const next = () => keys.step(1);
  const previous = () => keys.step(-1);
  useKeys("timeline", [
    { key: "n", label: "Next event", group, bar: true, run: next },
    { key: "p", label: "Previous event", group, run: previous },
    { key: "j", label: "Next event", group, unlisted: true, run: next },
    { key: "k", label: "Previous event", group, unlisted: true, run: previous },
    { key: "ArrowDown", label: "Next event", group, unlisted: true, run: next },
    { key: "ArrowUp", label: "Previous event", group, unlisted: true, run: previous },
    { key: "Home", label: "First event", group, run: () => keys.end("first") },
    { key: "End", label: "Last event", group, run: () => keys.end("last") },
    { key: "f", label: "Next failed", group, bar: true, run: () => keys.failed(1) },
    { key: "Shift+f", label: "Previous failed", group, run: () => keys.failed(-1) },
    { key: "t", label: "Show its lines in the diff", group, bar: true, run: keys.lines },
    { key: "/", label: "Search events", group, bar: true, run: keys.search },
    { key: "Enter", label: "Open the event's detail", group, run: keys.detail },
    { key: "Space", label: "Fold or unfold the event", group, run: keys.fold },
    { key: "Shift+Space", label: "Fold or unfold all quiet events", group, run: keys.foldAll },
    { key: "z", label: "Zoom the lanes in, then out again", group, bar: true, run: keys.zoom.cycle },
    { key: "+", label: "Zoom the lanes in", group, run: () => keys.zoom.by(0.5) },
    { key: "-", label: "Zoom the lanes out", group, run: () => keys.zoom.by(2) },
    { key: "0", label: "Show the whole session in the lanes", group, run: keys.zoom.fit },
    { key: "Shift+ArrowLeft", label: "Move the lanes earlier", group, run: () => keys.zoom.pan(-0.5) },
    { key: "Shift+ArrowRight", label: "Move the lanes later", group, run: () => keys.zoom.pan(0.5) },
    { key: "y", label: "Copy a link to the event", group, run: keys.copyLink },
    { key: "m", label: "Film of the files", group, run: keys.film },
    { key: "v", label: "Evidence", group, run: keys.evidence },
    { key: "d", label: "Decide", group: "Decide", run: keys.decide },
    ...(keys.leavePanel === null ? [] : [{ key: "Escape", label: "Back to the events", group, run: keys.leavePanel }]),
  ]);
}
