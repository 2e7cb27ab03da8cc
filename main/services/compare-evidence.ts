import type { Output } from "../../shared/contract/api";
import type { CompareColumn } from "../../shared/contract/evidence";
import type { Evidence, Standing } from "../../shared/model/evidence";
import { ok, type Result } from "../../shared/result";
import { CaseComparison, differs, fails, type ComparedCase } from "../evidence/compare-cases";
import { caseOutcomes, readCases } from "../store/evidence-details";
import { readAttempts, readTask } from "../store/tasks";
import { judgementOr } from "../views/attempt-view";
import type { Core } from "../views/core";
import { detailOf } from "../views/evidence-detail";
import { taskMissing } from "../views/task-view";
import { breathe } from "./breathe";
import { ensureDetail, isOfBase } from "./read-evidence";

const casesAtOnce = 4_000;
/** The base, and of each of twelve attempts its reports and what was run again. */
const mostColumns = 25;
/** Failed cases of a report whose message is kept. */
const mostMessages = 500;
const messageLength = 200;
const solidity: readonly Standing[] = ["claimed", "observed", "attested", "re-run"];

interface Column extends Pick<CompareColumn, "label" | "kind" | "attemptId"> {
  readonly items: readonly Evidence[];
}

interface Compared {
  readonly key: string;
  readonly columns: readonly CompareColumn[];
  readonly rows: readonly ComparedCase[];
  /** Of each column, what its failed cases say. */
  readonly messages: readonly ReadonlyMap<string, string>[];
}

/** The comparison that was asked for last: its pages are asked for one by one. */
const last = new WeakMap<Core, Compared>();

interface Asked {
  readonly taskId: string;
  readonly text: string;
  readonly only: "different" | "telling" | "all";
  readonly offset: number;
  readonly limit: number;
}

/**
 * Test results of a task's attempts side by side: the base first where a report of it is there, then each attempt, then what
 * Countersign ran again. In each column all its reports together; those of another tree than the attempt's are left out.
 */
export async function compareEvidence(core: Core, asked: Asked): Promise<Result<Output<"evidence.compare">>> {
  if (readTask(core.index, asked.taskId) === null) return taskMissing(asked.taskId);
  const { columns, notes } = columnsOf(core, asked.taskId);
  const compared = await compareColumns(core, columns);
  const wanted = asked.text.toLowerCase();
  const different = compared.rows.filter(differs);
  const chosen = {
    all: () => compared.rows,
    different: () => different,
    telling: () => [
      ...different.filter(fails),
      ...different.filter((row) => !fails(row)),
      ...compared.rows.filter((row) => !differs(row) && fails(row)),
    ],
  };
  const rows = chosen[asked.only]().filter(
    (row) => wanted === "" || row.name.toLowerCase().includes(wanted) || row.suite.toLowerCase().includes(wanted),
  );
  return ok({
    columns: [...compared.columns],
    total: rows.length,
    different: different.length,
    rows: rows.slice(asked.offset, asked.offset + asked.limit).map(({ suite, name, cells }) => ({
      suite,
      name,
      cells: cells.map((cell, at) => {
        const message = cell.outcome === "failed" ? compared.messages[at]?.get(caseKey(suite, name)) : undefined;
        return message === undefined ? cell : { ...cell, message };
      }),
    })),
    notes,
  });
}

/** The first line of a failure, without the wrapping that Node's test runner puts before it. */
function firstLine(message: string): string {
  const [line = ""] = message.trim().split("\n");
  return line.replace(/^\[?Error \[ERR_TEST_FAILURE\]: /u, "");
}

function caseKey(suite: string, name: string): string {
  return `${suite}\u0000${name}`;
}

function columnsOf(core: Core, taskId: string): { columns: Column[]; notes: string[] } {
  const notes: string[] = [];
  const base: Evidence[] = [];
  const attempts: Column[] = [];
  const again: Column[] = [];
  for (const stored of readAttempts(core.index, taskId)) {
    const { id: attemptId, letter, base: began } = stored.attempt;
    const reports = judgementOr(stored).evidence.filter((item) => item.kind === "tests" && item.file !== null);
    const ofBase = began === null ? [] : reports.filter((item) => isOfBase(item, began));
    for (const item of ofBase) if (base.every(({ file }) => file?.digest !== item.file?.digest)) base.push(item);
    const own = reports.filter((item) => !ofBase.includes(item));
    const usable = own.filter((item) => item.tree !== "mismatch" && item.tree !== "stale");
    if (usable.length < own.length)
      notes.push(`${String(own.length - usable.length)} of attempt ${letter}'s reports saw another tree: left out.`);
    const rerun = usable.filter((item) => item.standing === "re-run");
    const shown = usable.filter((item) => item.standing !== "re-run");
    if (shown.length > 0) attempts.push({ label: letter, kind: "attempt", attemptId, items: shown });
    else notes.push(`Attempt ${letter} brought no test report.`);
    if (rerun.length > 0) again.push({ label: `${letter} re-run`, kind: "re-run", attemptId, items: rerun });
  }
  const columns = [
    ...(base.length === 0 ? [] : [{ label: "Base", kind: "base" as const, attemptId: null, items: base }]),
    ...attempts,
    ...again,
  ];
  if (columns.length > mostColumns)
    notes.push(`Only ${String(mostColumns)} of ${String(columns.length)} are compared.`);
  return { columns: columns.slice(0, mostColumns), notes };
}

async function compareColumns(core: Core, columns: readonly Column[]): Promise<Compared> {
  const key = JSON.stringify(columns.map(({ label, items }) => [label, items.map(({ file }) => file?.digest)]));
  const known = last.get(core);
  if (known?.key === key) return known;
  const comparison = new CaseComparison(columns.length);
  const counts = columns.map(() => 0);
  const messages = columns.map(() => new Map<string, string>());
  for (const [at, column] of columns.entries()) {
    for (const item of column.items) {
      await ensureDetail(core, item);
      const detail = detailOf(core, item);
      if (detail === null) continue;
      for (let from = 0; ; from += casesAtOnce) {
        const cases = caseOutcomes(core.index, detail, from, casesAtOnce);
        for (const each of cases) comparison.add(at, each);
        counts[at] = (counts[at] ?? 0) + cases.length;
        if (cases.length < casesAtOnce) break;
        await breathe();
      }
      for (const failed of readCases(core.index, detail, { text: "", outcome: "failed" }, 0, mostMessages)) {
        const line = firstLine(failed.message ?? "");
        if (line !== "") messages[at]?.set(caseKey(failed.suite, failed.name), line.slice(0, messageLength));
      }
    }
  }
  const compared: Compared = {
    key,
    rows: comparison.rows(),
    messages,
    columns: columns.map(({ items, ...column }, at) => ({
      ...column,
      reports: items.length,
      cases: counts[at] ?? 0,
      standing: solidity.find((standing) => items.some((item) => item.standing === standing)) ?? "claimed",
      paths: items.flatMap(({ file }) => file?.path ?? []),
    })),
  };
  last.set(core, compared);
  return compared;
}
