import { cutMessage, milliseconds } from "./test-report";
import type { TestRecord } from "./test-report";

const maxLevels = 64;
const diagnosticLimit = 8_000;

interface Point {
  readonly ok: boolean;
  readonly name: string;
  readonly directive: "skip" | "todo" | null;
  readonly reason: string;
  readonly level: number;
  /** Test cases below it, which came before it. */
  readonly below: readonly TestRecord[];
  diagnostic: string;
}

interface Level {
  plan: number | null;
  planReason: string | null;
  points: number;
  records: TestRecord[];
}

/** Reads TAP line by line. What is no TAP is output that the tests printed, and is passed over. */
export class TapReader {
  seen = false;
  /** How many results there were, those of tests around sub-tests too. */
  results = 0;
  nodeTest = false;
  #levels: Level[] = [newLevel()];
  #point: Point | null = null;
  #yaml: { readonly indent: string; readonly point: Point } | null = null;
  #bailOut: string | null = null;
  #statedFailures: number | null = null;
  #cut = 0;

  take(line: string): void {
    if (this.#yaml !== null) {
      const { indent, point } = this.#yaml;
      if (line.startsWith(`${indent}...`)) this.#yaml = null;
      // A block that was never closed ends with the next result, so that it hides none.
      else if (/^\s*(?:not )?ok\b/.test(line) && !line.startsWith(`${indent} `)) {
        this.#yaml = null;
        this.take(line);
      } else if (point.diagnostic.length < diagnosticLimit)
        point.diagnostic += `${line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()}\n`;
      return;
    }
    const text = line.trimStart();
    if (text === "") return;
    const indent = line.length - text.length;
    if (text === "---" && this.#point !== null && indent > this.#point.level * 4) {
      this.#yaml = { indent: line.slice(0, indent), point: this.#point };
      return;
    }
    if (indent % 4 !== 0) return;
    const level = indent / 4;
    if (level >= maxLevels) {
      this.#cut += 1;
      return;
    }
    if (text.startsWith("#")) this.#comment(text, level);
    else if (text.startsWith("Bail out!")) this.#bailOut ??= text.slice(9).trim() || "no reason is given";
    else if (/^\d/.test(text)) this.#plan(text, level);
    else this.#result(text, level);
  }

  #comment(text: string, level: number): void {
    const stated = level === 0 ? /^# fail (\d{1,9})$/.exec(text)?.[1] : undefined;
    if (stated !== undefined) this.#statedFailures = Number(stated);
    if (/^# (?:cancelled|duration_ms) [\d.]+$/.test(text)) this.nodeTest = true;
  }

  #plan(text: string, level: number): void {
    const match = /^1\.\.(\d{1,9})(?:\s*#\s*(.*))?$/.exec(text.trimEnd());
    if (match === null) return;
    this.seen = true;
    this.#settle();
    const at = this.#at(level);
    at.plan = Number(match[1]);
    at.planReason = match[2]?.replace(/^skip(?:ped)?\S*\s*/i, "").trim() ?? null;
  }

  #result(text: string, level: number): void {
    const match = /^(not )?ok\b(?:\s+(\d{1,9}))?(?:\s+(.*))?$/.exec(text);
    if (match === null) return;
    const said = match[3] ?? "";
    this.seen = true;
    this.#settle();
    const below = this.#closeBelow(level);
    this.#at(level).points += 1;
    this.results += 1;
    const directive = /(?:^|[^\\])#\s*(skip|todo\b)\S*\s*(.*)$/i.exec(said);
    const marked = directive === null ? -1 : directive.index + directive[0].indexOf("#");
    const described = directive === null ? said : said.slice(0, marked);
    const name = described
      .replace(/^-\s*/, "")
      .replace(/\\([#\\])/g, "$1")
      .replace(/\s*\{$/, "")
      .trim();
    this.#point = {
      ok: match[1] === undefined,
      name: name === "" ? `test ${match[2] ?? String(this.#at(level).points)}` : name,
      directive: directive === null ? null : directive[1]?.toLowerCase() === "skip" ? "skip" : "todo",
      reason: directive?.[2]?.trim() ?? "",
      level,
      below,
      diagnostic: "",
    };
  }

  /** The level, made where it is new. */
  #at(level: number): Level {
    for (;;) {
      const found = this.#levels[level];
      if (found !== undefined) return found;
      this.#levels.push(newLevel());
    }
  }

  /** Ends the levels below one: their cases, and what their plans say against them. */
  #closeBelow(level: number): TestRecord[] {
    const below: TestRecord[] = [];
    for (const ended of this.#levels.splice(level + 1)) below.push(...ended.records, ...planFailure(ended, false));
    return below;
  }

  /** A result is told only once its diagnostics are read. */
  #settle(): void {
    const point = this.#point;
    this.#point = null;
    if (point === null) return;
    const level = this.#at(point.level);
    for (const record of point.below) level.records.push({ ...record, suite: under(point.name, record.suite) });
    const diagnostic = readDiagnostic(point.diagnostic);
    const parent = point.below.length > 0;
    const failedBelow = point.below.some((record) => record.outcome === "failed");
    const failed = !point.ok && point.directive === null;
    // A test around sub-tests repeats them, except where it is told to be a test of its own or failed by itself.
    if (
      diagnostic.type === "suite"
        ? !failed || failedBelow
        : parent && diagnostic.type !== "test" && (!failed || failedBelow)
    )
      return;
    level.records.push(recordOf(point, diagnostic));
  }

  end(): {
    readonly records: readonly TestRecord[];
    readonly statedFailures: number | null;
    readonly skippedAll: string | null;
    readonly cut: number;
  } {
    this.#settle();
    const top = this.#at(0);
    const records = [...top.records, ...this.#closeBelow(0)];
    if (this.#bailOut !== null) records.push(runFailure("(bail out)", `Bail out! ${this.#bailOut}`));
    else records.push(...planFailure(top, true));
    return {
      records,
      statedFailures: this.#statedFailures,
      skippedAll: top.plan === 0 && records.length === 0 ? (top.planReason ?? "the plan is 1..0") : null,
      cut: this.#cut,
    };
  }
}

function newLevel(): Level {
  return { plan: null, planReason: null, points: 0, records: [] };
}

function under(name: string, suite: string): string {
  return suite === "" ? name : `${name} / ${suite}`;
}

function runFailure(name: string, message: string): TestRecord {
  return { suite: "", name, outcome: "failed", durationMs: null, message: cutMessage(message) };
}

function planFailure(level: Level, top: boolean): TestRecord[] {
  if (level.plan === level.points) return [];
  if (level.plan !== null)
    return [runFailure("(plan)", `${level.plan} tests were planned and ${level.points} reported a result.`)];
  return top && level.points > 0
    ? [runFailure("(plan)", "There is no plan: the run may have ended before its last test.")]
    : [];
}

function recordOf(point: Point, diagnostic: Diagnostic): TestRecord {
  const { ok, name, directive, reason } = point;
  const outcome = directive === "skip" || (directive === "todo" && !ok) ? "skipped" : ok ? "passed" : "failed";
  const words = diagnostic.words;
  return {
    suite: "",
    name,
    outcome,
    durationMs: diagnostic.durationMs,
    message:
      outcome === "failed"
        ? cutMessage(words === "" ? "The report gives no message." : words)
        : directive === "todo"
          ? cutMessage(`To do: ${reason}${ok || words === "" ? "" : `\n${words}`}`.replace(/: $/, "."))
          : reason === ""
            ? null
            : cutMessage(reason),
  };
}

interface Diagnostic {
  readonly type: string | null;
  readonly durationMs: number | null;
  readonly words: string;
}

/** What a reader needs of a YAML block. Its other lines are shown as they stand: TAP promises no schema for them. */
function readDiagnostic(block: string): Diagnostic {
  if (block === "") return { type: null, durationMs: null, words: "" };
  let type: string | null = null;
  let durationMs: number | null = null;
  const kept: string[] = [];
  for (const line of block.split("\n")) {
    const match = /^(type|duration_ms|duration|location|failureType)\s*:\s*(.*)$/.exec(line);
    const value = match?.[2]?.replace(/^(['"])(.*)\1$/, "$2") ?? "";
    if (match?.[1] === "type") type = value;
    else if (match?.[1] === "duration_ms") durationMs = milliseconds(Number(value));
    else kept.push(line);
  }
  return { type, durationMs, words: kept.join("\n").trim() };
}
