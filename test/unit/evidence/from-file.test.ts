import { describe, expect, it } from "vitest";
import { evidenceFromFile as fromReading } from "../../../main/evidence/from-file";
import type { EvidenceParser, ParsedEvidence } from "../../../main/evidence/parser";
import { parserFor, readWith } from "../../../main/evidence/read-file";
import { junit } from "../../../main/evidence/parsers/junit";
import { evidenceSchema, type Evidence } from "../../../shared/model/evidence";
import type { PackFile } from "../../../shared/model/pack";

const containing = (text: string): unknown => expect.stringContaining(text);
const passing = '<testsuite name="s"><testcase name="a"/></testsuite>';
const failing = '<testsuite name="s"><testcase name="a"><failure message="no"/></testcase></testsuite>';
const tree = "a".repeat(40);

type EvidenceFile = Omit<PackFile, "bytes"> & { readonly bytes: Uint8Array };

function evidenceFromFile(
  parsers: readonly EvidenceParser[],
  from: EvidenceFile,
  attemptTree: string | null,
): Evidence {
  return fromReading({ ...from, bytes: from.bytes.byteLength }, readWith(parserFor(parsers, from), from), {
    tree: attemptTree,
    head: null,
  });
}

function file(text: string, over: Partial<NonNullable<EvidenceFile["evidence"]>> = {}): EvidenceFile {
  return {
    path: "evidence/junit.xml",
    sha256: "b".repeat(64),
    role: "evidence",
    bytes: new TextEncoder().encode(text),
    evidence: { kind: "tests", producer: "pytest", ...over },
  };
}

describe("evidenceFromFile", () => {
  it("is observed with a command and a parsed report, claimed without the command", () => {
    expect(evidenceFromFile([junit], file(passing, { command: "pytest" }), null)).toMatchObject({
      standing: "observed",
      result: "passed",
      producer: "pytest",
      counts: { passed: 1 },
    });
    expect(evidenceFromFile([junit], file(passing), null)).toMatchObject({ standing: "claimed", result: "passed" });
  });

  it("says failed when either the report or the exit code does", () => {
    expect(evidenceFromFile([junit], file(passing, { command: "pytest", exitCode: 1 }), null)).toMatchObject({
      result: "failed",
      note: containing("exit code 1"),
    });
    expect(evidenceFromFile([junit], file(failing, { command: "pytest", exitCode: 0 }), null)).toMatchObject({
      result: "failed",
      note: containing("exit code is 0"),
    });
  });

  it("is unknown and says so where no parser knows the file", () => {
    const item = evidenceFromFile([junit], file("all good!", { command: "make" }), null);
    expect(item).toMatchObject({
      standing: "claimed",
      result: "unknown",
      counts: null,
      note: "No parser for evidence/junit.xml: its content was not read.",
    });
    expect(evidenceFromFile([junit], file("all good!", { command: "make", exitCode: 0 }), null)).toMatchObject({
      standing: "observed",
      result: "passed",
      headline: "exit code 0",
    });
    const empty = evidenceFromFile([junit], file("", { command: "make", exitCode: 1 }), null);
    expect(empty).toMatchObject({ result: "failed", note: containing("evidence/junit.xml is empty.") });
  });

  it("names the place where a report could not be read", () => {
    const item = evidenceFromFile([junit], file("<testsuite><testcase"), null);
    expect(item).toMatchObject({ result: "unknown", standing: "claimed" });
    expect(item.note).toMatch(/could not be read as JUnit XML at 1:\d+/);
  });

  it("compares the tree only when both are known", () => {
    expect(evidenceFromFile([junit], file(passing, { tree }), tree).tree).toBe("match");
    expect(evidenceFromFile([junit], file(passing, { tree }), "c".repeat(40)).tree).toBe("mismatch");
    expect(evidenceFromFile([junit], file(passing, { tree }), null).tree).toBe("unknown");
    expect(evidenceFromFile([junit], file(passing), tree).tree).toBe("unknown");
  });

  it("takes a commit the file names where no tree is stated, and the worse of both", () => {
    const head = "d".repeat(40);
    const naming = (commits: string[], stated?: string): Evidence["tree"] => {
      const read = readWith(junit, file(passing));
      if (read.parsed === null) throw new Error("not read");
      const parsed: ParsedEvidence = { ...read.parsed, commits };
      const from = file(passing, stated === undefined ? {} : { tree: stated });
      return fromReading({ ...from, bytes: 1 }, { ...read, parsed }, { tree, head }).tree;
    };
    expect(naming([head])).toBe("match");
    expect(naming([head.slice(0, 7)])).toBe("match");
    expect(naming([head.slice(0, 6)])).toBe("unknown");
    expect(naming(["e".repeat(40)])).toBe("mismatch");
    expect(naming(["e".repeat(40)], tree)).toBe("mismatch");
    expect(naming([])).toBe("unknown");
  });

  it("always makes an item the model accepts", () => {
    const { evidence: _none, ...bare } = file(failing);
    expect(evidenceSchema.parse(evidenceFromFile([junit], bare, null))).toMatchObject({
      kind: "tests",
      producer: "not stated",
      result: "failed",
      standing: "claimed",
    });
    expect(evidenceSchema.parse(evidenceFromFile([], { ...bare, bytes: new Uint8Array(0) }, null))).toMatchObject({
      kind: "log",
      result: "unknown",
    });
  });
});
