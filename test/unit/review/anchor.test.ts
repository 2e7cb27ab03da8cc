import { createTwoFilesPatch } from "diff";
import { describe, expect, it } from "vitest";
import { patchRows } from "../../../shared/diff/rows";
import { fileDigestInput } from "../../../shared/diff/parse-patch";
import type { CommentSide, LineAnchor, Placement } from "../../../shared/model/comment";
import { placeComment, type AnchorFile } from "../../../shared/review/anchor";
import { foldLine, sideLines } from "../../../shared/review/anchor-lines";
import { anchorOf } from "../../../shared/review/anchor-made";
import { sha256 } from "../../../main/platform/files";
import { seededRandom } from "../../support/seeded-random";

interface Patched {
  readonly text: string;
  readonly rows: ReturnType<typeof patchRows>;
  readonly files: readonly AnchorFile[];
}

function patched(text: string): Patched {
  const rows = patchRows(text);
  const files = rows.files.map((file) => ({
    path: file.path,
    oldPath: file.oldPath,
    digest: sha256(fileDigestInput(text, file)),
    lines: (side: CommentSide) => sideLines(text, rows, file, side),
  }));
  return { text, rows, files };
}

function between(old: readonly string[], fresh: readonly string[], path = "src/a.ts", context = 4): Patched {
  const end = (lines: readonly string[]) => (lines.length === 0 ? "" : `${lines.join("\n")}\n`);
  return patched(createTwoFilesPatch(`a/${path}`, `b/${path}`, end(old), end(fresh), "", "", { context }));
}

function anchored(of: Patched, side: CommentSide, start: number, end: number): LineAnchor {
  const file = of.rows.files[0];
  if (file === undefined) throw new Error("the patch has no file");
  const made = anchorOf(of.text, of.rows, file, { side, start, end });
  if (!made.ok) throw new Error(made.error.message);
  return { kind: "lines", ...made.value, file: of.files[0]?.digest ?? "", patch: null, head: null };
}

function linesAt(of: Patched, place: Placement & { state: "lines" }): string[] {
  const lines = of.files.find((file) => file.path === place.path)?.lines(place.side);
  const from = lines?.numbers.indexOf(place.start) ?? -1;
  return lines?.texts.slice(from, from + place.end - place.start + 1) ?? [];
}

const body = Array.from({ length: 40 }, (_, at) => `const value${String(at)} = compute(${String(at * 7)});`);
const edited = body.map((line, at) => (at === 20 ? "const value20 = await refund(order);" : line));

describe("placing a comment", () => {
  const first = between(body, edited);
  const anchor = anchored(first, "new", 21, 21);

  it("keeps the lines with three above and below", () => {
    expect(anchor.snippet).toEqual(["const value20 = await refund(order);"]);
    expect(anchor.before).toEqual(body.slice(17, 20));
    expect(anchor.after).toEqual(body.slice(21, 24));
  });

  it("is on the very same lines where the file's change is equal", () => {
    expect(placeComment(anchor, first.files)).toMatchObject({ state: "lines", how: "same-file", start: 21, end: 21 });
  });

  it("follows its lines when others come above", () => {
    const moved = between(body, ["import { refund } from './refund';", "", ...edited]);
    expect(placeComment(anchor, moved.files)).toMatchObject({ how: "same-lines", start: 23, end: 23, confidence: 100 });
  });

  it("says that the lines changed, and how alike they are", () => {
    const other = edited.map((line, at) => (at === 20 ? "const value20 = await refund(order, retries);" : line));
    const place = placeComment(anchor, between(body, other).files);
    expect(place).toMatchObject({ state: "lines", how: "changed", start: 21, end: 21 });
    expect(place.state === "lines" ? place.confidence : 0).toBeGreaterThan(70);
  });

  it("covers a line that was cut in two", () => {
    const other = edited.flatMap((line, at) => (at === 20 ? ["const value20 = await", "  refund(order);"] : [line]));
    expect(placeComment(anchor, between(body, other).files)).toMatchObject({ how: "changed", start: 21, end: 22 });
  });

  it("has no place when the lines are gone, though their surroundings stand", () => {
    const gone = edited.filter((_, at) => at !== 20).map((line, at) => (at === 22 ? `${line} // touched` : line));
    expect(placeComment(anchor, between(body, gone).files)).toMatchObject({ state: "orphan" });
  });

  it("has no place in a patch without the file, and follows a rename", () => {
    expect(placeComment(anchor, between(body, edited, "src/b.ts").files)).toEqual({
      state: "orphan",
      why: "The file is not in this patch.",
    });
    const text = between(body, edited, "src/b.ts").text;
    const renamed = patched(
      `diff --git a/src/a.ts b/src/b.ts\nsimilarity index 97%\nrename from src/a.ts\nrename to src/b.ts\n${text.slice(text.indexOf("---")).replace("a/src/b.ts", "a/src/a.ts")}`,
    );
    expect(renamed.rows.files[0]).toMatchObject({ path: "src/b.ts", oldPath: "src/a.ts" });
    expect(placeComment(anchor, renamed.files)).toMatchObject({ path: "src/b.ts", how: "same-lines", start: 21 });
  });

  it("chooses among equal lines by what stands around them, and says of how many", () => {
    const block = (name: string) => [`function ${name}() {`, "  run();", "  return true;", "}", ""];
    const three = ["one", "two", "three"].flatMap(block);
    const of = between([], three);
    const second = anchored(of, "new", 8, 8);
    const place = placeComment(second, between([], ["// head", ...three, "// tail"]).files);
    expect(place).toMatchObject({ how: "one-of", places: 3, start: 9 });
    const without = anchored(of, "new", 9, 9);
    const lost = placeComment(
      { ...without, before: ["gone()"], after: ["gone too"] },
      between([], [...three, "x"]).files,
    );
    expect(lost).toMatchObject({ state: "orphan" });
  });

  it("keeps old and new side apart", () => {
    const old = anchored(first, "old", 21, 21);
    expect(old.snippet).toEqual([body[20]]);
    const again = between(body, [...edited.slice(0, 20), "completely other text", ...edited.slice(21)]);
    expect(placeComment(old, again.files)).toMatchObject({ side: "old", how: "same-lines", start: 21 });
    expect(placeComment(anchor, again.files)).toMatchObject({ state: "orphan" });
  });

  it("tells long lines apart that begin and end alike, without keeping them whole", () => {
    const long = (middle: string) => `${"x".repeat(5000)}${middle}${"y".repeat(5000)}`;
    expect(foldLine(long("a"))).not.toBe(foldLine(long("b")));
    expect(foldLine(long("a"))).toBe(foldLine(long("a")));
    expect(foldLine(long("a")).length).toBeLessThan(1200);
    expect(foldLine("a\ud800b").isWellFormed()).toBe(true);
  });

  it("refuses lines that the patch does not show, and too many", () => {
    const file = first.rows.files[0]!;
    expect(anchorOf(first.text, first.rows, file, { side: "new", start: 2, end: 2 })).toMatchObject({ ok: false });
    expect(anchorOf(first.text, first.rows, file, { side: "new", start: 1, end: 500 })).toMatchObject({
      ok: false,
      error: { code: "range-long" },
    });
  });
});

describe("over random edits", () => {
  const words = ["refund", "order", "total", "retry", "amount", "send", "key", "}", "{", "return", "", "  }"];

  function randomFile(random: () => number): string[] {
    const pick = () => words[Math.floor(random() * words.length)] ?? "";
    return Array.from({ length: 30 + Math.floor(random() * 60) }, () =>
      random() < 0.3 ? pick() : `  ${pick()} = ${pick()}(${String(Math.floor(random() * 20))});`,
    );
  }

  function randomEdits(lines: readonly string[], random: () => number): string[] {
    const result = [...lines];
    for (let edits = 1 + Math.floor(random() * 12); edits > 0; edits -= 1) {
      const at = Math.floor(random() * (result.length + 1));
      const kind = random();
      if (kind < 0.35) result.splice(at, 0, ...randomFile(random).slice(0, 1 + Math.floor(random() * 6)));
      else if (kind < 0.6) result.splice(at, 1 + Math.floor(random() * 4));
      else if (kind < 0.85) result[at] = `${result[at] ?? ""} // ${words[Math.floor(random() * words.length)] ?? ""}`;
      else result.splice(at, 0, ...result.slice(0, Math.floor(random() * result.length)));
    }
    return result;
  }

  it("never shows a comment on other lines without saying so, and never beside the file", () => {
    const counts = { "same-file": 0, "same-lines": 0, "one-of": 0, changed: 0, orphan: 0 };
    for (let seed = 1; seed <= 400; seed += 1) {
      const random = seededRandom(seed);
      const base = randomFile(random);
      const head = randomEdits(base, random);
      const before = between(base, head, "src/a.ts", 3 + Math.floor(random() * 40));
      if (before.rows.files[0] === undefined || before.files[0] === undefined) continue;
      const side = random() < 0.7 ? "new" : "old";
      const lines = before.files[0].lines(side);
      if (lines.numbers.length === 0) continue;
      const from = Math.floor(random() * lines.numbers.length);
      let count = 1 + Math.floor(random() * 5);
      while (lines.numbers[from + count - 1] !== (lines.numbers[from] ?? 0) + count - 1) count -= 1;
      const start = lines.numbers[from] ?? 1;
      const anchor = anchored(before, side, start, start + count - 1);
      const other = random() < 0.2 ? randomEdits(base, random) : base;
      const after = between(other, randomEdits(head, random), "src/a.ts", 3 + Math.floor(random() * 40));
      const place = placeComment(anchor, after.files);
      if (place.state === "orphan") {
        counts.orphan += 1;
        continue;
      }
      if (place.state !== "lines") throw new Error(place.state);
      counts[place.how] += 1;
      const shown = linesAt(after, place);
      expect(shown.length, `seed ${String(seed)}`).toBe(place.end - place.start + 1);
      expect(JSON.stringify(shown) === JSON.stringify(anchor.snippet), `seed ${String(seed)}`).toBe(
        place.how !== "changed",
      );
    }
    // Each outcome was really met.
    for (const [how, count] of Object.entries(counts)) if (how !== "same-file") expect(count, how).toBeGreaterThan(5);
  });

  it("finds lines that stand once exactly where they went", () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = seededRandom(1000 + seed);
      const head = randomFile(random).map((line, at) => `${line} #${String(at)}`);
      const before = between([], head);
      const wanted = Math.floor(random() * head.length);
      const anchor = anchored(before, "new", wanted + 1, wanted + 1);
      const now = randomEdits(head, random);
      const places = now.flatMap((line, at) => (line === head[wanted] ? [at + 1] : []));
      const place = placeComment(anchor, between([], now).files);
      if (places.length === 1)
        expect(place, `seed ${String(seed)}`).toMatchObject({ state: "lines", start: places[0] });
      else if (places.length > 1)
        expect(place, `seed ${String(seed)}`).toMatchObject({ state: "lines", how: "one-of", places: places.length });
    }
  });
});
