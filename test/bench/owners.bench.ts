import { readCodeowners } from "../../main/ownership/codeowners";
import { indexCodeowners } from "../../main/ownership/codeowners-index";
import { matchesPattern } from "../../main/ownership/codeowners-pattern";
import { median } from "./browser/figures";

// Owners of 10,000 paths by 1,000 lines of CODEOWNERS: reading the file, making it ready, asking for every path; beside it the same
// by going through all lines for each path, and asking for one attempt's 10 paths from the text on. Two files: one as large
// repositories have them, and one of wildcards alone, which no line can be told apart in.

const rules = 1000;
const paths = 10_000;
const rounds = 9;
const areas = Array.from({ length: 40 }, (_, n) => `area-${String(n)}`);

/** Mostly folders from the root, some names anywhere, some endings. */
function usual(n: number): string {
  const area = areas[n % areas.length] ?? "a";
  const forms = [
    `/src/${area}/part-${String(n)}/`,
    `/src/${area}/part-${String(n)}/**/*.test.ts`,
    `/docs/${area}/${String(n)}*.md`,
    `module-${String(n)}/`,
    `**/generated-${String(n)}/*.ts`,
    `*.ext${String(n % 50)}`,
  ];
  return forms[n % 7] ?? `/src/${area}/file-${String(n)}.ts`;
}

/** Nothing in them that a path must have as a whole. */
function wild(n: number): string {
  return `**/*${String(n % 97)}*/**/x*${String(n)}?`;
}

const files = Array.from({ length: paths }, (_, n) => {
  const area = areas[n % areas.length] ?? "a";
  return `src/${area}/part-${String(n % rules)}/deep/er/module-${String(n % 1500)}/file-${String(n)}.ext${String(n % 60)}`;
});

function timed(work: () => void): number {
  const times = Array.from({ length: rounds }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  return median(times);
}

for (const [name, form] of [
  ["as large repositories have them", usual],
  ["wildcards alone", wild],
] as const) {
  const text = Array.from({ length: rules }, (_, n) => `${form(n)} @acme/team-${String(n)}`).join("\n");
  const file = readCodeowners(text);
  if (file.problems.length > 0)
    throw new Error(`the benchmark's own file is wrong: ${file.problems[0]?.message ?? ""}`);
  const lookup = indexCodeowners(file);
  let owned = 0;
  const read = timed(() => readCodeowners(text));
  const ready = timed(() => indexCodeowners(file));
  const all = timed(() => {
    owned = files.filter((one) => lookup(one) !== null).length;
  });
  let naive = 0;
  const eachLine = timed(() => {
    naive = files
      .slice(0, 1000)
      .filter((one) => file.rules.some((rule) => matchesPattern(rule.matcher, one.split("/")))).length;
  });
  const ten = timed(() => {
    const one = indexCodeowners(readCodeowners(text));
    for (const path of files.slice(0, 10)) one(path);
  });
  if (naive !== files.slice(0, 1000).filter((one) => lookup(one) !== null).length)
    throw new Error("the index is wrong");
  console.log(`${String(rules)} lines, ${name}: ${String(owned)} of ${String(paths)} paths owned`);
  console.log(`  read the file             ${read.toFixed(1)} ms`);
  console.log(`  make it ready             ${ready.toFixed(1)} ms`);
  console.log(`  10,000 paths              ${all.toFixed(1)} ms`);
  console.log(`  line by line, 1,000 paths ${eachLine.toFixed(1)} ms`);
  console.log(`  10 paths from the text on ${ten.toFixed(1)} ms`);
}
