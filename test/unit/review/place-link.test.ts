import { describe, expect, it } from "vitest";
import { eventLink, lineLink, parsePlace, placeParts, placeWords } from "../../../shared/review/place-link";

describe("links to places", () => {
  it("come back as they were made, whatever the path holds", () => {
    expect(parsePlace(eventLink({ sessionId: "S-7K2QH", seq: 541 }))).toEqual({
      kind: "event",
      sessionId: "S-7K2QH",
      seq: 541,
    });
    for (const path of ["src/retry.py", "src/my file#L3 (a).ts", "文書/ä%2F.md", "a&b;c.txt"]) {
      const line = { attemptId: "A-00001", path, line: 12, side: "new" } as const;
      expect(parsePlace(lineLink(line))).toEqual({ kind: "line", ...line });
      expect(parsePlace(lineLink({ ...line, line: null }))).toMatchObject({ path, line: null });
      expect(parsePlace(lineLink({ ...line, side: "old" }))).toMatchObject({ line: 12, side: "old" });
    }
  });

  it.each([
    "countersign:event/S-7K2QH/0",
    "countersign:event/S-7K2QH/01",
    "countersign:event/S-7k2qh/1",
    "countersign:event/../1",
    "countersign:event/S-7K2QH/1/2",
    "countersign:event/S-7K2QH/9999999999",
    "countersign:line/A-00001/../../etc/passwd#L1",
    "countersign:line/A-00001/%2e%2e/x#L1",
    "countersign:line/A-00001/a/%2E%2E/x#L1",
    "countersign:line/A-00001//etc/passwd",
    "countersign:line/A-00001/a%00b#L1",
    "countersign:line/A-00001/a%0Ab#L1",
    "countersign:line/A-00001/%FF#L1",
    "countersign:line/A-00001/a<b#L1",
    "countersign:line/A-00001/a#L0",
    "countersign:line/A-00001/",
    "https://countersign:event/S-7K2QH/1",
    `countersign:line/A-00001/${"a".repeat(20_000)}`,
    "",
  ])("are not guessed: %s", (text) => {
    expect(parsePlace(text)).toBeNull();
  });

  it("are found in a text, without the signs that end its sentence", () => {
    const text = "See countersign:event/S-7K2QH/541, and (countersign:line/A-00001/src/a.ts#L3). countersign:event/x/1";
    const parts = placeParts(text);
    expect(parts.map((part) => part.text).join("")).toBe(text);
    expect(parts.flatMap(({ place }) => (place === null ? [] : [placeWords(place)]))).toEqual([
      "event #541 of S-7K2QH",
      "src/a.ts line 3",
    ]);
  });
});
