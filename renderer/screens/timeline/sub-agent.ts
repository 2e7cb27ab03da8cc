import type { LaneRef, TimelineRow } from "../../../shared/contract/timeline";
import type { Session } from "../../../shared/model/session";
import type { Strip } from "./strip";

/** The lane of the sub-agent that a call began; null where none was recorded. In: all events, sessions, the call's row. */
export function subAgentLane(strip: Strip, sessions: readonly Session[], row: TimelineRow): LaneRef | null {
  const { detail } = row.event;
  const callId = "callId" in detail ? detail.callId : null;
  if (callId === null) return null;
  const own = sessions.find(({ id }) => id === row.sessionId);
  const begun = own?.subAgents.find((each) => each.callId === callId)?.runnerSessionId;
  const session = sessions.find((each) => begun !== undefined && each.runnerSessionId === begun);
  const lane = strip.lanes.find((each) =>
    session === undefined
      ? each.sessionId === row.sessionId && (each.lane === callId || each.lane === begun)
      : each.sessionId === session.id,
  );
  return lane === undefined ? null : { sessionId: lane.sessionId, lane: lane.lane };
}
