import { atOnce } from "../../shared/steps";
import type { RedactionRule } from "../../shared/model/report-choice";
import type { ReportDocument } from "./document";
import { Redactor, type FindSecrets } from "./redact-text";

/** What a rule leaves out, in words; the order in which they are offered and listed. */
export const redactionNames: Readonly<Record<RedactionRule, string>> = {
  reasons: "Reasons and other texts that people typed with a decision",
  comments: "Bodies of comments, the lines they quote and what they suggest",
  names: "Names of people and accounts, each replaced by a stand-in that is the same all through the report",
  "agent-texts": "What agents wrote: summaries, claims, titles and prompts of sessions",
  code: "Patches",
  paths: "Paths of files and folders, each replaced by a stand-in",
  hosts: "Hosts and addresses",
  emails: "E-mail addresses",
  secrets: "Secrets, as the rule that looks for them in patches finds them",
};

/** Keys whose values are ids, digests, instants or words of a closed list: nothing of a person stands in them. */
const fixedKeys: ReadonlySet<string> = new Set(
  `appVersion generatedAt origin root note key keyid leafHash recordedAt firstAt firstSeenAt startedAt finishedAt at due until
  producedAt taskId attemptId sessionId id thread kind tier level machine machineTier standing result verdict severity status
  binding protection role action type ground to base head patch contract evidence judgement digest contractDigest patchDigest
  commitment output file rule letter attemptLetter runner patchSource tree outcome entryPoint source side slot state word
  from unit format via operation effect`.split(/\s+/),
);

const nameKeys: ReadonlySet<string> = new Set(["person", "owner", "onCall", "author", "account", "by", "login"]);
/** Objects whose `name` is a person's. */
const namedObjects: ReadonlySet<string> = new Set(["reviewer", "requester", "reviewers"]);
/** Lists of names. */
const nameLists: ReadonlySet<string> = new Set(["reviewers", "owners"]);
const pathKeys: ReadonlySet<string> = new Set(["path", "oldPath", "cwd"]);
const pathLists: ReadonlySet<string> = new Set(["notOpened", "sensitive", "paths"]);
const typedKeys: ReadonlySet<string> = new Set(["reason"]);
const agentKeys: ReadonlySet<string> = new Set([
  "summary",
  "cause",
  "sentence",
  "prompt",
  "finalMessage",
  "text",
  "line",
]);
const commentKeys: ReadonlySet<string> = new Set(["body", "replacement", "quote"]);
const quotedLines: ReadonlySet<string> = new Set(["snippet", "before", "after"]);

/** Where a value stands: keys of a report's own objects mean one thing each, but for a few that their surroundings decide. */
interface Place {
  readonly key: string;
  /** Key of the object or list around. */
  readonly around: string;
  /** Inside the comments of a decision. */
  readonly comment: boolean;
  /** Inside a session. */
  readonly session: boolean;
}

/**
 * Leaves out what the rules name, before any format draws the report: what is drawn never held it. Digests stay, so that a reader who
 * is given the whole can see that it is the same.
 * In: the document; rules; how to tell people apart; how to find secrets. Out: a document that lists rules and counts, never values.
 */
export function redactReport(
  document: ReportDocument,
  rules: readonly RedactionRule[],
  samePerson: (a: string, b: string) => boolean,
  findSecrets: FindSecrets,
): ReportDocument {
  return atOnce(redactSteps(document, rules, samePerson, findSecrets));
}

/** The same in steps: an item of the document's lists each. */
export function* redactSteps(
  document: ReportDocument,
  rules: readonly RedactionRule[],
  samePerson: (a: string, b: string) => boolean,
  findSecrets: FindSecrets,
): Generator<void, ReportDocument> {
  if (rules.length === 0) return document;
  const ordered = redactionRules.filter((rule) => rules.includes(rule));
  const redactor = new Redactor(ordered, samePerson, findSecrets);
  const { threatStatement, notProved, ...rest } = document;
  const top: Place = { key: "", around: "", comment: false, session: false };
  for (const [key, value] of Object.entries(rest)) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const item of items) {
      meet(item, inside(top, key), redactor);
      yield;
    }
  }
  const redacted: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(rest)) {
    if (!Array.isArray(value)) {
      redacted[key] = change<unknown>(value, inside(top, key), redactor);
      yield;
      continue;
    }
    const items: unknown[] = [];
    for (const item of value as readonly unknown[]) {
      items.push(change<unknown>(item, inside(top, key), redactor));
      yield;
    }
    redacted[key] = items;
  }
  // Every key of the document, each with the form it had.
  return { ...rest, ...redacted, threatStatement, notProved, redactions: redactor.counts() };
}

const redactionRules = Object.keys(redactionNames) as RedactionRule[];

function inside(place: Place, key: string): Place {
  return {
    key,
    around: place.key,
    comment: place.comment || key === "comments",
    session: place.session || key === "sessions",
  };
}

function isName({ key, around }: Place): boolean {
  return (
    nameKeys.has(key) || nameLists.has(key) || (key === "name" && namedObjects.has(around)) || isRecipient(key, around)
  );
}

/** `to` is a person's name in a hand-over and in an escalation, and a word of a list elsewhere. */
function isRecipient(key: string, around: string): boolean {
  return key === "to" && (around === "handovers" || around === "escalations");
}

/** Names, paths and hosts are gathered first, so that a text that comes before the field is changed too. */
function meet(value: unknown, place: Place, redactor: Redactor): void {
  if (typeof value === "string") {
    if (isName(place)) redactor.meetName(value);
    else if (isPath(place)) redactor.meetPath(value);
    else if (!fixedKeys.has(place.key)) redactor.meetHosts(value);
    return;
  }
  if (Array.isArray(value)) for (const item of value) meet(item, place, redactor);
  else if (typeof value === "object" && value !== null)
    for (const [key, item] of Object.entries(value)) meet(item, inside(place, key), redactor);
}

function isPath({ key }: Place): boolean {
  return pathKeys.has(key) || pathLists.has(key);
}

function change<T>(value: T, place: Place, redactor: Redactor): T;
function change(value: unknown, place: Place, redactor: Redactor): unknown {
  if (typeof value === "string") return changeText(value, place, redactor);
  if (Array.isArray(value)) {
    if (quotedLines.has(place.key) && place.comment && redactor.has("comments")) {
      if (value.length > 0) redactor.note("comments");
      return value.length === 0 ? [] : ["[withheld]"];
    }
    return value.map((item: unknown) => change(item, place, redactor));
  }
  if (typeof value !== "object" || value === null) return value;
  const changed = Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, change<unknown>(item, inside(place, key), redactor)]),
  );
  if (place.key === "attempts" && redactor.has("code") && typeof changed["patch"] === "string") {
    redactor.note("code");
    return { ...changed, patch: null, withheld: true };
  }
  return changed;
}

function changeText(value: string, place: Place, redactor: Redactor): string {
  const { key, around, comment, session } = place;
  if (value === "") return value;
  if (isName(place)) return redactor.has("names") ? redactor.name(value) : redactor.text(value);
  if (isPath(place)) return redactor.path(value);
  // The patch of an attempt is text; that of a decision is its digest.
  const isPatch = key === "patch" && around === "attempts";
  // A reviewer's key is named after the person.
  if (key === "key" && redactor.has("names") && value.startsWith("reviewer/")) {
    redactor.note("names");
    return `reviewer/withheld${value.slice(value.indexOf("+"))}`;
  }
  if (fixedKeys.has(key) && !isPatch) return value;
  if (commentKeys.has(key) && comment && redactor.has("comments")) return withheld("comments", redactor);
  if (typedKeys.has(key) && redactor.has("reasons")) return withheld("reasons", redactor);
  if (redactor.has("agent-texts") && (agentKeys.has(key) || (key === "title" && session)))
    return withheld("agent-texts", redactor);
  return redactor.text(value);
}

function withheld(rule: RedactionRule, redactor: Redactor): string {
  redactor.note(rule);
  return "[withheld]";
}
