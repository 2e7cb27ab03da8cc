import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { ingestPaths } from "../../../main/services/ingest-paths";
import { readAttempts, readTasks } from "../../../main/store/tasks";
import { fullEvidence, headCommit, refundTests, sarifReport, writeEvidencePack } from "../../support/evidence-pack";
import { milliseconds, openCore, temporaryFolder } from "./synthetic-night";

// The evidence of two attempts with reports of a hundred thousand test cases and fifty thousand findings: how long they take to be
// read, how long the core answers nothing meanwhile, and what the screen asks for first.

const cases = Number(process.argv[2] ?? 100_000);
const results = Number(process.argv[3] ?? 50_000);
const folder = path.join(temporaryFolder("sources"), "packs");
const findings = Array.from({ length: results }, (_, n) => [1 + (n % 900), `finding ${String(n)}`] as const);
for (const [name, broken] of [
  ["run-a", true],
  ["run-b", false],
] as const)
  writeEvidencePack(folder, name, [
    ...fullEvidence(broken).filter(({ kind }) => kind === "coverage"),
    { path: "evidence/junit.xml", content: refundTests(broken, cases - 2), kind: "tests", producer: "node" },
    {
      path: "evidence/lint.sarif",
      content: sarifReport(headCommit, findings),
      kind: "static-analysis",
      producer: "lint",
    },
  ]);
const app = openCore(temporaryFolder("evidence-view"));
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const read = await milliseconds(() =>
  ingestPaths(app.core, [folder], { job: "bench", isSource: () => true, cancelled: () => false }),
);
delay.disable();
const task = readTasks(app.core.index)[0];
const stored = readAttempts(app.core.index, task?.id ?? "")[0];
const item = (file: string) => stored?.fileEvidence.find((each) => each.file?.path === file)?.id ?? "";
const attemptId = stored?.attempt.id ?? "";
const tests = { attemptId, evidenceId: item("evidence/junit.xml") };
const lint = { attemptId, evidenceId: item("evidence/lint.sarif") };
const filter = { text: "", outcome: null };
const asked = async (name: Parameters<typeof app.invoke>[0], input: object): Promise<string> => {
  const time = await milliseconds(async () => {
    const answer = await app.dispatch(name, input);
    if (!answer.ok) throw new Error(answer.error.message);
  });
  return `${time.toFixed(1)} ms`;
};
const page = { offset: 0, limit: 200 };
console.log(`${String(cases)} cases and ${String(results)} findings in each of two attempts`);
console.log(
  `reading both packs        ${read.toFixed(0)} ms, the core's longest wait ${(delay.max / 1e6).toFixed(0)} ms`,
);
console.log(`suites                    ${await asked("evidence.suites", { ...tests, filter })}`);
console.log(`first page of cases       ${await asked("evidence.cases", { ...tests, filter, ...page })}`);
console.log(
  `last page of cases        ${await asked("evidence.cases", { ...tests, filter, offset: cases - 200, limit: 200 })}`,
);
console.log(
  `filter by a name          ${await asked("evidence.suites", { ...tests, filter: { text: "case 7777", outcome: null } })}`,
);
console.log(
  `findings, first           ${await asked("evidence.annotations", { ...lint, text: "", only: "all", ...page })}`,
);
console.log(
  `findings, again           ${await asked("evidence.annotations", { ...lint, text: "", only: "all", ...page })}`,
);
console.log(`marks of the diff         ${await asked("evidence.lines", { attemptId })}`);
const compare = { taskId: task?.id ?? "", text: "", only: "different", ...page };
console.log(`side by side, first       ${await asked("evidence.compare", compare)}`);
console.log(`side by side, again       ${await asked("evidence.compare", compare)}`);
app.close();
