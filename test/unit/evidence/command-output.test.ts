import { describe, expect, it } from "vitest";
import { evidenceFromFile } from "../../../main/evidence/from-file";
import { log } from "../../../main/evidence/parsers/log";
import type { PackFile } from "../../../shared/model/pack";

describe("what a command of a pack wrote", () => {
  const stated = { kind: "static-analysis" as const, producer: "Lint", command: "npm run lint", exitCode: 0 };
  const file: PackFile = {
    path: "checks/01-lint.log",
    sha256: "d".repeat(64),
    bytes: 6,
    role: "evidence",
    evidence: stated,
  };
  const text = { format: "log", note: null, parsed: logReading("clean\n") };
  const attempt = { tree: null, head: null };

  it("is of the kind the command shows, and passes by its exit code alone", () => {
    expect(evidenceFromFile(file, text, attempt)).toMatchObject({
      kind: "static-analysis",
      standing: "observed",
      result: "passed",
      note: "The result rests on the exit code the pack states.",
    });
    const failed = { ...file, evidence: { ...stated, exitCode: 2 } };
    expect(evidenceFromFile(failed, text, attempt).result).toBe("failed");
  });

  it("passes with the exit code that is expected, and with no other", () => {
    const expecting = (exitCode: number) => ({ ...file, evidence: { ...stated, exitCode, expectedExitCode: 3 } });
    expect(evidenceFromFile(expecting(3), text, attempt)).toMatchObject({ result: "passed" });
    expect(evidenceFromFile(expecting(0), text, attempt)).toMatchObject({ result: "failed" });
  });
});

function logReading(content: string) {
  const read = log.parse(Buffer.from(content));
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}
