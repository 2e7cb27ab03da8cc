import type { LucideIcon } from "lucide-react";
import type { ComponentType } from "react";
import type { TimelineRow } from "../../../shared/contract/timeline";
import type { Event, EventDetail, EventKind } from "../../../shared/model/event";

export type DetailOf<K extends EventKind> = Extract<EventDetail, { readonly kind: K }>;

/** How much of an event its row shows: one line, its first lines, or all of it. */
export type Extent = "folded" | "open" | "all";

/** What a row knows besides the event's detail. */
export interface RowFacts {
  readonly event: Event;
  readonly claims: TimelineRow["claims"];
  readonly finalEdit: boolean;
  /** Characters the list's row leaves out; 0 once the whole event was read. */
  readonly cut: number;
  /** Folder the session ran in. */
  readonly cwd: string | null;
  readonly extent: Extent;
  readonly setExtent: (extent: Extent) => void;
  /** Goes to what the sub-agent did that a call began. */
  readonly openSubAgent: () => void;
}

/** How one kind of event is named, drawn and read aloud. */
export interface EventView<K extends EventKind> {
  readonly icon: LucideIcon;
  /** "check" */
  readonly name: string;
  /** "checks" */
  readonly plural: string;
  /** A class of ink for the icon: accent for edits, red for errors. */
  readonly tone?: string | undefined;
  /** The event in one sentence, for readers. */
  readonly sentence: (detail: DetailOf<K>, cwd: string | null) => string;
  /** How much is shown unasked; one line where absent. */
  readonly startsAs?: ((detail: DetailOf<K>) => Extent) | undefined;
  /** True where unfolding shows more than the one line. */
  readonly unfolds?: ((detail: DetailOf<K>) => boolean) | undefined;
  readonly Body: ComponentType<{ readonly detail: DetailOf<K>; readonly row: RowFacts }>;
}
