import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { LogMark } from "../../../main/store/log-mark";
import { tempFolder } from "../../support/temp-home";

const note = (size: number) => `countersign.invalid/x\n${size}\nroot\n\n\u2014 name signature${size}\n`;

function marked(...sizes: readonly number[]): { file: string; mark: LogMark } {
  const home = tempFolder();
  const mark = new LogMark(home);
  for (const size of sizes) mark.write(note(size));
  return { file: path.join(home, "log.mark"), mark };
}

describe("the mark beside the log", () => {
  it("is the note that was written last, however often", () => {
    const { mark } = marked();
    expect(mark.read()).toBeNull();
    for (let size = 1; size <= 7; size += 1) {
      mark.write(note(size));
      expect(mark.read()).toBe(note(size));
      expect(new LogMark(path.dirname(marked().file)).read()).toBeNull();
    }
  });

  it("keeps the note before, wherever the writing of the next one was torn", () => {
    const before = readFileSync(marked(1, 2, 3).file);
    const { file, mark } = marked(1, 2, 3, 4);
    const after = readFileSync(file);
    const changed = [...after.keys()].filter((at) => after[at] !== before[at]);
    const from = changed[0] ?? 0;
    const to = (changed.at(-1) ?? 0) + 1;
    let kept = 0;
    for (let cut = from; cut < to; cut += 1) {
      // What came before the cut is new, the rest is old; and the other way round.
      for (const [first, second] of [
        [after, before],
        [before, after],
      ] as const) {
        writeFileSync(file, Buffer.concat([first.subarray(0, cut), second.subarray(cut)]));
        expect([note(3), note(4)]).toContain(mark.read());
        kept += mark.read() === note(3) ? 1 : 0;
      }
    }
    expect(kept).toBeGreaterThan(100);
    writeFileSync(file, Buffer.concat([after.subarray(0, from + 20), before.subarray(from + 20)]));
    mark.write(note(5));
    expect(mark.read()).toBe(note(5));
  });

  it("is read from the file of an earlier version, and goes on from it", () => {
    const { file, mark } = marked();
    writeFileSync(file, note(9));
    expect(mark.read()).toBe(note(9));
    mark.write(note(10));
    expect(mark.read()).toBe(note(10));
    mark.write(note(11));
    expect(mark.read()).toBe(note(11));
    expect(readFileSync(file)).toHaveLength(4096);
  });

  it("holds a note that has no room in a slot, and the next one", () => {
    const { mark } = marked(1, 2);
    const long = `${"x".repeat(3000)}\n`;
    mark.write(long);
    expect(mark.read()).toBe(long);
    mark.write(note(3));
    expect(mark.read()).toBe(note(3));
  });

  it("gives what is no note as it is, and nothing where the file is gone", () => {
    const { file, mark } = marked(1, 2);
    const bytes = readFileSync(file);
    bytes.fill(0x20, 40, 60);
    bytes.fill(0x20, 2048 + 40, 2048 + 60);
    writeFileSync(file, bytes);
    expect(mark.read()).toContain("countersign-mark");
    rmSync(file);
    expect(mark.read()).toBeNull();
    expect(existsSync(`${file}.${process.pid}`)).toBe(false);
  });
});
