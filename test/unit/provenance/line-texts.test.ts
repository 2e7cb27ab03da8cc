import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { LineTexts } from "../../../main/provenance/line-text";

setFlagsFromString("--expose-gc");
const tidy = runInNewContext("gc") as () => void;

test("lines that are kept do not keep the texts they were read from", () => {
  const texts = new LineTexts();
  const filler = "a line that is the same in every text\n".repeat(25_000);
  tidy();
  const before = process.memoryUsage().heapUsed;
  for (let nth = 0; nth < 100; nth += 1) texts.lines(`${filler}a line of text number ${String(nth)} alone\n`);
  tidy();
  // A hundred texts of a megabyte each passed; 102 lines are left of them.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(20_000_000);
  expect(texts.text(1 + 1 + 98)).toBe("a line of text number 98 alone");
});

test("a line keeps its characters, also those beyond Latin and halves of pairs", () => {
  const texts = new LineTexts();
  const lines = [
    "öffnen ✓ and so on and on",
    "half of a pair \ud83d and so on",
    "pair 🎉 whole and so on",
    "ends with cr\r",
  ];
  expect(lines.map((line) => texts.text(texts.number(line)))).toEqual([...lines.slice(0, 3), "ends with cr"]);
});
