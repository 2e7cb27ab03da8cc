import { eventAboutSchema, type EventAbout, type TimelineStrip } from "../../shared/contract/timeline";
import type { Session } from "../../shared/model/session";
import { ok, type Result } from "../../shared/result";
import { readEvents, rowidOf } from "../store/events";
import { readSession } from "../store/sessions";
import type { StoredAttempt } from "../store/tasks";
import type { Core } from "./core";
import {
  aboutPlaces,
  attemptOf,
  foundPlaces,
  placeOf,
  readyStrip,
  stripOf,
  wholeOrder,
  type Strip,
} from "./event-order";
import { attemptMissing } from "./timeline";

const nameLength = 80;

/** Every event of an attempt as a mark: what it is, how it ended, when, and in whose lane. */
export async function timelineStrip(core: Core, attemptId: string): Promise<Result<TimelineStrip>> {
  const first = attemptOf(core, attemptId);
  if (first === null) return attemptMissing(attemptId);
  await readyStrip(core, first);
  // It may have been judged anew, or be gone, since.
  const stored = attemptOf(core, attemptId);
  if (stored === null) return attemptMissing(attemptId);
  const strip = stripOf(core, stored);
  const sessions = stored.attempt.sessions.flatMap((id) => readSession(core.index, id)?.session ?? []);
  const marked = foundPlaces(core, stored, null);
  for (const { saidAt } of stored.judgement?.claims ?? []) {
    const rowid = saidAt === null ? null : rowidOf(core.index, saidAt.sessionId, saidAt.seq);
    const place = rowid === null ? null : placeOf(core, stored, rowid);
    if (place !== null) marked.add(place);
  }
  const about: Partial<Record<EventAbout, number>> = {};
  for (const each of eventAboutSchema.options) about[each] = aboutPlaces(core, stored, each).size;
  return ok({
    classes: strip.letters.join(""),
    ends: strip.ends.join(""),
    times: [...wholeOrder(core, stored).times],
    lanes: strip.lanes.map(({ sessionId, lane }) => ({
      sessionId,
      lane,
      ...origin(core, stored, strip, sessions, { sessionId, lane }),
    })),
    laneRuns: runs(strip.laneOf),
    long: strip.long.map(([at, ms]) => [at, ms]),
    marked: [...marked].sort((a, b) => a - b),
    about: { network: 0, secrets: 0, risky: 0, unknown: 0, ...about },
    unknownRecords: sessions.reduce(
      (sum, { completeness }) => sum + completeness.records - completeness.recognised - completeness.malformedCount,
      0,
    ),
  });
}

function runs(laneOf: Uint16Array): [count: number, lane: number][] {
  const out: [number, number][] = [];
  for (const lane of laneOf) {
    const last = out.at(-1);
    if (last?.[1] === lane) last[0] += 1;
    else out.push([1, lane]);
  }
  return out;
}

/** What a sub-agent is called and which call began it. */
function origin(
  core: Core,
  stored: StoredAttempt,
  strip: Strip,
  sessions: readonly Session[],
  { sessionId, lane }: { readonly sessionId: string; readonly lane: string },
): { readonly name: string | null; readonly begunAt: number | null } {
  const own = sessions.find(({ id }) => id === sessionId);
  const nothing = { name: null, begunAt: null };
  if (own === undefined || (lane === "main" && own.kind !== "sub-agent")) return nothing;
  const callId =
    lane === "main"
      ? sessions.flatMap(({ subAgents }) => subAgents).find((each) => each.runnerSessionId === own.runnerSessionId)
          ?.callId
      : lane;
  const begunAt = callId === null || callId === undefined ? null : (strip.calls.get(callId) ?? null);
  const said = lane === "main" ? (own.agentName ?? own.title) : null;
  const name = said ?? (begunAt === null ? null : described(core, stored, begunAt));
  return { name: name === null ? null : name.replace(/\s+/gu, " ").trim().slice(0, nameLength), begunAt };
}

/** What the call that began a sub-agent says it is for. */
function described(core: Core, stored: StoredAttempt, at: number): string | null {
  const rowid = wholeOrder(core, stored).rowids[at];
  const detail = rowid === undefined ? undefined : readEvents(core.index, [rowid])[0]?.event.detail;
  if (detail?.kind !== "tool-call") return null;
  return (
    /"(?:description|name|agent_?[nN]ame|subagent_type)"\s*:\s*"((?:[^"\\]|\\.){1,200})"/u.exec(detail.input)?.[1] ??
    null
  );
}
