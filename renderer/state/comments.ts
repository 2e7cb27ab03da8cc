import { create } from "zustand";
import { useShallow } from "zustand/react/shallow";
import type { CommentPlace } from "../../shared/contract/comments";
import type { Caret, Comment, CommentKind } from "../../shared/model/comment";
import { call, listen } from "../bridge/client";
import { announce } from "./announce";

/** A comment that is open in a composer. What is typed lives here and, after each pause, in the record. */
export interface Writing {
  readonly id: string;
  readonly taskId: string;
  readonly attemptId: string;
  /** The comment it answers. */
  readonly thread: string | null;
  readonly place: CommentPlace | null;
  /** The patch that was on screen when it was begun. */
  readonly patch: string | null;
  /** The lines it is about: what a suggestion starts from. */
  readonly lines: string;
  readonly kind: CommentKind;
  readonly body: string;
  readonly replacement: string;
  readonly caret: Caret;
  /** The revision it was read or saved as; 0 while it is in the window only. */
  readonly rev: number;
  readonly state: "kept" | "typing" | "saving" | "failed";
  readonly problem: string | null;
  /** Said above the text: that it was found again, or became a comment of its own. */
  readonly note: string | null;
}

interface Comments {
  readonly writings: Readonly<Record<string, Writing>>;
  /** The composer that takes the focus when it is drawn. */
  readonly focus: string | null;
  /** Dropped last: it can be taken back. */
  readonly dropped: string | null;
  /** Which comments decisions take along, where that is not what is usual: by kind and comment. */
  readonly choices: Readonly<Record<string, boolean>>;
}

/** Saved so long after the last key, and no later than this while keys go on, in milliseconds. */
const pause = 400;
const longest = 2_000;
const retryAfter = 2_000;
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

function randomId(length: number): string {
  return [...crypto.getRandomValues(new Uint8Array(length))].map((byte) => alphabet[byte % 32] ?? "0").join("");
}

/** Names this window: its own saves never stand against each other. */
const writer = `window-${randomId(12)}`;
const store = create<Comments>(() => ({ writings: {}, focus: null, dropped: null, choices: {} }));

interface Timing {
  timer: ReturnType<typeof setTimeout> | undefined;
  since: number;
  /** The save under way. */
  running: Promise<void> | null;
}
const timings = new Map<string, Timing>();
/** Comments that were open in this window: a list that was asked for before one was closed does not open it again. */
const opened = new Set<string>();

function timingOf(id: string): Timing {
  const known = timings.get(id) ?? { timer: undefined, since: 0, running: null };
  timings.set(id, known);
  return known;
}

function patch(id: string, change: Partial<Writing>): void {
  store.setState((state) => {
    const writing = state.writings[id];
    return writing === undefined ? state : { writings: { ...state.writings, [id]: { ...writing, ...change } } };
  });
}

function forget(id: string): void {
  clearTimeout(timings.get(id)?.timer);
  timings.delete(id);
  places.delete(id);
  store.setState((state) => ({
    writings: Object.fromEntries(Object.entries(state.writings).filter(([key]) => key !== id)),
    focus: state.focus === id ? null : state.focus,
  }));
}

/** The composer of an id, or undefined. */
export function useWriting(id: string): Writing | undefined {
  return store((state) => state.writings[id]);
}

/** Ids of the composers of answers in a thread, as one text: it changes only when one opens or closes. */
export function useAnswering(thread: string): readonly string[] {
  const ids = store((state) =>
    Object.values(state.writings)
      .filter((writing) => writing.thread === thread)
      .map(({ id }) => id)
      .join(" "),
  );
  return ids === "" ? [] : ids.split(" ");
}

/** What a composer that begins a thread is about: does not change while it is typed in. */
export type WritingPlace = Pick<Writing, "id" | "attemptId" | "place">;

/** The composers of a task that begin threads of their own, without what is typed in them. */
export function useWritingPlaces(taskId: string): readonly WritingPlace[] {
  return store(
    useShallow((state) =>
      Object.values(state.writings)
        .filter((writing) => writing.taskId === taskId && writing.thread === null)
        .map((writing) => placeOf(writing)),
    ),
  );
}

const places = new Map<string, WritingPlace>();

/** The same object as long as the composer is open. */
function placeOf({ id, attemptId, place }: Writing): WritingPlace {
  const known = places.get(id) ?? { id, attemptId, place };
  places.set(id, known);
  return known;
}

/** Whether a composer is to take the focus; once. */
export function takesFocus(id: string): boolean {
  if (store.getState().focus !== id) return false;
  store.setState({ focus: null });
  return true;
}

/** The comment that was dropped last and can be taken back. */
export function useDropped(): string | null {
  return store((state) => state.dropped);
}

export type NewWriting = Pick<Writing, "taskId" | "attemptId" | "thread" | "place" | "patch" | "lines"> & {
  readonly kind?: CommentKind | undefined;
};

function startCaret({ kind, lines }: NewWriting): Caret {
  return kind === "suggestion"
    ? { field: "replacement", start: lines.length, end: lines.length }
    : { field: "body", start: 0, end: 0 };
}

/** Opens a composer; one that is open on the same place takes the focus instead. */
export function startWriting(asked: NewWriting): void {
  const same = Object.values(store.getState().writings).find(
    (writing) =>
      writing.attemptId === asked.attemptId &&
      writing.thread === asked.thread &&
      JSON.stringify(writing.place) === JSON.stringify(asked.place),
  );
  const id = same?.id ?? `C-${randomId(12)}`;
  const fresh: Writing = same ?? {
    ...asked,
    kind: asked.kind ?? "note",
    id,
    body: "",
    replacement: asked.lines,
    caret: startCaret(asked),
    rev: 0,
    state: "kept",
    problem: null,
    note: null,
  };
  keepWritings();
  opened.add(id);
  store.setState((state) => ({ writings: { ...state.writings, [id]: fresh }, focus: id }));
  document.querySelector<HTMLTextAreaElement>(`[data-writing="${id}"] textarea`)?.focus();
}

/** Opens a comment again: to change it, or because it was open when the window went away. */
export function reopenWriting(comment: Comment, lines: string, how: "edit" | "found"): void {
  if (store.getState().writings[comment.id] !== undefined || (how === "found" && opened.has(comment.id))) return;
  keepWritings();
  opened.add(comment.id);
  const end = comment.body.length;
  const writing: Writing = {
    id: comment.id,
    taskId: comment.taskId,
    attemptId: comment.attemptId,
    thread: comment.thread,
    place: null,
    patch: null,
    lines,
    kind: comment.kind,
    body: comment.body,
    replacement: comment.replacement ?? lines,
    caret: comment.editing ?? { field: "body", start: end, end },
    rev: comment.rev,
    state: "kept",
    problem: null,
    note: how === "found" ? "Found again as it was when the window closed." : null,
  };
  store.setState((state) => ({
    writings: { ...state.writings, [comment.id]: writing },
    focus: how === "edit" ? comment.id : state.focus,
  }));
}

/** What was typed or where the caret went. Saved after the next pause. */
export function changeWriting(
  id: string,
  change: Partial<Pick<Writing, "kind" | "body" | "replacement" | "caret">>,
): void {
  const before = store.getState().writings[id];
  if (before === undefined) return;
  patch(id, { ...change, state: "typing" });
  const timing = timingOf(id);
  const now = Date.now();
  if (timing.timer === undefined) timing.since = now;
  clearTimeout(timing.timer);
  timing.timer = setTimeout(
    () => {
      void saveWriting(id);
    },
    Math.max(0, Math.min(pause, timing.since + longest - now)),
  );
}

function isEmpty(writing: Writing): boolean {
  return writing.body.trim() === "" && (writing.kind === "note" || writing.replacement === writing.lines);
}

/** Saves at once; one save after the other. Resolves when what was typed by now is on the disk, or the save was refused. */
export async function saveWriting(id: string, closing = false): Promise<void> {
  const timing = timingOf(id);
  clearTimeout(timing.timer);
  timing.timer = undefined;
  while (timing.running !== null) await timing.running;
  const writing = store.getState().writings[id];
  if (writing === undefined || (writing.state === "kept" && !closing) || (isEmpty(writing) && writing.rev === 0))
    return;
  timing.running = send(id, writing, closing);
  await timing.running;
  timing.running = null;
}

async function send(id: string, writing: Writing, closing: boolean): Promise<void> {
  const { taskId, attemptId, thread, place, rev, kind, body, replacement, caret } = writing;
  patch(id, { state: "saving" });
  const saved = await call("comments.save", {
    ...{ id, writer, rev, taskId, attemptId, thread, place, patch: writing.patch, kind, body },
    replacement: kind === "suggestion" ? replacement : null,
    editing: closing ? null : caret,
  });
  const now = store.getState().writings[id];
  if (now === undefined) return;
  if (!saved.ok) {
    patch(id, { state: "failed", problem: saved.error.message });
    timingOf(id).timer ??= setTimeout(() => {
      void saveWriting(id);
    }, retryAfter);
    return;
  }
  const same = now.body === body && now.replacement === replacement && now.kind === kind;
  const { comment, beside } = saved.value;
  patch(id, { rev: comment.rev, state: same ? "kept" : "typing", problem: null });
  if (beside !== null) rename(id, comment);
}

/** Another window changed the comment, or an entry carries it by now: what was typed here goes on as a comment of its own. */
function rename(id: string, comment: Comment): void {
  const writing = store.getState().writings[id];
  if (writing === undefined) return;
  const note = "Changed or recorded elsewhere meanwhile: your text is kept as a comment of its own.";
  const focused = document.activeElement?.closest("[data-writing]")?.getAttribute("data-writing") === id;
  forget(id);
  opened.add(comment.id);
  store.setState((state) => ({
    writings: {
      ...state.writings,
      [comment.id]: { ...writing, id: comment.id, thread: comment.thread, rev: comment.rev, note },
    },
    focus: focused ? comment.id : state.focus,
  }));
  announce(note);
}

/** Closes a composer and keeps what it holds; an empty one is dropped. */
export async function closeWriting(id: string): Promise<void> {
  const writing = store.getState().writings[id];
  if (writing === undefined) return;
  if (isEmpty(writing)) {
    await discardWriting(id);
    return;
  }
  await saveWriting(id, true);
  if (store.getState().writings[id]?.state === "failed") return;
  forget(id);
  announce("Comment kept as a draft.");
}

/** Closes a composer and drops what it holds; what was saved can be taken back. */
export async function discardWriting(id: string): Promise<void> {
  const timing = timingOf(id);
  clearTimeout(timing.timer);
  while (timing.running !== null) await timing.running;
  const writing = store.getState().writings[id];
  if (writing === undefined) return;
  if (writing.rev > 0) await dropComment(id);
  forget(id);
}

/** What was chosen for decisions, by "kind comment". */
export function useChoices(): Comments["choices"] {
  return store((state) => state.choices);
}

/** Takes a comment along with a decision of a kind, or leaves it out. */
export function chooseComment(key: string, taken: boolean): void {
  store.setState((state) => ({ choices: { ...state.choices, [key]: taken } }));
}

/** Closes and keeps every composer on an attempt. Out: the ids of those that were open. */
export async function closeWritingsOf(attemptId: string): Promise<readonly string[]> {
  const open = Object.values(store.getState().writings).filter((writing) => writing.attemptId === attemptId);
  for (const { id } of open) await closeWriting(id);
  return open.map(({ id }) => id);
}

/** Drops a draft. */
export async function dropComment(id: string): Promise<void> {
  const done = await call("comments.act", { id, act: "drop" });
  if (done.ok) store.setState({ dropped: id });
  announce(done.ok ? "Comment dropped. It can be taken back." : done.error.message);
}

/** Takes back the last drop. */
export async function takeBackDrop(): Promise<void> {
  const { dropped: id } = store.getState();
  if (id === null) return;
  const done = await call("comments.act", { id, act: "restore" });
  if (done.ok) store.setState({ dropped: null });
  announce(done.ok ? "Comment taken back." : done.error.message);
}

/** The undo is not offered any more. */
export function forgetDropped(): void {
  store.setState({ dropped: null });
}

/** Resolves a thread, or opens it again. */
export async function resolveThread(id: string, resolved: boolean): Promise<void> {
  const done = await call("comments.act", { id, act: resolved ? "resolve" : "reopen" });
  announce(done.ok ? (resolved ? "Thread resolved." : "Thread opened again.") : done.error.message);
}

let keeping = false;

/** Saves whatever is open when the window is hidden, and again when a lost core is back; from the first composer on. */
function keepWritings(): void {
  if (keeping) return;
  keeping = true;
  const all = (): void => {
    for (const id of Object.keys(store.getState().writings)) void saveWriting(id);
  };
  const hidden = (): void => {
    if (document.visibilityState === "hidden") all();
  };
  document.addEventListener("visibilitychange", hidden);
  window.addEventListener("pagehide", all);
  listen("core", ({ state }) => {
    if (state === "ready") all();
  });
}
