import { err, ok } from "../../../shared/result";
import { isReportObject, numberAt, textAt } from "../json-report";
import type { ReportObject } from "../json-report";
import type { EvidenceParser } from "../parser";
import { count, cutMessage, instantOf, maxTests, milliseconds, testReport, tooManyTests } from "../test-report";
import type { TestRecord } from "../test-report";
import { textLines } from "../text-lines";

/**
 * `go test -json` (test2json): one event a line. A test that holds sub-tests is counted only where it failed and none of them did; a
 * package that failed without a failed test (it did not build, it panicked) is a failure of its own, and so is a test that began and
 * never ended. Lines that are no JSON are what the tool printed beside it.
 */
export const goTestJson: EvidenceParser = {
  id: "go-test-json",
  name: "Go test JSON",
  maxBytes: 256 * 1024 * 1024,
  recognises: ({ bytes }) => {
    let looked = 0;
    for (const line of textLines(bytes.subarray(0, 65_536))) {
      const event = eventOf(line);
      if (event !== null) return true;
      looked += 1;
      if (looked >= 50 || line.startsWith("{")) return false;
    }
    return false;
  },
  parse: (bytes) => {
    const run = new GoRun();
    for (const line of textLines(bytes)) {
      run.take(line);
      if (run.tests > maxTests) return err(tooManyTests);
    }
    if (run.events === 0) return err({ code: "not-go-test-json", message: "No line is an event of go test -json." });
    return ok(
      testReport(run.end(), {
        producer: "go test",
        producedAt: instantOf(run.lastTime),
        truncated:
          run.broken === 0
            ? null
            : `${count(run.broken)} lines begin like events and could not be read; they were left out.`,
      }),
    );
  },
};

const actions = new Set([
  "start",
  "run",
  "pause",
  "cont",
  "pass",
  "bench",
  "fail",
  "output",
  "skip",
  "attr",
  "artifacts",
  "build-output",
  "build-fail",
]);
const outputLimit = 8_000;

function eventOf(line: string): ReportObject | null {
  if (!line.startsWith('{"') || !line.includes('"Action"')) return null;
  try {
    const value: unknown = JSON.parse(line);
    if (!isReportObject(value) || !actions.has(textAt(value, "Action") ?? "")) return null;
    return textAt(value, "Package") !== null || textAt(value, "ImportPath") !== null || textAt(value, "Test") !== null
      ? value
      : null;
  } catch {
    return null;
  }
}

interface OpenTest {
  readonly pkg: string;
  readonly name: string;
  output: string;
}

class GoRun {
  events = 0;
  /** Tests that began, and packages. */
  tests = 0;
  broken = 0;
  lastTime: string | null = null;
  readonly #records: TestRecord[] = [];
  /** Where in the records each ended test that may be a parent lies. */
  readonly #parents = new Set<string>();
  readonly #failedBelow = new Set<string>();
  readonly #failedPackages = new Set<string>();
  readonly #open = new Map<string, OpenTest>();
  readonly #packageOutput = new Map<string, string>();

  take(line: string): void {
    const event = eventOf(line);
    if (event === null) {
      if (line.startsWith("{")) this.broken += 1;
      return;
    }
    this.events += 1;
    this.lastTime = textAt(event, "Time") ?? this.lastTime;
    const action = textAt(event, "Action");
    const name = textAt(event, "Test");
    const pkg = textAt(event, "Package") ?? textAt(event, "ImportPath") ?? "";
    if (name === null) this.#ofPackage(action ?? "", pkg, event);
    else this.#ofTest(action ?? "", pkg, name, event);
  }

  #ofTest(action: string, pkg: string, name: string, event: ReportObject): void {
    const id = `${pkg}\u0000${name}`;
    if (action !== "output") this.tests += action === "run" || !this.#open.has(id) ? 1 : 0;
    if (action === "run") {
      this.#open.set(id, { pkg, name, output: "" });
      for (let at = name.lastIndexOf("/"); at > 0; at = name.lastIndexOf("/", at - 1))
        this.#parents.add(`${pkg}\u0000${name.slice(0, at)}`);
    } else if (action === "output") {
      const test = this.#open.get(id);
      if (test !== undefined && test.output.length < outputLimit) test.output += textAt(event, "Output") ?? "";
    } else if (action === "pass" || action === "fail" || action === "skip") {
      const output = this.#open.get(id)?.output ?? "";
      this.#open.delete(id);
      this.#ended(pkg, name, action, output, numberAt(event, "Elapsed"));
    }
  }

  #ended(pkg: string, name: string, action: "pass" | "fail" | "skip", output: string, elapsed: number | null): void {
    const id = `${pkg}\u0000${name}`;
    // The events of a parent come after those of its sub-tests; a second run of it may have none.
    const parent = this.#parents.delete(id);
    const failedBelow = this.#failedBelow.delete(id);
    if (action === "fail") {
      this.#failedPackages.add(pkg);
      for (let at = name.lastIndexOf("/"); at > 0; at = name.lastIndexOf("/", at - 1))
        this.#failedBelow.add(`${pkg}\u0000${name.slice(0, at)}`);
    }
    if (parent && (action !== "fail" || failedBelow)) return;
    const words = withoutMarks(output);
    this.#records.push({
      suite: pkg,
      name,
      outcome: action === "pass" ? "passed" : action === "fail" ? "failed" : "skipped",
      durationMs: milliseconds(elapsed === null ? null : elapsed * 1000),
      message:
        action === "fail"
          ? cutMessage(words === "" ? "It printed nothing." : words)
          : action === "skip" && words !== ""
            ? cutMessage(words)
            : null,
    });
  }

  #ofPackage(action: string, pkg: string, event: ReportObject): void {
    if (action === "output" || action === "build-output") {
      const before = this.#packageOutput.get(pkg) ?? "";
      if (before === "") this.tests += 1;
      if (before.length < outputLimit) this.#packageOutput.set(pkg, before + (textAt(event, "Output") ?? ""));
    } else if (action === "fail") {
      this.#endOpen(pkg);
      if (!this.#failedPackages.has(pkg)) {
        const built = this.#packageOutput.get(textAt(event, "FailedBuild") ?? "") ?? "";
        this.#packageFailed(pkg, built === "" ? (this.#packageOutput.get(pkg) ?? "") : built);
      }
      this.#packageOutput.delete(pkg);
      this.#failedPackages.delete(pkg);
    } else if (action === "pass" || action === "skip") {
      this.#packageOutput.delete(pkg);
      this.#failedPackages.delete(pkg);
    }
  }

  #packageFailed(pkg: string, output: string): void {
    const words = output.trim();
    this.#records.push({
      suite: pkg,
      name: "(package)",
      outcome: "failed",
      durationMs: null,
      message: cutMessage(words === "" ? "The package failed and printed nothing." : words),
    });
  }

  /** Tests that began and never ended: the package's process died, or the file breaks off. */
  #endOpen(pkg: string | null): void {
    // The deepest first, so that a parent knows of them.
    for (const [id, test] of [...this.#open].reverse()) {
      if (pkg !== null && test.pkg !== pkg) continue;
      this.#open.delete(id);
      this.#ended(test.pkg, test.name, "fail", `It began and never ended.\n${test.output}`, null);
    }
  }

  end(): TestRecord[] {
    this.#endOpen(null);
    return this.#records;
  }
}

/** The output without the marks that Go's own runner prints around it. */
function withoutMarks(output: string): string {
  return output
    .split("\n")
    .filter((line) => !/^\s*(?:=== (?:RUN|PAUSE|CONT|NAME)\b|--- (?:PASS|FAIL|SKIP): )/.test(line))
    .join("\n")
    .trim();
}
