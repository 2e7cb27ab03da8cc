import type { Escalation, HeardAnswer } from "../../shared/model/escalation";
import { heardAfter, type Said } from "../escalation/heard";
import { samePerson } from "../policy/same-person";
import { bearsMarker } from "../outbox/marker";
import { sha256 } from "../platform/files";
import { pullOfAttempt } from "../store/github-pulls";
import { effectsOfDecision } from "../store/outbox";
import type { StoredAttempt } from "../store/tasks";
import type { Core } from "./core";
import { contactNamed, isOneOf } from "./oncall";
import { factsOf } from "./pull-facts";
import type { Place } from "./verdict";

/** What was said on pull requests, by the digest of what was read of them: rows of the inbox ask again and again. */
const read = new WeakMap<Core, Map<string, readonly Said[]>>();
const mostRead = 200;

/**
 * What people said on GitHub after an escalation was posted there, newest first. It answers nothing by itself. In: the escalation, and
 * the attempts of its task. Empty where it was not posted.
 */
export function heardOn(
  core: Core,
  { seq, to }: Pick<Escalation, "seq" | "to">,
  attempts: readonly StoredAttempt[],
): HeardAnswer[] {
  const posted = effectsOfDecision(core.record, seq).filter(
    ({ via, operation, state }) => via === "github" && operation === "comment" && state === "confirmed",
  );
  if (posted.length === 0) return [];
  return attempts
    .filter(({ attempt }) => attempt.pull !== undefined)
    .flatMap(({ attempt }) =>
      heardAfter(saidOn(core, attempt.id), (text) => posted.some(({ id }) => bearsMarker(text, id))),
    )
    .map(({ by, at, text, url }) => {
      const person = contactNamed(core, `@${by.login}`)?.name ?? `@${by.login}`;
      return {
        url,
        login: by.login,
        accountId: by.id,
        person,
        addressed: samePerson(`@${by.login}`, to) || isOneOf(core, `@${by.login}`, to) ? isKnown(core, to) : false,
        at,
        text,
        digest: sha256(text),
      };
    })
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

/** What was said on GitHub to the escalation that a task waits on: the newest by whom it went to, else the newest; null where nothing was, or it waits on nothing such. */
export function heardIn(
  core: Core,
  { group, decision: record }: Place,
  attempts: readonly StoredAttempt[],
): HeardAnswer | null {
  if (group === "done" || record?.decision.kind !== "escalate") return null;
  const heard = heardOn(core, { seq: record.seq, to: record.decision.person ?? "" }, attempts);
  return heard.find(({ addressed }) => addressed === true) ?? heard[0] ?? null;
}

/** A team on GitHub that no rota knows may be anyone's: who is in it is not known here. */
function isKnown(core: Core, to: string): boolean | null {
  return /^@[^/\s]+\/\S+$/.test(to.trim()) && contactNamed(core, to) === null ? null : true;
}

function saidOn(core: Core, attemptId: string): readonly Said[] {
  const pull = pullOfAttempt(core.record, attemptId);
  const digest = pull?.facts ?? null;
  if (digest === null) return [];
  const known = read.get(core) ?? new Map<string, readonly Said[]>();
  read.set(core, known);
  const before = known.get(digest);
  if (before !== undefined) return before;
  const facts = factsOf(core, pull);
  const said: Said[] =
    facts === null
      ? []
      : [
          ...facts.comments.map(({ author, createdAt, id, body, url }) => ({
            by: author,
            at: createdAt,
            number: id,
            text: body,
            url,
          })),
          ...facts.reviews.flatMap(({ author, at, body, url }) =>
            at === null ? [] : [{ by: author, at, number: null, text: body, url }],
          ),
        ];
  const [oldest] = known.keys();
  if (known.size >= mostRead && oldest !== undefined) known.delete(oldest);
  known.set(digest, said);
  return said;
}
