import path from "node:path";
import type { Command } from "commander";
import type { WrittenReport } from "../../shared/contract/report";
import { decisionKindSchema } from "../../shared/model/decision";
import { redactionRuleSchema, reportFormatSchema, type ReportFilters } from "../../shared/model/report-choice";
import { tierLevelSchema } from "../../shared/model/tier";
import { err, ok, type Result } from "../../shared/result";
import { jsonReportJsonSchema } from "../report/json-report";
import { redactionNames } from "../report/redact";
import { previewReport } from "../services/preview-report";
import { writeReport } from "../services/write-report";
import { outElsewhere } from "./out-elsewhere";
import { plain, type Screen } from "./screen";
import { newCommand, type Terminal } from "./terminal";

interface Options {
  format: string;
  out?: string;
  from?: string;
  to?: string;
  repo: string[];
  reviewer: string[];
  owner: string[];
  tier: string[];
  kind: string[];
  redact: string[];
  preview?: true;
  schema?: true;
}

function instant(text: string | undefined): Result<string | null> {
  if (text === undefined) return ok(null);
  const date = new Date(text);
  return Number.isNaN(date.getTime())
    ? err({
        code: "bad-time",
        message: `${plain(text)} is not a time.`,
        remedy: "Write it as 2026-11-21 or 2026-11-21T06:00:00Z.",
      })
    : ok(date.toISOString());
}

const more = (value: string, before: string[]): string[] => [...before, value];
const listed = (value: string, before: string[]): string[] => [
  ...before,
  ...value
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== ""),
];

/** Words of a closed list, or which of them is not in it. */
function wordsOf<T extends string>(
  what: string,
  given: readonly string[],
  known: readonly T[],
  short: Readonly<Record<string, T>> = {},
): Result<T[]> {
  const words: T[] = [];
  for (const text of given) {
    const word = known.find((candidate) => candidate === text) ?? short[text];
    if (word === undefined)
      return err({
        code: "bad-choice",
        message: `There is no ${what} ${plain(text)}.`,
        remedy: `Choose of: ${known.join(", ")}.`,
      });
    words.push(word);
  }
  return ok(words);
}

function filtersOf(options: Options): Result<ReportFilters> {
  const from = instant(options.from);
  if (!from.ok) return from;
  const to = instant(options.to);
  if (!to.ok) return to;
  const tiers = wordsOf("tier", options.tier, tierLevelSchema.options);
  if (!tiers.ok) return tiers;
  const kinds = wordsOf("kind of decision", options.kind, decisionKindSchema.options);
  if (!kinds.ok) return kinds;
  return ok({
    from: from.value,
    to: to.value,
    repositories: options.repo,
    reviewers: options.reviewer,
    owners: options.owner,
    tiers: tiers.value,
    kinds: kinds.value,
  });
}

const help = `
Formats: html (one file, no script, prints), pdf (printed by a browser of this machine), json, csv (a row for each
decision), csv-attempts (a row for each attempt decided on), markdown or md. Several at once: --format html,json,csv.

Rules of --redact, several times or with commas (default: secrets; none: nothing is left out):
${Object.entries(redactionNames)
  .map(([rule, what]) => `  ${rule.padEnd(12)} ${what}`)
  .join("\n")}

Filters given several times leave in what fits any of them; different filters have to fit all. Times are UTC unless they
name a zone. Each file is recorded in the audit log as an export, with its SHA-256.

  countersign report --format html,csv --from 2026-11-01 --to 2026-12-01 --out november.html
  countersign report --format pdf --reviewer ilse.v --tier high --tier critical --redact names,emails --preview`;

/** `report --format html,csv --out FILE` */
export function reportCommand(terminal: Terminal): Command {
  return newCommand(
    "report",
    "Write the report of a period: decisions and what they rest on, open tasks, completeness, the state of the log.",
  )
    .option("--format <formats>", `one or several of ${reportFormatSchema.options.join(", ")}`, "html")
    .option(
      "--out <file>",
      "where to; with several formats each gets its own ending (default: reports/ in the data folder)",
    )
    .option("--from <time>", "decisions from this time on")
    .option("--to <time>", "decisions before this time")
    .option("--repo <name>", "decisions on this repository", more, [])
    .option("--reviewer <name>", "decisions of this reviewer", more, [])
    .option("--owner <name>", "decisions on tasks this person owns now", more, [])
    .option("--tier <tier>", "decisions at this tier", listed, [])
    .option("--kind <kind>", "decisions of this kind", listed, [])
    .option("--redact <rule>", "leave something out: rules below", listed, [])
    .option("--preview", "say what it would hold, and write nothing")
    .option("--schema", "print the JSON Schema of the json format, and write nothing")
    .addHelpText("after", help)
    .action(async (options: Options, command: Command) => {
      if (options.schema === true) {
        process.stdout.write(`${JSON.stringify(jsonReportJsonSchema(), null, 2)}\n`);
        return;
      }
      await terminal.run(command, async ({ app, json, screen }) => {
        const filters = filtersOf(options);
        if (!filters.ok) return filters;
        const formats = wordsOf("report format", listed(options.format, []), reportFormatSchema.options, {
          md: "markdown",
        });
        if (!formats.ok) return formats;
        if (formats.value.length === 0)
          return err({ code: "bad-choice", message: "No format is named.", remedy: "Name one: --format html." });
        const nothing = options.redact.includes("none");
        const asked = options.redact.length === 0 ? ["secrets"] : options.redact.filter((rule) => rule !== "none");
        const redaction = wordsOf("rule", nothing ? [] : asked, redactionRuleSchema.options);
        if (!redaction.ok) return redaction;
        const choice = { filters: filters.value, redaction: redaction.value };
        if (options.preview === true) {
          const preview = await previewReport(app.core, choice, () => false);
          if (!preview.ok) return preview;
          if (json) screen.json(preview.value);
          else {
            screen.line(preview.value.population.sentence);
            for (const { name, count, unit } of preview.value.sections)
              screen.line(`${name}: ${String(count)} ${unit}`);
            for (const { rule, count } of preview.value.redactions)
              screen.line(`Left out by ${rule}: ${String(count)}`);
          }
          return ok(undefined);
        }
        const out = outElsewhere(app.core, options.out === undefined ? null : path.resolve(options.out));
        if (!out.ok) return out;
        const written = await writeReport(app.core, { ...choice, formats: formats.value, out: out.value }, () => false);
        if (!written.ok) return written;
        if (json) screen.json(written.value);
        else tell(screen, written.value);
        return ok(undefined);
      });
    });
}

function tell(
  screen: Screen,
  {
    files,
    decisions,
    redactions,
    unrecorded,
  }: {
    readonly files: readonly WrittenReport[];
    readonly decisions: number;
    readonly redactions: readonly { readonly rule: string; readonly count: number }[];
    readonly unrecorded: string | null;
  },
): void {
  for (const file of files)
    screen.line(`Wrote ${plain(file.path)} (${String(file.bytes)} bytes, sha256 ${file.digest}).`);
  const left = redactions.map(({ rule, count }) => `${rule} ${String(count)}`).join(", ");
  screen.line(`${String(decisions)} decisions. ${left === "" ? "Nothing was left out." : `Left out: ${left}.`}`);
  if (unrecorded !== null) screen.line(`! Not recorded in the log. ${plain(unrecorded)}`);
}
