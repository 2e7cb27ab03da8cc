import type { Settings } from "../../shared/model/settings";
import { textParts } from "../ui/text-parts";

/** What a notification says of a task. */
export interface NoticeRow {
  readonly taskId: string;
  readonly title: string;
  readonly ref: string | null;
  readonly repository: string;
  /** Why it needs the reviewer: "Contradicted: A: all tests pass, 2 failed". */
  readonly cause: string;
}

/** What was the reviewer's turn when it was last looked, and what became it since and was not told. */
export interface NoticeState {
  readonly known: ReadonlySet<string> | null;
  readonly untold: ReadonlySet<string>;
}

export const noNotices: NoticeState = { known: null, untold: new Set() };

/**
 * Takes in what is the reviewer's turn now. What was there at the start is known, not news; what went away and comes back is news again.
 */
export function takeIn(state: NoticeState, yourTurn: readonly NoticeRow[]): NoticeState {
  const now = new Set(yourTurn.map(({ taskId }) => taskId));
  const { known } = state;
  if (known === null) return { known: now, untold: new Set() };
  const untold = [...state.untold, ...[...now].filter((id) => !known.has(id))].filter((id) => now.has(id));
  return { known: now, untold: new Set(untold) };
}

export interface NoticeMoment {
  /** The window has the focus: its reader sees what comes. */
  readonly focused: boolean;
  /** Local time as minutes since midnight. */
  readonly minutes: number;
  readonly settings: Pick<Settings, "notifications" | "quietHours">;
}

export interface Notice {
  readonly title: string;
  readonly body: string;
  /** What a click opens; null for the inbox. */
  readonly taskId: string | null;
}

/**
 * What is to be told now, as one notification. Out: the notice, or null, and the state after it: in quiet hours what came is kept
 * for their end, with the focus or without notifications it counts as told.
 */
export function dueNotice(
  state: NoticeState,
  yourTurn: readonly NoticeRow[],
  moment: NoticeMoment,
): { readonly notice: Notice | null; readonly state: NoticeState } {
  const rows = yourTurn.filter(({ taskId }) => state.untold.has(taskId));
  if (rows.length === 0) return { notice: null, state };
  const told = { known: state.known, untold: new Set<string>() };
  if (!moment.settings.notifications || moment.focused) return { notice: null, state: told };
  if (isQuiet(moment.settings.quietHours, moment.minutes)) return { notice: null, state };
  return { notice: noticeOf(rows), state: told };
}

/** Whether a local time lies in the quiet hours. `from` counts, `to` does not; equal ones are the whole day. */
export function isQuiet(hours: Settings["quietHours"], minutes: number): boolean {
  if (hours === null) return false;
  const [from, to] = [minutesOf(hours.from), minutesOf(hours.to)];
  if (from < to) return minutes >= from && minutes < to;
  return minutes >= from || minutes < to;
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}

const mostNamed = 3;
const longestTitle = 120;
const longestBody = 300;

function noticeOf(rows: readonly NoticeRow[]): Notice {
  const [first] = rows;
  if (first !== undefined && rows.length === 1)
    return {
      title: plainText(`Your turn: ${first.title}`, longestTitle),
      body: plainText(`${first.ref ?? first.taskId}, ${first.repository}. ${first.cause}`, longestBody),
      taskId: first.taskId,
    };
  const named = rows.slice(0, mostNamed).map(({ title }) => plainText(title, 80));
  const more = rows.length - named.length;
  return {
    title: `${String(rows.length)} tasks became your turn`,
    body: plainText(`${named.join("; ")}${more > 0 ? `; ${String(more)} more` : ""}`, longestBody),
    taskId: null,
  };
}

/** Text of agents outside of the window: on one line, bounded, every hidden character named. */
function plainText(text: string, longest: number): string {
  const shown = textParts(text.replace(/\s+/gu, " ").slice(0, longest * 2))
    .map((part) => (part.kind === "plain" ? part.text : `[${part.character.label}]`))
    .join("");
  return shown.length > longest ? `${shown.slice(0, longest - 1)}…` : shown;
}
