import type { EvidenceParser } from "../../main/evidence/parser";
import { cobertura } from "../../main/evidence/parsers/cobertura";
import { cyclonedx } from "../../main/evidence/parsers/cyclonedx";
import { eslintJson } from "../../main/evidence/parsers/eslint-json";
import { istanbul } from "../../main/evidence/parsers/istanbul";
import { lcov } from "../../main/evidence/parsers/lcov";
import { sarif } from "../../main/evidence/parsers/sarif";

// Evidence files of the largest sizes tools write, against the least that reading them takes: JSON.parse of the same text, or one look
// at every line. Ratios are of one run on one machine. Memory is the process's highest so far, so small files come first.

interface Case {
  readonly name: string;
  readonly parser: EvidenceParser;
  readonly bytes: Buffer;
  readonly anchor: "JSON.parse" | "line scan";
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

function sarifOf(results: number): Buffer {
  const rules = Array.from({ length: 200 }, (_, rule) => ({
    id: `rule-${rule}`,
    defaultConfiguration: { level: rule % 3 === 0 ? "error" : "warning" },
    help: { text: "What to do about it. ".repeat(20) },
  }));
  return json({
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Scanner", version: "1.0", rules } },
        results: Array.from({ length: results }, (_, index) => ({
          ruleId: `rule-${index % 200}`,
          ruleIndex: index % 200,
          message: {
            text: `The value ${index} that is read here may come from outside; it is used without a look at it.`,
          },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: `src/part-${index % 300}/file-${index % 2_000}.ts`, uriBaseId: "%SRCROOT%" },
                region: {
                  startLine: 1 + (index % 900),
                  startColumn: 5,
                  endColumn: 40,
                  snippet: { text: "x".repeat(120) },
                },
              },
            },
          ],
          partialFingerprints: { primaryLocationLineHash: `${(index * 2_654_435_761).toString(16)}:1` },
        })),
      },
    ],
  });
}

function lcovOf(megabytes: number): Buffer {
  const parts: string[] = [];
  let [bytes, file] = [0, 0];
  while (bytes < megabytes * 1e6) {
    file += 1;
    const lines = Array.from({ length: 400 }, (_, line) => `DA:${line + 1},${(line * file) % 17}`);
    const branches = Array.from(
      { length: 60 },
      (_, branch) => `BRDA:${branch * 5 + 1},${branch},${branch % 2},${branch % 4}`,
    );
    const part = `TN:\nSF:/home/ci/shop/src/part-${file % 97}/file-${file}.ts\n${lines.join("\n")}\n${branches.join("\n")}\nLF:400\nLH:300\nend_of_record\n`;
    parts.push(part);
    bytes += part.length;
  }
  return Buffer.from(parts.join(""));
}

function coberturaOf(files: number): Buffer {
  const lines = Array.from(
    { length: 300 },
    (_, line) => `<line number="${line + 1}" hits="${line % 7}" branch="False"/>\n`,
  ).join("");
  const classes = Array.from(
    { length: files },
    (_, file) =>
      `<class name="C${file}" filename="src/C${file}.cs" line-rate="1"><methods/>\n<lines>\n${lines}</lines></class>\n`,
  );
  return Buffer.from(
    `<?xml version="1.0"?>\n<coverage line-rate="1" version="1.9" timestamp="1"><packages><package name="p"><classes>\n${classes.join("")}</classes></package></packages></coverage>\n`,
  );
}

function istanbulOf(files: number): Buffer {
  const place = (line: number) => ({ start: { line, column: 2 }, end: { line, column: 40 } });
  const entries = Array.from({ length: files }, (_, file) => {
    const path = `/home/ci/shop/src/file-${file}.js`;
    const ids = Array.from({ length: 300 }, (__, id) => id);
    const statementMap = Object.fromEntries(ids.map((id) => [id, place(id + 1)]));
    const s = Object.fromEntries(ids.map((id) => [id, id % 5]));
    return [path, { path, statementMap, fnMap: {}, branchMap: {}, s, f: {}, b: {} }] as const;
  });
  return json(Object.fromEntries(entries));
}

function eslintOf(files: number): Buffer {
  return json(
    Array.from({ length: files }, (_, file) => ({
      filePath: `/home/ci/shop/src/file-${file}.js`,
      messages: Array.from({ length: 5 }, (__, line) => ({
        ruleId: "no-undef",
        severity: 1 + (line % 2),
        message: `'value${line}' is not defined.`,
        line: line + 1,
        column: 3,
        endLine: line + 1,
        endColumn: 9,
      })),
      suppressedMessages: [],
      errorCount: 2,
      warningCount: 3,
      source: "const value = 1;\n".repeat(50),
    })),
  );
}

function bomOf(components: number): Buffer {
  return json({
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    components: Array.from({ length: components }, (_, index) => ({
      type: "library",
      name: `package-${index}`,
      version: "1.2.3",
      purl: `pkg:npm/package-${index}@1.2.3`,
      licenses: [{ license: { id: "MIT" } }],
      hashes: [{ alg: "SHA-512", content: "ab".repeat(64) }],
    })),
  });
}

const cases: readonly (() => Case)[] = [
  () => ({ name: "CycloneDX, 50,000 components", parser: cyclonedx, bytes: bomOf(50_000), anchor: "JSON.parse" }),
  () => ({ name: "ESLint, 10,000 files", parser: eslintJson, bytes: eslintOf(10_000), anchor: "JSON.parse" }),
  () => ({ name: "Istanbul, 1,000 files", parser: istanbul, bytes: istanbulOf(1_000), anchor: "JSON.parse" }),
  () => ({ name: "SARIF, 50,000 results", parser: sarif, bytes: sarifOf(50_000), anchor: "JSON.parse" }),
  () => ({ name: "Cobertura, 1,500 files", parser: cobertura, bytes: coberturaOf(1_500), anchor: "line scan" }),
  () => ({ name: "LCOV, 100 MB", parser: lcov, bytes: lcovOf(100), anchor: "line scan" }),
];

const rounds = 3;

function lineScan(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
  return lines;
}

/** Fastest of some rounds: what else runs on the machine only ever adds. */
function fastest(run: () => unknown): number {
  let best = Infinity;
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

const highest = (): number => process.resourceUsage().maxRSS / 1024;

console.log("file                             MB      anchor          parser    ratio   highest memory");
for (const make of cases) {
  const { name, parser, bytes, anchor } = make();
  const before = highest();
  const ours = fastest(() => {
    const read = parser.parse(bytes);
    if (!read.ok) throw new Error(`${name}: ${read.error.message}`);
  });
  const after = highest();
  const theirs = fastest(() => (anchor === "line scan" ? lineScan(bytes) : JSON.parse(bytes.toString("utf8"))));
  console.log(
    [
      name.padEnd(30),
      (bytes.length / 1e6).toFixed(1).padStart(6),
      `${theirs.toFixed(0).padStart(5)} ms ${anchor}`.padEnd(20),
      `${ours.toFixed(0).padStart(5)} ms`,
      `${(ours / theirs).toFixed(2).padStart(6)} x`,
      `${before.toFixed(0)} -> ${after.toFixed(0)} MB`,
    ].join("  "),
  );
}
