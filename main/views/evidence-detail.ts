import type { Output } from "../../shared/contract/api";
import { componentSchema, statementSchema, type Evidence } from "../../shared/model/evidence";
import { err, ok, type Result } from "../../shared/result";
import { findDetail, readCases, readItems, readSuites, type CaseFilter } from "../store/evidence-details";
import { parseColumn } from "../store/rows";
import { readAttempt, type StoredAttempt } from "../store/tasks";
import { judgementOr } from "./attempt-view";
import type { Core } from "./core";
import { attemptMissing } from "./timeline";

const mostSuites = 20_000;

/** Who reads a format: what was kept by an older Countersign is read anew. */
export function detailReader(core: Core, format: string | null): string {
  return `${format ?? "none"}@${core.version}`;
}

/** The number that an item's list is kept under; null where it has none or it is not kept. */
export function detailOf(core: Core, item: Evidence): number | null {
  if (item.file === null || item.format === null) return null;
  return findDetail(core.index, item.file.digest, detailReader(core, item.format));
}

/** An item of an attempt and whose it is. */
export function evidenceItem(
  core: Core,
  attemptId: string,
  evidenceId: string,
): Result<{ readonly stored: StoredAttempt; readonly item: Evidence }> {
  const stored = readAttempt(core.index, attemptId);
  if (stored === null) return attemptMissing(attemptId);
  const item = [...judgementOr(stored).evidence, ...stored.fileEvidence].find(({ id }) => id === evidenceId);
  if (item !== undefined) return ok({ stored, item });
  return err({
    code: "not-found",
    message: "This attempt has no such evidence item.",
    remedy: "It may have been read again: open the evidence anew.",
  });
}

/** The kept list of an item, or why there is none. */
export function keptDetail(core: Core, item: Evidence): Result<number> {
  const detail = detailOf(core, item);
  if (detail !== null) return ok(detail);
  return err({
    code: "no-detail",
    message: item.note ?? "Nothing of this item is listed: no report of it was read.",
    remedy: "Its bytes can be read as they are.",
  });
}

/** The suites of a report with cases that pass the filter. */
export function evidenceSuites(core: Core, detail: number, filter: CaseFilter): Output<"evidence.suites"> {
  const found = readSuites(core.index, detail, filter);
  let cases = 0;
  const suites = found.map(({ name, failed, skipped, passed, durationMs }) => {
    const first = cases;
    cases += failed + skipped + passed;
    return { name, failed, skipped, passed, durationMs, first };
  });
  return { cases, total: suites.length, suites: suites.slice(0, mostSuites) };
}

interface Page {
  readonly offset: number;
  readonly limit: number;
}

/** A page of the cases that pass the filter, suite by suite, failures first. */
export function evidenceCases(core: Core, detail: number, filter: CaseFilter, page: Page): Output<"evidence.cases"> {
  return {
    cases: readCases(core.index, detail, filter, page.offset, page.limit).map(
      ({ suite, name, outcome, durationMs, message }) => ({ suite, name, outcome, durationMs, message }),
    ),
  };
}

/** A page of the parts that a bill of materials lists. */
export function evidenceComponents(
  core: Core,
  detail: number,
  page: Page & { readonly text: string },
): Output<"evidence.components"> {
  const { total, items } = readItems(core.index, detail, "components", page);
  return { total, components: items.map(({ record }) => parseColumn(componentSchema, record, "a component")) };
}

/** A page of the statements that a file holds. */
export function evidenceStatements(core: Core, detail: number, page: Page): Output<"evidence.statements"> {
  const { total, items } = readItems(core.index, detail, "statements", { ...page, text: "" });
  return { total, statements: items.map(({ record }) => parseColumn(statementSchema, record, "a statement")) };
}
