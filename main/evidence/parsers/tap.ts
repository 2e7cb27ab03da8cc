import { err, ok } from "../../../shared/result";
import type { EvidenceParser } from "../parser";
import { count, maxTests, testReport, tooManyTests } from "../test-report";
import { TapReader } from "../tap-reader";
import { textLines } from "../text-lines";

/**
 * TAP 12, 13 and 14 (Test Anything Protocol), with sub-tests indented by four and YAML diagnostics. A plan that is missing or does
 * not match what ran is a failure, and so is a bail-out. A failure marked TODO is expected and counted as skipped.
 */
export const tap: EvidenceParser = {
  id: "tap",
  name: "TAP",
  maxBytes: 128 * 1024 * 1024,
  recognises: ({ bytes }) => {
    let looked = 0;
    let tests = 0;
    for (const line of textLines(bytes.subarray(0, 65_536))) {
      const text = line.trim();
      if (/^TAP version \d+$/.test(text)) return true;
      // Without a version the lines must be TAP from the start on: other output says "ok" too.
      if (looked === 0 && !/^(?:1\.\.\d+(?:\s|$)|(?:not )?ok\b|# Subtest: |$)/.test(text)) return false;
      if (/^(?:1\.\.\d+(?:\s*#.*)?|(?:not )?ok(?: \d+)?(?: .*)?)$/.test(text)) tests += 1;
      if (tests >= 2) return true;
      if (text !== "") looked += 1;
      if (looked >= 40) return false;
    }
    return false;
  },
  parse: (bytes) => {
    const reader = new TapReader();
    for (const line of textLines(bytes)) {
      reader.take(line);
      if (reader.results > maxTests) return err(tooManyTests);
    }
    if (!reader.seen) return err({ code: "not-tap", message: "No line is a plan or a result of TAP." });
    const { records, statedFailures, skippedAll, cut } = reader.end();
    return ok(
      testReport(records, {
        producer: reader.nodeTest ? "node:test" : null,
        statedFailures,
        nothingRan: skippedAll,
        truncated: cut === 0 ? null : `${count(cut)} lines are indented too deep and were not read.`,
      }),
    );
  },
};
