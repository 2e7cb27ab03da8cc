import { describe, expect, it } from "vitest";
import { evidenceFromFile } from "../../../main/evidence/from-file";
import type { EvidenceFile } from "../../../main/evidence/from-file";
import { junit } from "../../../main/evidence/parsers/junit";
import { evidenceSchema } from "../../../shared/model/evidence";

const containing = (text: string): unknown => expect.stringContaining(text);
const passing = '<testsuite name="s"><testcase name="a"/></testsuite>';
const failing = '<testsuite name="s"><testcase name="a"><failure message="no"/></testcase></testsuite>';
const tree = "a".repeat(40);

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
