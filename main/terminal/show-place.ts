import { eventLink, lineLink, placeWords, type Place } from "../../shared/review/place-link";
import { ok, type Result } from "../../shared/result";
import { eventLine } from "./event-line";
import { plain } from "./screen";
import type { Session } from "./terminal";

/** `show LINK`: the event or the line that a link names, and the attempt that holds it. */
export async function showPlace(
  { ask, json, screen }: Pick<Session, "ask" | "json" | "screen">,
  place: Place,
): Promise<Result<undefined>> {
  const link = place.kind === "event" ? eventLink(place) : lineLink(place);
  const found = await ask("place.find", { link });
  if (!found.ok) return found;
  const { ref, attemptId, taskId } = found.value;
  if (place.kind === "line") {
    if (json) screen.json({ link, taskId, ref, ...place });
    else {
      screen.line(`${plain(placeWords(place))}, ${plain(ref)}`);
      screen.line(`countersign diff ${plain(ref)} shows it.`);
    }
    return ok(undefined);
  }
  const { sessionId, seq } = place;
  const told = await ask("timeline.event", { sessionId, seq });
  if (!told.ok) return told;
  const { event, source } = told.value;
  if (json) {
    screen.json({ link, taskId, attemptId, ref, sessionId, event, source });
    return ok(undefined);
  }
  screen.line(`${plain(placeWords(place))}, ${plain(ref)}`);
  screen.line(`${event.at ?? "no time recorded"}, ${plain(event.lane)}, ${event.detail.kind}`);
  screen.line(plain(eventLine(event)));
  screen.line(`Source: ${plain(source.path)}, digest ${source.digest.slice(0, 12)}, archived copy ${source.archived}`);
  screen.line(`countersign timeline ${plain(ref)} --at ${link} shows it among the others.`);
  return ok(undefined);
}
