import { rules } from "../../../main/plugins";
import { readCases } from "./case";
import { judgeCases } from "./judge-cases";
import { precision, recall, score, shortfalls, type Score, type Tally } from "./score";

// npm run judge [-- --wrong] [-- --json] [-- WORD]: how right the engines are on the labelled cases.
const words = process.argv.slice(2);
const asJson = words.includes("--json");
const withWrong = words.includes("--wrong");
const word = words.find((one) => !one.startsWith("--"))?.toLowerCase() ?? "";

const cases = readCases().filter((one) => `${one.topic}: ${one.name}`.toLowerCase().includes(word));
const judged = await judgeCases(cases, (said) => process.stderr.write(`${said}\n`));
const result = score(
  judged,
  rules.map((rule) => rule.id),
);
const short = shortfalls(result);
if (asJson) process.stdout.write(`${JSON.stringify({ ...result, short }, null, 2)}\n`);
else process.stdout.write(printed(result, short));
process.exitCode = short.length > 0 ? 1 : 0;

function printed(
  { cases: count, transcripts, rules: byRule, verdicts, kinds }: Score,
  missing: readonly string[],
): string {
  const out = [`${String(count)} cases in ${String(transcripts)} transcripts.`];
  out.push(
    ...table("Rules", byRule),
    ...table("Verdicts", verdicts),
    ...table("Kinds of claims, with the right verdict", kinds),
  );
  out.push(
    "",
    missing.length === 0 ? "Every goal is reached." : "Goals not reached:",
    ...missing.map((one) => `  ${one}`),
  );
  return `${out.join("\n")}\n`;
}

function table(title: string, tallies: readonly Tally[]): string[] {
  const sum = { name: "all", tp: 0, fp: 0, fn: 0, wrong: [] };
  for (const one of tallies) {
    sum.tp += one.tp;
    sum.fp += one.fp;
    sum.fn += one.fn;
  }
  return [
    "",
    `${title.padEnd(40)} right  false  missed  precision  recall`,
    ...[...tallies, sum].flatMap((one) => [
      `${one.name.padEnd(40)} ${cell(one.tp, 5)}  ${cell(one.fp, 5)}  ${cell(one.fn, 6)}  ${share(precision(one), 9)}  ${share(recall(one), 6)}`,
      ...(withWrong ? one.wrong.map((said) => `    ${said}`) : []),
    ]),
  ];
}

function cell(count: number, width: number): string {
  return String(count).padStart(width);
}

function share(value: number, width: number): string {
  return value.toFixed(3).padStart(width);
}
