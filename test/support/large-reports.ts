/**
 * Reports of many tests, one in fifty failed with a stack, in every format: how long a parser takes for a size that real
 * repositories reach. Out: the file's text, and its counts.
 */
export interface LargeReport {
  readonly parser: string;
  /** Made anew each time: all of them at once would fill the memory. */
  readonly text: () => string;
  readonly counts: { readonly passed: number; readonly failed: number; readonly skipped: number };
}

const stack = Array.from({ length: 8 }, (_, n) => `    at step${n} (src/refunds/ledger.ts:${n + 10}:7)`).join("\n");
const failure = `expected 1 to be 2\n${stack}`;

interface Row {
  readonly suite: string;
  readonly name: string;
  readonly failed: boolean;
}

/** In: how many tests. */
export function largeReports(tests: number): LargeReport[] {
  const rows: Row[] = Array.from({ length: tests }, (_, n) => ({
    suite: `src/refunds/part-${Math.floor(n / 100)}.test.ts`,
    name: `pays back order ${n} once and keeps its key`,
    failed: n % 50 === 0,
  }));
  const suites = new Map<string, Row[]>();
  for (const row of rows) suites.set(row.suite, [...(suites.get(row.suite) ?? []), row]);
  const failed = rows.filter((row) => row.failed).length;
  const counts = { passed: tests - failed, failed, skipped: 0 };
  const each = <T>(made: (row: Row, at: number) => T): T[] => rows.map(made);
  const xml = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
  const texts: Readonly<Record<string, () => string>> = {
    junit: () =>
      `<testsuites>${[...suites].map(([suite, own]) => `<testsuite name="${suite}">${own.map((row) => `<testcase classname="${suite}" name="${xml(row.name)}" time="0.012">${row.failed ? `<failure message="expected 1 to be 2">${xml(failure)}</failure>` : ""}</testcase>\n`).join("")}</testsuite>`).join("")}</testsuites>`,
    trx: () =>
      `<TestRun><Results>${each((row, at) => `<UnitTestResult testId="t${at}" testName="${xml(row.name)}" duration="00:00:00.0120000" outcome="${row.failed ? "Failed" : "Passed"}">${row.failed ? `<Output><ErrorInfo><Message>${xml(failure)}</Message></ErrorInfo></Output>` : ""}</UnitTestResult>\n`).join("")}</Results><TestDefinitions>${each((row, at) => `<UnitTest id="t${at}"><TestMethod className="Refunds.${at % 7}" name="${xml(row.name)}" /></UnitTest>`).join("")}</TestDefinitions></TestRun>`,
    nunit: () =>
      `<test-run>${[...suites].map(([suite, own]) => `<test-suite type="TestFixture" name="${suite}">${own.map((row) => `<test-case name="${xml(row.name)}" fullname="${suite}.${xml(row.name)}" result="${row.failed ? "Failed" : "Passed"}" duration="0.012">${row.failed ? `<failure><message>${xml(failure)}</message></failure>` : ""}</test-case>\n`).join("")}</test-suite>`).join("")}</test-run>`,
    tap: () =>
      `TAP version 14\n1..${tests}\n${each((row, at) => `${row.failed ? "not " : ""}ok ${at + 1} - ${row.name}\n  ---\n  duration_ms: 12.5\n${row.failed ? `  message: |-\n${failure.replaceAll(/^/gm, "    ")}\n` : ""}  ...\n`).join("")}`,
    ctrf: () =>
      JSON.stringify({
        results: {
          tool: { name: "vitest" },
          summary: { tests, failed },
          tests: each((row) => ({
            name: row.name,
            status: row.failed ? "failed" : "passed",
            duration: 12,
            filePath: row.suite,
            ...(row.failed ? { message: "expected 1 to be 2", trace: failure } : {}),
          })),
        },
      }),
    "vitest-json": () =>
      JSON.stringify({
        numTotalTests: tests,
        testResults: [...suites].map(([name, own]) => ({
          name,
          status: "failed",
          assertionResults: own.map((row) => ({
            ancestorTitles: ["refunds"],
            title: row.name,
            status: row.failed ? "failed" : "passed",
            duration: 12,
            failureMessages: row.failed ? [failure] : [],
            meta: {},
          })),
        })),
      }),
    "playwright-json": () =>
      JSON.stringify({
        config: { forbidOnly: false, rootDir: "/" },
        suites: [...suites].map(([title, own]) => ({
          title,
          specs: own.map((row) => ({
            title: row.name,
            tests: [
              {
                expectedStatus: "passed",
                projectName: "wide",
                results: [
                  {
                    status: row.failed ? "failed" : "passed",
                    duration: 12,
                    errors: row.failed ? [{ message: failure }] : [],
                  },
                ],
              },
            ],
          })),
        })),
      }),
    "pytest-json": () =>
      JSON.stringify({
        exitcode: 1,
        root: "/",
        summary: { total: tests },
        tests: each((row) => ({
          nodeid: `${row.suite}::${row.name}`,
          outcome: row.failed ? "failed" : "passed",
          setup: { duration: 0.001, outcome: "passed" },
          call: {
            duration: 0.01,
            outcome: row.failed ? "failed" : "passed",
            ...(row.failed ? { longrepr: failure } : {}),
          },
          teardown: { duration: 0.001, outcome: "passed" },
        })),
      }),
    "mocha-json": () => {
      const made = (row: Row) => ({
        title: row.name,
        fullTitle: `refunds ${row.name}`,
        file: row.suite,
        duration: 12,
        currentRetry: 0,
        err: row.failed ? { message: "expected 1 to be 2", stack: failure } : {},
      });
      return JSON.stringify({
        stats: { passes: 0, pending: 0 },
        tests: [],
        pending: [],
        failures: rows.filter((row) => row.failed).map(made),
        passes: rows.filter((row) => !row.failed).map(made),
      });
    },
    "go-test-json": () =>
      each((row, at) => {
        const event = {
          Time: "2026-03-06T21:40:00Z",
          Package: `example.com/p${Math.floor(at / 100)}`,
          Test: `Test_${at}`,
        };
        const output = row.failed ? `${JSON.stringify({ ...event, Action: "output", Output: `${failure}\n` })}\n` : "";
        return `${JSON.stringify({ ...event, Action: "run" })}\n${output}${JSON.stringify({ ...event, Action: row.failed ? "fail" : "pass", Elapsed: 0.01 })}\n`;
      }).join(""),
  };
  return Object.entries(texts).map(([parser, text]) => ({ parser, text, counts }));
}
