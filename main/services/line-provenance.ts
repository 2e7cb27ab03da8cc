import type { ParsedPatch } from "../../shared/diff/parse-patch";
import { gather } from "../../shared/gather";
import type { Attempt } from "../../shared/model/attempt";
import type { SessionEvent } from "../../shared/model/event";
import type { Session } from "../../shared/model/session";
import type { NotedLines } from "../provenance/line-grades";
import { LineReplay, type LineProvenance } from "../provenance/line-provenance";
import { readEvent } from "../store/events";
import { readLineNotes } from "../store/line-provenance";
import type { Core } from "../views/core";

interface LineFacts {
  readonly attempt: Attempt;
  readonly patch: ParsedPatch;
  readonly events: readonly SessionEvent[];
  readonly sessions: readonly Session[];
}

/**
 * Who wrote the lines of an attempt's patch, in steps of a few milliseconds; null where it has none. The texts of one edit are
 * in memory at a time.
 */
export function* provenanceSteps(core: Core, facts: LineFacts): Generator<void, LineProvenance | null> {
  const { attempt, patch, events, sessions } = facts;
  if (attempt.patchDigest === null || patch.files.length === 0) return null;
  const noted = new Map<string, NotedLines[]>();
  for (const { path, author, ranges } of attempt.head === null ? [] : readLineNotes(core.index, attempt.head)) {
    const why = `The git-ai note on commit ${attempt.head?.slice(0, 10) ?? ""} gives the line to ${author}.`;
    gather(noted, path, { ranges, why });
  }
  const replay = new LineReplay({ patch, events, sessions, noted });
  return yield* replay.run(({ sessionId, event }) => readEvent(core.index, sessionId, event.seq));
}
