import { filledField, isObject, objectField, parseObject, type JsonObject } from "../json-fields";

/** Lines of one file that one author wrote, by their numbers in the commit that the note is on. */
export interface AttributedLines {
  readonly path: string;
  readonly by: "agent" | "person";
  /** The agent's own id of its session, where the note names it. */
  readonly runnerSessionId: string | null;
  /** First and last line, both counted in. */
  readonly ranges: readonly (readonly [number, number])[];
}

export interface GitAiNote {
  readonly schema: string;
  readonly lines: readonly AttributedLines[];
  /** Sessions that the note names, each once. */
  readonly sessions: readonly { readonly tool: string | null; readonly runnerSessionId: string }[];
}

const mostRanges = 200_000;

/**
 * Reads a note of `refs/notes/ai` (git-ai's authorship log, schema `authorship/3.0.0`): a path on a line of its own, below it
 * indented `<author> 3-4,7`, then `---` and a JSON object that says who the authors are. Authors with `h_` are people,
 * `s_<session>::<trace>` and bare ids are agents. Out: null where a text is none.
 */
export function readGitAiNote(text: string): GitAiNote | null {
  const cut = /^---\r?$/m.exec(text);
  if (cut === null) return null;
  const metadata = parseObject(text.slice(cut.index + cut[0].length));
  if (!isObject(metadata)) return null;
  const schema = filledField(metadata, "schema_version");
  if (schema?.startsWith("authorship/") !== true) return null;

  const agents = new Map([...agentsOf(metadata, "prompts"), ...agentsOf(metadata, "sessions")]);
  const lines: AttributedLines[] = [];
  let path: string | null = null;
  let ranges = 0;
  for (const line of text.slice(0, cut.index).split("\n")) {
    if (line.trim() === "") continue;
    if (!/^\s/.test(line)) {
      path = unquoted(line.trimEnd());
      continue;
    }
    const [author = "", spans = ""] = line.trim().split(/\s+/, 2);
    if (path === null || ranges >= mostRanges) continue;
    const read = spans.split(",").flatMap((span): [number, number][] => {
      const [, from, to] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(span) ?? [];
      return from === undefined ? [] : [[Number(from), Number(to ?? from)]];
    });
    ranges += read.length;
    if (read.length === 0) continue;
    const key = author.split("::")[0] ?? author;
    lines.push({
      path,
      by: author.startsWith("h_") ? "person" : "agent",
      runnerSessionId: agents.get(key)?.runnerSessionId ?? null,
      ranges: read,
    });
  }
  const sessions = new Map([...agents.values()].map((one) => [one.runnerSessionId, one]));
  return { schema, lines, sessions: [...sessions.values()] };
}

function agentsOf(metadata: JsonObject, member: string): [string, { tool: string | null; runnerSessionId: string }][] {
  return Object.entries(objectField(metadata, member) ?? {}).flatMap(([key, value]) => {
    const agent = isObject(value) ? objectField(value, "agent_id") : null;
    const id = agent === null ? null : filledField(agent, "id");
    return agent === null || id === null ? [] : [[key, { tool: filledField(agent, "tool"), runnerSessionId: id }]];
  });
}

/** A path with white space stands in quotes. */
function unquoted(path: string): string {
  return path.length >= 2 && path.startsWith('"') && path.endsWith('"') ? path.slice(1, -1) : path;
}

/** How many lines of how many files a note gives to agents and to people. */
export function noteCounts(note: GitAiNote): { agent: number; person: number; files: number } {
  const sum = (by: AttributedLines["by"]) =>
    note.lines
      .filter((one) => one.by === by)
      .reduce((all, one) => all + one.ranges.reduce((n, [from, to]) => n + Math.max(0, to - from + 1), 0), 0);
  return { agent: sum("agent"), person: sum("person"), files: new Set(note.lines.map((one) => one.path)).size };
}
