import type { PullAgent } from "../../shared/model/pull";
import type { RunnerKind } from "../../shared/model/runner";
import { mailIn, trailersOf } from "./commit-trailers";
import { knownAgents, type KnownAgent } from "./known-agents";

/** What of a pull request tells whose work it is. */
export interface PullMarks {
  readonly author: { readonly login: string; readonly bot: boolean };
  readonly branch: string;
  readonly body: string;
  readonly labels: readonly string[];
  /** Messages of its commits with the address each was made under; empty where they were not read. */
  readonly commits: readonly { readonly message: string; readonly mail: string | null }[];
}

export interface RecognisedAgent extends PullAgent {
  readonly runner: RunnerKind;
  readonly kind: "agent" | "bot";
}

const order = ["author", "branch", "body", "trailer", "label"] as const;
interface Sign {
  readonly by: (typeof order)[number];
  readonly agent: KnownAgent;
  readonly text: string;
}
const mostCommits = 250;

/** A login without the mark that GitHub appends to an app's. */
function plainLogin(login: string): string {
  return login.toLowerCase().replace(/\[bot\]$/, "");
}

/**
 * Says which agent a pull request is by: by its author, the beginning of its branch's name, a mark in its body, a trailer or
 * an author of its commits, or a label, in this order. Marks can be put there by anyone, so nothing but being taken in rests
 * on them. In: what it shows. Out: the agent with every sign of it; null where nothing says that a program made it.
 */
export function recogniseAgent(marks: PullMarks): RecognisedAgent | null {
  const signs = knownAgents.flatMap((agent) => signsOf(agent, marks));
  const [first] = order.flatMap((by) => signs.filter((sign) => sign.by === by));
  if (first === undefined) return marks.author.bot ? unknownBot(marks.author.login) : null;
  const { agent } = first;
  const own = order.flatMap((by) => signs.filter((sign) => sign.by === by && sign.agent === agent));
  const others = [...new Set(signs.filter((sign) => sign.agent !== agent).map((sign) => sign.agent))];
  return {
    id: agent.id,
    name: agent.name,
    runner: agent.runner,
    kind: agent.kind,
    signs: [
      ...own.map((sign) => sign.text),
      ...others.map((other) => `${signs.find((sign) => sign.agent === other)?.text ?? ""} (${other.name})`),
    ],
  };
}

function signsOf(agent: KnownAgent, { author, branch, body, labels, commits }: PullMarks): Sign[] {
  const signs: Sign[] = [];
  const add = (by: Sign["by"], text: string) => signs.push({ by, agent, text });
  // A person may be called "cursor" or "claude": those short names are an app's only.
  const short =
    author.login.toLowerCase() === plainLogin(author.login) && /^(?:claude|codex|cursor|renovate)$/i.test(author.login);
  if (agent.logins.includes(plainLogin(author.login)) && (!short || author.bot))
    add("author", `author ${author.login}`);
  const prefix = agent.branches.find((one) => branch.toLowerCase().startsWith(one));
  if (prefix !== undefined) add("branch", `branch prefix ${prefix}`);
  const lower = body.toLowerCase();
  const mark = [...agent.marks, ...agent.sessions].find((one) => lower.includes(one.toLowerCase()));
  if (mark !== undefined) add("body", `“${mark.replace(/^<!--/, "")}” in the body`);
  const trailer = trailerOf(agent, commits);
  if (trailer !== null) add("trailer", trailer);
  const label = labels.find((one) => [agent.id, `agent:${agent.id}`, `agent/${agent.id}`].includes(one.toLowerCase()));
  if (label !== undefined) add("label", `label ${label}`);
  return signs;
}

function trailerOf(agent: KnownAgent, commits: PullMarks["commits"]): string | null {
  for (const { message, mail } of commits.slice(0, mostCommits)) {
    if (mail !== null && agent.mails.includes(mail.toLowerCase())) return `commits by ${mail}`;
    for (const { name, value } of trailersOf(message)) {
      if (agent.trailers.includes(name)) return `commit trailer ${name}`;
      if (name !== "co-authored-by") continue;
      const named = mailIn(value);
      if (named !== null && agent.mails.includes(named)) return `co-author ${named}`;
    }
  }
  return null;
}

function unknownBot(login: string): RecognisedAgent {
  return {
    id: "bot",
    name: login.replace(/\[bot\]$/i, ""),
    runner: "other",
    kind: "bot",
    signs: [`author ${login} is an app`],
  };
}
