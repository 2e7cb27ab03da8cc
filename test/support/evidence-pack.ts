import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { packPredicateType, type PackFile } from "../../shared/model/pack";

export const baseCommit = "4c07aa1d93fe4c07aa1d93fe4c07aa1d93fe4c07";
export const headCommit = "9f2c6e0b81a49f2c6e0b81a49f2c6e0b81a49f2c";
const tree = "2d4c07aa1d93fe2d4c07aa1d93fe2d4c07aa1d93";

/** A file of evidence that goes into a pack. */
export interface PackedEvidence extends NonNullable<PackFile["evidence"]> {
  readonly path: string;
  readonly content: string | Uint8Array;
}

const contract = `version: 1
id: PAY-118
title: Make refund retries idempotent
objective: A refund that the processor did not confirm is retried without being paid twice.
acceptance:
  - id: unit
    name: Refund tests pass
    command: npm test
evidence: [tests, coverage]
owner: payments
`;

/** Adds lines 2 to 5 to one file and a line to another. */
const patch = `diff --git a/src/refund.js b/src/refund.js
--- a/src/refund.js
+++ b/src/refund.js
@@ -1,3 +1,7 @@
 export function refund(payment) {
+  const key = keyOf(payment);
+  if (seen.has(key)) {
+    return seen.get(key);
+  }
   return pay(payment);
 }
diff --git a/docs/refunds.md b/docs/refunds.md
--- a/docs/refunds.md
+++ b/docs/refunds.md
@@ -1 +1,2 @@
 # Refunds
+Retries carry a key.
`;

/** Writes a pack of one attempt at the refund task into a folder. In: the attempt's name and its evidence. */
export function writeEvidencePack(folder: string, name: string, evidence: readonly PackedEvidence[]): string {
  const root = path.join(folder, name);
  const files: PackFile[] = [];
  const add = (file: string, content: string | Uint8Array, more: Pick<PackFile, "role" | "evidence">): void => {
    const bytes = Buffer.from(content);
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    files.push({ path: file, sha256, bytes: bytes.length, ...more });
  };
  add("contract.yaml", contract, { role: "contract" });
  add("patch.diff", patch, { role: "patch" });
  for (const { path: file, content, ...stated } of evidence) add(file, content, { role: "evidence", evidence: stated });
  const manifest = {
    _type: "https://in-toto.io/Statement/v1",
    subject: [
      { name: "head", digest: { gitCommit: headCommit } },
      { name: "patch.diff", digest: { sha256: files[1]?.sha256 } },
    ],
    predicateType: packPredicateType,
    predicate: {
      packVersion: 1,
      repository: { name: "payments" },
      attempt: {
        id: name,
        base: baseCommit,
        head: headCommit,
        tree,
        branch: `agent/${name}`,
        summary: "Refund retries carry a key.",
        createdAt: "2026-10-14T02:12:00Z",
      },
      runner: { kind: "other", name: "Night runner" },
      files,
    },
  };
  writeFileSync(path.join(root, "manifest.json"), JSON.stringify(manifest, null, 2));
  return root;
}

interface JunitCase {
  readonly suite: string;
  readonly name: string;
  readonly failure?: string;
}

/** A test report, each suite's cases together. */
export function junitReport(cases: readonly JunitCase[]): string {
  const escape = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
  const suites = new Map<string, JunitCase[]>();
  for (const each of cases) {
    const own = suites.get(each.suite);
    if (own === undefined) suites.set(each.suite, [each]);
    else own.push(each);
  }
  const parts = [...suites].map(([suite, own]) => {
    const lines = own.map((each) => {
      const failure = each.failure === undefined ? "" : `<failure message="failed">${escape(each.failure)}</failure>`;
      return `<testcase name="${escape(each.name)}" time="0.012">${failure}</testcase>`;
    });
    return `<testsuite name="${escape(suite)}">${lines.join("")}</testsuite>`;
  });
  return `<testsuites>${parts.join("")}</testsuites>`;
}

/** What the refund tests say: `broken` makes one of them fail. */
export function refundTests(broken: boolean, unrelated = 3): string {
  return junitReport([
    ...Array.from({ length: unrelated }, (_, n) => ({ suite: "ledger", name: `case ${String(n)}` })),
    { suite: "refunds", name: "pays once" },
    {
      suite: "refunds",
      name: "retries with the same key",
      ...(broken ? { failure: "expected 7500 to be 5000\n\u001b[31m    at refund.test.js:12\u001b[0m" } : {}),
    },
  ]);
}

/** Coverage of the refund file: of the lines 2 to 5 three can run and two ran. */
export const lcovReport =
  "TN:\nSF:src/refund.js\nBRDA:3,0,0,0\nBRDA:3,0,1,4\nDA:1,4\nDA:2,4\nDA:3,4\nDA:4,0\nDA:6,4\nLF:5\nLH:4\nend_of_record\n";

/** Static analysis: one finding for each line that is named. In: the commit it was made on, and `line message` pairs. */
export function sarifReport(commit: string, findings: readonly (readonly [line: number, message: string])[]): string {
  return JSON.stringify({
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Lintwell", version: "2.0", rules: [{ id: "no-shadow" }] } },
        versionControlProvenance: [{ repositoryUri: "https://example.invalid/payments", revisionId: commit }],
        results: findings.map(([line, text]) => ({
          ruleId: "no-shadow",
          level: "warning",
          message: { text },
          locations: [
            { physicalLocation: { artifactLocation: { uri: "src/refund.js" }, region: { startLine: line } } },
          ],
        })),
      },
    ],
  });
}

/** A PNG of one colour, with a square of another in its top left corner. */
export function pngPicture(
  width: number,
  height: number,
  colour: readonly [number, number, number],
  square = 0,
): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const inside = x < square && y < square;
      rows.set(inside ? [200, 30, 30] : colour, y * (1 + width * 3) + 1 + x * 3);
    }
  return pngOf(width, height, deflateSync(rows));
}

/** A PNG whose header states a size, whatever its content holds. */
export function pngOf(width: number, height: number, content: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", content),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** Everything an attempt may bring: tests, coverage, findings with the base's, a picture, a coloured log, a bill of materials. */
export function fullEvidence(broken: boolean, unrelated = 3): PackedEvidence[] {
  const made = { producedAt: "2026-10-14T02:10:00Z" };
  return [
    {
      path: "evidence/junit.xml",
      content: refundTests(broken, unrelated),
      kind: "tests",
      producer: "node",
      command: "npm test",
      exitCode: broken ? 1 : 0,
      tree,
      ...made,
    },
    { path: "evidence/lcov.info", content: lcovReport, kind: "coverage", producer: "c8", tree, ...made },
    {
      path: "evidence/lint.sarif",
      content: sarifReport(headCommit, [
        [3, "seen is shadowed here"],
        [6, "pay is shadowed"],
      ]),
      kind: "static-analysis",
      producer: "Lintwell",
      ...made,
    },
    {
      path: "evidence/base/lint.sarif",
      content: sarifReport(baseCommit, [[2, "pay is shadowed"]]),
      kind: "static-analysis",
      producer: "Lintwell",
      ...made,
    },
    {
      path: "evidence/receipt.png",
      content: pngPicture(60, 40, [240, 240, 250], broken ? 10 : 0),
      kind: "screenshot",
      producer: "browser",
      ...made,
    },
    {
      path: "evidence/build.log",
      content: `${Array.from({ length: 400 }, (_, n) => `step ${String(n)}`).join("\n")}\n\u001b[31;1mERROR\u001b[0m the gateway said no\n<b>done</b>\n`,
      kind: "log",
      producer: "build",
      ...made,
    },
    {
      path: "evidence/bom.json",
      content: JSON.stringify({
        bomFormat: "CycloneDX",
        specVersion: "1.5",
        components: [
          {
            type: "library",
            name: "left-pad",
            version: "1.3.0",
            purl: "pkg:npm/left-pad@1.3.0",
            licenses: [{ license: { id: "WTFPL" } }],
          },
          { type: "library", name: "zod", version: "4.1.0" },
        ],
      }),
      kind: "sbom",
      producer: "bom",
      ...made,
    },
  ];
}
