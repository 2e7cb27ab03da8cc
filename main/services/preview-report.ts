import type { Output } from "../../shared/contract/api";
import type { RedactionRule, ReportFilters } from "../../shared/model/report-choice";
import { ok, type Result } from "../../shared/result";
import { shownReason } from "../../shared/review/shown-reason";
import type { ReportDocument } from "../report/document";
import { populationWords } from "../report/words";
import { readTask } from "../store/tasks";
import { ownershipOf } from "../views/ownership";
import { recordedDecisions } from "../views/decisions";
import type { Core } from "../views/core";
import { gatherReport } from "./gather-report";
import { redactInSteps } from "./redact-document";
import { pauses, type Pause } from "./turns";

const shownDecisions = 8;
const longestReason = 300;
/** A frame takes about this much of a page at once; what is longer is shown up to here. */
const mostShownBytes = 1_500_000;
const mostChoices = 500;

/**
 * What a report would hold, before it is written: the very document that a format would be given. Whether the log holds is said as it
 * was last checked, with what was added since: it is checked from its bytes again when the report is written.
 */
export async function previewReport(
  core: Core,
  { filters, redaction }: { readonly filters: ReportFilters; readonly redaction: readonly RedactionRule[] },
  cancelled: () => boolean,
): Promise<Result<Output<"report.preview">>> {
  const pause = pauses(cancelled);
  const whole = await gatherReport(core, filters, pause, { anew: false });
  const document = await redactInSteps(whole, redaction, pause);
  const { population, decisions, attempts, open, excuses, log, summary } = document;
  const { entries } = log;
  const { decisions: inLog, inPeriod, filteredOut, included } = population;
  const recorded = recordedDecisions(core).inOrder.map(({ decision }) => decision);
  return ok({
    population: {
      entries,
      decisions: inLog,
      inPeriod,
      filteredOut,
      included,
      sentence: populationWords(population),
    },
    sections: [
      { name: "Decisions", count: decisions.length, unit: "decisions" },
      { name: "Overridden gates and lowered tiers", count: excuses.length, unit: "decisions" },
      { name: "Attempts decided on", count: attempts.length, unit: "attempts" },
      { name: "Without a decision in this period", count: open.length, unit: "tasks" },
      {
        name: `Verdicts under ${String(summary.quick.limitSeconds)} s`,
        count: summary.quick.under,
        unit: `of ${String(summary.quick.timed)} timed`,
      },
      { name: "Texts not here", count: population.textsWithheld, unit: "decisions" },
      { name: "Clock anomalies", count: log.clock.length, unit: "in the log" },
    ],
    redactions: document.redactions,
    sample: decisions.slice(0, shownDecisions).map((row) => ({
      seq: row.seq,
      recordedAt: row.recordedAt,
      reviewer: row.decision.reviewer.name,
      kind: row.decision.kind,
      on: `${row.decision.taskRef ?? row.decision.taskId} ${row.decision.taskTitle}${row.decision.attemptLetter === null ? "" : `, attempt ${row.decision.attemptLetter}`}`,
      repository: row.decision.repository,
      tier: row.decision.tier,
      standing: row.standing,
      reason: shownReason(row).slice(0, longestReason).toWellFormed(),
    })),
    page: await shownPage(core, document, pause),
    choices: {
      repositories: distinct(recorded.map(({ repository }) => repository)),
      reviewers: distinct(recorded.map(({ reviewer }) => reviewer.name)),
      owners: distinct(ownersOf(core)),
    },
  });
}

/** The page as it would be written, given to the window. A long one ends behind a whole tag. */
async function shownPage(
  core: Core,
  document: ReportDocument,
  pause: Pause,
): Promise<Output<"report.preview">["page"]> {
  const format = core.plugins.formats.find(({ id }) => id === "html");
  const show = core.platform.showPage;
  if (format === undefined || show === undefined) return null;
  let html = "";
  let bytes = 0;
  let cut = false;
  for (const piece of format.pieces(document)) {
    const room = mostShownBytes - bytes;
    const length = Buffer.byteLength(piece);
    cut = length > room;
    // Text holds no ">" of its own, so this is never in the middle of a tag; a character has at most three bytes a unit.
    const taken = cut ? piece.slice(0, piece.lastIndexOf(">", Math.floor(room / 3)) + 1) : piece;
    html += taken;
    bytes += cut ? Buffer.byteLength(taken) : length;
    if (cut) break;
    await pause();
  }
  return { address: await show(html), bytes, cut };
}

/** Everyone who answers for a task on which something was decided. */
function ownersOf(core: Core): string[] {
  const tasks = new Set(recordedDecisions(core).inOrder.map(({ decision }) => decision.taskId));
  return [...tasks].flatMap((id) => {
    const task = readTask(core.index, id);
    return task === null ? [] : (ownershipOf(core, task).owner ?? []);
  });
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)]
    .filter((value) => value !== "")
    .sort()
    .slice(0, mostChoices);
}
