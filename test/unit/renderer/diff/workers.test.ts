import { describe, expect, it } from "vitest";
import { patchRows } from "../../../../shared/diff/rows";
import { colourPart, partsOf, PLAIN_FROM } from "../../../../renderer/workers/colour-rows";
import { findRows } from "../../../../renderer/workers/find-rows";
import { highlight, loadLanguage } from "../../../../renderer/workers/highlighter";
import { languageOf, languages } from "../../../../renderer/workers/languages";
import { SYNTAX_CLASSES } from "../../../../renderer/workers/syntax-classes";
import { wordDiff } from "../../../../renderer/workers/word-diff";

const words = (text: string, ranges: readonly number[] | undefined): string[] => {
  const list: string[] = [];
  for (let at = 0; at < (ranges?.length ?? 0); at += 2) list.push(text.slice(ranges?.[at], ranges?.[at + 1]));
  return list;
};

describe("word diff", () => {
  it.each([
    ["assert ledger.count(id) == 1", "assert ledger.count(id) >= 1", ["=="], [">="]],
    ["LOCK_SECONDS = 10", "LOCK_SECONDS = 30", ["10"], ["30"]],
    ["f(a, b)", "f(a, b, key=key)", [], [", key=key"]],
    ["na\u00efve = \u{1f600}", "na\u00efve = \u{1f601}", ["\u{1f600}"], ["\u{1f601}"]],
  ])("marks what differs between %j and %j", (old, fresh, oldWords, newWords) => {
    const marks = wordDiff(old, fresh);
    expect(words(old, marks?.old)).toEqual(oldWords);
    expect(words(fresh, marks?.new)).toEqual(newWords);
  });

  it("marks nothing in lines that have nothing in common, are equal or too long", () => {
    expect(wordDiff("return total", "if x { while y }")).toBeNull();
    expect(wordDiff("same", "same")).toBeNull();
    expect(wordDiff("x".repeat(2001), "y")).toBeNull();
  });
});

describe("colours", () => {
  it("tells the language by name and extension, and by nothing else", () => {
    expect(languageOf("src/a.test.tsx")).toBe("typescript");
    expect(languageOf("docker/Dockerfile")).toBe("dockerfile");
    expect(languageOf("constructor")).toBeNull();
    expect(languageOf("a.constructor")).toBeNull();
    expect(languageOf("LICENSE")).toBeNull();
  });

  it("can load every language it names", async () => {
    for (const name of Object.keys(languages)) expect(await loadLanguage(name), name).toBe(true);
    expect(await loadLanguage("toString")).toBe(false);
  });

  it("gives ranges that cover keywords, strings, numbers, functions and comments", async () => {
    await loadLanguage("python");
    const source = 'def retry(self):  # again\n    return "x" + 4\n';
    const seen = highlight(source, "python").map((token) => [
      SYNTAX_CLASSES[token.syntax],
      source.slice(token.start, token.end),
    ]);
    expect(seen).toContainEqual(["key", "def"]);
    expect(seen).toContainEqual(["fn", "retry"]);
    expect(seen).toContainEqual(["com", "# again"]);
    expect(seen).toContainEqual(["str", '"x"']);
    expect(seen).toContainEqual(["num", "4"]);
  });

  it("counts text of embedded languages in, so that later ranges stay right", async () => {
    await loadLanguage("xml");
    await loadLanguage("javascript");
    const source = '<script>const a = 1;</script>\n<p class="x">\n';
    const tokens = highlight(source, "xml");
    expect(tokens.map((token) => source.slice(token.start, token.end))).toContain('"x"');
  });

  const long = "x".repeat(PLAIN_FROM + 1);
  const text = `--- a/x.py\n+++ b/x.py\n@@ -1,4 +1,4 @@\n """\n-def old\n+def new\n """\n-a = '${long}'\n+a = 'b'\n@@ -50 +50 @@\n-return 1\n+return 2\n`;
  const rows = patchRows(text);

  it("colours line by line, with strings that span lines seen whole", async () => {
    await loadLanguage("python");
    const part = colourPart(
      text,
      rows,
      [1, 7],
      (source) => highlight(source, "python"),
      () => 0,
      1,
    );
    const ofRow = (row: number): string[] => {
      const list: string[] = [];
      const line = text.slice(rows.from[row], rows.to[row]);
      for (let entry = part.syntaxIndex[row - 1] ?? 0; entry < (part.syntaxIndex[row] ?? 0); entry += 1) {
        list.push(
          `${SYNTAX_CLASSES[part.syntax[entry * 3 + 2] ?? 0] ?? "?"} ${line.slice(part.syntax[entry * 3], part.syntax[entry * 3 + 1])}`,
        );
      }
      return list;
    };
    expect(ofRow(3)).toEqual(["str def old"]);
    expect(ofRow(4)).toEqual(["str def new"]);
    expect(ofRow(6)).toEqual([]);
    expect([part.wordIndex[2], part.wordIndex[3], part.wordIndex[4]]).toEqual([0, 1, 2]);
  });

  it("stops marking words when its time is up", () => {
    const part = colourPart(text, rows, [1, 7], null, () => 2, 1);
    expect(part.words).toHaveLength(0);
  });

  it("works hunk by hunk, only where asked", () => {
    const [file] = rows.files;
    expect(file).toBeDefined();
    if (file === undefined) return;
    expect(partsOf(rows, file, 4, 5)).toEqual([[1, 8]]);
    expect(partsOf(rows, file, 0, 99)).toEqual([
      [1, 8],
      [8, 11],
    ]);
  });
});

describe("find", () => {
  const text = `--- a/x.py\n+++ b/x.py\n@@ -1,2 +1,2 @@ needle\n-Needle needle\n+nee(d)le\n needle-\n`;
  const rows = patchRows(text);

  it("finds plain text in lines, whatever its case, and not in headers", () => {
    expect(findRows(text, rows, "NEEDLE")).toEqual({ rows: Uint32Array.from([2, 4]), hits: 3, more: false });
  });
  it.each(["nee(d)le", "needle-", "(d)", "$^", "[", "\\"])("takes %j as it is", (query) => {
    expect(findRows(text, rows, query).hits).toBe(text.split("\n").slice(3).join("\n").split(query).length - 1);
  });
});
