import { describe, expect, it } from "vitest";
import { Film } from "../../../main/provenance/film";
import type { FileEditDetail } from "../../../shared/model/event";
import { editDetail } from "../../builders/event";

const cwd = "/work/ledger";
const edit = (over: Partial<FileEditDetail>) => editDetail("/work/ledger/src/a.ts", over);

describe("film", () => {
  it("grows a new file, and says what each step changed", () => {
    const film = new Film();
    film.take(edit({ op: "add", oldText: null, newText: "one\ntwo\n", fileBefore: "" }), cwd);
    expect(film.files()).toMatchObject([
      { path: "src/a.ts", state: "added", added: 2, removed: 0, known: "exact", edits: 1 },
    ]);
    film.take(edit({ oldText: "two", newText: "2" }), cwd);
    expect(film.shown("src/a.ts", "previous").lines.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      "context one",
      "del two",
      "add 2",
    ]);
    expect(film.shown("src/a.ts", "base").lines.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      "add one",
      "add 2",
    ]);
    expect(film.files()).toMatchObject([{ added: 2, edits: 2 }]);
  });

  it("knows a change that was undone, a move and a deletion", () => {
    const film = new Film();
    film.take(edit({ fileBefore: "a\nkeep\n", oldText: "a", newText: "b" }), cwd);
    expect(film.files()).toMatchObject([{ state: "changed", added: 1, removed: 1 }]);
    film.take(edit({ oldText: "b", newText: "a" }), cwd);
    expect(film.files()).toMatchObject([{ state: "same", added: 0, removed: 0, known: "exact" }]);
    expect(film.shown("src/a.ts", "base").why).toBe("The file is as it was before.");
    film.take(edit({ op: "move", newPath: "/work/ledger/src/b.ts", oldText: null, newText: null }), cwd);
    expect(film.files()).toMatchObject([{ path: "src/b.ts", movedFrom: "src/a.ts" }]);
    expect(film.take(edit({ op: "delete", path: "/work/ledger/src/b.ts", oldText: null, newText: null }), cwd)).toBe(
      "src/b.ts",
    );
    expect(film.files()).toMatchObject([{ path: "src/b.ts", state: "deleted", removed: 2 }]);
  });

  it("says where something else changed a file in between, and where only pieces are recorded", () => {
    const film = new Film();
    film.take(edit({ fileBefore: "a\n", oldText: "a", newText: "b" }), cwd);
    film.take(edit({ fileBefore: "b\nmore\n", oldText: "b", newText: "c" }), cwd);
    expect(film.files()).toMatchObject([
      { known: "inferred", gaps: ["it also changed outside the recorded edits"], added: 2, removed: 1 },
    ]);
    film.take(edit({ path: "/work/ledger/src/x.ts", hunks: "@@ -3,1 +3,1 @@\n-old\n+new\n" }), cwd);
    expect(film.files().find(({ path }) => path === "src/x.ts")).toMatchObject({
      state: "unknown",
      known: "pieces",
      added: null,
    });
    expect(film.shown("src/x.ts", "base").lines.map(({ text }) => text)).toEqual(["@@ -3,1 +3,1 @@", "old", "new"]);
    expect(film.shown("src/a.ts", "previous").why).toBe("This step does not change this file.");
    expect(film.shown("nowhere.ts", "base").why).toBe("No edit has touched this file yet.");
  });

  it("marks what lies outside of the session's folder", () => {
    const film = new Film();
    film.take(edit({ path: "/etc/hosts", op: "add", oldText: null, newText: "x" }), cwd);
    expect(film.files()).toMatchObject([{ path: "/etc/hosts", outside: true }]);
  });
});
