import { effectStateSchema } from "../../../shared/model/audit-entry";
import { decisionRule } from "../../../shared/review/decision-catalog";
import { effectStateWords } from "../../../shared/review/effect-words";
import { changeFields, utc } from "../change-fields";
import type { Bar, ReportDocument } from "../document";
import { reportFormat } from "../format";
import { visibleText } from "../plain-text";
import { redactionNames } from "../redact";
import { filterLines, logWords, periodWords, populationWords, summaryLines, verifyCommand } from "../words";

/** Text of others as Markdown: no character of it is markup, and no address becomes a link. */
export function plainMarkdown(text: string): string {
  return visibleText(text)
    .replace(/[\\`*_{}[\]()<>#+!|~&@:.-]/g, (character) =>
      /[&<>]/.test(character) ? (entities[character] ?? "") : `\\${character}`,
    )
    .replace(/\s*\n\s*/g, " ↵ ");
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

function bars(title: string, noun: string, list: readonly Bar[]): string {
  return `### ${title}\n\n${table(
    [noun, "Count"],
    list.map(({ name, count }) => [plainMarkdown(name), String(count)]),
  )}`;
}

/** The report as text for a wiki or a pull request: figures, decisions, fields and how to verify; no patches. */
export const markdown = reportFormat({
  id: "markdown",
  name: "Markdown",
  extension: "md",
  *pieces(document) {
    const { log, summary } = document;
    yield [
      "# Decision report",
      `${periodWords(document.filters)}. Made ${utc(document.generatedAt)} by Countersign ${plainMarkdown(document.appVersion)}, on this machine's clock. Times are in UTC.`,
      "## Audit log",
      table(
        ["Fact", "Value"],
        [
          ["Origin", plainMarkdown(log.origin)],
          ["Entries", String(log.entries)],
          ["Root", log.root],
          ["State", plainMarkdown(logWords(log))],
          ...log.unknown.map(({ seq, kind, leafHash }) => [
            `Entry ${String(seq)}, of a kind not known`,
            `${kind === "" ? "no name" : plainMarkdown(kind)}, leaf hash ${leafHash}`,
          ]),
          ["Checkpoint", log.checkpoint === null ? "none signed yet" : `signed at size ${String(log.checkpoint.size)}`],
          ["Anchors", String(log.anchors.length)],
          ["Effects", effectCounts(log.effects)],
          [
            "Decisions of other logs",
            log.received.length === 0
              ? "none"
              : log.received
                  .map(
                    ({ seq, person, kind, taskRef, taskId }) =>
                      `entry ${String(seq)}: ${decisionRule(kind).past} by ${plainMarkdown(person)}, ${plainMarkdown(taskRef ?? taskId)}`,
                  )
                  .join("; "),
          ],
          [
            "Keys kept by",
            [...new Set(log.keys.map((key) => `${key.role}: ${key.protection}`))].join(", ") || "no key",
          ],
        ],
      ),
      document.threatStatement.join(" "),
      "## Population",
      populationWords(document.population),
      ...filterLines(document.filters).map(({ label, values }) => `${label}: ${values.map(plainMarkdown).join("; ")}`),
      ...redactionPart(document),
      "## Summary",
      table(
        ["Figure", "Value", "How it is counted"],
        summaryLines(document).map(({ label, value, how }) => [label, value, how]),
      ),
      bars("Decisions by tier", "Tier", summary.tiers),
      bars("Claims by verdict", "Verdict", summary.verdicts),
      bars("Time to decision", "Time", summary.waited.buckets),
      "## Decisions",
    ].join("\n\n");
    yield "\n\n";
    if (document.decisions.length === 0) yield "No decision was recorded in this period.";
    else yield* decisionTable(document);
    for (const row of document.decisions) yield `\n\n${decisionPart(row)}`;
    yield "\n\n";
    yield [
      "## Appendix: how to verify",
      `Ask for the bundle of this log and run, with a key that you got another way than with the bundle:\n\n    ${verifyCommand(document)}`,
      table(
        ["Entry", "Leaf hash"],
        document.decisions.map(({ seq, leafHash }) => [String(seq), leafHash]),
      ),
      "## What this does not prove",
      `${document.notProved.map((sentence) => `- ${sentence}`).join("\n")}\n`,
    ].join("\n\n");
  },
});

/** Entries on effects by what they came to: "12 done, 1 held back". */
function effectCounts(effects: ReportDocument["log"]["effects"]): string {
  const parts = effectStateSchema.options.flatMap((state) => {
    const count = effects.filter((effect) => effect.state === state).length;
    return count === 0 ? [] : [`${String(count)} ${effectStateWords[state].toLowerCase()}`];
  });
  return parts.length === 0 ? "none" : parts.join(", ");
}

function redactionPart({ redactions }: ReportDocument): string[] {
  if (redactions.length === 0) return ["Nothing was left out by a rule of redaction."];
  return [
    table(
      ["Left out by rule", "What", "Times"],
      redactions.map(({ rule, count }) => [rule, redactionNames[rule], String(count)]),
    ),
  ];
}

function* decisionTable({ decisions }: ReportDocument): Generator<string> {
  yield table(["Entry", "Recorded", "Person", "Kind", "On", "Tier", "Standing now"], []);
  for (const { seq, recordedAt, decision, standing } of decisions)
    yield `\n${line([
      String(seq),
      utc(recordedAt),
      plainMarkdown(decision.reviewer.name),
      decisionRule(decision.kind).past,
      `${plainMarkdown(decision.taskRef ?? decision.taskId)} ${plainMarkdown(decision.taskTitle)}${decision.attemptLetter === null ? "" : `, attempt ${plainMarkdown(decision.attemptLetter)}`}`,
      decision.tier,
      standing,
    ])}`;
}

function decisionPart(row: ReportDocument["decisions"][number]): string {
  const fields = changeFields(row);
  const known = fields.flatMap(({ label, value }) => (value === null ? [] : [[label, plainMarkdown(value)]]));
  const unknown = fields.flatMap(({ label, value }) => (value === null ? [label] : []));
  return `### Entry ${String(row.seq)}\n\n${table(["Field", "Value"], known)}\n\nNot recorded: ${unknown.join(", ")}.`;
}
