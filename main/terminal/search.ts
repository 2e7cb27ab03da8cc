import { InvalidArgumentError, Option, type Command } from "commander";
import type { Invoke } from "../../shared/contract/api";
import type { SearchHit, SearchResult } from "../../shared/contract/search";
import { runnerNames } from "../../shared/model/runner";
import { filterNames, searchFilters } from "../../shared/search/filters";
import { ok, type Result } from "../../shared/result";
import { indexFor } from "../services/index-events";
import { indexCounts } from "../store/search-index";
import type { App } from "../app";
import { plain, type Screen } from "./screen";
import { newCommand, type Terminal } from "./terminal";

const pageSize = 100;
/** Below this many events indexing takes no time worth a word. */
const worthSaying = 20_000;

const help = `
Words must all occur; case and accents do not matter. Newest first.
  refund retry            both words            refund*       words that begin so
  "exact phrase"          these words together  -ledger       without this word
  src/refund-service.js   a name or a path as it is written

Filters; several values, with commas or given again, mean any of them; a minus before one rules it out:
${filterNames.map((name) => `  ${searchFilters[name].example.padEnd(24)}${searchFilters[name].says}${valuesOf(name)}`).join("\n")}

Days are read in this machine's zone: today, yesterday, 2h, 3d, monday, 2026-11-20, 2026-11-20T08:00.

Examples:
  countersign search 'runner:codex tool:bash failed:true since:yesterday'
  countersign search 'file:src/billing/** "retry key" -kind:note'
  countersign search 'kind:check failed:true task:PAY-118'`;

function valuesOf(name: (typeof filterNames)[number]): string {
  const { values } = searchFilters[name];
  return values === null ? "" : `: ${values.join(", ")}`;
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("a whole number of 1 or more");
  return value;
}

interface SearchOptions {
  readonly limit: number;
  readonly task?: string;
  readonly index: boolean;
}

/** `search QUERY` */
export function searchCommand(terminal: Terminal): Command {
  return newCommand("search", "Find events in everything that was read: words, phrases, filters.")
    .argument("<query...>", 'words, "phrases" and filters such as runner:codex failed:true (see below)')
    .addOption(new Option("--limit <n>", "at most this many").argParser(positive).default(20))
    .addOption(new Option("--task <id>", "only this task, or one attempt of it: T-7KQ2A, PAY-118/B"))
    .addOption(new Option("--no-index", "search what is indexed, without indexing the rest first"))
    .addHelpText("after", help)
    .action(async (words: string[], options: SearchOptions, command: Command) => {
      await terminal.run(command, async ({ app, ask, json, screen }) => {
        if (options.index) indexRest(app);
        const task = options.task === undefined ? "" : ` task:${JSON.stringify(options.task)}`;
        const found = await collect(ask, words.join(" ") + task, options.limit);
        if (!found.ok) return found;
        if (json) screen.json(found.value);
        else print(screen, found.value);
        return ok(undefined);
      });
    });
}

/** Indexes what was read since the last search: the command line has no one who does so in between. */
function indexRest(app: App): void {
  const { waiting } = indexCounts(app.core.index);
  if (waiting > worthSaying)
    process.stderr.write(
      `Indexing ${waiting.toLocaleString("en-US")} events first; --no-index searches without them.\n`,
    );
  indexFor(app.core.index, Infinity);
}

/** Goes through pages until enough was found, or all was looked at. */
async function collect(ask: Invoke, query: string, limit: number): Promise<Result<SearchResult>> {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const hits: SearchHit[] = [];
  let cursor: string | null = null;
  for (;;) {
    const page: Result<SearchResult> = await ask("search.query", {
      query,
      attemptId: null,
      cursor,
      limit: Math.min(pageSize, limit - hits.length),
      zone,
    });
    if (!page.ok) return page;
    hits.push(...page.value.hits);
    cursor = page.value.cursor;
    if (cursor === null || hits.length >= limit) return ok({ ...page.value, hits });
  }
}

function print(screen: Screen, result: SearchResult): void {
  for (const problem of result.problems) screen.line(plain(problem));
  for (const hit of result.hits) printHit(screen, hit);
  const { indexed, events } = result.coverage;
  const all = `${events.toLocaleString("en-US")} events`;
  const searched =
    indexed >= events ? all : `${indexed.toLocaleString("en-US")} of ${all}; the rest is not indexed yet`;
  if (result.empty) screen.line("The query asks for nothing. countersign search --help shows what it takes.");
  else if (result.hits.length === 0) {
    screen.line(`Nothing found in ${searched}.`);
    for (const { part, why } of result.misses)
      screen.line(why === "nowhere" ? `  ${plain(part)} occurs nowhere.` : `  Without ${plain(part)} there are hits.`);
  } else
    screen.line(
      `${String(result.hits.length)} ${result.hits.length === 1 ? "hit" : "hits"} in ${searched}.${result.cursor === null ? "" : " There are more: --limit shows them."}`,
    );
}

/** One block: where and when, the line, how to go there. */
function printHit(screen: Screen, hit: SearchHit): void {
  const { attempt, context } = hit;
  const place = attempt === null ? "no task" : `${attempt.taskRef ?? attempt.taskId}/${attempt.letter}`;
  const facts = [
    hit.at === null ? "no time" : hit.at.slice(0, 19).replace("T", " "),
    hit.kind,
    ...(hit.outcome === null || hit.outcome === "ok" || hit.outcome === "unknown" ? [] : [hit.outcome]),
    ...(hit.tool === null ? [] : [hit.tool]),
    runnerNames[hit.runner],
    ...(hit.lane === "main" ? [] : ["sub-agent"]),
    place,
  ];
  screen.line(facts.map(plain).join("  "));
  if (context.before !== null) screen.line(`    ${plain(context.before)}`);
  screen.line(
    `  > ${context.parts.map((part) => (part.match ? marked(plain(part.text)) : plain(part.text))).join("")}`,
  );
  if (context.after !== null) screen.line(`    ${plain(context.after)}`);
  const at = `${hit.sessionId}:${String(hit.seq)}`;
  screen.line(attempt === null ? `  ${at}` : `  countersign timeline ${attempt.taskId}/${attempt.letter} --at ${at}`);
  screen.line();
}

/** Bold where the terminal can show it. */
function marked(text: string): string {
  const bold = process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
  return bold ? `\u001b[1m${text}\u001b[22m` : text;
}
