import type { Output } from "../../shared/contract/api";
import type { StoryStep } from "../../shared/contract/provenance";
import type { CheckDetail, SessionEvent } from "../../shared/model/event";
import type { EventRef } from "../../shared/model/evidence";
import { counted } from "../../shared/review/counted";
import { err, ok, type Result } from "../../shared/result";
import { eventsBeside, isFailed, readEvent } from "../store/events";
import type { Core } from "./core";

const textLength = 600;
const labelLength = 200;
/** So many messages before the edit are looked at for one of the agent's in the edit's lane. */
const mostMessages = 12;

/**
 * How lines came to be: what was asked, the check that failed last before, what the agent said then, the event that wrote them, the
 * check that ran next. In: the writing event and the message it answers to. Out: the steps there are, in the session's order.
 */
export function lineStory(
  core: Core,
  event: EventRef,
  instruction: EventRef | null,
): Result<Output<"provenance.story">> {
  const wrote = readEvent(core.index, event.sessionId, event.seq);
  if (wrote === null)
    return err({
      code: "not-found",
      message: `There is no event ${String(event.seq)} in ${event.sessionId}.`,
      remedy: "Open the diff again.",
    });
  const asked = instruction === null ? null : readEvent(core.index, instruction.sessionId, instruction.seq);
  const since = asked !== null && asked.sessionId === event.sessionId ? asked.event.seq : 0;
  const [check] = eventsBeside(core.index, event, "check", "before", 1);
  const failed = check !== undefined && check.event.seq > since && isFailed(check.event) ? check : null;
  const said = eventsBeside(core.index, event, "message", "before", mostMessages).find(
    ({ event: { seq, lane, detail } }) =>
      detail.kind === "message" &&
      detail.role === "agent" &&
      lane === wrote.event.lane &&
      seq > Math.max(since, failed?.event.seq ?? 0),
  );
  const [after] = eventsBeside(core.index, event, "check", "after", 1);
  return ok({
    steps: [
      ...(asked === null ? [] : [stepOf("asked", asked)]),
      ...(failed === null ? [] : [stepOf("failed-before", failed)]),
      ...(said === undefined ? [] : [stepOf("said", said)]),
      stepOf("wrote", wrote),
      ...(after === undefined ? [] : [stepOf("checked-after", after)]),
    ],
  });
}

function stepOf(part: StoryStep["part"], { sessionId, event }: SessionEvent): StoryStep {
  const { seq, at, lane, detail } = event;
  const base = { part, ref: { sessionId, seq }, at, lane, label: "", text: "", result: null };
  switch (detail.kind) {
    case "message":
      return { ...base, text: detail.text.trim().slice(0, textLength) };
    case "check":
      return {
        ...base,
        label: detail.command.slice(0, labelLength),
        text: (detail.counts?.line ?? detail.shown?.line ?? "").slice(0, textLength),
        result: isFailed(event) ? "failed" : passed(detail) ? "passed" : "unknown",
      };
    case "command":
      return { ...base, label: detail.command.slice(0, labelLength) };
    case "file-edit":
      return {
        ...base,
        label: detail.tool,
        text: `${counted(detail.added, "line")} added, ${String(detail.removed)} removed`,
      };
    case "tool-call":
      return { ...base, label: detail.tool };
    default:
      return base;
  }
}

/** An exit code that belongs to another command says nothing of the check. */
function passed({ masked, exitCode, outcome, shown, counts }: CheckDetail): boolean {
  if (shown !== undefined) return shown.result === "passed";
  if (counts?.failed === 0) return true;
  return !masked && (exitCode === 0 || (exitCode === null && outcome === "ok"));
}
