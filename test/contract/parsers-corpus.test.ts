import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parsers } from "../../main/plugins";
import { corpus, hasCorpus, overCorpus } from "../support/corpus";
import { holds, recognisers } from "../support/parser-contract";

/**
 * Counts of real reports, by the first bytes of their SHA-256: passed, failed, skipped. They were taken by hand, with another XML
 * reader, from the records themselves. What the file says of itself is named where it is wrong or counts otherwise.
 */
const counted: Readonly<Record<string, readonly [number, number, number]>> = {
  // Two test files that did not load: "tests" is 0, "errors" 2.
  "377670e6875f": [0, 2, 0],
  "2340d5faa4fe": [0, 0, 0],
  "2fa8f4fc4799": [0, 1, 1],
  "0ea765e91a57": [5, 2, 1],
  a581436f01f1: [793, 1, 14],
  // 4,239 tests, of which the file does not say how many were skipped.
  be316310c0e7: [4207, 2, 30],
  fde772ae81af: [28, 2, 0],
  ac0cdacf544a: [1, 0, 0],
  "7aee4f35061f": [0, 1, 0],
  afa8082e210d: [4, 2, 2],
  // Five records of three tests: two failures of one test, then its pass. The file says 1 failure and 2 errors.
  c35bfaec860e: [3, 0, 0],
  // Ten tests are disabled by an attribute alone.
  "31f2ca4479c9": [6, 6, 10],
  // One test that failed once and passed on retry.
  d4ee251c4883: [1, 0, 0],
  // Several failures in one test are one failed test.
  f60ee738ca71: [1, 2, 1],
  "5af0f8d9e17a": [2, 1, 0],
  ac39e6460062: [1, 2, 0],
  cba7877286ce: [2, 2, 1],
  // NUnit: 12 passed, 2 failed, 3 skipped and 1 inconclusive, which is counted with the skipped.
  "79c1ef807396": [12, 2, 4],
  // TRX: 11 results, 5 passed, 5 failed; its counters say 0 not executed beside 10 executed of 11.
  "7e11ef9af561": [5, 5, 1],
  // Go: the parent of six sub-tests failed with them and is not counted again.
  "48f6fb9b55d7": [5, 5, 1],
  "418d9f3683d4": [1, 4, 1],
};

/** A report that breaks off inside a CDATA section. */
const unreadable: Readonly<Record<string, string>> = { a00258180bea: "xml-malformed" };

/** Folders of evidence. Everything else is sessions, patches, notes of other tools and predictions. */
const evidenceFolders = ["attestations", "cobertura", "coverage-other", "junit-xml", "lcov", "sarif", "test-json"];
/** Logs lie beside sessions: what a verifier or a test command printed. */
const logName = /(?:\.verifier|\.test_output)\.txt$/;

interface CorpusFile {
  readonly name: string;
  readonly folder: string;
  readonly bytes: Buffer;
  readonly digest: string;
}

function* filesOf(folder: string): Generator<CorpusFile> {
  for (const item of readdirSync(path.join(corpus, folder), { withFileTypes: true })) {
    const inner = `${folder}/${item.name}`;
    if (item.isDirectory()) yield* filesOf(inner);
    else if (item.isFile()) {
      const bytes = readFileSync(path.join(corpus, inner));
      const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
      yield { name: inner, folder: folder.split("/")[0] ?? "", bytes, digest };
    }
  }
}

function files(): CorpusFile[] {
  return readdirSync(corpus, { withFileTypes: true })
    .filter((item) => item.isDirectory())
    .flatMap((item) => [...filesOf(item.name)]);
}

describe.skipIf(!hasCorpus)(overCorpus("real files"), () => {
  it("each evidence file is of exactly one format, and nothing else is of any", () => {
    const all = files();
    expect(all.length).toBeGreaterThan(0);
    for (const file of all) {
      const found = recognisers(parsers, file.name, file.bytes);
      const evidence = evidenceFolders.includes(file.folder) || logName.test(file.name);
      expect(found, file.name).toHaveLength(evidence ? 1 : 0);
    }
  });

  it("is read, or refused with its place", () => {
    for (const file of files()) {
      const [id] = recognisers(parsers, file.name, file.bytes);
      const parser = parsers.find((each) => each.id === id);
      if (parser === undefined) continue;
      const problem = unreadable[file.digest];
      expect(holds(parser, file.bytes, file.name), file.name).toBe(problem === undefined);
      const read = parser.parse(file.bytes);
      if (!read.ok)
        expect(read.error, file.name).toMatchObject({ code: problem, place: expect.any(String) as unknown });
    }
  });

  it("test reports have the counts taken by hand, and others those of their own records", () => {
    let byHand = 0;
    for (const file of files()) {
      const [id] = recognisers(parsers, file.name, file.bytes);
      const read = parsers.find((each) => each.id === id)?.parse(file.bytes);
      if (read?.ok !== true || read.value.counts === null) continue;
      const { passed, failed, skipped } = read.value.counts;
      const known = counted[file.digest];
      if (known !== undefined) {
        byHand += 1;
        expect([passed, failed, skipped], file.name).toEqual(known);
      }
      // An independent count: opening tags outside comments. Retries are the only reason for fewer.
      const tag = id === "junit" ? "testcase" : id === "nunit" ? "test-case" : id === "trx" ? "UnitTestResult" : null;
      if (tag === null) continue;
      const text = file.bytes.toString("utf8").replace(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>/g, "");
      const listed = (text.match(new RegExp(`<${tag}[\\s>/]`, "g")) ?? []).length;
      const all = passed + failed + skipped;
      if (read.value.headline.includes("retry")) expect(all, file.name).toBeLessThanOrEqual(listed);
      else expect(all, file.name).toBe(listed);
    }
    expect(byHand).toBe(Object.keys(counted).length);
  });
});
