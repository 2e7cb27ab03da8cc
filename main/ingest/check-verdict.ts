import type { CheckDetail, CheckType, ShownResult } from "../../shared/model/event";

interface Verdict {
  readonly result: ShownResult["result"];
  readonly line: RegExp;
  /** Said by what started the tool: it says the same where the tool was not there. */
  readonly starter?: true;
  /** Only for checks of these types; any where it is left out. */
  readonly types?: readonly CheckType[];
}

/** Only the end of an output is read: results stand there. */
const readAtMost = 256 * 1024;
const longestLine = 1000;
const colours = /\u001b\[[0-9;?]*[A-Za-z]/g;

/**
 * Lines by which tools say how it went. Each is a whole line of the tool's own; words of a test's name or of a log do not
 * begin like this.
 */
const verdicts: readonly Verdict[] = [
  // Nothing was checked: the tool or its script is not there, or it found no test.
  { result: "nothing-ran", line: /^(?:npm (?:ERR!|error) )?Missing script: / },
  { result: "nothing-ran", line: /^(?:\/bin\/)?(?:ba|z|da)?sh: (?:line \d+: |\d+: )?\S+: (?:command )?not found$/ },
  { result: "nothing-ran", line: /^\S*python[\d.]*: No module named (?:pytest|unittest|mypy|ruff|flake8|tox|nox)$/ },
  { result: "nothing-ran", line: /^(?:=+ )?no tests ran in [\d.]+s/ },
  { result: "nothing-ran", line: /^No tests? (?:files? )?found,? ?(?:exiting|related|$)/i },
  { result: "nothing-ran", line: /^make: \*\*\* No rule to make target / },
  { result: "nothing-ran", line: /^error: no such command: / },
  { result: "nothing-ran", line: /^ERR_PNPM_NO_SCRIPT|^error Command "[^"]{1,80}" not found\.$/ },
  // Failed
  { result: "failed", line: /^FAIL(?:\s|$)/, types: ["tests", "coverage"] },
  { result: "failed", line: /^--- FAIL: /, types: ["tests", "coverage"] },
  { result: "failed", line: /^FAILED \(/, types: ["tests", "coverage"] },
  { result: "failed", line: /^ERROR: (?:file or directory not found|not found): / },
  { result: "failed", line: /^!+ Interrupted: \d+ errors? during collection !+$/ },
  {
    result: "failed",
    starter: true,
    line: /^npm (?:ERR!|error) (?:code ELIFECYCLE|Lifecycle script `[^`]{1,80}` failed)/,
  },
  { result: "failed", starter: true, line: /ELIFECYCLE\b.{0,4}(?:Command|Test) failed/ },
  { result: "failed", starter: true, line: /^error Command failed with exit code [1-9]/ },
  { result: "failed", starter: true, line: /^g?make(?:\[\d+\])?: \*\*\* .*Error \d+/ },
  { result: "failed", line: /^BUILD FAIL(?:ED|URE)\b|^\[(?:INFO|ERROR)\] BUILD FAILURE/ },
  { result: "failed", line: /^error(?:\[E\d+\])?: (?:could not compile|test failed)/ },
  { result: "failed", line: /\berror TS\d{3,5}: /, types: ["static-analysis", "build"] },
  { result: "failed", line: /^Found [1-9]\d* errors?\b/, types: ["static-analysis", "build"] },
  { result: "failed", line: /^✖ \d+ problems? \([1-9]\d* errors?/, types: ["static-analysis"] },
  { result: "failed", line: /^[1-9]\d* errors?, \d+ warnings?/, types: ["static-analysis"] },
  { result: "failed", line: /^(?:\d+ files? would be reformatted|would reformat )/, types: ["static-analysis"] },
  { result: "failed", line: /^\[?warn\]? ?Code style issues /, types: ["static-analysis"] },
  {
    result: "failed",
    line: /^(?:webpack|Module) .*(?:compiled with [1-9]\d* errors?|not found: Error)/,
    types: ["build"],
  },
  { result: "failed", line: /^(?:error during build:|Failed to compile\.?$|Build failed)/i, types: ["build"] },
  // Passed
  { result: "passed", line: /^BUILD SUCCESS(?:FUL)?\b|^\[INFO\] BUILD SUCCESS/ },
  { result: "passed", line: /^All checks passed!$/, types: ["static-analysis"] },
  { result: "passed", line: /^Success: no issues found in /, types: ["static-analysis"] },
  { result: "passed", line: /^0 errors?, \d+ warnings?/, types: ["static-analysis"] },
  { result: "passed", line: /^0 issues\.?$/, types: ["static-analysis"] },
  { result: "passed", line: /^All matched files use Prettier code style!$/, types: ["static-analysis"] },
  { result: "passed", line: /^\d+ files? (?:would be left unchanged|already formatted)/, types: ["static-analysis"] },
  { result: "passed", line: /^Found 0 errors?\b/, types: ["static-analysis", "build"] },
  { result: "passed", line: /^[\d,]+ mods\/funs, found no issues\.$/, types: ["static-analysis"] },
  { result: "passed", line: /^done \(passed successfully\)$/, types: ["static-analysis"] },
  {
    result: "passed",
    line: /^\s*Finished (?:`\w+` profile|\w+ ).*target\(s\) in /,
    types: ["build", "static-analysis"],
  },
  { result: "passed", line: /^✓ built in /, types: ["build"] },
  { result: "passed", line: /^(?:✓|✔) Compiled successfully|^Compiled successfully/i, types: ["build"] },
];

/** One package of `go test` without -v. A package that failed is followed by a last line `FAIL`. */
const goPassed = /^ok {2}\t\S+\t(?:[\d.]+s|\(cached\))/;
/** Filters that can leave a last line out. */
const picksLines = /\|\s*(?:head|e?grep|rg|awk|sed|cut|sort|uniq)\b/;

type Check = Pick<CheckDetail, "command" | "checkType" | "parts">;

/**
 * What an output says of a check's result: the exit code the line itself prints, else a line in the tool's own words, a failure
 * before a pass. Null where no known line is there. In: the check's command line and its whole output.
 */
export function shownResult(check: Check, output: string): ShownResult | null {
  // Of several checks in one line nobody can tell whose word it is, but for a tool that was not there.
  const several = (check.parts ?? []).length > 1;
  const printed = several ? null : printedExitCode(check.command, output);
  if (printed !== null) return printed;
  let passed: string | null = null;
  let failed: string | null = null;
  let nothing: string | null = null;
  for (const line of linesOf(output)) {
    const known = verdicts.find((one) => (one.types?.includes(check.checkType) ?? true) && one.line.test(line));
    if (known?.result === "nothing-ran") nothing = line;
    else if (known?.result === "failed") failed = known.starter === true && nothing !== null ? failed : line;
    else if (known?.result === "passed" || (check.checkType === "tests" && goPassed.test(line))) passed = line;
  }
  if (failed !== null) return several ? null : made("failed", failed);
  if (passed !== null) return several || picksLines.test(check.command) ? null : made("passed", passed);
  return nothing === null ? null : made("nothing-ran", nothing);
}

function* linesOf(output: string): Generator<string> {
  const tail = output.slice(-readAtMost);
  const text = tail.includes("\u001b") ? tail.replace(colours, "") : tail;
  for (const line of text.split(/\r?\n/)) if (line !== "" && line.length <= longestLine) yield line.trimEnd();
}

function made(result: ShownResult["result"], line: string): ShownResult {
  return { result, line: line.trim().slice(0, 500).toWellFormed() };
}

/** The exit code that a line prints after its check, as the last line of output: `npm test; echo "EXIT: $?"`. */
function printedExitCode(command: string, output: string): ShownResult | null {
  const echo =
    /(?:;|\n|&&|\|\|) *(?:echo|printf) +["']?([^"'$;|&\n]{0,40})\$(?:\?|\{?PIPESTATUS\[0\]\}?)(?:\\n)?["']?\s*$/.exec(
      command.slice(-2000),
    );
  if (echo === null) return null;
  // After a pipe `$?` is the exit code of what the output was piped into.
  if (echo[0].includes("$?") && /(?<!\|)\|(?!\|)/.test(command.slice(0, -echo[0].length))) return null;
  const line = (output.slice(-4000).trimEnd().split(/\r?\n/).at(-1) ?? "").trim();
  const lead = (echo[1] ?? "").trim();
  const code = line.startsWith(lead) ? /^\s*(\d{1,3})$/.exec(line.slice(lead.length))?.[1] : undefined;
  return code === undefined ? null : made(Number(code) === 0 ? "passed" : "failed", line);
}
