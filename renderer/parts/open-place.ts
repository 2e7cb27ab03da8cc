import { eventLink, lineLink, type Place } from "../../shared/review/place-link";
import { call } from "../bridge/client";
import { announce } from "../state/announce";
import { go } from "../state/route";

/** Goes to the event or the line that a link names, and says so where nothing here holds it. */
export async function openPlace(place: Place): Promise<void> {
  const found = await call("place.find", { link: place.kind === "event" ? eventLink(place) : lineLink(place) });
  if (!found.ok) {
    announce(`${found.error.message} ${found.error.remedy ?? ""}`.trim());
    return;
  }
  const { taskId, attemptId } = found.value;
  if (place.kind === "event") {
    const { sessionId, seq } = place;
    go({ screen: "timeline", taskId, attemptId, at: { sessionId, seq } });
    return;
  }
  const { path, line, side } = place;
  // A line of the old file has no place of its own to go to: its file has.
  go({
    screen: "diff",
    taskId,
    attemptId,
    at: { path, ...(line === null || side === "old" ? {} : { line }) },
  });
}
