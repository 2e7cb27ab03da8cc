/**
 * What an event is to a reader who looks at many at once, one letter each: a hundred thousand of them are one text. People and agents
 * speak (`p`, `a`, `i` for what the runner put in), reasoning is shown or hidden (`t`, `h`), tools read, search, fetch, plan, call
 * sub-agents or do something else (`r`, `s`, `w`, `l`, `b`, `u`).
 */
export const eventClasses = {
  p: "person",
  a: "agent",
  i: "injected",
  t: "reasoning",
  h: "hidden-reasoning",
  e: "edit",
  c: "check",
  x: "command",
  r: "read",
  s: "search",
  w: "web",
  l: "plan",
  b: "sub-agent",
  u: "tool",
  o: "result",
  E: "error",
  C: "compaction",
  n: "note",
} as const;
export type EventClassLetter = keyof typeof eventClasses;
export type EventClass = (typeof eventClasses)[EventClassLetter];

/** How an event ended, one letter each: ok, failed, denied by a person, unanswered, not known; a blank where nothing ends. */
export type EventEndLetter = "o" | "f" | "d" | "u" | "?" | " ";

/** True for a letter that names a class. */
export function isClassLetter(letter: string): letter is EventClassLetter {
  return Object.hasOwn(eventClasses, letter);
}

const subAgents = /^(?:task|agent|spawn_?agent|run_?sub_?agent|delegate(?:_task)?|new_task|sub_?agent)$/;
const plans =
  /^(?:todo_?(?:write|read)|update_plan|write_todos|task(?:create|update|list|get)|report_intent|exit_?plan_?mode|enter_?plan_?mode|plan|manage_todo_list|update_todo_list)$/;
const web = /web|fetch|browse|navigate|open_?url|http/;
const searches = /grep|glob|search|find|^ls$|list_(?:dir|directory|files)|^list$|codebase|file_?tree|tool_?search/;
const reads =
  /^(?:read|view|cat|open)$|^(?:read|view|get|open|fs_read|notebook_?read)_?(?:many_)?(?:file|files|image|notebook|text_file|file_content|content|resource|bash_output)?s?$|read_?file|view_?image/;

/** What kind of work a tool does, told by its name as runners write it; "tool" where the name says nothing. */
export function toolClass(tool: string): EventClass {
  const name = tool.toLowerCase().replace(/^.*__/u, "").replaceAll("-", "_");
  if (subAgents.test(name)) return "sub-agent";
  if (plans.test(name)) return "plan";
  if (web.test(name)) return "web";
  if (reads.test(name)) return "read";
  return searches.test(name) ? "search" : "tool";
}

const letters = new Map<string, EventClassLetter>(
  Object.entries(eventClasses).flatMap(([letter, name]) => (isClassLetter(letter) ? [[name, letter]] : [])),
);

/** The letter of a class. */
export function letterOf(name: EventClass): EventClassLetter {
  return letters.get(name) ?? "u";
}
