import type { PatchFile, PatchHunk, PatchLine } from "../../../shared/diff/parse-patch";
import { blockOf, changeBlocks, linesAbove, placeOf, shownLine, trimmedLines } from "../added-lines";
import { checkingStep, holdsThreshold, isCiPath, masksFailure, sameStep, stepsAdded, thresholdIn } from "../ci-lines";
import { sighting, type FindingRule, type Sighting } from "../rule";
import { indentOf, inlineList, keysAbove, settingIn } from "../settings-lines";

export const ciLoosened: FindingRule = {
  id: "ci-loosened",
  title: "Checks loosened",
  rationale: "A change to what CI runs, or fails on, can make it pass without the code being better.",
  looksAt: ["files", "added-lines", "removed-lines"],
  run({ patch }) {
    const workflows = patch.files.filter((file) => isCiPath(file.path));
    const steps = stepsAdded(workflows);
    return patch.files.flatMap((file) => {
      if (file.status === "added") return [];
      const out: Sighting[] = [];
      if (isCiPath(file.path)) {
        if (file.status === "deleted") return deleted(file, steps);
        out.push(...workflow(file, steps));
      } else if (isScript(file.path) && file.status !== "deleted") out.push(...masked(file));
      if (holdsThreshold(file.path) && file.status !== "deleted") out.push(...lowered(file));
      return out;
    });
  },
};

/** Files whose commands CI runs by name. */
function isScript(path: string): boolean {
  return /(?:^|\/)(?:package\.json|Makefile|justfile|Taskfile\.ya?ml|tox\.ini|noxfile\.py)$/.test(path);
}

function deleted(file: PatchFile, steps: ReadonlySet<string>): Sighting[] {
  const ran = file.hunks
    .flatMap((hunk) => hunk.lines)
    .flatMap((line) => checkingStep(line.text) ?? [])
    .map(sameStep);
  const gone = ran.filter((step) => !steps.has(step));
  if (ran.length > 0 && gone.length === 0) return [];
  const first = gone[0];
  return [
    sighting(
      "serious",
      `${file.path} was deleted: what it ran runs no more${first === undefined ? "" : `, such as ${shownLine(first)}`}.`,
      { path: file.path },
    ),
  ];
}

function workflow(file: PatchFile, steps: ReadonlySet<string>): Sighting[] {
  const gone = trimmedLines(file, "del");
  const come = trimmedLines(file, "add");
  return file.hunks.flatMap((hunk) => {
    const out: Sighting[] = [];
    for (const { removed, added } of changeBlocks(hunk)) {
      const say = (line: PatchLine, severity: Sighting["severity"], message: string): void => {
        out.push(sighting(severity, message, placeOf(file, line)));
      };
      const masked = new Set(removed.flatMap((old) => masksFailure(old.text) ?? []));
      const before = settingsOf(removed);
      for (const line of added) {
        // The same line moved is no change.
        if (gone.has(line.text.trim())) continue;
        const mask = masksFailure(line.text);
        if (mask !== null && !masked.has(mask) && !ofNewJob(hunk, line))
          say(line, "serious", `CI now ${mask}: ${shownLine(line.text)}`);
        const narrowed = mask === null ? narrower(hunk, line, before, added) : null;
        if (narrowed !== null) say(line, "serious", narrowed);
        const wide = wider(hunk, line, removed);
        if (wide !== null) say(line, "serious", wide);
      }
      const replaced = added.some((line) => checkingStep(line.text) !== null);
      for (const line of removed) {
        if (come.has(line.text.trim())) continue;
        const step = checkingStep(line.text);
        if (step !== null && !steps.has(sameStep(step)) && !replaced)
          say(line, "serious", `CI no longer runs a step: ${shownLine(step)}`);
        const trigger = lostTrigger(hunk, line, added);
        if (trigger !== null) say(line, "serious", trigger);
      }
    }
    return out;
  });
}

/** A job or step that the patch itself brings may be as lenient as it likes: nothing was stricter before. */
function ofNewJob(hunk: PatchHunk, line: PatchLine): boolean {
  const indent = indentOf(line.text);
  for (const above of [...linesAbove(hunk, line), line].toReversed()) {
    if (above.kind === "del" || above.text.trim() === "") continue;
    const head = /^\s*-\s/.test(above.text) ? indentOf(above.text) <= indent : indentOf(above.text) < indent;
    if (!head) continue;
    if (/^\s*-\s+(?:name|uses|run|id)\b/.test(above.text) || /^\s*[\w-]+:\s*$/.test(above.text)) {
      // Only a step that is new as a whole, with no old one beside it.
      return above.kind === "add" && (blockOf(hunk, above)?.removed.length ?? 0) === 0;
    }
  }
  return false;
}

const triggers =
  /^(?:push|pull_request|pull_request_target|merge_group|schedule|release|workflow_run|merge_request_event)$/;

/** The settings that lines make, each with its whole line, by name; of several the first. */
function settingsOf(lines: readonly PatchLine[]): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  for (const { text } of lines) {
    const name = settingIn(text)?.name;
    if (name !== undefined && !settings.has(name)) settings.set(name, text);
  }
  return settings;
}

function narrower(
  hunk: PatchHunk,
  line: PatchLine,
  before: ReadonlyMap<string, string>,
  added: readonly PatchLine[],
): string | null {
  const setting = settingIn(line.text);
  if (setting === null) return null;
  const above = keysAbove(hunk, line);
  const shown = shownLine(line.text);
  const old = before.get(setting.name);
  const now = inlineList(line.text);
  const was = old === undefined ? null : inlineList(old);
  if (now !== null && was !== null && now.length < was.length && now.every((entry) => was.includes(entry))) {
    const left = was.filter((entry) => !now.includes(entry)).join(", ");
    if (setting.name === "on" || /^(?:branches|types|tags|paths)$/.test(setting.name))
      return `CI starts on less than before, not on ${left}: ${shown}`;
    if (
      above.includes("matrix") ||
      /^(?:os|node|node-version|python|python-version|go|go-version|ruby|java|php|version|platform|target)s?$/.test(
        setting.name,
      )
    )
      return `CI runs on less than before, not on ${left}: ${shown}`;
  }
  if (/^(?:paths-ignore|branches-ignore)$/.test(setting.name) && old === undefined && !newTrigger(hunk, line))
    return `CI is not started by some changes any more: ${shown}`;
  if (
    setting.name === "paths" &&
    old === undefined &&
    above.some((key) => triggers.test(key)) &&
    !newTrigger(hunk, line)
  )
    return `CI is started by some paths alone: ${shown}`;
  if (setting.name === "on" && old !== undefined && setting.value === "workflow_dispatch")
    return `CI is started by hand alone: ${shown}`;
  if (
    setting.name === "if" &&
    !added.some((one) => /^\s*-\s+(?:name|uses|run|id|if)\b|^\s*(?:runs-on|steps):/.test(one.text)) &&
    old === undefined &&
    !/\b(?:always|success|failure|cancelled)\(\)/.test(setting.value)
  )
    return `A step or job that always ran now has a condition: ${shown}`;
  return null;
}

/** Whether the trigger that a filter narrows comes in with it. */
function newTrigger(hunk: PatchHunk, line: PatchLine): boolean {
  const indent = indentOf(line.text);
  for (const above of linesAbove(hunk, line).toReversed()) {
    if (above.kind === "del" || indentOf(above.text) >= indent || above.text.trim() === "") continue;
    return above.kind === "add";
  }
  return false;
}

function lostTrigger(hunk: PatchHunk, line: PatchLine, added: readonly PatchLine[]): string | null {
  const setting = settingIn(line.text) ?? listEntry(line.text);
  if (setting === null) return null;
  const under = keysAbove(hunk, line);
  const shown = shownLine(line.text);
  const topLevel = under.length === 0 ? indentOf(line.text) <= 2 : under.at(-1) === "on" && under.length === 1;
  if (
    triggers.test(setting.name) &&
    topLevel &&
    !added.some((one) => new RegExp(`\\b${setting.name}\\b`).test(one.text))
  )
    return `CI is no longer started by ${setting.name}: ${shown}`;
  const list = under[0];
  const entry = /^\s*-\s+(.+)$/.exec(line.text)?.[1]?.trim();
  if (entry !== undefined && list === "branches" && !added.some((one) => /^\s*-\s/.test(one.text)))
    return `CI no longer runs for ${entry.replace(/["']/g, "")}: ${shown}`;
  // CircleCI names the jobs of a workflow in a list.
  const job = /^\s*-\s+([\w./-]+):?\s*$/.exec(line.text)?.[1];
  if (job !== undefined && list === "jobs" && !added.some((one) => /^\s*-\s/.test(one.text)))
    return `CI no longer runs a job: ${job}`;
  if (entry !== undefined && under[1] === "matrix" && !added.some((one) => /^\s*-\s/.test(one.text)))
    return `CI runs on less than before, not on ${entry.replace(/["']/g, "")}: ${shown}`;
  return null;
}

function listEntry(text: string): { readonly name: string; readonly value: string } | null {
  const name = /^\s*-\s+(\w+)\s*$/.exec(text)?.[1];
  return name === undefined ? null : { name, value: "" };
}

const scopes =
  /^(?:actions|attestations|checks|contents|deployments|discussions|id-token|issues|packages|pages|pull-requests|repository-projects|security-events|statuses)$/;

function wider(hunk: PatchHunk, line: PatchLine, removed: readonly PatchLine[]): string | null {
  const setting = settingIn(line.text);
  if (setting === null) {
    return /^\s*-\s+pull_request_target\s*$/.test(line.text)
      ? `CI runs with secrets on changes of strangers: ${shownLine(line.text)}`
      : null;
  }
  if (setting.name === "permissions" && setting.value.startsWith("write-all"))
    return "The workflow may now write everything: permissions: write-all";
  if (scopes.test(setting.name) && /^["']?write\b/.test(setting.value)) {
    const above = keysAbove(hunk, line);
    const old = removed.some((one) => {
      const was = settingIn(one.text);
      return was?.name === setting.name && was.value.startsWith("write");
    });
    // A new job's own narrow rights are not wider than what the others have.
    if (!old && (above.length === 0 || above[0] === "permissions"))
      return `The workflow may now write ${setting.name}: ${shownLine(line.text)}`;
  }
  if (
    /\bpull_request_target\b/.test(line.text) &&
    !removed.some((one) => /\bpull_request_target\b/.test(one.text)) &&
    (setting.name === "on" || setting.name === "pull_request_target")
  )
    return `CI runs with secrets on changes of strangers: ${shownLine(line.text)}`;
  return null;
}

/** Exit codes hidden in the scripts that CI runs by name. */
function masked(file: PatchFile): Sighting[] {
  const gone = trimmedLines(file, "del");
  return file.hunks.flatMap((hunk) =>
    changeBlocks(hunk).flatMap(({ removed, added }) =>
      added.flatMap((line) => {
        const mask = gone.has(line.text.trim()) ? null : masksFailure(line.text);
        const check =
          /\b(?:test|lint|check|typecheck|tsc|vitest|jest|eslint|pytest|mypy|ruff|vet|clippy|audit|verify|ci)\b/.test(
            line.text,
          );
        return mask === null ||
          !check ||
          mask.startsWith("never") ||
          mask.startsWith("runs only") ||
          removed.some((old) => masksFailure(old.text) !== null)
          ? []
          : [sighting("serious", `A check's script now ${mask}: ${shownLine(line.text)}`, placeOf(file, line))];
      }),
    ),
  );
}

const floors = /^(?:fail[_-]under|cov-fail-under|branches|functions|statements|minimum_coverage|coveragethreshold)$/;

function lowered(file: PatchFile): Sighting[] {
  return file.hunks.flatMap((hunk) =>
    changeBlocks(hunk).flatMap(({ removed, added }) => {
      const after = added.flatMap((line) => {
        const floor = thresholdIn(line.text);
        return floor === null ? [] : [{ line, ...floor }];
      });
      return removed.flatMap((line) => {
        const old = thresholdIn(line.text);
        if (old === null) return [];
        const now = after.find((one) => one.name === old.name);
        if (now === undefined)
          return floors.test(old.name) && after.length === 0
            ? [
                sighting(
                  "serious",
                  `The threshold of ${String(old.value)} was removed: ${shownLine(line.text)}`,
                  placeOf(file, line),
                ),
              ]
            : [];
        after.splice(after.indexOf(now), 1);
        if (now.value >= old.value) return [];
        const change = `The threshold went down from ${String(old.value)} to ${String(now.value)}`;
        return [sighting("serious", `${change}: ${shownLine(now.line.text)}`, placeOf(file, now.line))];
      });
    }),
  );
}
