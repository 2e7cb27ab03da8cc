import type { CheckCounts } from "../../shared/model/event";

interface Match {
  readonly counts: CheckCounts;
  /** Index of the last line the counts were read from: the later summary wins. */
  readonly at: number;
}

/** `cut` says that only a part of the output was kept, so that lines cannot be counted. */
type Format = (lines: readonly string[], cut: boolean) => Match | null;

/** A format and texts of which one stands in every summary of its kind: where none does, the lines are not looked at. */
interface HintedFormat {
  readonly format: Format;
  readonly hints: readonly string[];
}

/** Only the end of very long outputs is read: summaries stand there. */
const readAtMost = 1024 * 1024;
const colours = /\u001b\[[0-9;?]*[A-Za-z]/g;

/**
 * The counts a test tool printed in its summary, with the line or lines they were read from. Null where no summary of a
 * known tool is found: nothing is estimated. A number the summary does not name is null, or zero where the tool leaves out
 * what is zero. Known: pytest, unittest, Jest, Vitest, node:test, Mocha, Playwright, go test -v, gotestsum, cargo test and
 * nextest, RSpec, Minitest, PHPUnit, Maven, Gradle, CTest, dotnet test, Bun, Deno, ExUnit, TAP.
 * With `cut`, for an output that went through `tail`, `head` or `grep`, tools that print no summary are left out.
 */
export function checkCounts(output: string, cut = false): CheckCounts | null {
  const text = plain(output.slice(-readAtMost));
  let lines: string[] | null = null;
  let best: Match | null = null;
  for (const { format, hints } of formats) {
    if (!holdsOneOf(text, hints)) continue;
    lines ??= text.split("\n");
    const match = format(lines, cut);
    if (match !== null && (best === null || match.at > best.at)) best = match;
  }
  return best?.counts ?? null;
}

function holdsOneOf(text: string, hints: readonly string[]): boolean {
  for (const hint of hints) if (text.includes(hint)) return true;
  return false;
}

/** A text without colours and with line feeds alone as line ends. */
function plain(text: string): string {
  const uncoloured = text.includes("\u001b") ? text.replace(colours, "") : text;
  return uncoloured.includes("\r") ? uncoloured.replaceAll("\r\n", "\n") : uncoloured;
}

/** Reads a number before a word: `3 passed`. Null where the word is not there. */
function before(line: string, word: string): number | null {
  const match = new RegExp(`(\\d{1,9}) (?:${word})\\b`, "i").exec(line);
  return match?.[1] === undefined ? null : Number(match[1]);
}

/** Reads a number after a word: `Failures: 3`, `failures=3`. */
function after(line: string, word: string): number | null {
  const match = new RegExp(`\\b(?:${word})\\s*[:=]\\s*(\\d{1,9})`, "i").exec(line);
  return match?.[1] === undefined ? null : Number(match[1]);
}

function lastLine(lines: readonly string[], pattern: RegExp): number {
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const line = lines[at] ?? "";
    if (line.length < 1000 && pattern.test(line)) return at;
  }
  return -1;
}

function made(
  lines: readonly string[],
  at: readonly number[],
  passed: number | null,
  failed: number | null,
  skipped: number | null,
): Match | null {
  if ([passed, failed, skipped].some((count) => count !== null && count < 0)) return null;
  const where = [...at].sort((a, b) => a - b);
  const line = where
    .map((index) => lines[index]?.trim() ?? "")
    .join("\n")
    .slice(0, 2000)
    .toWellFormed();
  return { counts: { passed, failed, skipped, line }, at: where.at(-1) ?? 0 };
}

/** One line that holds all counts. */
function summaryLine(
  pattern: RegExp,
  read: (line: string) => readonly [number | null, number | null, number | null],
): Format {
  return (lines) => {
    const at = lastLine(lines, pattern);
    return at === -1 ? null : made(lines, [at], ...read(lines[at] ?? ""));
  };
}

/** Several lines near each other, each with one count. The first word is the count that must be there. */
function summaryLines(
  patterns: { total?: RegExp; passed: RegExp; failed: RegExp; skipped: RegExp },
  reach: number,
): Format {
  return (lines) => {
    const at = {
      passed: lastLine(lines, patterns.passed),
      failed: lastLine(lines, patterns.failed),
      skipped: lastLine(lines, patterns.skipped),
    };
    const end = Math.max(at.passed, at.failed);
    if (end === -1) return null;
    const close = (index: number): boolean => index !== -1 && Math.abs(end - index) <= reach;
    const read = (index: number, pattern: RegExp): number | null => {
      const match = close(index) ? pattern.exec(lines[index] ?? "") : null;
      return match?.[1] === undefined ? null : Number(match[1]);
    };
    const used = [at.passed, at.failed, at.skipped].filter(close);
    return made(
      lines,
      used,
      read(at.passed, patterns.passed) ?? 0,
      read(at.failed, patterns.failed) ?? 0,
      read(at.skipped, patterns.skipped) ?? 0,
    );
  };
}

const pytest = summaryLine(
  /^(?:=+ )?(?:\d+ (?:passed|failed|skipped|errors?|xfailed|xpassed|deselected|warnings?|rerun|subtests passed),? ?)+ in [\d.]+s|^(?:=+ )?no tests ran in [\d.]+s/,
  (line) => [
    before(line, "passed") ?? 0,
    (before(line, "failed") ?? 0) + (before(line, "errors?") ?? 0),
    before(line, "skipped") ?? 0,
  ],
);

const jest = summaryLine(/^Tests:\s+.*\d+ total/, (line) => [
  before(line, "passed") ?? 0,
  before(line, "failed") ?? 0,
  (before(line, "skipped") ?? 0) + (before(line, "todo") ?? 0),
]);

const vitest = summaryLine(/^\s*Tests\s+(?:\d+ (?:passed|failed|skipped|todo)(?: \| )?)+\s*\(\d+\)/, (line) => [
  before(line, "passed") ?? 0,
  before(line, "failed") ?? 0,
  (before(line, "skipped") ?? 0) + (before(line, "todo") ?? 0),
]);

const nodeTest = summaryLines(
  { passed: /^(?:ℹ|#) pass (\d{1,9})$/, failed: /^(?:ℹ|#) fail (\d{1,9})$/, skipped: /^(?:ℹ|#) skipped (\d{1,9})$/ },
  6,
);
const mocha = summaryLines(
  { passed: /^\s*(\d{1,9}) passing\b/, failed: /^\s*(\d{1,9}) failing\b/, skipped: /^\s*(\d{1,9}) pending\b/ },
  3,
);
const bun = summaryLines(
  { passed: /^\s*(\d{1,9}) pass$/, failed: /^\s*(\d{1,9}) fail$/, skipped: /^\s*(\d{1,9}) (?:skip|todo)$/ },
  3,
);
const playwright = summaryLines(
  {
    passed: /^ {2}(\d{1,9}) passed \([\d.]+(?:ms|s|m)\)$/,
    failed: /^ {2}(\d{1,9}) failed$/,
    skipped: /^ {2}(\d{1,9}) skipped$/,
  },
  60,
);

/** cargo prints one line per test binary; together they are the run. */
const cargo: Format = (lines) => {
  const at = lines.flatMap((line, index) =>
    /^test result: (?:ok|FAILED)\. \d+ passed; \d+ failed; \d+ ignored/.test(line) ? [index] : [],
  );
  if (at.length === 0) return null;
  const sum = (word: string): number => at.reduce((total, index) => total + (before(lines[index] ?? "", word) ?? 0), 0);
  return made(lines, at, sum("passed"), sum("failed"), sum("ignored"));
};

const nextest = summaryLine(/^\s*Summary \[.*\d+ tests? run:/, (line) => [
  before(line, "passed") ?? 0,
  (before(line, "failed") ?? 0) + (before(line, "timed out") ?? 0),
  before(line, "skipped") ?? 0,
]);

/**
 * `go test -v` names every test; without -v it names only failures, so what passed stays unknown. Of an output that was
 * cut by a pipe only the failures seen are told.
 */
const go: Format = (lines, cut) => {
  const named = (mark: string): number => lines.filter((line) => line.startsWith(mark)).length;
  const passed = named("--- PASS: ");
  const failed = named("--- FAIL: ");
  const skipped = named("--- SKIP: ");
  const end = lastLine(lines, /^(?:ok {2}\t|FAIL\t|FAIL$|PASS$)/);
  if (passed + failed + skipped === 0 || end === -1) return null;
  const whole = !cut && (passed > 0 || named("=== RUN ") > 0);
  if (!whole && failed === 0) return null;
  return made(lines, [end], whole ? passed : null, failed, whole ? skipped : null);
};

const gotestsum = summaryLine(/^DONE \d+ tests?/, (line) => {
  const failed = (before(line, "failures?") ?? 0) + (before(line, "errors?") ?? 0);
  const skipped = before(line, "skipped") ?? 0;
  const total = before(line, "tests?");
  return [total === null ? null : total - failed - skipped, failed, skipped];
});

/** unittest: `Ran 5 tests in 0.1s`, then `OK (skipped=1)` or `FAILED (failures=1, errors=1)`. */
const unittest: Format = (lines) => {
  const ran = lastLine(lines, /^Ran \d+ tests? in /);
  if (ran === -1) return null;
  const verdict = lines.findIndex(
    (line, index) => index > ran && index <= ran + 4 && /^(?:OK|FAILED|NO TESTS RAN)\b/.test(line),
  );
  const total = before(lines[ran] ?? "", "tests?");
  if (verdict === -1 || total === null) return null;
  const line = lines[verdict] ?? "";
  const failed =
    (after(line, "failures") ?? 0) + (after(line, "errors") ?? 0) + (after(line, "unexpected successes") ?? 0);
  const skipped = after(line, "skipped") ?? 0;
  return made(lines, [ran, verdict], total - failed - skipped, failed, skipped);
};

const rspec = summaryLine(/^\d+ examples?, \d+ failures?/, (line) => {
  const failed = (before(line, "failures?") ?? 0) + (before(line, "errors? occurred outside of examples") ?? 0);
  const skipped = before(line, "pending") ?? 0;
  return [Math.max(0, (before(line, "examples?") ?? 0) - (before(line, "failures?") ?? 0) - skipped), failed, skipped];
});

const minitest = summaryLine(/^\d+ (?:runs|tests), \d+ assertions, \d+ failures, \d+ errors/, (line) => {
  const failed = (before(line, "failures") ?? 0) + (before(line, "errors") ?? 0);
  const skipped = before(line, "skips") ?? 0;
  return [(before(line, "runs|tests") ?? 0) - failed - skipped, failed, skipped];
});

const exUnit = summaryLine(/^(?:\d+ (?:doctests?|properties|property), )*\d+ tests?, \d+ failures?/, (line) => {
  const failed = (before(line, "failures?") ?? 0) + (before(line, "invalid") ?? 0);
  const skipped = (before(line, "skipped") ?? 0) + (before(line, "excluded") ?? 0);
  const total =
    (before(line, "tests?") ?? 0) + (before(line, "doctests?") ?? 0) + (before(line, "propert(?:y|ies)") ?? 0);
  return [total - failed - skipped, failed, skipped];
});

const phpunit = summaryLine(/^(?:OK \(\d+ tests?, \d+ assertions?\)|Tests: \d+, Assertions: \d+)/, (line) => {
  const total = before(line, "tests?") ?? after(line, "Tests");
  const failed = (after(line, "Failures") ?? 0) + (after(line, "Errors") ?? 0);
  const skipped = (after(line, "Skipped") ?? 0) + (after(line, "Incomplete") ?? 0);
  return [total === null ? null : total - failed - skipped, failed, skipped];
});

const maven = summaryLine(/Tests run: \d+, Failures: \d+, Errors: \d+, Skipped: \d+(?!.*Time elapsed)/, (line) => {
  const failed = (after(line, "Failures") ?? 0) + (after(line, "Errors") ?? 0);
  const skipped = after(line, "Skipped") ?? 0;
  return [(after(line, "Tests run") ?? 0) - failed - skipped, failed, skipped];
});

const gradle = summaryLine(/^\d+ tests? completed, \d+ failed/, (line) => {
  const failed = before(line, "failed") ?? 0;
  const skipped = before(line, "skipped") ?? 0;
  return [(before(line, "tests? completed") ?? 0) - failed - skipped, failed, skipped];
});

const ctest = summaryLine(/^\d+% tests passed, \d+ tests? failed out of \d+/, (line) => {
  const failed = before(line, "tests? failed") ?? 0;
  const total = /out of (\d{1,9})/.exec(line)?.[1];
  return [total === undefined ? null : Number(total) - failed, failed, null];
});

const dotnet = summaryLine(/Failed:\s*\d+, Passed:\s*\d+, Skipped:\s*\d+, Total:\s*\d+/, (line) => [
  after(line, "Passed"),
  after(line, "Failed"),
  after(line, "Skipped"),
]);
const deno = summaryLine(/^(?:ok|FAILED) \| \d+ passed/, (line) => [
  before(line, "passed"),
  before(line, "failed") ?? 0,
  before(line, "ignored") ?? 0,
]);

/** TAP: a plan and its test points at the outer level. Without a plan the run was cut off, and nothing is counted. */
const tap: Format = (lines, cut) => {
  if (cut) return null;
  const plan = lastLine(lines, /^1\.\.\d+/);
  if (plan === -1) return null;
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  let last = plan;
  lines.forEach((line, index) => {
    const point = /^(not )?ok\b(.*)$/.exec(line);
    if (point === null) return;
    last = Math.max(last, index);
    if (/# SKIP/i.test(point[2] ?? "")) skipped += 1;
    else if (point[1] !== undefined && !/# TODO/i.test(point[2] ?? "")) failed += 1;
    else passed += 1;
  });
  if (passed + failed + skipped === 0) return null;
  const match = made(lines, [plan], passed, failed, skipped);
  return match === null ? null : { ...match, at: last };
};

const formats: readonly HintedFormat[] = [
  { format: pytest, hints: ["passed", "failed", "skipped", "error", "deselected", "warning", "rerun", "no tests ran"] },
  { format: jest, hints: ["Tests:"] },
  { format: vitest, hints: ["Tests "] },
  { format: nodeTest, hints: ["pass ", "fail "] },
  { format: mocha, hints: ["passing", "failing"] },
  { format: bun, hints: ["pass", "fail"] },
  { format: playwright, hints: ["passed (", "failed"] },
  { format: cargo, hints: ["test result: "] },
  { format: nextest, hints: ["Summary ["] },
  { format: go, hints: ["--- "] },
  { format: gotestsum, hints: ["DONE "] },
  { format: unittest, hints: ["Ran "] },
  { format: rspec, hints: ["example"] },
  { format: minitest, hints: ["assertions"] },
  { format: exUnit, hints: ["failure"] },
  { format: phpunit, hints: ["OK (", "Tests: "] },
  { format: maven, hints: ["Tests run: "] },
  { format: gradle, hints: ["completed, "] },
  { format: ctest, hints: ["tests passed, "] },
  { format: dotnet, hints: ["Total:"] },
  { format: deno, hints: ["ok | ", "FAILED | "] },
  { format: tap, hints: ["1.."] },
];
