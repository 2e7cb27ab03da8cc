import { readStrip, type Strip } from "../../renderer/screens/timeline/strip";
import type { TimelineStrip } from "../../shared/contract/timeline";
import type { EventClassLetter, EventEndLetter } from "../../shared/review/event-class";

/** Events as marks, a minute apart from 14 October 2026, 01:00 UTC, all in the main lane. In: what each is and how it ended. */
export function stripOf(
  events: readonly (readonly [what: EventClassLetter, end: EventEndLetter])[],
  over: Partial<TimelineStrip> = {},
): Strip {
  return readStrip({
    classes: events.map(([what]) => what).join(""),
    ends: events.map(([, end]) => end).join(""),
    times: events.map((_, at) => Date.UTC(2026, 9, 14, 1, at)),
    lanes: [{ sessionId: "S-4Y1TT", lane: "main", name: null, begunAt: null }],
    laneRuns: events.length === 0 ? [] : [[events.length, 0]],
    long: [],
    marked: [],
    about: { network: 0, secrets: 0, risky: 0, unknown: 0 },
    unknownRecords: 0,
    ...over,
  });
}
