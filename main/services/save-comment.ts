import { randomBytes } from "node:crypto";
import type { Input, Output } from "../../shared/contract/api";
import type { CommentPlace } from "../../shared/contract/comments";
import type { Comment, CommentAnchor } from "../../shared/model/comment";
import { err, ok, type Result } from "../../shared/result";
import { anchorOf } from "../../shared/review/anchor-made";
import { foldLine } from "../../shared/review/anchor-lines";
import { eventText } from "../search/event-text";
import { forgetDropped, readComment, writeComment, type StoredComment } from "../store/comments";
import { readEvent } from "../store/events";
import { readAttempt, type StoredAttempt } from "../store/tasks";
import { entriesOfComment, fileDigest, patchOf } from "../views/comments";
import type { Core } from "../views/core";
import { currentSettings } from "../views/settings";
import { attemptMissing } from "../views/timeline";

type Asked = Input<"comments.save">;

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** Dropped comments can be taken back for so long, in milliseconds. */
const droppedKept = 30 * 24 * 60 * 60_000;

/** A new comment's id. */
export function newCommentId(): string {
  return `C-${[...randomBytes(12)].map((byte) => alphabet[byte % 32] ?? "0").join("")}`;
}

/** What a comment at a place keeps of it. In: the patch that was on screen; null for the attempt's own. */
export function anchorAt(
  core: Core,
  stored: StoredAttempt,
  place: CommentPlace,
  patch: string | null,
): Result<CommentAnchor> {
  const digest = patch ?? stored.attempt.patchDigest;
  const written = { patch: digest, head: stored.attempt.head };
  if (place.kind === "attempt") return ok({ kind: "attempt", ...written });
  if (place.kind === "event") {
    const { sessionId, seq } = place;
    const found = stored.attempt.sessions.includes(sessionId) ? readEvent(core.index, sessionId, seq) : null;
    if (found === null)
      return err({ code: "not-found", message: `This attempt has no event ${String(seq)} in ${sessionId}.` });
    const quote = eventText(found.event.detail).text.trim().slice(0, 1000);
    return ok({ kind: "event", sessionId, seq, quote: foldLine(quote) });
  }
  const read = digest === null ? null : patchOf(core, digest);
  if (read?.ok === false) return read;
  const file = read?.value.rows.files.find((each) => each.path === place.path);
  if (read === null || file === undefined)
    return err({
      code: "not-found",
      message: "The patch does not change that file.",
      remedy: "Comment on a file it changes, or on the attempt.",
    });
  const { text, rows } = read.value;
  const digestOfFile = fileDigest(text, file);
  if (place.kind === "file")
    return ok({ kind: "file", path: file.path, oldPath: file.oldPath, file: digestOfFile, ...written });
  const made = anchorOf(text, rows, file, place);
  return made.ok ? ok({ kind: "lines", ...made.value, file: digestOfFile, ...written }) : made;
}

function sameText(a: Comment, b: Pick<Comment, "kind" | "body" | "replacement">): boolean {
  return a.kind === b.kind && a.body === b.body && a.replacement === b.replacement;
}

/**
 * Saves what is being written. Ok means it is on the disk. Nothing that was saved is overwritten by one who did not see it: see the
 * contract.
 */
export function saveComment(core: Core, asked: Asked): Result<Output<"comments.save">> {
  const now = core.platform.clock.now().toISOString();
  const text = {
    kind: asked.kind,
    body: asked.body.toWellFormed(),
    replacement: asked.kind === "suggestion" ? (asked.replacement ?? "").toWellFormed() : null,
  };
  const saved = core.record
    .transaction((): Result<Output<"comments.save">> => {
      const before = readComment(core.record, asked.id);
      const fresh = before === null ? created(core, asked, text, now) : changed(core, asked, before, text, now);
      if (!fresh.ok) return fresh;
      writeComment(core.record, { comment: fresh.value.comment, writer: asked.writer, droppedAt: null });
      forgetDropped(core.record, new Date(Date.parse(now) - droppedKept).toISOString());
      return fresh;
    })
    .immediate();
  if (saved.ok) core.publish("changed", { scopes: ["comments"] });
  return saved;
}

type Text = Pick<Comment, "kind" | "body" | "replacement">;

function created(core: Core, asked: Asked, text: Text, now: string): Result<Output<"comments.save">> {
  const stored = readAttempt(core.index, asked.attemptId);
  if (stored?.attempt.taskId !== asked.taskId) return attemptMissing(asked.attemptId);
  let anchor: CommentAnchor | null = null;
  if (asked.thread === null) {
    if (asked.place === null) return err({ code: "place-missing", message: "The comment says not what it is about." });
    const made = anchorAt(core, stored, asked.place, asked.patch);
    if (!made.ok) return made;
    anchor = made.value;
  } else if (readComment(core.record, asked.thread)?.comment.thread !== null)
    return err({ code: "not-found", message: "The comment that this answers is gone." });
  const author = currentSettings(core).reviewerName;
  const { id, thread, taskId, attemptId, editing } = asked;
  const comment: Comment = {
    ...{ id, thread, taskId, attemptId, author, createdAt: now, updatedAt: now, ...text, anchor, editing },
    rev: 1,
    resolved: null,
  };
  return ok({ comment, beside: null });
}

function changed(
  core: Core,
  asked: Asked,
  { comment: before, writer, droppedAt }: StoredComment,
  text: Text,
  now: string,
): Result<Output<"comments.save">> {
  const recorded = entriesOfComment(core, before).length > 0;
  const other = asked.rev !== before.rev && writer !== asked.writer;
  if (sameText(before, text) || (!recorded && !other)) {
    const comment: Comment = {
      ...before,
      ...text,
      editing: asked.editing,
      updatedAt: sameText(before, text) && droppedAt === null ? before.updatedAt : now,
      rev: before.rev + 1,
    };
    return ok({ comment, beside: null });
  }
  // Another window saved meanwhile, or an entry carries it by now: what was typed becomes a comment of its own.
  const beside: Comment = {
    ...before,
    ...text,
    id: newCommentId(),
    ...(recorded ? { thread: before.thread ?? before.id, anchor: null } : {}),
    author: currentSettings(core).reviewerName,
    createdAt: now,
    updatedAt: now,
    rev: 1,
    resolved: null,
    editing: asked.editing,
  };
  return ok({ comment: beside, beside: before.id });
}
