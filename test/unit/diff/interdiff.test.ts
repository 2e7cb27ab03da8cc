import { createTwoFilesPatch } from "diff";
import { describe, expect, it } from "vitest";
import { interdiff } from "../../../shared/diff/interdiff";
import { parsePatch } from "../../../shared/diff/parse-patch";
import { seededRandom } from "../../support/seeded-random";

/** A patch of one file as git writes it, by the `diff` library. */
function patchOf(base: string, result: string, context = 3, path = "src/a.ts"): string {
  if (base === result) return "";
  const drawn = createTwoFilesPatch(`a/${path}`, `b/${path}`, base, result, "", "", { context });
  return `diff --git a/${path} b/${path}\n${drawn.slice(drawn.indexOf("--- "))}`.replaceAll(
    /^(---|\+\+\+) (.*?)\t$/gm,
    "$1 $2",
  );
}

/** Applies a patch of one file by its numbers alone; every context and removed line must stand where it says. */
function apply(text: string, patch: string): string {
  const [file] = parsePatch(patch).files;
  const lines = text === "" ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []);
  const out: string[] = [];
  let at = 0;
  for (const hunk of file?.hunks ?? []) {
    const start = hunk.oldLines === 0 ? hunk.oldStart : hunk.oldStart - 1;
    while (at < start) out.push(lines[at++] ?? "");
    if (hunk.newLines > 0 && out.length + 1 !== hunk.newStart) throw new Error("The new line numbers are wrong.");
    for (const line of hunk.lines) {
      const full = line.noNewline ? line.text : `${line.text}\n`;
      if (line.kind === "add") out.push(full);
      else if (lines[at] !== full) throw new Error(`Line ${String(at + 1)} is not ${JSON.stringify(full)}.`);
      else if (line.kind === "context") out.push(lines[at++] ?? "");
      else at += 1;
    }
  }
  return [...out, ...lines.slice(at)].join("");
}

const words = ["}", "", "  return x;", "alpha();", "beta();", "if (ready) {", "retry(3);", "const total = 1;"];

function randomText(random: () => number, most: number): string[] {
  return Array.from({ length: Math.floor(random() * most) }, (_, index) =>
    random() < 0.5 ? (words[Math.floor(random() * words.length)] ?? "") : `line ${String(index)} of the file`,
  );
}

function edited(lines: readonly string[], random: () => number, edits: number, tag: string): string[] {
  const out = [...lines];
  for (let edit = 0; edit < edits; edit += 1) {
    const at = Math.floor(random() * (out.length + 1));
    const kind = random();
    if (kind < 0.4)
      out.splice(at, 0, random() < 0.4 ? (words[Math.floor(random() * words.length)] ?? "") : `${tag} ${String(edit)}`);
    else if (kind < 0.7) out.splice(at, 1 + Math.floor(random() * 3));
    else out.splice(at, 1, `${tag} changed ${String(edit)}`);
  }
  return out;
}

function joined(lines: readonly string[], random: () => number): string {
  return lines.length === 0 ? "" : lines.join("\n") + (random() < 0.9 ? "\n" : "");
}

describe("interdiff of two patches of one base", () => {
  it("applied to the first result gives the second, in 3,000 random cases with 0 to 3 lines of context", () => {
    let differing = 0;
    for (let seed = 1; seed <= 3000; seed += 1) {
      const random = seededRandom(seed);
      const base = randomText(random, 60);
      const texts = [
        base,
        edited(base, random, Math.floor(random() * 6), "x"),
        edited(base, random, Math.floor(random() * 6), "y"),
      ];
      const [from = "", one = "", other = ""] = texts.map((lines) => joined(lines, random));
      const contexts = [Math.floor(random() * 4), Math.floor(random() * 4)];
      const input = { from: patchOf(from, one, contexts[0]), to: patchOf(from, other, contexts[1]), sameBase: true };
      const { text, files } = interdiff(input);
      expect(apply(one, text), `seed ${String(seed)}`).toBe(other);
      if (one === other)
        expect(
          files.every(({ state }) => state === "same"),
          `seed ${String(seed)}`,
        ).toBe(true);
      expect(files.every(({ unknown }) => unknown === null)).toBe(true);
      if (text !== "") differing += 1;
    }
    expect(differing).toBeGreaterThan(2000);
  });
});

/** A line that is named, so that the same edits can be made on another base. */
interface Named {
  readonly id: number;
  readonly text: string;
}
type Edit = { readonly id: number; readonly kind: "insert" | "delete" | "replace"; readonly text: string };

function withEdits(lines: readonly Named[], edits: readonly Edit[]): Named[] {
  const byId = new Map(edits.map((edit) => [edit.id, edit]));
  return lines.flatMap((line): Named[] => {
    const edit = byId.get(line.id);
    if (edit === undefined) return [line];
    if (edit.kind === "delete") return [];
    const fresh = { id: -1 - line.id, text: edit.text };
    return edit.kind === "insert" ? [fresh, line] : [{ ...fresh, id: line.id }];
  });
}

const textOf = (lines: readonly Named[]): string => lines.map(({ text }) => `${text}\n`).join("");

function randomEdits(random: () => number, ids: readonly number[], most: number, tag: string): Edit[] {
  const kinds = ["insert", "delete", "replace"] as const;
  const count = Math.min(ids.length, Math.floor(random() * most));
  const chosen = new Set(Array.from({ length: count }, () => ids[Math.floor(random() * ids.length)] ?? 0));
  return [...chosen].map((id) => ({
    id,
    kind: kinds[Math.floor(random() * 3)] ?? "insert",
    text: `${tag} at ${String(id)}`,
  }));
}

describe("interdiff of two patches of different bases", () => {
  it("shows what the attempt changed and nothing of the rebase, in 3,000 random rebases", () => {
    let edited = 0;
    for (let seed = 1; seed <= 3000; seed += 1) {
      const random = seededRandom(seed);
      const base = Array.from({ length: 20 + Math.floor(random() * 80) }, (_, id) => ({
        id,
        text: random() < 0.25 ? (words[Math.floor(random() * words.length)] ?? "") : `line ${String(id)} of the file`,
      }));
      const work = randomEdits(
        random,
        base.map(({ id }) => id),
        5,
        "work",
      );
      // The base moves anywhere but beside what the attempt changed: there nobody could tell the two apart.
      const near = new Set(work.flatMap(({ id }) => [id - 2, id - 1, id, id + 1, id + 2]));
      const free = base.map(({ id }) => id).filter((id) => !near.has(id));
      const moves = randomEdits(random, free, 6, "base");
      const touched = new Set([...near, ...moves.flatMap(({ id }) => [id - 2, id - 1, id, id + 1, id + 2])]);
      const later = randomEdits(
        random,
        base.map(({ id }) => id).filter((id) => !touched.has(id)),
        3,
        "later",
      );
      const moved = withEdits(base, moves);
      const carried = textOf(withEdits(moved, work));
      const result = textOf(withEdits(moved, [...work, ...later]));
      const input = {
        from: patchOf(textOf(base), textOf(withEdits(base, work))),
        to: patchOf(textOf(moved), result),
        sameBase: false,
      };
      const { text, files } = interdiff(input);
      const named = `seed ${String(seed)}`;
      expect(apply(carried, text), named).toBe(result);
      expect(
        files.every(({ unknown, mixed }) => unknown === null && mixed === 0),
        named,
      ).toBe(true);
      if (carried === result) expect(text, named).toBe("");
      else edited += 1;
    }
    expect(edited).toBeGreaterThan(1000);
  });
});

describe("interdiff of files", () => {
  const header = (path: string, more = "index 1111111..2222222 100644\n"): string =>
    `diff --git a/${path} b/${path}\n${more}--- a/${path}\n+++ b/${path}\n`;
  const change = (path: string, line: string, more?: string): string =>
    `${header(path, more)}@@ -1,2 +1,2 @@\n-one\n+${line}\n two\n`;
  const states = (from: string, to: string, sameBase: boolean | null = true) =>
    interdiff({ from, to, sameBase }).files.map(({ fromPath, toPath, state, unknown }) => [
      fromPath,
      toPath,
      state,
      unknown,
    ]);

  it("tells same, only in one, different, by the names in the base", () => {
    const from = change("a", "x") + change("b", "x") + change("c", "x");
    const to = change("b", "x") + change("c", "y") + change("d", "y");
    expect(states(from, to)).toEqual([
      ["a", "a", "only-from", null],
      ["b", "b", "same", null],
      ["c", "c", "differs", null],
      ["d", "d", "only-to", null],
    ]);
    expect(interdiff({ from, to, sameBase: true }).text).toContain("-x\n+one\n two\n");
  });

  it("does not believe a patch that calls other lines by the same name", () => {
    const { files, text } = interdiff({ from: change("a", "x"), to: change("a", "y"), sameBase: null });
    expect(files).toMatchObject([{ state: "differs", base: "same", added: 1, removed: 1 }]);
    expect(text).toContain("-x\n+y\n");
  });

  it("finds out that bases differ where the patches show other lines, whatever they say", () => {
    const other = `${header("a")}@@ -1,2 +1,2 @@\n-uno\n+x\n two\n`;
    expect(interdiff({ from: change("a", "x"), to: other, sameBase: true }).files).toMatchObject([{ base: "moved" }]);
  });

  it("tells renames, modes and binaries apart, and says what is not known", () => {
    const renamed = "diff --git a/a b/z\nsimilarity index 100%\nrename from a\nrename to z\n";
    expect(states(change("a", "x"), renamed)).toEqual([["a", "z", "differs", null]]);
    const binary = (name: string): string =>
      `diff --git a/p.png b/p.png\nindex 1111111..${name} 100644\nBinary files a/p.png and b/p.png differ\n`;
    expect(states(binary("2222222"), binary("2222222"))).toEqual([["p.png", "p.png", "same", null]]);
    expect(states(binary("2222222"), binary("3333333"))).toEqual([["p.png", "p.png", "differs", null]]);
    const copied = "diff --git a/a b/k\nsimilarity index 90%\ncopy from a\ncopy to k\n";
    expect(states(copied, "")).toEqual([["k", null, "only-from", "Not known: outside of both patches' context."]]);
    expect(states("no patch at all", "")).toEqual([]);
  });
});
