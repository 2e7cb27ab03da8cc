import { readdirSync, rmSync } from "node:fs";
import nodePath from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import type { Input, Output } from "../../shared/contract/api";
import { patchRows, RowKind } from "../../shared/diff/rows";
import type { Result } from "../../shared/result";
import { pushPatch } from "../support/push-patch";
import { openTestApp, tempFolder } from "../support/temp-home";

let app: App;
let taskId: string;
let attemptId: string;
let path: string;
let line: number;
let lineText: string;

async function must<T>(answer: Promise<Result<T>>): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** The first added line of an attempt's patch. */
async function firstAdded(of: App, attempt: string): Promise<{ path: string; line: number; text: string }> {
  const { patch } = await must(of.invoke("diff.get", { attemptId: attempt }));
  const rows = patchRows(patch);
  const row = rows.kind.findIndex(
    (kind, at) => kind === RowKind.add && patch.slice(rows.from[at], rows.to[at]).trim().length > 20,
  );
  const file = rows.files.find((each) => each.firstRow <= row && row < each.endRow);
  return { path: file?.path ?? "", line: rows.newNo[row] ?? 0, text: patch.slice(rows.from[row], rows.to[row]) };
}

function asked(id: string, fields: Partial<Input<"comments.save">> = {}): Input<"comments.save"> {
  return {
    id,
    writer: "window-one",
    rev: 0,
    taskId,
    attemptId,
    thread: null,
    place: { kind: "lines", path, side: "new", start: line, end: line },
    patch: null,
    kind: "note",
    body: "why twice?",
    replacement: null,
    editing: null,
    ...fields,
  };
}

async function listed(attempt: string | null = attemptId): Promise<Output<"comments.list">["comments"]> {
  return (await must(app.invoke("comments.list", { taskId, attemptId: attempt }))).comments;
}

async function requestChanges(comments: Input<"decision.record">["comments"], of = app) {
  const subject = { kind: "request-changes" as const, taskId, attemptId };
  const sheet = await must(of.invoke("decision.sheet", subject));
  return of.invoke("decision.record", {
    ...subject,
    nonce: sheet.nonce,
    reason: "see the comments",
    person: null,
    until: null,
    confirm: null,
    comments,
  });
}

beforeEach(async () => {
  app = openTestApp();
  await must(app.invoke("sample.open", {}));
  const inbox = await must(app.invoke("inbox.list", { filter: "PAY-118" }));
  const row = inbox.groups.flatMap((group) => group.rows)[0];
  if (row === undefined) throw new Error("the sample has no PAY-118");
  taskId = row.taskId;
  const view = await must(app.invoke("task.get", { taskId }));
  attemptId = view.attempts[0]?.attempt.id ?? "";
  ({ path, line, text: lineText } = await firstAdded(app, attemptId));
});

describe("saving a comment", () => {
  it("keeps the line with what stands around it, and the caret; the second save changes the same comment", async () => {
    const first = await must(
      app.invoke("comments.save", asked("C-AAAAA", { body: "why", editing: { field: "body", start: 3, end: 3 } })),
    );
    expect(first.comment).toMatchObject({
      rev: 1,
      author: "ilse",
      editing: { start: 3 },
      anchor: { kind: "lines", path },
    });
    expect(first.comment.anchor?.kind === "lines" ? first.comment.anchor.snippet : []).toEqual([lineText]);
    await must(app.invoke("comments.save", asked("C-AAAAA", { rev: 1, body: "why twice?" })));
    expect(await listed()).toMatchObject([
      {
        comment: { id: "C-AAAAA", body: "why twice?", rev: 2, editing: null },
        placed: { how: "same-file", start: line },
        entries: [],
      },
    ]);
  });

  it("refuses a line that the patch does not show, and says what it shows", async () => {
    const refused = await app.invoke(
      "comments.save",
      asked("C-AAAAA", { place: { kind: "lines", path, side: "new", start: 99_999, end: 99_999 } }),
    );
    expect(refused).toMatchObject({ ok: false, error: { code: "not-found" } });
    expect(await listed()).toEqual([]);
  });

  it("loses nothing of two writers: the second text becomes a comment beside the first", async () => {
    await must(app.invoke("comments.save", asked("C-AAAAA", { body: "base" })));
    await must(app.invoke("comments.save", asked("C-AAAAA", { rev: 1, writer: "window-two", body: "from two" })));
    const late = await must(
      app.invoke("comments.save", asked("C-AAAAA", { rev: 1, writer: "window-one", body: "from one" })),
    );
    expect(late).toMatchObject({ beside: "C-AAAAA", comment: { body: "from one" } });
    expect((await listed()).map(({ comment }) => comment.body).sort()).toEqual(["from one", "from two"]);
    // The same writer's own saves never stand against each other, whatever answer it missed.
    const own = await must(
      app.invoke("comments.save", asked("C-AAAAA", { rev: 1, writer: "window-two", body: "from two, again" })),
    );
    expect(own.beside).toBeNull();
    expect(await listed()).toHaveLength(2);
  });

  it("drops a draft and takes that back; typing on in another window brings it back too", async () => {
    await must(app.invoke("comments.save", asked("C-AAAAA")));
    await must(app.invoke("comments.act", { id: "C-AAAAA", act: "drop" }));
    expect(await listed()).toEqual([]);
    await must(app.invoke("comments.act", { id: "C-AAAAA", act: "restore" }));
    expect(await listed()).toHaveLength(1);
    await must(app.invoke("comments.act", { id: "C-AAAAA", act: "drop" }));
    await must(app.invoke("comments.save", asked("C-AAAAA", { rev: 4, body: "still typing" })));
    expect(await listed()).toMatchObject([{ comment: { body: "still typing" } }]);
  });

  it("answers in a thread, resolves it and opens it again", async () => {
    await must(app.invoke("comments.save", asked("C-AAAAA")));
    await must(app.invoke("comments.save", asked("C-BBBBB", { thread: "C-AAAAA", place: null, body: "because" })));
    expect(await app.invoke("comments.act", { id: "C-AAAAA", act: "drop" })).toMatchObject({
      error: { code: "comment-answered" },
    });
    expect(await app.invoke("comments.act", { id: "C-BBBBB", act: "resolve" })).toMatchObject({
      error: { code: "not-thread" },
    });
    await must(app.invoke("comments.act", { id: "C-AAAAA", act: "resolve" }));
    expect((await listed())[0]?.comment.resolved).toMatchObject({ by: "ilse" });
    await must(app.invoke("comments.act", { id: "C-AAAAA", act: "reopen" }));
    expect((await listed())[0]?.comment.resolved).toBeNull();
  });

  it("is kept through a start anew of the core, and through an index that is lost", async () => {
    const home = tempFolder();
    const first = openTestApp({ home });
    await must(first.invoke("sample.open", {}));
    await must(first.invoke("comments.save", asked("C-AAAAA", { editing: { field: "body", start: 2, end: 4 } })));
    first.close();
    for (const name of readdirSync(home)) if (name.startsWith("index.db")) rmSync(nodePath.join(home, name));
    const second = openTestApp({ home });
    await second.rebuild();
    const [shown] = (await must(second.invoke("comments.list", { taskId, attemptId }))).comments;
    expect(shown).toMatchObject({
      comment: { body: "why twice?", editing: { start: 2, end: 4 } },
      placed: { how: "same-file" },
    });
  });
});

describe("after a new head", () => {
  function push(text: string): void {
    pushPatch(app, attemptId, text);
  }

  it("moves with its lines, says when they changed, and is kept without a place when they are gone", async () => {
    await must(app.invoke("comments.save", asked("C-AAAAA")));
    const { patch } = await must(app.invoke("diff.get", { attemptId }));
    push(
      patch
        .replace(`+${lineText}`, `+// one line more\n+${lineText}`)
        .replace(
          /^(@@ -\d+,\d+ \+\d+,)(\d+)/mu,
          (_, head: string, count: string) => `${head}${String(Number(count) + 1)}`,
        ),
    );
    const moved = await listed();
    expect(moved).toMatchObject([{ placed: { state: "lines", how: "same-lines", start: line + 1 } }]);
    push(patch.replace(`+${lineText}`, `+${lineText} // and more of it`));
    expect(await listed()).toMatchObject([{ placed: { state: "lines", how: "changed", start: line } }]);
    push(patch.replace(`+${lineText}`, "+x"));
    expect(await listed()).toMatchObject([{ placed: { state: "orphan" }, comment: { body: "why twice?" } }]);
    push(patch);
    expect(await listed()).toMatchObject([{ placed: { how: "same-file", start: line } }]);
  });

  it("keeps of a comment begun on the patch before what stood there then", async () => {
    const { patch, digest } = await must(app.invoke("diff.get", { attemptId }));
    push(patch.replace(`+${lineText}`, `+${lineText} // pushed meanwhile`));
    const saved = await must(app.invoke("comments.save", asked("C-AAAAA", { patch: digest })));
    expect(saved.comment.anchor).toMatchObject({ snippet: [lineText], patch: digest });
    expect(await listed()).toMatchObject([{ placed: { how: "changed" } }]);
  });

  it("is put elsewhere by hand", async () => {
    await must(app.invoke("comments.save", asked("C-AAAAA")));
    await must(app.invoke("comments.place", { id: "C-AAAAA", attemptId, place: { kind: "file", path }, patch: null }));
    expect(await listed()).toMatchObject([{ placed: { state: "file", path } }]);
  });

  it("shows what was written on one attempt in another where the same lines stand", async () => {
    await must(app.invoke("comments.save", asked("C-AAAAA")));
    const view = await must(app.invoke("task.get", { taskId }));
    for (const { attempt } of view.attempts) {
      const [shown] = await listed(attempt.id);
      expect(shown?.letter).toBe(view.attempts[0]?.attempt.letter);
      if (attempt.id !== attemptId && shown?.placed.state === "lines") {
        const here = await must(app.invoke("diff.get", { attemptId: attempt.id }));
        expect(shown.placed.how === "changed" || here.patch.includes(lineText)).toBe(true);
      }
    }
  });
});

describe("a decision that takes comments along", () => {
  it("carries them in its entry; from then on they are not edited, and what is typed becomes an answer", async () => {
    const { comment } = await must(
      app.invoke("comments.save", asked("C-AAAAA", { kind: "suggestion", replacement: "return once();" })),
    );
    const receipt = await must(requestChanges([{ id: comment.id, rev: comment.rev }]));
    const entry = await must(app.invoke("audit.entry", { seq: receipt.seq }));
    expect(entry.entry).toMatchObject({
      body: { kind: "decision" },
      decision: {
        kind: "request-changes",
        comments: [
          { id: "C-AAAAA", body: "why twice?", replacement: "return once();", anchor: { path, snippet: [lineText] } },
        ],
      },
    });
    expect(await listed()).toMatchObject([{ entries: [{ seq: receipt.seq, kind: "request-changes" }] }]);
    expect(await app.invoke("comments.act", { id: "C-AAAAA", act: "drop" })).toMatchObject({
      error: { code: "comment-recorded" },
    });
    const typed = await must(app.invoke("comments.save", asked("C-AAAAA", { rev: 1, body: "other words" })));
    expect(typed).toMatchObject({ beside: "C-AAAAA", comment: { thread: "C-AAAAA", body: "other words" } });
    expect((await listed()).map((one) => one.comment.body)).toEqual(["why twice?", "other words"]);
    expect(await requestChanges([{ id: "C-AAAAA", rev: 1 }])).toMatchObject({ error: { code: "comment-recorded" } });
    expect(await must(app.invoke("audit.verify", {}))).toMatchObject({ verified: true });
  });

  it("gives them back as drafts when it is taken back", async () => {
    const { comment } = await must(app.invoke("comments.save", asked("C-AAAAA")));
    const receipt = await must(requestChanges([{ id: comment.id, rev: comment.rev }]));
    expect(await listed()).toMatchObject([{ entries: [{ seq: receipt.seq }] }]);
    await must(app.invoke("decision.withdraw", { entries: [receipt.seq], reason: "" }));
    expect(await listed()).toMatchObject([{ entries: [] }]);
    await must(app.invoke("comments.act", { id: "C-AAAAA", act: "drop" }));
    const entry = await must(app.invoke("audit.entry", { seq: receipt.seq }));
    expect(entry.entry).toMatchObject({ decision: { comments: [{ body: "why twice?" }] } });
  });

  it("records nothing when a comment changed since it was shown", async () => {
    await must(app.invoke("comments.save", asked("C-AAAAA")));
    await must(app.invoke("comments.save", asked("C-AAAAA", { rev: 1, body: "changed" })));
    const before = (await must(app.invoke("audit.verify", {}))).entries;
    expect(await requestChanges([{ id: "C-AAAAA", rev: 1 }])).toMatchObject({ error: { code: "comment-moved" } });
    expect((await must(app.invoke("audit.verify", {}))).entries).toBe(before);
  });

  it("refuses a comment of another task", async () => {
    await must(app.invoke("comments.save", asked("C-AAAAA")));
    const inbox = await must(app.invoke("inbox.list", { filter: "WEB-123" }));
    const row = inbox.groups.flatMap((group) => group.rows)[0];
    const own = { taskId, attemptId };
    taskId = row?.taskId ?? "";
    attemptId = row?.focusAttempt ?? "";
    expect(await requestChanges([{ id: "C-AAAAA", rev: 1 }])).toMatchObject({ error: { code: "comment-elsewhere" } });
    ({ taskId, attemptId } = own);
  });
});

describe("comments as a prompt", () => {
  it("names the lines, the suggestion and the contract; of an entry what it carries", async () => {
    const { comment } = await must(
      app.invoke("comments.save", asked("C-AAAAA", { kind: "suggestion", replacement: "once();" })),
    );
    await must(app.invoke("comments.save", asked("C-BBBBB", { thread: "C-AAAAA", place: null, body: "and test it" })));
    const open = await must(app.invoke("comments.prompt", { taskId, attemptId: null, entry: null, only: null }));
    expect(open.comments).toBe(1);
    for (const part of [path, `line ${String(line)}`, lineText, "> why twice?", "once();", "> and test it", "PAY-118"])
      expect(open.text).toContain(part);
    const receipt = await must(requestChanges([{ id: comment.id, rev: comment.rev }]));
    await must(app.invoke("comments.act", { id: "C-AAAAA", act: "resolve" }));
    expect(
      await must(app.invoke("comments.prompt", { taskId, attemptId: null, entry: null, only: null })),
    ).toMatchObject({ comments: 0 });
    const carried = await must(
      app.invoke("comments.prompt", { taskId, attemptId: null, entry: receipt.seq, only: null }),
    );
    expect(carried.text).toContain(`entry ${String(receipt.seq)} of the audit log`);
    expect(carried.text).toContain("see the comments");
    expect(carried.text).not.toContain("and test it");
  });
});
