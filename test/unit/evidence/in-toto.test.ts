import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { inToto } from "../../../main/evidence/parsers/in-toto";
import { corpus, hasCorpus, overCorpus } from "../../support/corpus";
import { projectRoot } from "../../support/temp-home";

function read(bytes: Uint8Array) {
  const parsed = inToto.parse(bytes);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

const fixture = (name: string) => readFileSync(path.join(projectRoot, "test/fixtures/evidence/in-toto", name));
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const head = "aa5175fa66636aadfe73284cf8be2e0a724664d2";

describe("in-toto attestations", () => {
  it("tells of SLSA provenance who built what from which commit, and that nobody signed it", () => {
    const parsed = read(fixture("provenance.statement.json"));
    expect(parsed).toMatchObject({
      kind: "attestation",
      result: "unknown",
      totals: { of: "statements", statements: 1, signatures: 0 },
      headline: "SLSA provenance of ledger-service-2.4.0.tar.gz, unsigned",
      producer: "https://ci.halden.invalid/builders/farm-3",
      producedAt: "2026-11-20T22:44:31Z",
      commits: [head],
    });
    expect(parsed.lists.statements[0]?.facts).toContainEqual({ label: "Commit", value: head });
  });

  it("counts the tests of a test result out of its envelope, failures first", () => {
    const parsed = read(fixture("test-result.dsse.json"));
    expect(parsed).toMatchObject({
      result: "failed",
      counts: { passed: 3, failed: 1, skipped: 0 },
      totals: { of: "statements", statements: 1, signatures: 1 },
      commits: [head],
    });
    expect(parsed.lists.cases.map(({ name, outcome }) => [name, outcome])[0]).toEqual([
      "refund key is case-insensitive",
      "failed",
    ]);
  });

  it("reads one envelope on each line, Statement v0.1 and URL-safe base64", () => {
    const parsed = read(fixture("two.intoto.jsonl"));
    expect(parsed.totals).toEqual({ of: "statements", statements: 2, signatures: 2 });
    expect(parsed.lists.statements.map(({ predicateType }) => predicateType)).toEqual([
      "https://slsa.dev/verification_summary/v1",
      "https://slsa.dev/provenance/v0.2",
    ]);
    // The provenance judges nothing: one statement that passed is no pass of both.
    expect(parsed.result).toBe("unknown");
    expect(parsed.commits).toEqual([head]);
  });

  it("never takes PASSED for a pass beside failed tests", () => {
    const statement = {
      _type: "https://in-toto.io/Statement/v1",
      subject: [{ name: "head", digest: { gitCommit: head } }],
      predicateType: "https://in-toto.io/attestation/test-result/v0.1",
      predicate: { result: "PASSED", configuration: [], failedTests: ["one"] },
    };
    expect(read(json(statement)).result).toBe("failed");
    const passed = { ...statement, predicate: { result: "PASSED", configuration: [] } };
    expect(read(json(passed))).toMatchObject({ result: "passed", counts: null });
    expect(read(json({ ...statement, predicate: { result: "FINE" } })).result).toBe("unknown");
  });

  it("says what is wrong, and where", () => {
    expect(inToto.parse(Buffer.from('{"a":1}\n{"b":'))).toMatchObject({
      ok: false,
      error: { code: "attestation-json", place: "2:1" },
    });
    expect(inToto.parse(json({ payloadType: "text/plain", payload: "aGk=", signatures: [] }))).toMatchObject({
      ok: false,
      error: { code: "no-statement" },
    });
    expect(inToto.parse(json({ payloadType: "x", payload: "not base64!", signatures: [] }))).toMatchObject({
      ok: false,
      error: { code: "not-an-attestation" },
    });
    expect(inToto.parse(json(["__proto__", 1])).ok).toBe(false);
  });
});

/** Counted by hand: statements, signatures, and the type of the first. */
const known: Readonly<Record<string, readonly [number, number, RegExp]>> = {
  "attestation.intoto.sigstore": [1, 1, /slsa\.dev\/provenance\/v1/],
  "gha_container-based": [1, 1, /slsa\.dev\/provenance\/v1$/],
  gha_generic: [1, 1, /slsa\.dev\/provenance\/v0\.2$/],
  gha_maven: [1, 1, /slsa\.dev\/provenance\/v1$/],
  "npm-gha": [2, 2, /publish\/v0\.1$/],
  "bcid-vsa": [1, 1, /verification_summary\/v1$/],
};

describe.skipIf(!hasCorpus)(overCorpus("attestations of real tools"), () => {
  const folder = path.join(corpus, "attestations");
  it("are all recognised and read, with the statements and signatures they hold", () => {
    const files = readdirSync(folder);
    expect(files.length).toBeGreaterThan(0);
    let checked = 0;
    for (const name of files) {
      const bytes = readFileSync(path.join(folder, name));
      expect(inToto.recognises({ path: name, bytes: bytes.subarray(0, 65_536) }), name).toBe(true);
      const parsed = read(bytes);
      const expected = Object.entries(known).find(([part]) => name.includes(part))?.[1];
      if (expected === undefined) continue;
      checked += 1;
      expect(parsed.totals, name).toEqual({ of: "statements", statements: expected[0], signatures: expected[1] });
      expect(parsed.lists.statements[0]?.predicateType, name).toMatch(expected[2]);
    }
    expect(checked).toBe(Object.keys(known).length);
  });
});
