import type { AttemptProvenance, NamedEvent } from "../../shared/contract/provenance";
import { runnerNames } from "../../shared/model/runner";
import type { EventDetail } from "../../shared/model/event";
import type { EventRef } from "../../shared/model/evidence";
import type { Session } from "../../shared/model/session";
import { ok, type Result } from "../../shared/result";
import { figuresOf } from "../provenance/line-provenance";
import { readEvent } from "../store/events";
import { readLineProvenance } from "../store/line-provenance";
import { readSession } from "../store/sessions";
import { readAttempt } from "../store/tasks";
import type { Core } from "./core";
import { attemptMissing } from "./timeline";

const labelLength = 200;
/** Of more events only the place is told: their words are asked for by event. */
const mostNamed = 5000;

/** Who wrote the changed lines of an attempt, as it was worked out when it was judged. In: one file's path, or null for all. */
export function provenanceOf(core: Core, attemptId: string, path: string | null): Result<AttemptProvenance> {
  const stored = readAttempt(core.index, attemptId);
  if (stored === null) return attemptMissing(attemptId);
  const { patchDigest } = stored.attempt;
  const kept = patchDigest === null ? null : readLineProvenance(core.index, attemptId, patchDigest);
  const files = (kept ?? []).filter((file) => path === null || file.path === path);
  const refs = new Map<string, EventRef>();
  for (const { origins } of files)
    for (const { event, instruction } of origins)
      for (const ref of [event, instruction]) if (ref !== null) refs.set(`${ref.sessionId} ${String(ref.seq)}`, ref);
  const sessions = new Map<string, Session | null>();
  const sessionOf = (id: string): Session | null => {
    const known = sessions.get(id);
    if (known !== undefined) return known;
    const read = readSession(core.index, id)?.session ?? null;
    sessions.set(id, read);
    return read;
  };
  return ok({
    attemptId,
    patchDigest,
    known: kept !== null,
    figures: figuresOf(files),
    files: files.map((file) => ({ ...file, figures: figuresOf([file]) })),
    events: [...refs.values()].slice(0, mostNamed).flatMap((ref) => named(core, ref, sessionOf(ref.sessionId))),
  });
}

function named(core: Core, ref: EventRef, session: Session | null): NamedEvent[] {
  const read = readEvent(core.index, ref.sessionId, ref.seq);
  if (read === null) return [];
  const { event } = read;
  return [
    {
      ref,
      at: event.at,
      kind: event.detail.kind,
      lane: event.lane,
      runner: session === null ? "" : runnerNames[session.runner],
      model: session?.models.at(-1) ?? null,
      label: labelOf(event.detail).slice(0, labelLength),
    },
  ];
}

function labelOf(detail: EventDetail): string {
  switch (detail.kind) {
    case "message":
      return detail.text.trim().replace(/\s+/g, " ");
    case "command":
    case "check":
      return detail.command;
    case "file-edit":
    case "tool-call":
      return detail.tool;
    default:
      return detail.kind;
  }
}
