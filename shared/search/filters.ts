import { actorSchema, eventKindSchema } from "../model/event";
import { runnerKindSchema } from "../model/runner";

/** A filter of the search box: what it keeps, and what may stand behind its colon. */
export interface SearchFilter {
  readonly name: FilterName;
  readonly says: string;
  readonly example: string;
  /** All allowed values, where there is a closed list. */
  readonly values: readonly string[] | null;
  /** Other words for a value. */
  readonly aliases: Readonly<Record<string, string>>;
}

export const filterNames = [
  "runner",
  "tool",
  "kind",
  "failed",
  "file",
  "actor",
  "since",
  "until",
  "task",
  "repo",
  "model",
  "session",
] as const;
export type FilterName = (typeof filterNames)[number];

const kindAliases = {
  edit: "file-edit",
  edits: "file-edit",
  call: "tool-call",
  tool: "tool-call",
  result: "tool-result",
  thinking: "reasoning",
  commands: "command",
  checks: "check",
  errors: "error",
  messages: "message",
};

/** Every filter, in the order in which they are taught. */
export const searchFilters: Readonly<Record<FilterName, SearchFilter>> = {
  runner: {
    name: "runner",
    says: "what ran the agent",
    example: "runner:codex",
    values: runnerKindSchema.options,
    aliases: { claude: "claude-code", gemini: "gemini-cli", copilot: "copilot-cli", "open-code": "opencode" },
  },
  tool: { name: "tool", says: "the tool that was called", example: "tool:bash", values: null, aliases: {} },
  kind: {
    name: "kind",
    says: "the kind of event",
    example: "kind:check",
    values: eventKindSchema.options,
    aliases: kindAliases,
  },
  failed: {
    name: "failed",
    says: "whether it failed",
    example: "failed:true",
    values: ["true", "false"],
    aliases: { yes: "true", no: "false" },
  },
  file: { name: "file", says: "a file that was edited or named", example: "file:src/**", values: null, aliases: {} },
  actor: {
    name: "actor",
    says: "who acted",
    example: "actor:sub-agent",
    values: actorSchema.options,
    aliases: { subagent: "sub-agent", user: "person", human: "person", assistant: "agent" },
  },
  since: { name: "since", says: "from a day or time on", example: "since:yesterday", values: null, aliases: {} },
  until: { name: "until", says: "up to a day or time", example: "until:2026-11-20", values: null, aliases: {} },
  task: { name: "task", says: "a task, or one of its attempts", example: "task:T-7KQ2A/B", values: null, aliases: {} },
  repo: { name: "repo", says: "the task's repository", example: "repo:payments", values: null, aliases: {} },
  model: { name: "model", says: "the model of the session", example: "model:gpt-5", values: null, aliases: {} },
  session: { name: "session", says: "one session", example: "session:S-7K2QH", values: null, aliases: {} },
};

/** Words for days and times that `since:` and `until:` take. */
export const dateWords = [
  "today",
  "yesterday",
  "2h",
  "3d",
  "2w",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;

/** What people write for a filter that has another name here. */
const otherNames: Readonly<Record<string, FilterName>> = {
  after: "since",
  from: "since",
  date: "since",
  before: "until",
  to: "until",
  path: "file",
  files: "file",
  agent: "runner",
  by: "actor",
  who: "actor",
  repository: "repo",
  type: "kind",
  is: "kind",
  status: "failed",
  outcome: "failed",
};

export function isFilterName(name: string): name is FilterName {
  return Object.hasOwn(searchFilters, name);
}

/** The known word that is meant by one that is not known, or null. In: the word in lower case, and the known ones. */
export function nearestWord(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = word.length <= 4 ? 2 : 3;
  for (const candidate of known) {
    if (word.length >= 3 && candidate.startsWith(word)) return candidate;
    const distance = editDistance(word, candidate, bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** The filter that is meant by a name that is none, or null. */
export function nearestFilter(name: string): FilterName | null {
  if (Object.hasOwn(otherNames, name)) return otherNames[name] ?? null;
  const near = nearestWord(name, filterNames);
  return near !== null && isFilterName(near) ? near : null;
}

/** How many letters differ, two that changed places counting as one, up to a limit beyond which it does not matter. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (before[j - 2] ?? 0) + 1 : Infinity;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same, swap));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? limit;
}
