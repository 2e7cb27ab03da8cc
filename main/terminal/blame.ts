import type { Command } from "commander";
import type { AttemptProvenance, NamedEvent, StoryStep } from "../../shared/contract/provenance";
import { parsePatch, type PatchFile } from "../../shared/diff/parse-patch";
import type { EventRef } from "../../shared/model/evidence";
import type { LineGrade, LineOrigin, ProvenanceFigures } from "../../shared/model/provenance";
import { counted } from "../../shared/review/counted";
import { err, ok, type Result } from "../../shared/result";
import { attemptOf, findSubject } from "./find-subject";
import { plain, type Screen } from "./screen";
import { newCommand, type Terminal } from "./terminal";

const grades: readonly LineGrade[] = ["exact", "patch", "window", "inferred", "unknown"];

/** `blame ID [FILE]` */
export function blameCommand(terminal: Terminal): Command {
  return newCommand(
    "blame",
    "Who wrote each changed line of an attempt: the event, its time and model, and the person's words it answers to.",
  )
    .argument("<id>", "an attempt: PAY-118/B, or a task that has one")
    .argument("[file]", "only this file, by its path in the patch; without it every file")
    .option(
      "--line <n>",
      "of one added line of FILE: what was asked, failed, said and checked around the event that wrote it",
    )
    .addHelpText(
      "after",
      `
How sure it is, before each line:
  exact     the recorded input of an edit holds the line, and replaying all edits leaves it to this one
  patch     a patch or note that the runner recorded names it
  window    a command wrote it, between two known states of the file
  inferred  only one event can have written it
  unknown   nothing in the record explains it
The number after # is the event: countersign timeline ID --at SESSION:NUMBER shows it.

Examples:
  countersign blame PAY-118/B                     every changed line, file by file, and the totals
  countersign blame PAY-118/B src/refunds.ts      one file
  countersign blame PAY-118/B src/refunds.ts --line 40   how that line came to be
  countersign blame PAY-118/B --json              ranges of lines with their events, for other tools`,
    )
    .action(async (id: string, file: string | undefined, options: { line?: string }, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const found = await findSubject(ask, id);
        if (!found.ok) return found;
        const attempt = attemptOf(found.value);
        if (!attempt.ok) return attempt;
        const { id: attemptId, files } = attempt.value.attempt;
        if (file !== undefined && !files.some(({ path }) => path === file))
          return err({
            code: "not-found",
            message: `The patch does not change ${plain(file)}.`,
            remedy: `It changes ${plain(files.map(({ path }) => path).join(", ")) || "nothing"}.`,
          });
        const provenance = await ask("provenance.get", { attemptId, path: file ?? null });
        if (!provenance.ok) return provenance;
        if (options.line !== undefined) {
          const origin = originAt(provenance.value, file, options.line);
          if (!origin.ok) return origin;
          const { event, instruction, why } = origin.value;
          const story = event === null ? ok({ steps: [] }) : await ask("provenance.story", { event, instruction });
          if (!story.ok) return story;
          if (json) screen.json({ origin: origin.value, ...story.value });
          else drawStory(screen, why, story.value.steps);
          return ok(undefined);
        }
        if (json) {
          screen.json(provenance.value);
          return ok(undefined);
        }
        if (!provenance.value.known) {
          screen.line(
            provenance.value.patchDigest === null
              ? "No patch is known: there are no lines to explain."
              : "This was not worked out for the patch as it is now. Read the sources again: countersign ingest.",
          );
          return ok(undefined);
        }
        const diff = await ask("diff.get", { attemptId });
        if (!diff.ok) return diff;
        for (const changed of parsePatch(diff.value.patch).files)
          if (file === undefined || changed.path === file) drawFile(screen, changed, provenance.value);
        screen.line(totals(provenance.value.figures));
        return ok(undefined);
      });
    });
}

/** The origin of an added line. In: what is known of the file, the line as it was typed. */
function originAt({ files }: AttemptProvenance, file: string | undefined, line: string): Result<LineOrigin> {
  const no = /^[1-9]\d{0,8}$/.test(line) ? Number(line) : null;
  if (file === undefined || no === null)
    return err({
      code: "bad-arguments",
      message: "--line takes the number of a line of one file.",
      remedy: "Name the file before it: countersign blame PAY-118/B src/refunds.ts --line 40",
    });
  const origin = originOf(files.find(({ path }) => path === file)?.origins ?? [], "new", no);
  if (origin !== null) return ok(origin);
  return err({
    code: "not-found",
    message: `Line ${line} of ${plain(file)} is no line that the attempt added.`,
    remedy: "countersign blame ID FILE lists the changed lines with their numbers.",
  });
}

const partWords: Readonly<Record<StoryStep["part"], string>> = {
  asked: "asked",
  "failed-before": "check failed",
  said: "agent said",
  wrote: "wrote it",
  "checked-after": "next check",
};

function drawStory(screen: Screen, why: string, steps: readonly StoryStep[]): void {
  for (const { part, ref, at, label, text, result } of steps) {
    const when = at === null ? "" : ` ${at.slice(5, 16).replace("T", " ")}`;
    const ended = part === "checked-after" && result !== null ? ` ${result}` : "";
    screen.line(`${partWords[part]}${ended}, #${String(ref.seq)}${when}`);
    for (const told of [label, ...text.split("\n")]) if (told.trim() !== "") screen.line(`  ${plain(told)}`);
  }
  screen.line(plain(why));
}

function drawFile(screen: Screen, file: PatchFile, provenance: AttemptProvenance): void {
  const origins = provenance.files.find(({ path }) => path === file.path)?.origins ?? [];
  screen.line(plain(file.path));
  if (file.binary) screen.line("  binary: no lines");
  const events = new Map(provenance.events.map((event) => [keyOf(event.ref), event]));
  const told = new Set<string>();
  for (const hunk of file.hunks) {
    for (const { kind, oldNo, newNo, text } of hunk.lines) {
      if (kind === "context") continue;
      const side = kind === "add" ? "new" : "old";
      const origin = originOf(origins, side, side === "new" ? newNo : oldNo);
      const said = instructionOf(origin, events);
      if (said !== null && !told.has(said)) {
        told.add(said);
        screen.line(`  asked: ${said}`);
      }
      const no = String((side === "new" ? newNo : oldNo) ?? "").padStart(6);
      screen.line(`  ${eventCell(origin, events)} ${no} ${side === "new" ? "+" : "-"}${plain(text)}`.trimEnd());
    }
  }
  screen.line();
}

function originOf(origins: readonly LineOrigin[], side: LineOrigin["side"], no: number | null): LineOrigin | null {
  return origins.find((one) => one.side === side && no !== null && no >= one.from && no <= one.to) ?? null;
}

function instructionOf(origin: LineOrigin | null, events: ReadonlyMap<string, NamedEvent>): string | null {
  const instruction = origin?.instruction ?? null;
  const event = instruction === null ? undefined : events.get(keyOf(instruction));
  return event === undefined ? null : `“${plain(event.label).slice(0, 90)}” (#${String(event.ref.seq)})`;
}

function eventCell(origin: LineOrigin | null, events: ReadonlyMap<string, NamedEvent>): string {
  const grade = (origin?.grade ?? "unknown").padEnd(8);
  const ref = origin?.event ?? null;
  if (ref === null) return `${grade} ${"".padEnd(40)}`;
  const event = events.get(keyOf(ref));
  const who = plain(event?.model ?? event?.runner ?? "").slice(0, 20);
  const when = event?.at?.slice(5, 16).replace("T", " ") ?? "";
  return `${grade} ${`#${String(ref.seq)}`.padEnd(7)}${when.padEnd(12)} ${who.padEnd(20)}`;
}

function keyOf(ref: EventRef): string {
  return `${ref.sessionId} ${String(ref.seq)}`;
}

function totals(figures: ProvenanceFigures): string {
  if (figures.lines === 0) return "No changed lines.";
  const parts = grades.flatMap((grade) =>
    figures[grade] === 0
      ? []
      : [`${grade} ${String(figures[grade])} (${String(Math.floor((100 * figures[grade]) / figures.lines))} %)`],
  );
  return `${counted(figures.lines, "changed line")}: ${parts.join(", ")}.`;
}
