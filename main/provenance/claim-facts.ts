import type { ChangedFile } from "../../shared/model/attempt";
import type { CheckDetail, CheckType, CommandDetail, Event, SessionEvent } from "../../shared/model/event";
import type { EventRef } from "../../shared/model/evidence";
import { checkResult, type CheckResult } from "./check-result";
import { scopeOf, scriptOf, type CheckScope } from "./check-scope";
import { otherTrees } from "./other-tree";
import { namesFile, writtenBy } from "./written-by";

interface At {
  /** Place among the attempt's events. */
  readonly index: number;
  readonly ref: EventRef;
  readonly event: Event;
}

/** One check that a command line ran, or tried to. */
export interface Run extends At {
  readonly check: CheckDetail;
  readonly checkType: CheckType;
  /** Its own words, without what stands around it in the line. */
  readonly command: string;
  readonly masked: boolean;
  /** The only check of its line: counts, output and exit code speak of it. */
  readonly alone: boolean;
  readonly result: CheckResult;
  readonly scope: CheckScope;
  /** A script that was written along the way, no test tool. */
  readonly script: boolean;
  /** It ran on other files than the attempt's: another checkout, or with the work put away. */
  readonly aside: boolean;
}

/** The whole output of a run; empty where it is not kept. */
export type OutputOf = (run: Run) => string;

export interface Edit extends At {
  readonly path: string;
}

export interface RanCommand extends At {
  readonly detail: CommandDetail | CheckDetail;
}

export interface BrowserCall extends At {
  readonly tool: string;
  readonly ok: boolean;
}

/** What claims are compared with, gathered once for all of them. In time order. */
export interface ClaimFacts {
  readonly runs: readonly Run[];
  /** Edits of files that are in the patch, or of any file of the work where there is none that holds everything. */
  readonly edits: readonly Edit[];
  readonly commands: readonly RanCommand[];
  readonly browser: readonly BrowserCall[];
  /** Whether a file of that name was written along the way, whatever became of it. */
  readonly wrote: (path: string) => boolean;
  readonly indexOf: (ref: EventRef) => number | null;
}

const eventsAtOnce = 2000;
/** Commands that make files under the name they are given. */
const makesFiles = /\b(?:cp|mv|touch|tee|ln|curl|wget)\b|>/;
/** Folders in which nothing of the work lies. */
const scratch =
  /^(?:\/private)?(?:\/tmp\/|\/var\/folders\/|\/var\/tmp\/)|\/\.(?:claude|codex|gemini)\/(?:plans|projects|todos|memory)\//;
const browserTool = /browser|playwright|puppeteer|chrome|devtools/i;

/**
 * Gathers runs, edits, commands and browser calls from the events, in steps of a few milliseconds.
 * In: events in time order, the changed files of the patch, and whether it holds everything that was changed. Out: the facts all claims are compared with.
 */
export function* claimFacts(
  events: readonly SessionEvent[],
  files: readonly ChangedFile[],
  complete = true,
): Generator<void, ClaimFacts> {
  const runs: Run[] = [];
  const edits: Edit[] = [];
  const commands: RanCommand[] = [];
  const browser: BrowserCall[] = [];
  const places = new Map<string, number>();
  const inPatch = patchNames(files);
  const aside = otherTrees(events);
  const written: string[] = [];
  for (const [index, { sessionId, event }] of events.entries()) {
    const at = { index, ref: { sessionId, seq: event.seq }, event };
    places.set(`${sessionId} ${String(event.seq)}`, index);
    const { detail } = event;
    if (detail.kind === "file-edit" && detail.outcome === "ok") {
      const path = detail.newPath ?? detail.path;
      written.push(path);
      const ofPatch = inPatch?.(path) === true;
      if (ofPatch || ((inPatch === null || !complete) && !scratch.test(path))) edits.push({ ...at, path });
    } else if (detail.kind === "check" || detail.kind === "command") {
      commands.push({ ...at, detail });
      if (detail.kind === "check") runs.push(...runsOf(at, detail, aside(index, detail)));
      const changed = detail.outcome === "ok" ? writtenBy(detail.command, files) : null;
      if (changed !== null) edits.push({ ...at, path: changed });
    } else if (detail.kind === "tool-call" && browserTool.test(detail.tool)) {
      browser.push({ ...at, tool: detail.tool, ok: detail.outcome === "ok" || detail.outcome === "unknown" });
    }
    if (index % eventsAtOnce === eventsAtOnce - 1) yield;
  }
  return {
    runs,
    edits,
    commands,
    browser,
    wrote: (path) =>
      written.some((one) => one === path || one.endsWith(`/${path}`)) ||
      commands.some(
        ({ detail }) => detail.outcome === "ok" && makesFiles.test(detail.command) && namesFile(detail.command, path),
      ),
    indexOf: (ref) => places.get(`${ref.sessionId} ${String(ref.seq)}`) ?? null,
  };
}

/** Whether a recorded path is one of the patch's; null where there is no patch to say. */
function patchNames(files: readonly ChangedFile[]): ((path: string) => boolean) | null {
  if (files.length === 0) return null;
  const names = new Set(files.flatMap((file) => (file.oldPath === null ? [file.path] : [file.path, file.oldPath])));
  return (path) => {
    const parts = path.replaceAll("\\", "/").split("/");
    for (let from = 0; from < parts.length; from += 1) if (names.has(parts.slice(from).join("/"))) return true;
    return false;
  };
}

function runsOf(at: At, check: CheckDetail, aside: boolean): Run[] {
  const parts = check.parts ?? [{ checkType: check.checkType, command: null, masked: check.masked }];
  return parts.map((part): Run => {
    const command = part.command ?? check.command;
    const alone = parts.length === 1;
    return {
      ...at,
      check,
      checkType: part.checkType,
      command,
      masked: part.masked,
      alone,
      result: alone ? checkResult(check) : resultAmong(check, part.checkType, part.masked),
      scope: scopeOf(check, part.command),
      script: part.checkType === "tests" && scriptOf(command) !== null,
      aside,
    };
  });
}

/** The result of one check among several of a line: its counts where it is the tests, the exit code only where it says all went well. */
function resultAmong(check: CheckDetail, checkType: CheckType, masked: boolean): CheckResult {
  // What a line of the output says may be another check's word.
  const { shown: _shown, ...silent } = check;
  const countsAreIts = check.counts !== null && (checkType === "tests" || checkType === "coverage");
  if (countsAreIts) return checkResult({ ...silent, masked });
  const result = checkResult({ ...silent, masked, counts: null });
  // Of a line that failed nobody can tell which of its checks did.
  return result === "failed" ? "unknown" : result;
}
