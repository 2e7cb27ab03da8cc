import type { ParsedPatch, PatchFile } from "../../shared/diff/parse-patch";
import type { FileEditDetail, SessionEvent } from "../../shared/model/event";
import type { EventRef } from "../../shared/model/evidence";
import type { FileProvenance, ProvenanceFigures } from "../../shared/model/provenance";
import type { Session } from "../../shared/model/session";
import { commandReach, type CommandWrite } from "./command-writes";
import { LineFile } from "./line-file";
import { gradeLines, type NotedLines } from "./line-grades";
import { instructionsOf } from "./line-instructions";
import { GapReader, LineOwners, type Origin } from "./line-owners";
import { patchPaths, type ToPatchPath } from "./line-paths";
import { sidesOf } from "./line-sides";
import { LineTexts } from "./line-text";
import { unexplainedHunks, type UnexplainedHunk } from "./unexplained-hunks";

/** Who wrote the changed lines of an attempt. */
export interface LineProvenance {
  readonly files: readonly FileProvenance[];
  readonly figures: ProvenanceFigures;
  /** Hunks that no recorded edit and no command can explain, and how many edits were replayed beside them. */
  readonly unexplained: readonly UnexplainedHunk[];
  readonly edits: number;
}

export interface ProvenanceFacts {
  readonly patch: ParsedPatch;
  /** In time order. The texts of edits may be left out here: they are given one by one to `take`. */
  readonly events: readonly SessionEvent[];
  readonly sessions: readonly Session[];
  /** Lines that attribution notes of a runner name, by path of the patch. */
  readonly noted: ReadonlyMap<string, readonly NotedLines[]>;
}

const eventsAtOnce = 1000;

/** Whether an event's texts are needed by the replay. */
function isReplayed({ event: { detail } }: SessionEvent): boolean {
  return detail.kind === "file-edit" && detail.outcome === "ok";
}

/**
 * Says for every changed line of a patch which event wrote or removed it, by replaying what the sessions recorded from the
 * patch's old side. What comes out is held against the patch's new side: where it is the same text, the last who wrote a line
 * is known; where it is not, the events between that can have changed the file are weighed. Pure; steps are small.
 */
export class LineReplay {
  readonly #facts: ProvenanceFacts;
  readonly #owners = new LineOwners();
  readonly #files = new Map<string, LineFile>();
  #toPath: ToPatchPath = (path) => path;
  readonly #folders: ReadonlyMap<string, string | null>;
  #moves = false;
  #edits = 0;

  constructor(facts: ProvenanceFacts) {
    this.#facts = facts;
    this.#folders = new Map(facts.sessions.map((session) => [session.id, session.cwd]));
  }

  /** How recorded paths belong to the patch's, and whether files move. */
  *#readPaths(): Generator<void> {
    const { events, sessions, patch } = this.#facts;
    const recorded: { path: string; cwd: string | null }[] = [];
    for (const [at, { sessionId, event }] of events.entries()) {
      const { detail } = event;
      const cwd = this.#folders.get(sessionId) ?? null;
      if (detail.kind === "file-edit") {
        recorded.push({ path: detail.path, cwd });
        if (detail.newPath === null) continue;
        recorded.push({ path: detail.newPath, cwd });
        this.#moves = true;
      } else if (detail.kind === "command" || detail.kind === "check") {
        if (!/<<|\brm\b|\bmv\b/.test(detail.command)) continue;
        if (/\bmv\b/.test(detail.command)) this.#moves = true;
        for (const write of commandReach(detail.command, false).writes)
          for (const path of write.kind === "move" ? [write.path, write.to] : [write.path])
            recorded.push({ path, cwd: detail.cwd ?? cwd });
      }
      if (at % eventsAtOnce === 0) yield;
    }
    yield;
    const folders = sessions.flatMap((session) => [session.cwd, ...session.locations.map((place) => place.cwd)]);
    this.#toPath = patchPaths(
      patch.files.flatMap((file) => (file.oldPath === null ? [file.path] : [file.path, file.oldPath])),
      recorded,
      folders.flatMap((folder) => folder ?? []),
    );
    yield;
  }

  /** Reads the patch's files and replays the events. In: what gives an event with its texts. One step a file or event. */
  *run(whole: (event: SessionEvent) => SessionEvent | null): Generator<void, LineProvenance> {
    yield* this.#readPaths();
    for (const file of this.#facts.patch.files) {
      const texts = new LineTexts();
      const started = new LineFile(texts, file.binary ? null : sidesOf(file, texts));
      this.#files.set(file.path, started);
      if (file.status === "renamed" && file.oldPath !== null) this.#files.set(file.oldPath, started);
      yield;
    }
    for (const [at, event] of this.#facts.events.entries()) {
      const given = isReplayed(event) ? whole(event) : event;
      if (given !== null && this.#take(given, at)) yield;
    }
    return yield* this.#end();
  }

  /** True where there was something to do. */
  #take({ sessionId, event }: SessionEvent, at: number): boolean {
    const { detail } = event;
    const ref = { sessionId, seq: event.seq };
    if (detail.kind === "file-edit") {
      if (detail.outcome !== "ok") return false;
      this.#edits += 1;
      this.#edit(detail, ref, at);
      return true;
    }
    if (detail.kind === "command" || detail.kind === "check") {
      if (detail.outcome === "denied") return false;
      const reach = commandReach(detail.command, detail.kind === "check" && detail.checkType !== "build");
      const done = detail.outcome === "ok" && (detail.exitCode ?? 0) === 0;
      const wrote = reach.writes.length > 0;
      if (wrote && done) {
        const folder = detail.cwd ?? this.#folders.get(sessionId) ?? null;
        for (const write of reach.writes) this.#command(write, folder, ref, at);
      }
      const can = wrote ? (done && reach.others === "none" ? "writes" : "may") : reach.others;
      if (can !== "none") this.#owners.suspects.push({ at, ref, text: detail.command, reach: can });
      return true;
    }
    if (detail.kind === "tool-call" && detail.outcome === "ok" && /edit|write|patch|replace|insert/i.test(detail.tool))
      this.#owners.suspects.push({ at, ref, text: detail.input, reach: "writes" });
    return false;
  }

  #file(path: string): LineFile | null {
    const known = this.#files.get(path);
    // A file the patch does not name matters only if it is moved to one that it does.
    if (known !== undefined || !this.#moves) return known ?? null;
    const made = new LineFile(new LineTexts(), null);
    this.#files.set(path, made);
    return made;
  }

  #edit(edit: FileEditDetail, ref: EventRef, at: number): void {
    const cwd = this.#folders.get(ref.sessionId) ?? null;
    const path = this.#toPath(edit.path, cwd);
    const file = this.#file(path);
    if (file === null) return;
    if (edit.fileBefore !== null && (edit.op !== "add" || edit.fileBefore !== "")) {
      const first = !file.touched && file.before !== null;
      file.observe(edit.fileBefore, this.#owners.add({ from: file.knownAt, to: at, first }));
    }
    if (applied(file, edit, this.#owners, ref, at)) file.knownAt = at;
    if (edit.newPath !== null)
      this.#move(path, this.#toPath(edit.newPath, cwd), ref, at, "The edit moved the file here.");
  }

  #command(write: CommandWrite, cwd: string | null, ref: EventRef, at: number): void {
    const path = this.#toPath(write.path, cwd);
    if (write.kind === "move") {
      this.#move(path, this.#toPath(write.to, cwd), ref, at, "The command moved the file here.");
      return;
    }
    const file = this.#file(path);
    if (file === null) return;
    const own = (origin: Omit<Origin, "event" | "at">) => this.#owners.add({ ...origin, event: ref, at });
    if (write.kind === "remove") file.remove(own({ grade: "window", why: "The command deleted the file." }));
    else if (write.kind === "append")
      file.append(write.text, own({ grade: "exact", why: "The command's text holds what it appended to the file." }));
    else file.write(write.text, own({ grade: "exact", why: "The command's text holds the whole file." }));
    file.knownAt = at;
  }

  #move(from: string, to: string, ref: EventRef, at: number, why: string): void {
    const [source, target] = [this.#file(from), this.#file(to)];
    if (source === target || source === null || target === null || !source.touched) return;
    const owner = this.#owners.add({ grade: "inferred", why, event: ref, at });
    target.takeOver(source, owner);
    source.remove(owner);
    target.knownAt = at;
    source.knownAt = at;
  }

  *#end(): Generator<void, LineProvenance> {
    const { patch, events, sessions, noted } = this.#facts;
    const instruction = instructionsOf(events, sessions);
    yield;
    const files: FileProvenance[] = [];
    const unexplained: UnexplainedHunk[] = [];
    for (const file of patch.files) {
      const replayed = this.#files.get(file.path);
      if (replayed === undefined) continue;
      const gaps = new GapReader(this.#owners.suspects, namesOf(file));
      const origins = gradeLines({
        file: replayed,
        owners: this.#owners,
        gaps,
        noted: noted.get(file.path) ?? [],
        instruction,
      });
      const can = gaps.canBeCommand({ from: -1, to: Infinity, first: false }) || replayed.lost.length > 0;
      if (!can) unexplained.push(...unexplainedHunks(file, origins));
      files.push({ path: file.path, origins });
      yield;
    }
    return { files, figures: figuresOf(files), unexplained, edits: this.#edits };
  }
}

function namesOf(file: PatchFile): string[] {
  return file.oldPath === null ? [file.path] : [file.path, file.oldPath];
}

/** Counts the lines of files by grade. */
export function figuresOf(files: readonly FileProvenance[]): ProvenanceFigures {
  const figures = { lines: 0, exact: 0, patch: 0, window: 0, inferred: 0, unknown: 0 };
  for (const { origins } of files)
    for (const { from, to, grade } of origins) {
      figures[grade] += to - from + 1;
      figures.lines += to - from + 1;
    }
  return figures;
}

/** Replays one edit in its file. False where the record does not say enough to place it. */
function applied(file: LineFile, edit: FileEditDetail, owners: LineOwners, ref: EventRef, at: number): boolean {
  const { op, oldText, newText, hunks } = edit;
  const given = newText !== null || /patch/i.test(edit.tool);
  const owner = owners.add({
    grade: given ? "exact" : "patch",
    event: ref,
    at,
    why: given ? "The edit's recorded input holds the line." : "The runner's record of the edit holds the line.",
  });
  if (op === "delete") {
    file.remove(owner);
    return true;
  }
  if (op === "add") {
    const text = newText ?? (hunks === null ? null : addedText(hunks));
    if (text === null) return lost(file, owner, "");
    file.write(text, owner);
    return true;
  }
  if (oldText === null && newText === null && hunks === null) return op === "move" || lost(file, owner, "");
  if (oldText === null && newText !== null) {
    file.write(newText, owner);
    return true;
  }
  if (oldText !== null && oldText !== "" && newText !== null && file.replace(oldText, newText, edit.replaceAll, owner))
    return true;
  if (hunks !== null && file.patch(hunks, owner)) return true;
  if (
    oldText === "" &&
    newText !== null &&
    (file.lines === null || file.lines.every((line) => line === file.texts.known("")))
  ) {
    file.write(newText, owner);
    return true;
  }
  return lost(file, owner, newText ?? (hunks === null ? "" : addedText(hunks)));
}

function lost(file: LineFile, owner: number, text: string): false {
  file.lost.push({ owner, lines: new Set(file.texts.lines(text)) });
  return false;
}

function addedText(hunks: string): string {
  const lines = hunks.split("\n").filter((line) => line.startsWith("+"));
  return lines.map((line) => `${line.slice(1)}\n`).join("");
}
