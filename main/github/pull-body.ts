import type { Requester } from "../../shared/model/contract";
import { withoutComments } from "./closing-references";
import { knownAgents } from "./known-agents";

/** A pull request's body, taken apart. */
export interface ReadBody {
  /** What its author says of the work: without hidden comments, tools' footers and the prompt it repeats. */
  readonly own: string;
  /** Whom the agent says it works for, where it says so. */
  readonly askedBy: string | null;
  /** A conversation it names as where the work was asked for. */
  readonly slack: string | null;
  /** Where the agent's session is. */
  readonly session: string | null;
}

const maxBody = 300_000;
/** Lines that tools append: they tell of the tool and not of the work. */
const footers: readonly RegExp[] = [
  /^\s*(?:🤖 )?Generated with \[?(?:Claude Code|Devin|Codex)/iu,
  /^\s*\*?PR created automatically by Jules for task/i,
  /^[\s*#]*Link to Devin (?:run|session)\b/i,
  /^[\s*#]*Requested by:?\**:?\s*(?:@|[\w.]|$)/i,
  /^\s*https:\/\/(?:chatgpt\.com\/codex\/tasks|app\.devin\.ai\/sessions|claude\.ai\/code)\/\S+\s*$/i,
  /^\s*(?:<p>|<div>)?<a href="https:\/\/cursor\.com\//i,
  /^\s*\*?This pull request was created from Copilot chat\.?\*?\s*>?\s*$/i,
  /^\s*✨ Let Copilot coding agent /u,
  /^\s*💬 .{0,80}(?:Copilot|coding agent)/iu,
];

/**
 * Takes a body apart. Copilot's agent repeats the issue it was given ("Original prompt"): those words are not its own, so no
 * claim is read from them. In: the body as GitHub gives it, which is anyone's text.
 */
export function readBody(body: string): ReadBody {
  const text = body.slice(0, maxBody);
  const before = cutPrompt(text);
  const lines = withoutComments(before)
    .split(/\r?\n/)
    .filter((line) => !footers.some((footer) => footer.test(line.slice(0, 400))));
  return {
    own: lines
      .join("\n")
      .replace(/\n{3,}/g, "\n\n")
      .replace(/(?:\s*\n\s{0,3}(?:-{3,}|\*{3,}|(?:- ){3,}-?-?))+\s*$/, "")
      .trim(),
    askedBy: askedBy(text),
    slack: /https:\/\/[\w-]{1,60}\.slack\.com\/archives\/[A-Z0-9]{6,20}\/p\d{10,20}/.exec(text)?.[0] ?? null,
    session: sessionIn(text),
  };
}

/** The body without the prompt that is repeated in it: a closed section of details, or all behind Copilot's mark of one. */
function cutPrompt(text: string): string {
  const mark = text.indexOf("<!-- START COPILOT ORIGINAL PROMPT -->");
  const details = /<details>\s{0,20}<summary>\s{0,20}Original prompt\s{0,20}<\/summary>/i.exec(text);
  const start = Math.min(mark === -1 ? Infinity : mark, details === null ? Infinity : details.index);
  if (start === Infinity) return text;
  // What is repeated may hold such sections itself: everything up to the last one's end is the prompt.
  const suffix = text.indexOf("<!-- START COPILOT CODING AGENT SUFFIX -->", start);
  const end = suffix === -1 ? text.lastIndexOf("</details>") + "</details>".length : suffix;
  return `${text.slice(0, start)}\n${end > start ? text.slice(end) : ""}`;
}

const asked: readonly RegExp[] = [
  /^[\s*#]*Requested by:?\**:?[ \t]*\r?\n?[ \t]*@?([^\r\n(<*]{1,120})/im,
  /\bPR created automatically by Jules for task\b[^\n]{0,200}\bstarted by @([A-Za-z0-9-]{1,39})/i,
];

function askedBy(text: string): string | null {
  for (const form of asked) {
    const name = form.exec(text)?.[1]?.trim() ?? "";
    if (name !== "") return name.slice(0, 200);
  }
  return null;
}

function sessionIn(text: string): string | null {
  for (const beginning of knownAgents.flatMap((agent) => agent.sessions)) {
    const at = text.indexOf(beginning);
    if (at === -1) continue;
    const rest = /^[\w.~%-]{1,200}/.exec(text.slice(at + beginning.length))?.[0];
    if (rest !== undefined) return beginning + rest;
  }
  return null;
}

/** Whom the work was asked for by, and where. In: what is known of it, the surest first. Out: null where nothing is. */
export function requesterOf(known: {
  readonly issue: { readonly author: string | null; readonly createdAt: string; readonly url: string } | null;
  readonly body: ReadBody;
  readonly author: { readonly login: string; readonly bot: boolean };
  readonly assignees: readonly string[];
  readonly ruled: boolean;
  readonly createdAt: string;
  readonly url: string;
}): Requester | null {
  const { issue, body, author, assignees, ruled, createdAt, url } = known;
  const entryPoint: Requester["entryPoint"] =
    body.slack !== null ? "slack" : issue !== null ? "issue" : ruled ? "schedule" : "web";
  const link = body.slack ?? issue?.url ?? url;
  const at = issue?.createdAt ?? createdAt;
  // Copilot's agent is assigned together with the person who gave it the work.
  const person = assignees.find(
    (login) => login.toLowerCase() !== author.login.toLowerCase() && !/^copilot$|\[bot\]$/i.test(login),
  );
  const name = body.askedBy ?? issue?.author ?? (author.bot ? (person ?? (ruled ? author.login : null)) : author.login);
  return name === null ? null : { name: name.slice(0, 200), entryPoint, at, link };
}
