import type { ChangedFile, Freshness } from "../../shared/model/attempt";
import type { CheckType, SessionEvent } from "../../shared/model/event";
import { atOnce } from "../../shared/steps";
import { covers } from "./check-scope";
import { fileFreshness, shownSteps, stepsOf, type Check, type Step } from "./freshness-steps";
import { clock, counted, shortCommand, someOf, span } from "./wording";

const nouns: Readonly<Record<CheckType, string>> = {
  tests: "Tests",
  build: "The build",
  "static-analysis": "Static analysis",
  coverage: "Coverage",
};

/**
 * What the last passing check saw of the edits. Tests speak first; where no test ran, any other check does.
 * In: the events of an attempt's sessions in time order, the files of its patch. Out: last edit, last pass, whether an edit came after it, all steps in
 * order, and a sentence with times of day in UTC. `stale` is false where nothing ever passed: there is nothing that could have
 * gone stale. A command that may have changed files is said and makes nothing stale: whether it did is not known.
 */
export function freshness(events: readonly SessionEvent[], files: readonly ChangedFile[] = []): Freshness {
  return atOnce(freshnessSteps(events, files));
}

/** `freshness` in steps of a few milliseconds. */
export function* freshnessSteps(
  events: readonly SessionEvent[],
  files: readonly ChangedFile[],
): Generator<void, Freshness> {
  const steps = yield* stepsOf(events, files);
  const checks = steps.filter((step) => step.kind === "check");
  const tests = checks.filter((check) => check.detail.checkType === "tests");
  const relevant = tests.length > 0 ? tests : checks;
  const pass = relevant.findLast((check) => check.result === "passed");
  const edit = steps.findLast((step) => step.kind === "edit");
  const stale = pass !== undefined && edit !== undefined && edit.index > pass.index;
  const unsure = unsureAfter(steps, pass);
  return {
    lastEdit: edit === undefined ? null : { event: edit.ref, at: edit.event.at, path: edit.path },
    lastPass: pass === undefined ? null : { event: pass.ref, at: pass.event.at, command: pass.detail.command },
    stale,
    sentence:
      events.length === 0
        ? "No session was read: what was checked and when is not on record."
        : sentenceOf({ checks: relevant, pass, edit, stale, unsure }),
    ...shownSteps(steps),
    files: fileFreshness(steps, relevant),
    unsure,
  };
}

function unsureAfter(steps: readonly Step[], pass: Check | undefined): Freshness["unsure"] {
  if (pass === undefined) return null;
  const later = steps.filter((step) => step.kind === "command").filter((step) => step.index > pass.index);
  const last = later.at(-1);
  if (last === undefined) return null;
  return {
    commands: later.length,
    event: last.ref,
    at: last.event.at,
    command: shortCommand(last.command),
    how: last.how,
  };
}

interface Told {
  readonly checks: readonly Check[];
  readonly pass: Check | undefined;
  readonly edit: Extract<Step, { kind: "edit" }> | undefined;
  readonly stale: boolean;
  readonly unsure: Freshness["unsure"];
}

function sentenceOf({ checks, pass, edit, stale, unsure }: Told): string {
  const last = checks.at(-1);
  if (last === undefined) return "No check ran.";
  if (pass === undefined) {
    const seen = {
      failed: "failed",
      "no-result": "was started and has no result",
      masked: "does not show its result",
      unknown: "does not show its result",
      passed: "passed",
    }[last.result];
    return `No check passed: the last one, ${shortCommand(last.detail.command)}, ${seen}${at(last.event.at)}.`;
  }
  const noun = nouns[pass.detail.checkType];
  const time = clock(pass.event.at);
  const later = last.index > pass.index && last.result === "failed" ? last : undefined;
  const hidden = edit !== undefined && last.index > edit.index && last.result !== "passed" && later === undefined;
  const then = later === undefined ? "" : `, then failed${at(later.event.at)}`;
  const tail = `${standingFailure(checks, pass)}${unsureWords(unsure)}`;
  if (edit === undefined) return `${noun} passed${at(pass.event.at)}${then}; no edit was recorded${tail}.`;
  if (!stale) return `${noun} passed after the final edit${at(pass.event.at)}${onlyWords(pass)}${then}${tail}.`;
  const gap = span(pass.event.at, edit.event.at);
  const when = time === null ? "" : ` ${time},`;
  const before = gap === null ? "before the final edit" : `${gap} before the final edit`;
  const failed = later === undefined ? "" : `; the last run failed${at(later.event.at)}`;
  const unseen = hidden ? `; a later run does not show its result${at(last.event.at)}` : "";
  return `${noun} last passed${when} ${before} to ${edit.path}${failed}${unseen}.`;
}

/** What the passing command was restricted to. */
function onlyWords({ scope }: Check): string {
  return scope.targets.length === 0 ? "" : `, restricted to ${someOf(scope.targets.map(shortCommand), 2)}`;
}

/** A run of all tests by a runner, as opposed to a script that an agent wrote to try something. */
const wholeRun =
  /^(?:cd \S+ && )?[^\n;&|<]*\b(?:pytest|unittest|tox|nox|npm|pnpm|yarn|bun|vitest|jest|mocha|go test|cargo|mvnw?|gradlew?|rspec|rake|make)\b/;

/** The last failure of a whole run before the pass that no later pass clears, because each ran less. */
function standingFailure(checks: readonly Check[], pass: Check): string {
  const failed = checks.findLast(
    ({ result, index, scope, detail }) =>
      result === "failed" && index < pass.index && scope.targets.length === 0 && wholeRun.test(detail.command),
  );
  if (failed === undefined) return "";
  const cleared = checks.some(
    (check) => check.result === "passed" && check.index > failed.index && covers(check.scope, failed.scope),
  );
  if (cleared || pass.scope.targets.length === 0) return "";
  return `; ${shortCommand(failed.detail.command)} failed before${at(failed.event.at)}, and was not seen to pass since`;
}

function unsureWords(unsure: Freshness["unsure"]): string {
  if (unsure === null) return "";
  const which = unsure.commands === 1 ? "a later command" : counted(unsure.commands, "later command");
  return `; ${which} may have changed files: ${unsure.how}${at(unsure.at)}`;
}

function at(instant: string | null): string {
  const time = clock(instant);
  return time === null ? "" : `, ${time}`;
}
