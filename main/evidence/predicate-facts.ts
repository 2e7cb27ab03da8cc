import * as z from "zod";
import { instantSchema } from "../../shared/model/ids";
import type { Evidence, TestCase } from "../../shared/model/evidence";
import type { InTotoStatement } from "../attest/statement";
import { maxCases } from "./parser";

/** What a reader needs of a predicate. */
export interface PredicateFacts {
  /** What people call a statement of this kind. */
  readonly name: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly result: Evidence["result"];
  /** The statement's own word for its result. */
  readonly verdict: string | null;
  readonly counts: Evidence["counts"];
  /** Failures first. */
  readonly cases: readonly TestCase[];
  /** Who says it: a builder, a verifier. */
  readonly producer: string | null;
  readonly at: string | null;
  /** Commits that were built from. */
  readonly commits: readonly string[];
}

const maxValue = 2_000;
const maxItems = 10_000;

const text = z.string().catch("");
const resource = z
  .looseObject({ uri: text, name: text, digest: z.record(z.string(), z.string()).catch({}) })
  .catch({ uri: "", name: "", digest: {} });
const resources = z.array(resource).max(maxItems).catch([]);
const names = z.array(z.string().max(10_000)).max(maxCases).catch([]);

/** slsa.dev/provenance/v1 */
const provenanceV1 = z.looseObject({
  buildDefinition: z.looseObject({
    buildType: text,
    externalParameters: z.looseObject({
      workflow: z.looseObject({ ref: text, repository: text, path: text }).optional().catch(undefined),
    }),
    resolvedDependencies: resources.default([]),
  }),
  runDetails: z.looseObject({
    builder: z.looseObject({ id: text }),
    metadata: z
      .looseObject({ invocationId: text, invocationID: text, startedOn: text, finishedOn: text })
      .optional()
      .catch(undefined),
  }),
});
/** slsa.dev/provenance/v0.2 */
const provenanceV02 = z.looseObject({
  builder: z.looseObject({ id: text }),
  buildType: text,
  invocation: z.looseObject({ configSource: resource.and(z.looseObject({ entryPoint: text })) }).optional(),
  metadata: z
    .looseObject({ buildInvocationID: text, buildInvocationId: text, buildStartedOn: text, buildFinishedOn: text })
    .optional()
    .catch(undefined),
  materials: resources.default([]),
});
/** slsa.dev/verification_summary/v1 */
const summaryV1 = z.looseObject({
  verifier: z.looseObject({ id: text }),
  timeVerified: text,
  resourceUri: text,
  policy: z.looseObject({ uri: text }).optional().catch(undefined),
  verificationResult: z.enum(["PASSED", "FAILED"]),
  verifiedLevels: names.default([]),
});
/** in-toto/attestation, spec/predicates/test-result.md */
const testResult = z.looseObject({
  result: z.enum(["PASSED", "WARNED", "FAILED"]),
  url: text,
  passedTests: names.default([]),
  warnedTests: names.default([]),
  failedTests: names.default([]),
});
/** What a package registry says of a package that it took. */
const publish = z.looseObject({ name: text, version: text, registry: text });

/** Reads a predicate by its type. One of an unknown type, or of another shape than its type says, is listed by its plain texts. */
export function predicateFacts(statement: InTotoStatement): PredicateFacts {
  const { predicateType: type, predicate } = statement;
  const known =
    (type.startsWith("https://slsa.dev/provenance/v1") ? ofProvenanceV1(predicate) : null) ??
    (type.startsWith("https://slsa.dev/provenance/v0.2") ? ofProvenanceV02(predicate) : null) ??
    (type.startsWith("https://slsa.dev/verification_summary/v") ? ofSummary(predicate) : null) ??
    (type.startsWith("https://in-toto.io/attestation/test-result/v") ? ofTestResult(predicate) : null) ??
    (type.includes("/attestation/tree/main/specs/publish/v") ? ofPublish(predicate) : null);
  return known ?? ofOther(type, predicate);
}

function ofProvenanceV1(predicate: unknown): PredicateFacts | null {
  const read = provenanceV1.safeParse(predicate);
  if (!read.success) return null;
  const { buildDefinition: build, runDetails: run } = read.data;
  const { workflow } = build.externalParameters;
  const [source] = build.resolvedDependencies;
  return provenance({
    builder: run.builder.id,
    buildType: build.buildType,
    source: workflow === undefined ? (source?.uri ?? "") : [workflow.repository, workflow.ref].join("@"),
    entryPoint: workflow?.path ?? "",
    invocation: run.metadata?.invocationId || (run.metadata?.invocationID ?? ""),
    started: run.metadata?.startedOn ?? "",
    finished: run.metadata?.finishedOn ?? "",
    from: build.resolvedDependencies,
  });
}

function ofProvenanceV02(predicate: unknown): PredicateFacts | null {
  const read = provenanceV02.safeParse(predicate);
  if (!read.success) return null;
  const { builder, buildType, invocation, metadata, materials } = read.data;
  const config = invocation?.configSource;
  return provenance({
    builder: builder.id,
    buildType,
    source: config?.uri ?? materials[0]?.uri ?? "",
    entryPoint: config?.entryPoint ?? "",
    invocation: metadata?.buildInvocationID || (metadata?.buildInvocationId ?? ""),
    started: metadata?.buildStartedOn ?? "",
    finished: metadata?.buildFinishedOn ?? "",
    from: config === undefined ? materials : [config, ...materials],
  });
}

function provenance(build: {
  readonly builder: string;
  readonly buildType: string;
  readonly source: string;
  readonly entryPoint: string;
  readonly invocation: string;
  readonly started: string;
  readonly finished: string;
  readonly from: readonly z.output<typeof resource>[];
}): PredicateFacts {
  const commits = build.from.slice(0, 100).flatMap(({ digest }) => commitsOf(digest));
  return {
    name: "SLSA provenance",
    facts: filled([
      ["Builder", build.builder],
      ["Build type", build.buildType],
      ["Source", build.source],
      ["Commit", commits[0] ?? ""],
      ["Entry point", build.entryPoint],
      ["Invocation", build.invocation],
      ["Started", build.started],
      ["Finished", build.finished],
      ["Built from", build.from.length > 1 ? `${String(build.from.length)} sources` : ""],
    ]),
    result: "unknown",
    verdict: null,
    counts: null,
    cases: [],
    producer: orNull(build.builder),
    at: instant(build.finished) ?? instant(build.started),
    commits,
  };
}

function ofSummary(predicate: unknown): PredicateFacts | null {
  const read = summaryV1.safeParse(predicate);
  if (!read.success) return null;
  const { verifier, timeVerified, resourceUri, policy, verificationResult, verifiedLevels } = read.data;
  return {
    name: "Verification summary",
    facts: filled([
      ["Verifier", verifier.id],
      ["Result", verificationResult],
      ["Levels", verifiedLevels.slice(0, 20).join(", ")],
      ["Resource", resourceUri],
      ["Policy", policy?.uri ?? ""],
      ["Verified at", timeVerified],
    ]),
    result: verificationResult === "PASSED" ? "passed" : "failed",
    verdict: verificationResult,
    counts: null,
    cases: [],
    producer: orNull(verifier.id),
    at: instant(timeVerified),
    commits: [],
  };
}

function ofTestResult(predicate: unknown): PredicateFacts | null {
  const read = testResult.safeParse(predicate);
  if (!read.success) return null;
  const { result, url, passedTests, warnedTests, failedTests } = read.data;
  const named = passedTests.length + warnedTests.length + failedTests.length > 0;
  return {
    name: "Test result",
    facts: filled([
      ["Result", result],
      ["Passed", named ? String(passedTests.length) : ""],
      ["Warned", warnedTests.length > 0 ? String(warnedTests.length) : ""],
      ["Failed", named ? String(failedTests.length) : ""],
      ["Failed tests", failedTests.slice(0, 20).join(", ")],
      ["Report", url],
    ]),
    // Failed tests beside the word PASSED are a contradiction, and never a pass.
    result: result === "FAILED" || failedTests.length > 0 ? "failed" : "passed",
    verdict: result,
    counts: named ? { passed: passedTests.length + warnedTests.length, failed: failedTests.length, skipped: 0 } : null,
    cases: [
      ...failedTests.map((name) => testCase(name, "failed", null)),
      ...warnedTests.map((name) => testCase(name, "passed", "Passed with a warning.")),
      ...passedTests.map((name) => testCase(name, "passed", null)),
    ].slice(0, maxCases),
    producer: null,
    at: null,
    commits: [],
  };
}

function ofPublish(predicate: unknown): PredicateFacts | null {
  const read = publish.safeParse(predicate);
  if (!read.success) return null;
  return {
    ...nothing("Publication"),
    facts: filled([
      ["Package", read.data.name],
      ["Version", read.data.version],
      ["Registry", read.data.registry],
    ]),
    producer: orNull(read.data.registry),
  };
}

function ofOther(type: string, predicate: Readonly<Record<string, unknown>>): PredicateFacts {
  const plain = Object.entries(predicate).flatMap(([label, value]): [string, string][] =>
    typeof value === "string" || typeof value === "number" || typeof value === "boolean"
      ? [[label.slice(0, 100), String(value)]]
      : [],
  );
  const name = type.replace(/^https?:\/\//, "").slice(0, 200);
  return { ...nothing(name === "" ? "Statement of no type" : `Statement ${name}`), facts: filled(plain.slice(0, 20)) };
}

function nothing(name: string): PredicateFacts {
  return {
    name,
    facts: [],
    result: "unknown",
    verdict: null,
    counts: null,
    cases: [],
    producer: null,
    at: null,
    commits: [],
  };
}

function testCase(name: string, outcome: "passed" | "failed", message: string | null): TestCase {
  return { suite: "", name, outcome, durationMs: null, message };
}

function filled(rows: readonly (readonly [string, string])[]): { label: string; value: string }[] {
  return rows.flatMap(([label, value]) => (value === "" ? [] : [{ label, value: value.slice(0, maxValue) }]));
}

function orNull(value: string): string | null {
  return value === "" ? null : value.slice(0, maxValue);
}

function instant(value: string): string | null {
  return instantSchema.safeParse(value).success ? value : null;
}

function commitsOf(digest: Readonly<Record<string, string>>): string[] {
  return ["gitCommit", "sha1"].flatMap((algorithm) => {
    const found = Object.hasOwn(digest, algorithm) ? digest[algorithm]?.toLowerCase() : undefined;
    return found !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(found) ? [found] : [];
  });
}
