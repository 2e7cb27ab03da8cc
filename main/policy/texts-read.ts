import type { EventRef } from "../../shared/model/evidence";
import { atOnce } from "../../shared/steps";
import { directionsIn, type Direction } from "./directions";
import { isTestPath } from "./path-class";
import { eventsAtOnce } from "./run-commands";
import type { AttemptFacts } from "./rule";
import { inputTexts } from "./tool-input";

/** A passage that directs an AI, and the event by which the agent read it. */
export interface ReadDirection extends Direction {
  readonly ref: EventRef;
  readonly index: number;
  /** What it was read with: a tool's name or a command. */
  readonly by: string;
  /** What the call asked for: a path, an address, a command line. */
  readonly asked: string;
}

/** Their results are another agent's or a person's words, or the runner's own. */
const notRead =
  /^(?:Task|Agent|TodoWrite|todo\w*|AskUserQuestion|ask_\w+|request_user_input|ExitPlanMode|exit_plan_mode|Skill|update_plan|write_todos|think|report_intent|delegate\w*|spawn_agent|wait|Workflow)$/i;
/** Files whose purpose is to instruct agents. */
const instructions =
  /(?:^|[/\\])(?:AGENTS|CLAUDE|GEMINI|COPILOT|CONVENTIONS|SKILL|QWEN|WARP)(?:\.local|\.override)?\.md\b|\.(?:cursorrules|windsurfrules|clinerules|goosehints)\b|[/\\]\.(?:claude|codex|cursor|gemini|agents?|continue|windsurf|opencode)[/\\]|copilot-instructions|\.mdc\b|[/\\](?:prompts?|skills|personas?|system[-_]prompts?)[/\\]|[-_.]prompt\.(?:md|txt|ts|py|hbs|j2)\b/i;
const known = new WeakMap<AttemptFacts["events"], readonly ReadDirection[]>();

/**
 * Every passage directing an AI in what the agent read: results of tools, outputs of commands. Not among them: a person's messages,
 * what other agents answered, files the session itself wrote, passages the agent searched for by their words, and test data of a
 * filter for such passages. A text shortened when it was stored is looked at as far as it is kept.
 */
export function readDirections({ events }: Pick<AttemptFacts, "events">): readonly ReadDirection[] {
  return known.get(events) ?? atOnce(directionSteps({ events }));
}

/** Looks through what was read in steps of a few milliseconds: from then on `readDirections` knows it. */
export function* directionSteps({ events }: Pick<AttemptFacts, "events">): Generator<void, readonly ReadDirection[]> {
  const out: ReadDirection[] = [];
  const written = new Set<string>();
  const told = new Set<string>();
  for (const [index, { sessionId, event }] of events.entries()) {
    if (index % eventsAtOnce === eventsAtOnce - 1) yield;
    const { detail } = event;
    if (detail.kind === "file-edit") written.add(lastName(detail.newPath ?? detail.path));
    const read = textOf(detail);
    if (read === null) continue;
    for (const direction of directionsIn(read.text, instructions.test(read.asked))) {
      const key = direction.quote.toLowerCase().slice(0, 120);
      if (told.has(key) || isOwnWork(read.asked, direction, written)) continue;
      told.add(key);
      out.push({ ...direction, ref: { sessionId, seq: event.seq }, index, by: read.by, asked: read.asked });
    }
  }
  known.set(events, out);
  return out;
}

interface ReadText {
  readonly text: string;
  readonly by: string;
  readonly asked: string;
}

function textOf(detail: AttemptFacts["events"][number]["event"]["detail"]): ReadText | null {
  switch (detail.kind) {
    case "tool-call":
      return detail.result === null || notRead.test(detail.tool)
        ? null
        : { text: detail.result, by: detail.tool, asked: detail.input.slice(0, 5_000) };
    case "command":
    case "check":
      return { text: detail.output, by: "a command", asked: detail.command.slice(0, 5_000) };
    case "tool-result":
      return { text: detail.text, by: "a tool", asked: "" };
    default:
      return null;
  }
}

function isOwnWork(asked: string, { quote }: Direction, written: ReadonlySet<string>): boolean {
  const paths = inputTexts(asked, /path|file/i);
  const words = paths.length > 0 ? paths : asked.split(/[\s"'|;&<>]+/);
  if (words.some((word) => word.includes(".") && written.has(lastName(word)))) return true;
  // The agent looked for these words, or wrote them in the same call.
  const said = asked.toLowerCase().replace(/\\[nrt"]/g, " ");
  const phrase = quote
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "");
  for (let at = 0; at + 3 <= phrase.length; at += 1)
    if (
      /ignore|disregard|instruction|system|assistant/.test(phrase[at] ?? "") &&
      said.includes(phrase.slice(at, at + 3).join(" "))
    )
      return true;
  return words.some(
    (word) =>
      (isTestPath(word) || /fixture|testdata|__snapshots__|evals?\//i.test(word)) &&
      /inject|jailbreak|sanitiz|adversar|guard|safety|security/i.test(word),
  );
}

function lastName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
