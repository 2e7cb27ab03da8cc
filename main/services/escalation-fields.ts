import type { AboutEscalation, Decision, DecisionKind, RaisedBy } from "../../shared/model/decision";
import { err, ok, type Result } from "../../shared/result";
import { isAbout, waitsForAnswer } from "../escalation/derive";
import type { Core } from "../views/core";
import { escalationsOn, type TaskEscalations } from "../views/escalations";

type Fields = Partial<Pick<Decision, "escalation" | "raisedBy" | "heard" | "attemptId" | "attemptLetter">>;

interface Asked {
  readonly kind: DecisionKind;
  readonly taskId: string;
  readonly escalation?: AboutEscalation | undefined;
  readonly raisedBy?: RaisedBy | undefined;
  /** The address of a comment on GitHub. */
  readonly heard?: string | undefined;
}

const refuse = (code: string, message: string, remedy: string): Result<never> => err({ code, message, remedy });

/**
 * What a decision carries of escalations. An acknowledgement or answer names the escalation or question that it is about; where it names
 * none, the only one that waits is meant. Codes: "escalation-none", "escalation-needed", "escalation-gone", "escalation-refused",
 * "escalation-acknowledged".
 */
export function escalationFields(core: Core, asked: Asked): Result<Fields> {
  const { kind, taskId, escalation, raisedBy, heard } = asked;
  const about = kind === "acknowledge" || kind === "answer";
  if (escalation !== undefined && !about)
    return refuse("escalation-refused", "This decision is about no escalation.", "Leave the escalation out.");
  if (raisedBy !== undefined && kind !== "escalate")
    return refuse("escalation-refused", "Only an escalation is raised by a rule or a question.", "Leave it out.");
  if (heard !== undefined && kind !== "answer")
    return refuse("escalation-refused", "Only an answer is heard on GitHub.", "Leave it out.");
  if (!about && raisedBy === undefined) return ok({});
  const on = escalationsOn(core, taskId);
  if (!on.ok) return on;
  if (raisedBy !== undefined) return raisedFields(raisedBy, on.value);
  if (kind === "acknowledge") return acknowledgeFields(escalation, on.value);
  const fields = answerFields(escalation, on.value);
  return fields.ok && heard !== undefined ? heardFields(heard, fields.value, on.value) : fields;
}

/** The answer with where it was given: only what was read there itself counts, for this very escalation. */
function heardFields(url: string, fields: Fields, { escalations }: TaskEscalations): Result<Fields> {
  const found = escalations
    .filter((row) => isAbout(fields.escalation, row))
    .flatMap((row) => row.heard)
    .find((one) => one.url === url);
  if (found === undefined)
    return refuse(
      "heard-gone",
      "This was not read on GitHub after the escalation was posted, or it is not there any more.",
      "Look at the task again, or record the answer without it.",
    );
  const { login, accountId, at, digest } = found;
  return ok({ ...fields, heard: { url, login, accountId, at, digest } });
}

function raisedFields(raisedBy: RaisedBy, { asked, questions }: TaskEscalations): Result<Fields> {
  const known =
    "rule" in raisedBy
      ? asked.some(({ rule }) => rule === raisedBy.rule)
      : questions.some(({ event }) => event.sessionId === raisedBy.event.sessionId && event.seq === raisedBy.event.seq);
  return known
    ? ok({ raisedBy })
    : refuse(
        "escalation-gone",
        "What asked for this escalation does not ask any more: it was raised already, or the attempt is another now.",
        "Look at the task again, or escalate without it.",
      );
}

function acknowledgeFields(escalation: AboutEscalation | undefined, { escalations }: TaskEscalations): Result<Fields> {
  const waiting = escalations.filter(({ state }) => waitsForAnswer(state));
  const one =
    escalation === undefined ? only(waiting, "acknowledged") : ok(waiting.find((row) => isAbout(escalation, row)));
  if (!one.ok) return one;
  if (one.value === undefined) return gone();
  const before = one.value.history.find(({ what }) => what === "acknowledged");
  if (before !== undefined)
    return refuse(
      "escalation-acknowledged",
      `${before.by} acknowledged it already, entry ${String(before.seq)}.`,
      "Answer it, or wait for the answer.",
    );
  return ok({ escalation: { seq: one.value.seq, leafHash: one.value.leafHash } });
}

function answerFields(
  escalation: AboutEscalation | undefined,
  { escalations, questions }: TaskEscalations,
): Result<Fields> {
  const waiting = escalations.filter(({ state }) => waitsForAnswer(state));
  const open = questions.filter(({ answer }) => answer === null);
  if (escalation === undefined) {
    const one = only([...waiting, ...open], "answered");
    if (!one.ok) return one;
    const { value } = one;
    return "seq" in value ? ok({ escalation: { seq: value.seq, leafHash: value.leafHash } }) : ok(toQuestion(value));
  }
  if ("seq" in escalation) {
    // An answer may be added to: the last one counts.
    const found = escalations.find(
      (row) => isAbout(escalation, row) && (waitsForAnswer(row.state) || row.state === "answered"),
    );
    return found === undefined ? gone() : ok({ escalation });
  }
  const { event, digest } = escalation;
  const question = questions.find(
    (one) => one.event.sessionId === event.sessionId && one.event.seq === event.seq && one.digest === digest,
  );
  return question === undefined ? gone() : ok(toQuestion(question));
}

function toQuestion({ event, digest, attemptId, letter }: TaskEscalations["questions"][number]): Fields {
  return { escalation: { event, digest }, attemptId, attemptLetter: letter };
}

function only<T>(rows: readonly T[], done: string): Result<T> {
  const [first, ...more] = rows;
  if (first === undefined)
    return refuse(
      "escalation-none",
      `Nothing of this task waits to be ${done}.`,
      "countersign escalations lists what waits.",
    );
  return more.length === 0
    ? ok(first)
    : refuse(
        "escalation-needed",
        `${String(rows.length)} of this task wait to be ${done}: name the one that is meant.`,
        "countersign escalations lists them with their entries and attempts.",
      );
}

function gone(): Result<never> {
  return refuse(
    "escalation-gone",
    "What this is about waits for no answer any more: it was answered, withdrawn, or something was decided since.",
    "Look at the task again.",
  );
}
